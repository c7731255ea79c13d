"""Items of layouts that nobody knows: the reader starts from the claim (contract 2).

The quoted title must stand in the letter, and in its own stretch, up to the next quoted title, one
outcome must be told. That no item was left out cannot be told there: the letter's own check on its
layout stays open for that.
"""

from __future__ import annotations

from itertools import pairwise

from imr_llm.extraction import Status
from imr_llm.record import Decision, Guideline, Item
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.comparing.passage import Passage, passage
from imr_llm.witness.reading.facts import Span
from imr_llm.witness.reading.outcomes import Outcome, outcomes
from imr_llm.witness.reading.request import take_apart
from imr_llm.witness.reading.whole import Reading

SEVERAL = "its stretch of the letter tells more than one outcome, or none"
PARTS = ("request", "original_request", "authorized")


def compare_quoted(items: list[Item], reading: Reading, ledger: Ledger) -> None:
    """Every item of a record against the places where its title is quoted."""
    letter = passage(reading.sheet, (0, len(reading.sheet.text)))
    quotations = {_quoted(item): list(letter.all(_quoted(item))) for item in items}
    starts = {start for found in quotations.values() for start, _ in found}
    following = dict(pairwise(sorted(starts | {len(reading.sheet.text)})))
    told = {quoted: _told(found, following, reading) for quoted, found in quotations.items()}
    seen: set[str | None] = set()
    for number, item in enumerate(items):
        name, found = f"items[{number}]", quotations[_quoted(item)]
        if not found:
            ledger.add(name, Status.UNSUPPORTED, claimed=item.title or item.request)
        else:
            _title(name, item, found[0], item.title in seen, letter, ledger)
            _decision(name, item, told[_quoted(item)], ledger)
            _passages(name, item, letter, ledger)
        seen.add(item.title)


def _quoted(item: Item) -> str:
    return item.title or item.request or ""


def _told(places: list[Span], following: dict[int, int], reading: Reading) -> list[Outcome]:
    """The outcomes between each quotation of a title and the next quotation of any."""
    stretches = [(end, following[start]) for start, end in places]
    return [one for stretch in stretches for one in outcomes(reading.sheet.text, stretch)]


def _title(
    name: str, item: Item, place: Span, doubled: bool, letter: Passage, ledger: Ledger
) -> None:
    if doubled:
        ledger.add(name, Status.UNSUPPORTED, claimed=item.title, message="claimed twice")
    ledger.settle(f"{name}.title", item.title, item.title, place)
    told = take_apart(item.title or "", None)
    for part in PARTS:
        claimed = getattr(item, part)
        if not claims(item, part) or claimed == getattr(told, part):
            continue
        span = letter.find(claimed) if claimed else None
        status = Status.DOUBTFUL if span or not claimed else Status.UNSUPPORTED
        ledger.add(f"{name}.{part}", status, claimed=claimed, span=span)
    for part in ("retrospective", "date_of_service"):
        if claims(item, part):
            ledger.settle(f"{name}.{part}", getattr(item, part), getattr(told, part), place)


def _decision(name: str, item: Item, told: list[Outcome], ledger: Ledger) -> None:
    decisions = {one.decision for one in told}
    field = f"{name}.decision"
    if len(decisions) == 1:
        ledger.settle(field, item.decision, told[0].decision, told[0].span)
    elif item.decision is None:
        ledger.add(field, Status.OMITTED, message=SEVERAL)
    else:
        span = told[0].span if told else None
        ledger.add(field, Status.DOUBTFUL, claimed=item.decision, span=span, message=SEVERAL)
    if item.medically_necessary is not None:
        told_so = (item.decision is Decision.OVERTURNED) is item.medically_necessary
        if len(decisions) == 1 and not told_so:
            ledger.add(
                f"{name}.medically_necessary", Status.DOUBTFUL, claimed=item.medically_necessary
            )
        else:
            ledger.unverified.append(f"{name}.medically_necessary")


def _passages(name: str, item: Item, letter: Passage, ledger: Ledger) -> None:
    """Rationale and guideline texts, located anywhere; what they rest on nothing re-derives."""
    _located(f"{name}.rationale", item.rationale, letter, ledger)
    for part in ("claims_administrator_guideline", "maximus_guideline"):
        guideline: Guideline | None = getattr(item, part)
        if guideline is None:
            continue
        _located(f"{name}.{part}.text", guideline.text, letter, ledger)
        if guideline.basis is not None:
            ledger.unverified.append(f"{name}.{part}.basis")
        for at, citation in enumerate(guideline.citations or ()):
            _located(f"{name}.{part}.citations[{at}].title", citation.title, letter, ledger)


def _located(field: str, claimed: str | None, letter: Passage, ledger: Ledger) -> None:
    if claimed is None:
        return
    span = letter.find(claimed)
    status = Status.CONFIRMED if span else Status.UNSUPPORTED
    ledger.add(field, status, claimed=claimed, found=claimed if span else None, span=span)
