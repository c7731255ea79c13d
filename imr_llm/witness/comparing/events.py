"""The dated facts of a record against the dates of the summary and the rationales."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, cached_property, partial

from imr_llm.dates import PartialDate
from imr_llm.extraction import Status
from imr_llm.folding import bare
from imr_llm.record import Determination, Event, EventKind
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.comparing.passage import Passage, in_whole_words, passage
from imr_llm.witness.reading.facts import Roles, Span, Standing
from imr_llm.witness.reading.sheet import Sheet
from imr_llm.witness.reading.told import Dated, Told
from imr_llm.witness.reading.whole import Reading

ROLES = (EventKind.INJURY, EventKind.UTILIZATION_REVIEW)
"""The kinds that are re-derived; nothing re-derives the others."""
UNNAMED = (EventKind.VISIT, EventKind.TREATMENT)
"""The kinds that a date may be given though its words name nothing of the kind."""


class Day:
    """The places where one date is printed, looked through once however many events claim it."""

    def __init__(
        self, places: list[Dated], sheet: Sheet, within: Callable[[Span], Passage]
    ) -> None:
        self.places = places
        self.sure = next((one for one in places if not one.unsure), None)
        self._sheet = sheet
        self._within = within
        self._by_sentence: dict[Span, list[Span]] = {}
        for one in places:
            self._by_sentence.setdefault(one.sentence, []).append(_place(one))
        self._phrases: dict[str, Span | None] = {}

    @cached_property
    def elsewhere(self) -> bool:
        """Every place surely gives the date a role that is neither an injury's nor a review's."""
        roles = [one.roles.other for one in self.places]
        return bool(roles) and set(roles) == {Standing.SURE}

    @cached_property
    def only(self) -> EventKind | None:
        """The role that the date may have, where no place gives it another occasion."""
        roles = [one.roles for one in self.places]
        if any(one.other for one in roles):
            return None
        injured, reviewed = any(one.injury for one in roles), any(one.review for one in roles)
        if injured == reviewed:
            return None
        return EventKind.INJURY if injured else EventKind.UTILIZATION_REVIEW

    @cached_property
    def best(self) -> dict[EventKind, Dated | None]:
        """The place that says most for each of the roles."""
        return {
            kind: max(self.places, key=lambda one: _standing(one.roles, kind), default=None)
            for kind in ROLES
        }

    @cached_property
    def open_to(self) -> set[EventKind]:
        """The roles that the date may have where the header says so."""
        return {kind for kind in ROLES if any(may_be(kind, one.roles) for one in self.places)}

    def phrase(self, words: str) -> Span | None:
        """Where the words stand around the date, in its sentence; None where they do not."""
        if words not in self._phrases:
            self._phrases[words] = next(self._around(words), None)
        return self._phrases[words]

    def _around(self, words: str) -> Iterator[Span]:
        wanted = bare(words)
        for sentence, dates in self._by_sentence.items():
            printed = {bare(self._sheet.text[slice(*date)]) for date in dates}
            if any(one in wanted for one in printed):
                yield from (one for one in self._places(words, sentence) if _holds(one, dates))

    def _places(self, words: str, sentence: Span) -> Iterator[Span]:
        """Where the phrase stands in the sentence: at once where it is printed as it is."""
        at = self._sheet.text.find(words, *sentence)
        if words and at >= 0 and in_whole_words(self._sheet, span := (at, at + len(words))):
            yield span
        yield from self._within(sentence).all(words)


def compare_events(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Every event's date, words and role; and every date and role that no event tells."""
    if record.events is None:
        return
    within = cache(partial(passage, reading.sheet))
    dates = {event.date for event in record.events}
    told = defaultdict[PartialDate | None, set[EventKind | None]](set)
    for event in record.events:
        told[event.date].add(event.kind)
    days = {date: Day(reading.told.of(date), reading.sheet, within) for date in dates}
    unread = _unread(reading.told)
    for number, event in enumerate(record.events):
        name, day = f"events[{number}]", days[event.date]
        if claims(event, "date"):
            _date(name, event, day, unread, ledger)
        if event.text is not None:
            _text(name, event.text, day, ledger)
        if event.kind in ROLES:
            _role(name, event.kind, day, reading, ledger)
        elif event.kind is not None:
            ledger.unverified.append(f"{name}.kind")
            _other_kind(name, event.kind, told[event.date], day, ledger)
    _omitted_dates(record.events, reading.told, ledger)
    for kind in ROLES:
        _omitted_roles(kind, record.events, reading.told, ledger)


