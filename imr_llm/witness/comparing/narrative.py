"""Summary, diagnoses, events and unreadable dates of a record against the letter."""

from __future__ import annotations

from collections import defaultdict

from imr_llm.extraction import Status
from imr_llm.folding import key
from imr_llm.record import Determination, Event, EventKind
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.comparing.passage import passage
from imr_llm.witness.reading.mentions import Mention
from imr_llm.witness.reading.sections import Span
from imr_llm.witness.reading.whole import Reading

CLOSE, LOOSE = 30, 300
"""How many blanks and line ends stand between the words of a phrase: usually, and at most."""


def compare_narrative(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Everything of a record that the summary and the rationales tell."""
    _summary(record, reading, ledger)
    _diagnoses(record, reading, ledger)
    _unreadable(record, reading, ledger)
    if record.events is not None:
        _events(record.events, reading, ledger)
        _omitted_dates(record.events, reading, ledger)
        _omitted_roles(record.events, reading, ledger)


def _summary(record: Determination, reading: Reading, ledger: Ledger) -> None:
    if not claims(record, "clinical_summary"):
        return
    claimed, span = record.clinical_summary, reading.sections.summary
    lost = reading.sheet.hyphens_lost
    if span is None:
        message = "the letter's summary was not found"
        ledger.add("clinical_summary", Status.UNSUPPORTED, claimed=claimed, message=message)
    elif claimed is None:
        ledger.add("clinical_summary", Status.OMITTED, found=reading.folded(span), span=span)
    elif key(claimed, hyphens_lost=lost) == reading.key(span):
        ledger.add("clinical_summary", Status.CONFIRMED, claimed=claimed, found=claimed, span=span)
    else:
        found = reading.folded(span)
        ledger.add("clinical_summary", Status.DIFFERS, claimed=claimed, found=found, span=span)


def _diagnoses(record: Determination, reading: Reading, ledger: Ledger) -> None:
    if not record.worker.diagnoses:
        return
    summary = reading.sections.summary
    within = passage(reading.sheet, summary) if summary else None
    for number, claimed in enumerate(record.worker.diagnoses):
        span = within.find(claimed) if within else None
        status = Status.CONFIRMED if span else Status.UNSUPPORTED
        found = claimed if span else None
        ledger.add(f"worker.diagnoses[{number}]", status, claimed=claimed, found=found, span=span)


def _unreadable(record: Determination, reading: Reading, ledger: Ledger) -> None:
    if record.unreadable_dates is None:
        return
    bad = [one for one in reading.told.mentions if one.date is None]
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


def _events(events: list[Event], reading: Reading, ledger: Ledger) -> None:
    by_date: dict[str, list[Mention]] = defaultdict(list)
    for mention in reading.told.mentions:
        by_date[str(mention.date or "")].append(mention)
    spans = [item.parts["rationale"] for item in reading.items.items if "rationale" in item.parts]
    sections = [*filter(None, [reading.sections.narrative]), *spans]
    for number, event in enumerate(events):
        name = f"events[{number}]"
        if claims(event, "date"):
            _event_date(name, event, by_date, ledger)
        if event.text is not None:
            _event_text(name, event, by_date[str(event.date or "")], sections, reading, ledger)
        _event_kind(name, event, reading, by_date, ledger)


def _event_date(name: str, event: Event, by_date: dict[str, list[Mention]], ledger: Ledger) -> None:
    claimed = str(event.date) if event.date else None
    if claimed and (here := by_date.get(claimed)):
        span = (here[0].start, here[0].end)
        ledger.add(f"{name}.date", Status.CONFIRMED, claimed=claimed, found=claimed, span=span)
        return
    words = key(event.text or "")
    unread = [one for one in by_date.get("", ()) if words and key(one.printed) in words]
    if unread:
        span = (unread[0].start, unread[0].end)
        ledger.add(f"{name}.date", Status.UNREADABLE, claimed=claimed, span=span)
    else:
        ledger.add(f"{name}.date", Status.UNSUPPORTED, claimed=claimed)


def _event_text(
    name: str,
    event: Event,
    printed: list[Mention],
    sections: list[Span],
    reading: Reading,
    ledger: Ledger,
) -> None:
    """The phrase must stand around a place where the event's date is printed, in one section."""
    words = event.text or ""
    for mention in printed:
        section = next(one for one in sections if one[0] <= mention.start < one[1])
        # nearly always few blanks stand between the words; only then is it worth looking wider
        for loose in (CLOSE, LOOSE + len(words)):
            span = _around(words, mention, section, loose, reading)
            if span:
                ledger.add(f"{name}.text", Status.CONFIRMED, claimed=words, found=words, span=span)
                return
    message = "no such words stand around the event's date"
    ledger.add(f"{name}.text", Status.UNSUPPORTED, claimed=words, message=message)


def _around(
    words: str, mention: Mention, section: Span, loose: int, reading: Reading
) -> Span | None:
    """Where `words` stand with the mention inside, within `loose` more characters than theirs."""
    reach = len(words) + loose
    window = (max(section[0], mention.start - reach), min(section[1], mention.end + reach))
    nearby = passage(reading.sheet, window)
    low, high = nearby.keyed(mention.start), nearby.keyed(mention.end - 1) + 1
    first = max(0, high - len(words) - 2)
    span = nearby.find(words, low=first, high=low + len(words) + 2)
    return span if span and span[0] <= mention.start and mention.end <= span[1] else None


def _event_kind(
    name: str, event: Event, reading: Reading, by_date: dict[str, list[Mention]], ledger: Ledger
) -> None:
    if event.kind not in (EventKind.INJURY, EventKind.UTILIZATION_REVIEW):
        if event.kind is not None:
            ledger.unverified.append(f"{name}.kind")
        return
    told, date = reading.told, str(event.date or "")
    is_injury = event.kind is EventKind.INJURY
    allowed = told.maybe_injury if is_injury else told.maybe_review
    here = by_date.get(date, ()) if date else ()
    span = (here[0].start, here[0].end) if here else None
    if date in allowed:
        ledger.add(
            f"{name}.kind", Status.CONFIRMED, claimed=event.kind, found=event.kind, span=span
        )
    else:
        message = "the letter does not give this date that role"
        ledger.add(f"{name}.kind", Status.DIFFERS, claimed=event.kind, span=span, message=message)


def _omitted_dates(events: list[Event], reading: Reading, ledger: Ledger) -> None:
    told = {str(event.date) for event in events if event.date}
    for mention in reading.told.mentions:
        if mention.date and str(mention.date) not in told:
            told.add(str(mention.date))
            span = (mention.start, mention.end)
            ledger.add("events", Status.OMITTED, found=mention.date, span=span)


def _omitted_roles(events: list[Event], reading: Reading, ledger: Ledger) -> None:
    told = reading.told
    for kind, dates in (
        (EventKind.INJURY, told.injury_dates),
        (EventKind.UTILIZATION_REVIEW, told.review_dates),
    ):
        have = {str(event.date) for event in events if event.kind is kind}
        named = {str(event.date) for event in events}
        for mention in dates:
            date = str(mention.date or "")
            if date and date in named and date not in have:
                have.add(date)
                message = f"no event tells this date as {kind.value}"
                span = (mention.start, mention.end)
                ledger.add("events", Status.OMITTED, found=date, span=span, message=message)
