"""Summary, diagnoses and unreadable dates of a record against the letter."""

from __future__ import annotations

from functools import cache

from imr_llm.extraction import Status
from imr_llm.record import Determination
from imr_llm.witness.comparing.guideline import passage as verbatim
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.comparing.passage import passage
from imr_llm.witness.reading.diagnoses import denied, names_a_condition
from imr_llm.witness.reading.facts import Span
from imr_llm.witness.reading.whole import Reading


def compare_narrative(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """The summary itself, the diagnoses in it, and the dates that cannot be read."""
    _summary(record, reading, ledger)
    _diagnoses(record, reading, ledger)
    _unreadable(record, reading, ledger)


def _summary(record: Determination, reading: Reading, ledger: Ledger) -> None:
    if not claims(record, "clinical_summary"):
        return
    claimed, span = record.clinical_summary, reading.sections.summary
    if span is None:
        message = "the letter's summary was not found"
        ledger.add("clinical_summary", Status.UNSUPPORTED, claimed=claimed, message=message)
    else:
        verbatim("clinical_summary", claimed, span, reading, ledger)


def _diagnoses(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Located in whole words, one of them of content, at a place that does not deny it."""
    if not record.worker.diagnoses:
        return
    summary = reading.sections.summary
    within = passage(reading.sheet, summary) if summary else None

    @cache
    def told(claimed: str) -> tuple[Span | None, bool]:
        """The first place that does not deny it and that there is one, else the first of all."""
        first = None
        for place in within.all(claimed) if within else ():
            if summary and not denied(reading.sheet.text, place, summary):
                return place, True
            first = first or place
        return first, False

    for number, claimed in enumerate(record.worker.diagnoses):
        field = f"worker.diagnoses[{number}]"
        span, affirmed = told(claimed)
        if span is None:
            ledger.add(field, Status.UNSUPPORTED, claimed=claimed)
        elif not names_a_condition(claimed):
            message = "no word of it names a condition"
            ledger.add(field, Status.DOUBTFUL, claimed=claimed, span=span, message=message)
        elif not affirmed:
            message = "the summary denies it where it stands"
            ledger.add(field, Status.DOUBTFUL, claimed=claimed, span=span, message=message)
        else:
            ledger.add(field, Status.CONFIRMED, claimed=claimed, found=claimed, span=span)


def _unreadable(record: Determination, reading: Reading, ledger: Ledger) -> None:
    if record.unreadable_dates is None:
        return
    bad = [one.mention for one in reading.told.dates if one.mention.date is None]
    found = {"".join(one.printed.split()): one for one in bad}
    claimed = {"".join(printed.split()) for printed in record.unreadable_dates}
    place = next(((one.start, one.end) for one in bad), None)
    missing = [one for name, one in found.items() if name not in claimed]
    names = [" ".join(one.printed.split()) for one in found.values()]
    if missing and not claimed - set(found):
        span = (missing[0].start, missing[0].end)
        ledger.add(
            "unreadable_dates",
            Status.OMITTED,
            claimed=record.unreadable_dates,
            found=names,
            span=span,
        )
    else:
        status = Status.CONFIRMED
        if claimed - set(found):
            status = Status.DIFFERS if names else Status.UNSUPPORTED
        ledger.add(
            "unreadable_dates", status, claimed=record.unreadable_dates, found=names, span=place
        )