def _unread(told: Told) -> dict[str, Dated]:
    """The first place of each date that cannot be read, by its print."""
    found: dict[str, Dated] = {}
    for one in told.dates:
        if one.mention.date is None:
            found.setdefault(bare(one.mention.printed), one)
    return found


def _date(name: str, event: Event, day: Day, unread: dict[str, Dated], ledger: Ledger) -> None:
    field, claimed = f"{name}.date", event.date
    if day.places:
        best = day.sure or day.places[0]
        message, span = best.unsure, _place(best)
        ledger.settle(field, claimed, claimed, span, sure=day.sure is not None, message=message)
        return
    words = bare(event.text or "")
    # every piece of the phrase that is as long as such a date, rather than every such date
    pieces = (words[at : at + size] for size in set(map(len, unread)) for at in range(len(words)))
    meant = min((_place(unread[one]) for one in pieces if one in unread), default=None)
    if meant:
        ledger.add(field, Status.UNREADABLE, claimed=claimed, span=meant)
    else:
        ledger.add(field, Status.UNSUPPORTED, claimed=claimed)


def _text(name: str, words: str, day: Day, ledger: Ledger) -> None:
    """The phrase must hold a place where the event's date is printed, and end with its sentence."""
    if span := day.phrase(words):
        ledger.add(f"{name}.text", Status.CONFIRMED, claimed=words, found=words, span=span)
        return
    message = "no such words stand around the event's date, in its sentence"
    ledger.add(f"{name}.text", Status.UNSUPPORTED, claimed=words, message=message)


def _holds(span: Span, dates: list[Span]) -> bool:
    """Whether one of the dates, which are in order, stands inside the span."""
    first = bisect_left(dates, (span[0], 0))
    return first < len(dates) and dates[first][1] <= span[1]


def _role(name: str, kind: EventKind, day: Day, reading: Reading, ledger: Ledger) -> None:
    """An injury or a review, as the words around one of the places say, or the header."""
    best = day.best[kind]
    standing = _standing(best.roles, kind) if best else Standing.NO
    span = _place(best) if best else None
    by_header = best is not None and best.mention.date == reading.printed_by_header(kind)
    former = best is not None and kind is EventKind.INJURY and best.roles.former
    if standing is Standing.SURE or former or (by_header and kind in day.open_to):
        ledger.add(f"{name}.kind", Status.CONFIRMED, claimed=kind, found=kind, span=span)
    elif day.elsewhere and not by_header:
        message = "the letter gives this date another role"
        ledger.add(f"{name}.kind", Status.DIFFERS, claimed=kind, span=span, message=message)
    else:
        status = Status.DOUBTFUL if best else Status.UNSUPPORTED
        ledger.add(f"{name}.kind", status, claimed=kind, span=span)


def _other_kind(
    name: str, kind: EventKind, told: set[EventKind | None], day: Day, ledger: Ledger
) -> None:
    """No reading, but for a date that may have a role which the record does not tell."""
    role = day.only if kind in UNNAMED else None
    best = day.best[role] if role else None
    if role and best and role not in told:
        message = f"the words around this date may tell: {role.value}"
        ledger.add(
            f"{name}.kind", Status.DOUBTFUL, claimed=kind, span=_place(best), message=message
        )


def _omitted_dates(events: list[Event], told: Told, ledger: Ledger) -> None:
    have = {event.date for event in events}
    for one in told.readable:
        date = one.mention.date
        if date not in have:
            have.add(date)
            status = Status.DOUBTFUL if one.unsure else Status.OMITTED
            ledger.add("events", status, found=date, span=_place(one), message=one.unsure)


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
