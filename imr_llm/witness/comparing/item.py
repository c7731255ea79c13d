"""One disputed item of a record against the item of the letter that it is paired with."""

from __future__ import annotations

from imr_llm.extraction import Status
from imr_llm.folding import fold, joined
from imr_llm.record import Decision, Item
from imr_llm.witness.comparing.agreement import agrees
from imr_llm.witness.comparing.guideline import compare_guideline, passage
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.reading.concluding import Conclusion
from imr_llm.witness.reading.facts import Span, Standing
from imr_llm.witness.reading.items import LABELS, WitnessedItem
from imr_llm.witness.reading.request import take_apart
from imr_llm.witness.reading.whole import Reading

UNPROVED = "the start of the title cannot be proved"
RUNNING = "title, outcome and label stand in running text"
UNENDED = "the end of the rationale cannot be proved"
SILENT = Conclusion(Standing.NO, None, None)
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
    """A title that is left out is told of: what claims nothing is not verified."""
    field, printed = f"{name}.title", reading.folded(found.title)
    if not found.shown:
        ledger.settle(field, item.title, printed, found.title, sure=False, message=_unshown(found))
        return

    def agree(claimed: str, _: str) -> bool | None:
        return agrees(
            claimed, reading.printed(found.title), hyphens_lost=reading.sheet.hyphens_lost
        )

    ledger.settle(field, item.title, printed, found.title, agree=agree)


def _unshown(found: WitnessedItem) -> str:
    return UNPROVED if found.in_lines else RUNNING


def _request(name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger) -> None:
    told = take_apart(reading.printed(found.title), reading.latest_year)
    for part in REQUEST:
        if not claims(item, part):
            continue
        field, claimed, printed = f"{name}.{part}", getattr(item, part), getattr(told, part)
        if part == "retrospective" and told.retrospective is None:
            ledger.unverified.append(field)
        elif part == "date_of_service" and told.unreadable:
            ledger.add(field, Status.UNREADABLE, claimed=claimed, span=found.title)
        else:
            _part(field, claimed, printed, found, reading, ledger)


def _part(
    field: str,
    claimed: object,
    printed: object,
    found: WitnessedItem,
    reading: Reading,
    ledger: Ledger,
) -> None:
    """One part of a title; a null part of a title that is not shown claims nothing new."""

    def agree(one: str, _: str) -> bool | None:
        return agrees(one, str(printed), hyphens_lost=reading.sheet.hyphens_lost)

    shown = found.shown or (claimed is None and printed is None)
    told = joined(printed) if isinstance(printed, str) else printed
    message = "" if shown else _unshown(found)
    ledger.settle(field, claimed, told, found.title, agree=agree, sure=shown, message=message)


def _decision(
    name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger
) -> None:
    """A decision that is left out is told of, as a title is."""
    field, message = f"{name}.decision", "" if found.shown else _unshown(found)
    if found.decision:
        ledger.settle(
            field,
            item.decision,
            found.decision,
            found.outcome,
            sure=found.shown,
            message=message,
        )
        return
    ledger.add(
        field,
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
    if span:
        sure = found.ends_proved and found.in_lines
        passage(field, item.rationale, span, reading, ledger, unsure="" if sure else UNENDED)
    elif not found.parts:
        ledger.settle(field, item.rationale, None, None)


def _necessity(
    name: str, item: Item, found: WitnessedItem, reading: Reading, ledger: Ledger
) -> None:
    """What the rationale concludes; a value of which nothing sure was read is unverified."""
    if not claims(item, "medically_necessary"):
        return
    field, span = f"{name}.medically_necessary", found.parts.get("rationale")
    claimed = item.medically_necessary
    told = reading.conclusion(span) if span else SILENT
    if span is None or told.place is None:
        if claimed is not None:
            ledger.unverified.append(field)
        else:
            hinted = told.standing is Standing.MAYBE
            message = "the rationale hints at it, in words that are not read" if hinted else ""
            ledger.settle(field, None, None, None, sure=not hinted, message=message)
        return
    place = _place(told.place, span, reading)
    ledger.settle(field, claimed, told.necessary, place)
    if found.decision and told.necessary is not (found.decision is Decision.OVERTURNED):
        ledger.add(
            field,
            Status.CONFLICT,
            claimed=claimed,
            found=told.necessary,
            span=place,
            message="the outcome and the rationale contradict each other",
        )


def _place(concluding: Span, rationale: Span, reading: Reading) -> Span:
    """Where the concluding words, a span of the folded rationale, stand in the letter."""
    words = reading.folded(rationale)[slice(*concluding)]
    at = reading.sheet.text.rfind(words, *rationale)
    if at >= 0:
        return (at, at + len(words))
    start, end = fold(reading.printed(rationale)).span(*concluding)
    return (rationale[0] + start, rationale[0] + end)
