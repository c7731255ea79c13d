"""The dated facts of a record against the dates of the summary and the rationales."""

from __future__ import annotations

from collections.abc import Iterator

from imr_llm.extraction import Status
from imr_llm.folding import bare
from imr_llm.record import Determination, Event, EventKind
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.comparing.passage import in_whole_words, passage
from imr_llm.witness.reading.facts import Roles, Span, Standing
from imr_llm.witness.reading.told import Dated, Told
from imr_llm.witness.reading.whole import Reading

ROLES = (EventKind.INJURY, EventKind.UTILIZATION_REVIEW)
"""The kinds that are re-derived; nothing re-derives the others."""


def compare_events(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Every event's date, words and role; and every date and role that no event tells."""
    if record.events is None:
        return
    for number, event in enumerate(record.events):
        name, here = f"events[{number}]", reading.told.of(event.date)
        if claims(event, "date"):
            _date(name, event, here, reading.told, ledger)
        if event.text is not None:
            _text(name, event.text, here, reading, ledger)
        if event.kind in ROLES:
            _role(name, event.kind, here, reading, ledger)
        elif event.kind is not None:
            ledger.unverified.append(f"{name}.kind")
    _omitted_dates(record.events, reading.told, ledger)
    for kind in ROLES:
        _omitted_roles(kind, record.events, reading.told, ledger)


def _date(name: str, event: Event, here: list[Dated], told: Told, ledger: Ledger) -> None:
    field, claimed = f"{name}.date", event.date
    if here:
        sure = next((one for one in here if not one.published), None)
        message = "" if sure else PUBLISHED
        span = _place(sure or here[0])
        ledger.settle(field, claimed, claimed, span, sure=sure is not None, message=message)
        return
    words = bare(event.text or "")
    unread = [one for one in told.dates if one.mention.date is None]
    meant = next((one for one in unread if words and bare(one.mention.printed) in words), None)
    if meant:
        ledger.add(field, Status.UNREADABLE, claimed=claimed, span=_place(meant))
    else:
        ledger.add(field, Status.UNSUPPORTED, claimed=claimed)


PUBLISHED = "its sentence may tell when a text was published"


def _text(name: str, words: str, here: list[Dated], reading: Reading, ledger: Ledger) -> None:
    """The phrase must hold a place where the event's date is printed, and end with its sentence."""
    for one in here:
        start, end = _place(one)
        for span in _places(words, one, reading):
            if span[0] <= start and end <= span[1]:
                ledger.add(f"{name}.text", Status.CONFIRMED, claimed=words, found=words, span=span)
                return
    message = "no such words stand around the event's date, in its sentence"
    ledger.add(f"{name}.text", Status.UNSUPPORTED, claimed=words, message=message)


def _places(words: str, one: Dated, reading: Reading) -> Iterator[Span]:
    """Where the phrase stands in the sentence: at once where it is printed as it is."""
    text, (start, end) = reading.sheet.text, one.sentence
    at = text.find(words, start, end)
    if words and at >= 0 and in_whole_words(reading.sheet, span := (at, at + len(words))):
        yield span
    yield from passage(reading.sheet, one.sentence).all(words)


def _role(name: str, kind: EventKind, here: list[Dated], reading: Reading, ledger: Ledger) -> None:
    """An injury or a review, as the words around one of the places say, or the header."""
    best = max(here, key=lambda one: _standing(one.roles, kind), default=None)
    standing = _standing(best.roles, kind) if best else Standing.NO
    span = _place(best) if best else None
    elsewhere = bool(here) and all(one.roles.other is Standing.SURE for one in here)
    by_header = best is not None and best.mention.date == reading.printed_by_header(kind)
    open_to_it = any(may_be(kind, one.roles) for one in here)
    if standing is Standing.SURE or (by_header and open_to_it):
        ledger.add(f"{name}.kind", Status.CONFIRMED, claimed=kind, found=kind, span=span)
    elif elsewhere and not by_header:
        message = "the letter gives this date another role"
        ledger.add(f"{name}.kind", Status.DIFFERS, claimed=kind, span=span, message=message)
    else:
        status = Status.DOUBTFUL if best else Status.UNSUPPORTED
        ledger.add(f"{name}.kind", status, claimed=kind, span=span)


def _omitted_dates(events: list[Event], told: Told, ledger: Ledger) -> None:
    have = {event.date for event in events}
    for one in told.readable:
        date = one.mention.date
        if date not in have:
            have.add(date)
            status = Status.DOUBTFUL if one.published else Status.OMITTED
            message = PUBLISHED if one.published else ""
            ledger.add("events", status, found=date, span=_place(one), message=message)


def _omitted_roles(kind: EventKind, events: list[Event], told: Told, ledger: Ledger) -> None:
    have = {event.date for event in events if event.kind is kind}
    named = {event.date for event in events}
    for one in told.readable:
        date = one.mention.date
        if date in named and date not in have and _standing(one.roles, kind) is Standing.SURE:
            have.add(date)
            message = f"no event tells this date as {kind.value}"
            ledger.add("events", Status.OMITTED, found=date, span=_place(one), message=message)


def may_be(kind: EventKind, roles: Roles) -> bool:
    """Tell whether a date may be an injury's or a review's where the header says that it is."""
    if kind is EventKind.INJURY:
        return Standing.SURE not in (roles.other, roles.review)
    return roles.review is not Standing.NO and roles.other is not Standing.SURE


def _standing(roles: Roles, kind: EventKind) -> Standing:
    return roles.injury if kind is EventKind.INJURY else roles.review


def _place(one: Dated) -> Span:
    return (one.mention.start, one.mention.end)
