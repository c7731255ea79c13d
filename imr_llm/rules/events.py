"""Every dated fact about the worker, in the letter's order, one per date and kind.

`belonging` says to which word of its clause a date belongs; a list of dates has one kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from imr_llm.dates import PartialDate
from imr_llm.record import Event, EventKind
from imr_llm.rules.again import is_denied, is_the_same
from imr_llm.rules.belonging import owner_of
from imr_llm.rules.cues import (
    ADDED,
    DONE,
    DONE_NEXT,
    Cue,
    find_cues,
    is_at_the_visit,
    is_of_that_day,
)
from imr_llm.rules.mentions import Mention
from imr_llm.rules.owners import PUBLISHED, Owner
from imr_llm.rules.places import GIVEN
from imr_llm.rules.runs import began, runs
from imr_llm.rules.sentences import sentences
from imr_llm.rules.services import of_a_service

LEFT, RIGHT = 130, 170
NEIGHBOURS = 24
"""So many other dates at most can stand within that distance on one side."""
PHRASE = 60
DONE_THEN = (EventKind.DIAGNOSTIC, EventKind.PROCEDURE)
"""What was done on a date gives it no work status: "CT on § (negative), rest, and off work"."""
NECESSITY = re.compile("not medically necessary", re.IGNORECASE)
DENYING = re.compile("den(?:ied|ies)|declin", re.IGNORECASE)
PASSIVE = re.compile(r"\b(?:was|were|been|is|are) (?:\w+ )?$", re.IGNORECASE)
# "the physical therapy note of §": no x-ray is taken there, nothing injected
THERAPY_NOTE = re.compile(
    r"\b(?:therap\w+|chiropract\w+|acupunctur\w+)[\w ]{0,20} (?:notes?|reports?|visits?|sessions?)",
    re.IGNORECASE,
)
BRACKETS = re.compile(r"[()\"“”]")


@dataclass(frozen=True, slots=True)
class Fact:
    """One mentioned date with the kinds of fact it dates, and the sentence it stands in.

    `range_start` is the date that a period ("from ... through ...") began which this one ends.
    `guessed`: no word near the date tells the kind.
    """

    mention: Mention
    kinds: tuple[EventKind, ...]
    sentence: tuple[int, int]
    range_start: PartialDate | None = None
    guessed: bool = False


Told = Mapping[PartialDate | None, set[EventKind]]
"""What each date was told of as."""


def read_facts(
    text: str, section: tuple[int, int], mentions: list[Mention], told: Told | None = None
) -> list[Fact]:
    """The facts that the readable `mentions` of one section date, in order.

    `told` is what the sections before tell the dates of (`told_of`).
    """
    facts: list[Fact] = []
    known = {date: set(kinds) for date, kinds in (told or {}).items()}
    visit: Fact | None = None
    day: Fact | None = None
    dated = [one for one in mentions if one.date]
    at = 0
    for sentence in sentences(text, *section):
        first = at
        while at < len(dated) and dated[at].start < sentence[1]:
            at += 1
        found = (
            _facts_of(text, sentence, dated[first:at], known, told or {})
            if at > first
            else _at_the_visit(text, sentence, visit, day)
        )
        for fact in found:
            known.setdefault(fact.mention.date, set()).update(fact.kinds)
        visits = [one for one in found if EventKind.VISIT in one.kinds and _by_a_doctor(text, one)]
        injured = any(EventKind.INJURY in one.kinds for one in found)
        visit = visits[-1] if visits else None if injured else visit
        if at > first:
            day = next((one for one in reversed(found) if _is_a_day(text, one)), None)
        facts += found
    return facts


def told_of(facts: list[Fact]) -> Told:
    """What the facts tell each date of."""
    told: dict[PartialDate | None, set[EventKind]] = {}
    for fact in facts:
        told.setdefault(fact.mention.date, set()).update(fact.kinds)
    return told


def _by_a_doctor(text: str, fact: Fact) -> bool:
    start, end = fact.sentence
    near = max(start, fact.mention.start - PHRASE), min(end, fact.mention.end + PHRASE)
    return not THERAPY_NOTE.search(text, *near)


def to_events(text: str, facts: list[Fact]) -> Iterator[Event]:
    """The facts as events: one per distinct date and kind, each with the phrase that holds it.

    A date told of before is told again, not a second fact, where its kind is only guessed.
    """
    seen: set[tuple[PartialDate | None, EventKind]] = set()
    for fact in facts:
        again = any(date == fact.mention.date for date, _ in seen)
        for kind in fact.kinds[fact.guessed and again :]:
            if (fact.mention.date, kind) not in seen:
                seen.add((fact.mention.date, kind))
                yield Event(date=fact.mention.date, kind=kind, text=_phrase(text, fact))


def _facts_of(
    text: str, sentence: tuple[int, int], mentions: list[Mention], known: Told, told: Told
) -> list[Fact]:
    facts: list[Fact] = []
    cues = find_cues(text, *sentence)
    if told:  # by the reviewer of the letter, not by a utilization review
        cues = [cue for cue in cues if not NECESSITY.fullmatch(text, cue.start, cue.end)]
        if not any(map(_is_of_a_review, cues)):
            cues = [_by_the_worker(text, cue) for cue in cues]
    named = {cue.kind for cue in cues}
    could_add = [sign for sign in ADDED if sign.kind in named]
    for group in runs(text, mentions):
        first, last = mentions[group.start], mentions[group.stop - 1]
        after = next((one for one in mentions[group.stop :] if not of_a_service(text, one)), None)
        others = (
            mentions[group.start - 1].end if group.start else sentence[0],
            after.start if after else sentence[1],
        )
        owner = owner_of(text, sentence, cues, (first.start, last.end), others)
        if owner is PUBLISHED:
            continue
        for number in group:
            mention = mentions[number]
            kind, guessed = _kind(owner, known.get(mention.date, set()))
            context = _context(text, sentence, mentions, number)
            added = [
                sign.kind for sign in could_add if sign.kind is not kind and sign.stands_in(context)
            ]
            if kind in DONE_THEN and EventKind.TREATMENT in added:
                added.remove(EventKind.TREATMENT)
            start = began(text, sentence[0], mentions, number) if number > group.start else None
            if owner.also and owner.also not in (kind, *added):
                added.append(owner.also)
            if mention.date in told:
                denied = is_denied(text, sentence[0], mention)
                guessed = guessed or (denied and kind in GIVEN)
                guessed = guessed or is_the_same(text, mention, told[mention.date])
                added = [] if denied else added
            facts.append(Fact(mention, (kind, *added), sentence, start, guessed))
    return facts


def _is_of_a_review(cue: Cue) -> bool:
    return cue.sort == "noun" and cue.kind in (EventKind.UTILIZATION_REVIEW, EventKind.REQUEST)


def _by_the_worker(text: str, cue: Cue) -> Cue:
    """What no review is named for, as said by the worker: "is 45 and denied ulcers on §"."""
    said = DENYING.match(text, cue.start) and not PASSIVE.search(
        text, max(0, cue.start - 24), cue.start
    )
    return cue._replace(kind=EventKind.VISIT) if cue.sort == "verb" and said else cue


def _kind(owner: Owner, known: set[EventKind]) -> tuple[EventKind, bool]:
    """The kind of a date, and whether it is guessed; a visit's, where nothing tells.

    What happened on the day of the injury is the injury, unless something else of that day is told.
    "The request for the MRI of §" is of the MRI, where one of that day is known.
    """
    guessed = owner.near or owner.kind is None
    vague = (None, EventKind.VISIT, EventKind.OTHER)
    if EventKind.INJURY in known and guessed and owner.kind in vague:
        return EventKind.INJURY, guessed
    if owner.asked in known:
        return owner.asked or EventKind.REQUEST, guessed
    return owner.kind or EventKind.VISIT, guessed


def _context(text: str, sentence: tuple[int, int], mentions: list[Mention], number: int) -> str:
    """The sentence around one date, the date as `§` and every other date as `¤`."""
    mention = mentions[number]
    start, end = max(sentence[0], mention.start - LEFT), min(sentence[1], mention.end + RIGHT)
    before = _masked(text, start, mention.start, mentions[max(0, number - NEIGHBOURS) : number])
    after = _masked(text, mention.end, end, mentions[number + 1 : number + 1 + NEIGHBOURS])
    return BRACKETS.sub("", f"{before}§{after}")


def _masked(text: str, start: int, end: int, mentions: list[Mention]) -> str:
    """A stretch of text with `¤` for the dates in it."""
    parts = []
    for mention in mentions:
        if start <= mention.start and mention.end <= end:
            parts += [text[start : mention.start], "¤"]
            start = mention.end
    return "".join(parts) + text[start:end]


def _is_a_day(text: str, fact: Fact) -> bool:
    """Whether "that day" may mean a fact's: not that of a review, or of a therapist's note."""
    reviewed = EventKind.UTILIZATION_REVIEW in fact.kinds
    return not (reviewed or fact.guessed) and _by_a_doctor(text, fact)


def _at_the_visit(
    text: str, sentence: tuple[int, int], visit: Fact | None, day: Fact | None
) -> list[Fact]:
    """What a sentence without a date says was done at the visit or on the day told of before it."""
    words = text[slice(*sentence)]
    if day and is_of_that_day(words):
        next_to_it = not text[day.sentence[1] : sentence[0]].strip()
        visit = day if next_to_it or EventKind.INJURY in day.kinds else visit
    if not visit:
        return []
    next_to_it = not text[visit.sentence[1] : sentence[0]].strip()
    done = DONE if is_at_the_visit(words) else DONE_NEXT if next_to_it else ()
    told = (sign.kind for sign in done if sign.stands_in(words))
    return [Fact(visit.mention, (kind,), visit.sentence) for kind in told]


def _phrase(text: str, fact: Fact) -> str:
    """A short verbatim phrase around the date, cut at blanks."""
    start, end = fact.sentence
    first, last = fact.mention.start - PHRASE, fact.mention.end + PHRASE
    if first > start:
        start = (
            text.index(" ", first) + 1
            if text.find(" ", first, fact.mention.start) >= 0
            else fact.mention.start
        )
    if last < end:
        end = max(text.rfind(" ", fact.mention.end, last), fact.mention.end)
    return text[start:end].strip()
