"""One guideline of a record against its paragraph in the letter."""

from __future__ import annotations

from imr_llm.extraction import Status
from imr_llm.folding import key
from imr_llm.record import Citation, Guideline
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.reading import guideline as printed
from imr_llm.witness.reading.guideline import Cited
from imr_llm.witness.reading.sections import Span
from imr_llm.witness.reading.whole import Reading


def compare_guideline(
    name: str, claimed: Guideline | None, span: Span, reading: Reading, ledger: Ledger
) -> None:
    """Text, basis and citations of one paragraph."""
    if claimed is None:
        ledger.add(name, Status.OMITTED, found=reading.folded(span), span=span)
        return
    if claims(claimed, "text"):
        _text(name, claimed.text, span, reading, ledger)
    if claims(claimed, "basis"):
        ledger.settle(f"{name}.basis", claimed.basis, printed.basis(reading.sheet, span), span)
    if claimed.citations is not None:
        _citations(name, claimed.citations, span, reading, ledger)


def _text(name: str, claimed: str | None, span: Span, reading: Reading, ledger: Ledger) -> None:
    lost = reading.sheet.hyphens_lost
    if claimed is not None and key(claimed, hyphens_lost=lost) == reading.key(span):
        ledger.add(f"{name}.text", Status.CONFIRMED, claimed=claimed, found=claimed, span=span)
    else:
        ledger.settle(f"{name}.text", claimed, reading.folded(span), span)


def _citations(
    name: str, claimed: list[Citation], span: Span, reading: Reading, ledger: Ledger
) -> None:
    """Citations in the letter's order; a dropped one is found by the titles that remain."""
    cited = printed.citations(reading.sheet, span)
    lost = reading.sheet.hyphens_lost
    partners = _partners(claimed, cited, lost)
    for at, citation in enumerate(claimed):
        partner = partners.get(at)
        if partner is None:
            ledger.add(
                f"{name}.citations[{at}].title",
                Status.UNSUPPORTED,
                claimed=citation.title,
                span=span,
            )
        else:
            _citation(f"{name}.citations[{at}]", citation, cited[partner], lost, ledger)
    dropped = sorted(set(range(len(cited))) - set(partners.values()))
    for at in dropped:
        ledger.add(f"{name}.citations", Status.OMITTED, found=cited[at].title, span=cited[at].span)
    if not dropped and not claimed:
        ledger.add(f"{name}.citations", Status.CONFIRMED, claimed=[], found=[], span=span)
    places = [partners[at] for at in sorted(partners)]
    if places != sorted(places):
        message = "the citations stand in another order"
        ledger.add(f"{name}.citations", Status.DIFFERS, span=span, message=message)


def _partners(claimed: list[Citation], cited: list[Cited], lost: bool) -> dict[int, int]:
    """By title; then the leftovers one by one in order."""
    free: dict[str, list[int]] = {}
    for at in reversed(range(len(cited))):
        free.setdefault(key(cited[at].title, hyphens_lost=lost), []).append(at)
    pairs = {}
    for at, citation in enumerate(claimed):
        if places := free.get(key(citation.title or "", hyphens_lost=lost)):
            pairs[at] = places.pop()
    taken = set(pairs.values())
    left = (at for at in range(len(cited)) if at not in taken)
    mine = (at for at in range(len(claimed)) if at not in pairs)
    return pairs | dict(zip(mine, left, strict=False))


def _citation(name: str, claimed: Citation, cited: Cited, lost: bool, ledger: Ledger) -> None:
    def agree(one: str, other: str) -> bool:
        return key(one, hyphens_lost=lost) == key(other, hyphens_lost=lost)

    if claims(claimed, "title"):
        ledger.settle(f"{name}.title", claimed.title, cited.title, cited.span, agree=agree)
    if claims(claimed, "source"):
        ledger.settle(f"{name}.source", claimed.source, cited.source, cited.span)
    for part, listed in (("sections", cited.sections), ("pages", cited.pages)):
        names = getattr(claimed, part)
        if names is None:
            continue
        if agree(",".join(names), listed):
            ledger.add(
                f"{name}.{part}", Status.CONFIRMED, claimed=names, found=names, span=cited.span
            )
        else:
            found = [listed] if listed else []
            status = (
                Status.DIFFERS
                if names and found
                else Status.OMITTED
                if found
                else Status.UNSUPPORTED
            )
            ledger.add(f"{name}.{part}", status, claimed=names, found=found, span=cited.span)
