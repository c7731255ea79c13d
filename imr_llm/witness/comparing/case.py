"""Header, reviewer, worker, utilization review and outcome of a record against the letter."""

from __future__ import annotations

from imr_llm.dates import PartialDate
from imr_llm.extraction import Family, Status
from imr_llm.folding import same
from imr_llm.record import Case, Determination, Outcome, Reviewer, Worker, outcome_of
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.reading import reviewer as people
from imr_llm.witness.reading import worker as person
from imr_llm.witness.reading.mentions import Mention
from imr_llm.witness.reading.whole import Reading


def compare_case(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Everything of a record that is neither items, events nor the summary's text."""
    _layout(reading, ledger)
    _header(record.case, reading, ledger)
    _reviewer(record.reviewer, reading, ledger)
    _worker(record.worker, reading, ledger)
    _review(record, reading, ledger)
    _outcome(record, reading, ledger)
    _header_conflicts(record, reading, ledger)


def _layout(reading: Reading, ledger: Ledger) -> None:
    if reading.sections.family is not Family.F4:
        ledger.add("letter", Status.UNSUPPORTED, message="layout not measured")
    if reading.sections.doubled:
        ledger.add("letter", Status.UNSUPPORTED, message="a heading is printed more than once")


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
        agrees = len(names) == len(claimed) and all(
            same(one, other, hyphens_lost=reading.sheet.hyphens_lost)
            for one, other in zip(names, claimed, strict=True)
        )
        place = found.span if found else None
        status = Status.CONFIRMED if agrees else Status.DIFFERS if names else Status.UNSUPPORTED
        if not claimed and names:
            status = Status.OMITTED
        ledger.add(f"reviewer.{name}", status, claimed=claimed, found=names, span=place)


def _worker(worker: Worker, reading: Reading, ledger: Ledger) -> None:
    summary = reading.sections.summary
    for name, read in (("age", person.age), ("sex", person.sex)):
        if claims(worker, name):
            found, span = (summary and read(reading.sheet.text, summary)) or (None, None)
            ledger.settle(f"worker.{name}", getattr(worker, name), found, span)
    if claims(worker, "date_of_injury"):
        _date_of_injury(worker.date_of_injury, reading, ledger)
    if claims(worker, "injury_start"):
        start = reading.told.period[0] if reading.told.period else None
        _settle_date("worker.injury_start", worker.injury_start, start, ledger)


def _date_of_injury(claimed: PartialDate | None, reading: Reading, ledger: Ledger) -> None:
    told = reading.told
    candidates = [told.period[1]] if told.period else told.injury_dates
    best = next((one for one in candidates if one.date == claimed), None)
    if not best and not candidates and claimed in told.maybe_injury:
        best = next((one for one in told.summary if one.date == claimed), None)
    if not claimed and not candidates:  # a null that the summary makes doubtful
        best = next((told.summary[number] for number in sorted(told.roles.maybe_injury)), None)
    _settle_date("worker.date_of_injury", claimed, best or next(iter(candidates), None), ledger)


def _settle_date(
    name: str, claimed: PartialDate | None, found: Mention | None, ledger: Ledger
) -> None:
    if found and found.date is None:
        ledger.add(name, Status.UNREADABLE, claimed=claimed, span=(found.start, found.end))
    else:
        span = (found.start, found.end) if found else None
        ledger.settle(name, claimed, found.date if found else None, span)


def _review(record: Determination, reading: Reading, ledger: Ledger) -> None:
    review, told = record.utilization_review, reading.told
    if claims(review, "date"):
        best = next((one for one in told.review_dates if one.date == review.date), None)
        if not best and not told.review_dates and review.date in told.maybe_review:
            best = next((one for one in told.summary if one.date == review.date), None)
        found = best or (told.review_dates[-1] if told.review_dates else None)
        _settle_date("utilization_review.date", review.date, found, ledger)
    if claims(review, "decision"):
        span = (
            (told.review_dates[-1].start, told.review_dates[-1].end) if told.review_dates else None
        )
        ledger.settle("utilization_review.decision", review.decision, told.decision, span)


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
    else:
        ledger.settle("outcome", record.outcome, reading.outcome, None)
    cover = reading.cover()
    if cover and reading.outcome and cover[0] is not reading.outcome:
        _conflict(ledger, "outcome", record.outcome, cover[0], cover[1])


def _header_conflicts(record: Determination, reading: Reading, ledger: Ledger) -> None:
    told = reading.told
    if claims(record.worker, "date_of_injury"):
        header, narrated = reading.header.entries.get("date_of_injury"), told.injury_dates
        inside = header and _within(header.value, told.period)
        if header and header.value and narrated and not inside:
            _disagree(
                ledger, "worker.date_of_injury", narrated, PartialDate(header.value), header.span
            )
    if claims(record.utilization_review, "date"):
        header, narrated = reading.header.entries.get("ur_denial_date"), told.review_dates
        if header and header.value and narrated:
            _disagree(
                ledger, "utilization_review.date", narrated, PartialDate(header.value), header.span
            )


def _within(date: str | None, period: tuple[Mention, Mention] | None) -> bool:
    if not date or not period or not period[0].date or not period[1].date:
        return False
    first, last = period[0].date, period[1].date
    return first[: len(first)] <= date and date[: len(last)] <= last


def _disagree(
    ledger: Ledger, name: str, told: list[Mention], header: PartialDate, span: tuple[int, int]
) -> None:
    dates = [one.date for one in told if one.date]
    if dates and not any(date.agrees(header) for date in dates):
        _conflict(ledger, name, dates[0], header, span)


def _conflict(
    ledger: Ledger,
    name: str,
    claimed: PartialDate | Outcome | None,
    found: object,
    span: tuple[int, int],
) -> None:
    message = "the letter contradicts itself"
    ledger.add(name, Status.CONFLICT, claimed=claimed, found=found, span=span, message=message)
