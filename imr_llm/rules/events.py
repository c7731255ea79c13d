"""Every dated fact about the worker, in the letter's order, one per date and kind.

`belonging` says to which word of its clause a date belongs; a list of dates has one kind.
"""

from __future__ import annotations

from collections.abc import Iterator

from imr_llm.dates import PartialDate
from imr_llm.record import Event, EventKind
from imr_llm.rules.added import also_told
from imr_llm.rules.again import is_denied, is_the_same, of_a_rationale
from imr_llm.rules.belonging import owner_of
from imr_llm.rules.cues import ADDED, find_cues
from imr_llm.rules.facts import Fact, Told
from imr_llm.rules.mentions import Mention
from imr_llm.rules.occasions import Occasions
from imr_llm.rules.owners import PUBLISHED, Owner
from imr_llm.rules.places import GIVEN
from imr_llm.rules.runs import began, runs
from imr_llm.rules.sentences import sentences
from imr_llm.rules.services import of_a_service

PHRASE = 60


def read_facts(
    text: str, section: tuple[int, int], mentions: list[Mention], told: Told | None = None
) -> list[Fact]:
    """The facts that the readable `mentions` of one section date, in order.

    `told` is what the sections before tell the dates of (`told_of`).
    """
    facts: list[Fact] = []
    known = {date: set(kinds) for date, kinds in (told or {}).items()}
    occasions = Occasions(text)
    dated = [one for one in mentions if one.date]
    at = 0
    for sentence in sentences(text, *section):
        first = at
        while at < len(dated) and dated[at].start < sentence[1]:
            at += 1
        found = (
            _facts_of(text, sentence, dated[first:at], known, told or {})
            if at > first
            else occasions.done(sentence)
        )
        for fact in found:
            known.setdefault(fact.mention.date, set()).update(fact.kinds)
        occasions.note(found, dated=at > first)
        facts += found
    return facts


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
    cues = of_a_rationale(text, cues) if told else cues
    named = {cue.kind for cue in cues}
    could_add = [sign for sign in ADDED if sign.kind in named]
    for group in runs(text, mentions):
        first, last = mentions[group.start], mentions[group.stop - 1]
        after = next(
            (one for one in mentions[group.stop :][:3] if not of_a_service(text, one)), None
        )
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
            added = also_told(text, sentence, mentions, number, kind, could_add)
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
