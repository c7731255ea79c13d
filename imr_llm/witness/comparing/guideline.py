"""One guideline of a record against its paragraph in the letter."""

from __future__ import annotations

import re

from imr_llm.extraction import Status
from imr_llm.folding import bare, joined
from imr_llm.record import Citation, Guideline
from imr_llm.witness.comparing.agreement import agrees
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.reading import guideline as printed
from imr_llm.witness.reading.guideline import Cited
from imr_llm.witness.reading.sections import Span
from imr_llm.witness.reading.whole import Reading

# between the members of a list, with or without a blank
LIST_COMMA = re.compile(r"(?:(?<!\s)\s++)?,\s*+")


def compare_guideline(
    name: str, claimed: Guideline | None, span: Span, reading: Reading, ledger: Ledger
) -> None:
    """Text, basis and citations of one paragraph."""
    if claimed is None:
        ledger.add(name, Status.OMITTED, found=reading.folded(span), span=span)
        return
    if claims(claimed, "text"):
        passage(f"{name}.text", claimed.text, span, reading, ledger)
    if claims(claimed, "basis"):
        ledger.settle(f"{name}.basis", claimed.basis, printed.basis(reading.sheet, span), span)
    if claimed.citations is not None:
        _citations(name, claimed.citations, span, reading, ledger)


def passage(
    name: str, claimed: str | None, span: Span, reading: Reading, ledger: Ledger, unsure: str = ""
) -> None:
    """A whole passage, verbatim; `unsure` says why its place is doubtful."""
    if unsure:
        status = Status.DOUBTFUL
        ledger.add(name, status, claimed=claimed, span=span, message=unsure)
        return
    lost = reading.sheet.hyphens_lost
    told = None if claimed is None else agrees(claimed, reading.printed(span), hyphens_lost=lost)
    if told:
        ledger.add(name, Status.CONFIRMED, claimed=claimed, found=claimed, span=span)
    else:
        found = reading.folded(span) or None
        ledger.settle(name, claimed, found, span, agree=lambda *_: told)


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
        ledger.add(
            f"{name}.citations", Status.OMITTED, found=joined(cited[at].title), span=cited[at].span
        )
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
        free.setdefault(bare(cited[at].title), []).append(at)
    pairs = {}
    for at, citation in enumerate(claimed):
        if places := free.get(bare(citation.title or "")):
            pairs[at] = places.pop()
    taken = set(pairs.values())
    left = (at for at in range(len(cited)) if at not in taken)
    mine = (at for at in range(len(claimed)) if at not in pairs)
    return pairs | dict(zip(mine, left, strict=False))


def _citation(name: str, claimed: Citation, cited: Cited, lost: bool, ledger: Ledger) -> None:
    if claims(claimed, "title"):
        told = joined(cited.title)
        ledger.settle(
            f"{name}.title",
            claimed.title,
            told,
            cited.span,
            agree=lambda one, _: agrees(one, cited.title, hyphens_lost=lost),
        )
    if claims(claimed, "source"):
        ledger.settle(f"{name}.source", claimed.source, cited.source, cited.span)
    for part, listed in (("sections", cited.sections), ("pages", cited.pages)):
        names = getattr(claimed, part)
        if names is None:
            continue
        if agrees(", ".join(names), LIST_COMMA.sub(", ", listed), hyphens_lost=lost):
            ledger.add(
                f"{name}.{part}", Status.CONFIRMED, claimed=names, found=names, span=cited.span
            )
        else:
            found = [joined(listed)] if listed else []
            status = (
                Status.DIFFERS
                if names and found
                else Status.OMITTED
                if found
                else Status.UNSUPPORTED
            )
            ledger.add(f"{name}.{part}", status, claimed=names, found=found, span=cited.span)
