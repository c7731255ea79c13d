"""Layout, header, reviewer and outcome of a record against the letter."""

from __future__ import annotations

import re

from imr_llm.extraction import Family, Status
from imr_llm.folding import same
from imr_llm.record import Case, Determination, Reviewer, outcome_of
from imr_llm.witness.comparing.agreement import agrees
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.reading import reviewer as people
from imr_llm.witness.reading.whole import Reading

# what no state and no specialty is called: "(internal reference 7)"
NO_NAME = re.compile(r"[\d:;()]")


def compare_case(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """What a record says of the letter as a whole, before anything of its narrative."""
    _layout(reading, ledger)
    _header(record.case, reading, ledger)
    _reviewer(record.reviewer, reading, ledger)
    _outcome(record, reading, ledger)


def _layout(reading: Reading, ledger: Ledger) -> None:
    if reading.sections.family is not Family.F4:
        ledger.add("letter", Status.UNSUPPORTED, message="layout not measured")
    if reading.sections.doubled:
        ledger.add("letter", Status.UNSUPPORTED, message="a heading is printed more than once")
    if reading.after:
        message = "text follows the last rationale that is none of it"
        ledger.add("letter", Status.DOUBTFUL, span=reading.after, message=message)


def _header(case: Case, reading: Reading, ledger: Ledger) -> None:
    entries, labels = reading.header.entries, reading.header.labels
    for name in Case.model_fields:
        if not claims(case, name):
            continue
        claimed, entry = getattr(case, name), entries.get(name)
        if entry and entry.value is None:
            ledger.add(f"case.{name}", Status.UNREADABLE, claimed=claimed, span=entry.span)
        elif entry is None and name in labels:
            message = "the header does not prove which value is meant"
            ledger.add(f"case.{name}", Status.UNSUPPORTED, claimed=claimed, message=message)
        else:
            span, found = (entry.span, entry.value) if entry else (None, None)
            ledger.settle(f"case.{name}", claimed, found, span, agree=same)


def _reviewer(reviewer: Reviewer, reading: Reading, ledger: Ledger) -> None:
    text, span = reading.sheet.text, reading.sections.reviewer
    for name, read in (("specialties", people.specialties), ("licensed_states", people.states)):
        claimed = getattr(reviewer, name)
        if claimed is None:
            continue
        found = read(text, span)
        names = list(found.names) if found else []
        alike = len(names) == len(claimed) and all(
            agrees(one, other, hyphens_lost=reading.sheet.hyphens_lost)
            for one, other in zip(names, claimed, strict=True)
        )
        place = found.span if found else None
        status = Status.CONFIRMED if alike else Status.DIFFERS if names else Status.UNSUPPORTED
        if not claimed and names:
            status = Status.OMITTED
        if alike and any(NO_NAME.search(one) for one in names):
            status = Status.DOUBTFUL
        ledger.add(f"reviewer.{name}", status, claimed=claimed, found=names, span=place)


def _outcome(record: Determination, reading: Reading, ledger: Ledger) -> None:
    if not claims(record, "outcome") and record.outcome is None:
        return
    computed = outcome_of(record.items or ())
    if record.items and record.outcome is not computed:
        ledger.add(
            "outcome",
            Status.DIFFERS if computed else Status.UNSUPPORTED,
            claimed=record.outcome,
            found=computed,
            message="contrary to the record's own items",
        )
    elif computed and not reading.items.items and reading.sections.family is not Family.F4:
        message = "computed from the record's own decisions"
        ledger.settle("outcome", record.outcome, computed, None, message=message)
    else:
        shown = all(item.shown for item in reading.items.items)
        ledger.settle("outcome", record.outcome, reading.outcome, None, sure=shown)
    cover = reading.cover()
    if cover and reading.outcome and cover[0] is not reading.outcome:
        ledger.add(
            "outcome",
            Status.CONFLICT,
            claimed=record.outcome,
            found=cover[0],
            span=cover[1],
            message="the letter contradicts itself",
        )
