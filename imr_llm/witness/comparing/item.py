"""One disputed item of a record against the item of the letter that it is paired with."""

from __future__ import annotations

from imr_llm.extraction import Status
from imr_llm.folding import key
from imr_llm.record import Decision, Item
from imr_llm.witness.comparing.guideline import compare_guideline
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.reading.conclusion import conclude
from imr_llm.witness.reading.items import LABELS, WitnessedItem
from imr_llm.witness.reading.request import take_apart
from imr_llm.witness.reading.sections import Span
from imr_llm.witness.reading.whole import Reading

UNPROVED = "the start of the title cannot be proved"
UNENDED = "the end of the rationale cannot be proved"
REQUEST = ("request", "original_request", "authorized", "retrospective", "date_of_service")


def compare_item(
    name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger
) -> None:
    """Every claim about one item."""
    _title(name, item, found, reading, ledger)
    _request(name, item, found, reading, ledger)
    _decision(name, item, found, reading, ledger)
    for part in LABELS[:2]:
        span = found.parts.get(part)
        if span and claims(item, part):
            compare_guideline(f"{name}.{part}", getattr(item, part), span, reading, ledger)
    _rationale(name, item, found, reading, ledger)
    _necessity(name, item, found, reading, ledger)
    for part in ("category", "rationale_gist"):
        if getattr(item, part) is not None:
            ledger.unverified.append(f"{name}.{part}")


def _title(name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger) -> None:
    if not claims(item, "title"):
        return
    field, claimed = f"{name}.title", item.title
    if found.proved:
        _verbatim(field, claimed, found.title, reading, ledger)
        return
    lost = reading.sheet.hyphens_lost
    fits = claimed is not None and reading.key(found.title).endswith(
        key(claimed, hyphens_lost=lost)
    )
    status = Status.UNSUPPORTED if fits else Status.DIFFERS
    printed = None if fits else reading.folded(found.title)
    ledger.add(field, status, claimed=claimed, found=printed, span=found.title, message=UNPROVED)


def _request(name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger) -> None:
    told = take_apart(reading.folded(found.title), reading.latest_year)
    for part in REQUEST:
        if not claims(item, part):
            continue
        field, claimed = f"{name}.{part}", getattr(item, part)
        if part == "retrospective" and told.retrospective is None:
            ledger.unverified.append(field)
        elif part == "date_of_service" and told.unreadable:
            ledger.add(field, Status.UNREADABLE, claimed=claimed, span=found.title)
        elif not found.proved and claimed is not None and part != "retrospective":
            status = Status.UNSUPPORTED
            ledger.add(field, status, claimed=claimed, span=found.title, message=UNPROVED)
        else:
            ledger.settle(field, claimed, getattr(told, part), found.title, agree=reading.agree)


def _decision(
    name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger
) -> None:
    if not claims(item, "decision"):
        return
    if found.decision:
        ledger.settle(f"{name}.decision", item.decision, found.decision, found.outcome)
        return
    ledger.add(
        f"{name}.decision",
        Status.UNSUPPORTED,
        claimed=item.decision,
        found=reading.folded(found.outcome),
        span=found.outcome,
        message="the words printed are neither Upheld nor Overturned",
    )


def _rationale(
    name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger
) -> None:
    if not claims(item, "rationale"):
        return
    field, span = f"{name}.rationale", found.parts.get("rationale")
    if span and found.ends_proved:
        _verbatim(field, item.rationale, span, reading, ledger)
    elif span:
        status = Status.UNSUPPORTED
        ledger.add(field, status, claimed=item.rationale, span=span, message=UNENDED)
    elif not found.parts:
        ledger.settle(field, item.rationale, None, None)


def _verbatim(
    field: str, claimed: str | None, span: Span, reading: Reading, ledger: Ledger
) -> None:
    """Settle a passage; only one that differs is folded to be shown."""
    if claimed is not None and reading.key(span) == key(
        claimed, hyphens_lost=reading.sheet.hyphens_lost
    ):
        ledger.add(field, Status.CONFIRMED, claimed=claimed, found=claimed, span=span)
    else:
        ledger.settle(field, claimed, reading.folded(span) or None, span)


def _necessity(
    name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger
) -> None:
    if not claims(item, "medically_necessary"):
        return
    field, span = f"{name}.medically_necessary", found.parts.get("rationale")
    concluded = conclude(reading.folded(span)) if span else None
    if concluded is None:
        if item.medically_necessary is None:
            ledger.settle(field, None, None, None)
        else:
            ledger.unverified.append(field)
        return
    ledger.settle(field, item.medically_necessary, concluded, span)
    if found.decision and concluded is not (found.decision is Decision.OVERTURNED):
        ledger.add(
            field,
            Status.CONFLICT,
            claimed=item.medically_necessary,
            found=concluded,
            span=span,
            message="the outcome and the rationale contradict each other",
        )
