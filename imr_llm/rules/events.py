"""Every dated fact about the worker, in the letter's order, one per date and kind.

A date is looked at with the words of its own sentence; `cues` says what they make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imr_llm.dates import PartialDate
from imr_llm.record import Event, EventKind
from imr_llm.rules.cues import ADDED, AT_THE_VISIT, DECIDING, DONE, NEAREST
from imr_llm.rules.mentions import Mention
from imr_llm.rules.sentences import sentences

LEFT, RIGHT = 130, 170
NEIGHBOURS = 24
"""So many other dates at most can stand within that distance on one side."""
NEAR_BEFORE, NEAR_AFTER = 100, 45
PHRASE = 60
# "5-3-16 and 5-17-16", "8/1/2015 through 8/9/2015": the second date is what the first is
SAME_AGAIN = re.compile(r"\)? ?(?:(?P<through>to|through|thru|until|up to|-|–)|and|,|, and) ?\(?")
# "between 01-01-1990 and 07-15-2013"
BETWEEN = re.compile(r"\bbetween (?:the dates of )?$", re.IGNORECASE)
# "(updated 11/23/16)", "FDA approved, since October 2007", "Treatment Guidelines (July 28, 2016",
# "8 CCR 9792.24 (": of a publication, not of the worker; not "the report (11/23/16"
PUBLISHED = re.compile(
    r"(?:\b(?:updated|accessed|revised|published|adopted|FDA[^.;]{0,20}) ?(?:in|on|since)?"
    r"|\b(?:[Gg]uidelines?|[Ss]chedule|[Ee]dition|MTUS|ODG|ACOEM|\d{4}\.\d+(?:\.\d+)?),? \() ?$"
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


def read_facts(text: str, section: tuple[int, int], mentions: list[Mention]) -> list[Fact]:
    """The facts that the readable `mentions` of one section date, in order."""
    facts: list[Fact] = []
    injured: set[PartialDate | None] = set()
    visit: Fact | None = None
    dated = [one for one in mentions if one.date and not _published(text, one)]
    at = 0
    for sentence in sentences(text, *section):
        first = at
        while at < len(dated) and dated[at].start < sentence[1]:
            at += 1
        found = (
            _facts_of(text, sentence, dated[first:at], injured)
            if at > first
            else _at_the_visit(text, sentence, visit)
        )
        for fact in found:
            injured |= {fact.mention.date} if EventKind.INJURY in fact.kinds else set()
            visit = fact if EventKind.VISIT in fact.kinds else visit
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


def _published(text: str, mention: Mention) -> bool:
    return bool(PUBLISHED.search(text, max(0, mention.start - 32), mention.start))


def _facts_of(
    text: str, sentence: tuple[int, int], mentions: list[Mention], injured: set[PartialDate | None]
) -> list[Fact]:
    facts: list[Fact] = []
    for number, mention in enumerate(mentions):
        start, guessed = None, False
        between = (
            SAME_AGAIN.fullmatch(text, mentions[number - 1].end, mention.start) if facts else None
        )
        if between:
            kinds, guessed = facts[-1].kinds, facts[-1].guessed
            first = mentions[number - 1]
            period = between["through"] or BETWEEN.search(
                text, max(sentence[0], first.start - 24), first.start
            )
            start = first.date if period else None
        else:
            context = _context(text, sentence, mentions, number)
            # what happened on the day of the injury is the injury, unless something else is named
            fallback = EventKind.INJURY if mention.date in injured else EventKind.VISIT
            kinds, guessed = _kinds(context, fallback)
        facts.append(Fact(mention, kinds, sentence, start, guessed))
    return facts


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


def _kinds(context: str, fallback: EventKind) -> tuple[tuple[EventKind, ...], bool]:
    """What the words around `§` say it dates, the chief kind first; and whether that is guessed."""
    kind = next((kind for kind, cue in DECIDING if cue.search(context)), None)
    guessed = False
    if kind is None:
        near = _nearest(context)
        guessed = near is None
        kind = fallback if near in (None, EventKind.VISIT) else near
    added = [more for more, cue in ADDED if more is not kind and cue.search(context)]
    return tuple(dict.fromkeys((kind, *added))), guessed


def _nearest(context: str) -> EventKind | None:
    """The kind of the cue that stands nearest to the date; None where none stands near."""
    place = context.index("§")
    best, distance = None, NEAR_BEFORE
    for kind, cue in NEAREST:
        for match in cue.finditer(context, max(0, place - NEAR_BEFORE), place + NEAR_AFTER):
            away = place - match.end() if match.end() <= place else match.start() - place
            if away < distance:
                best, distance = kind, away
    return best


def _at_the_visit(text: str, sentence: tuple[int, int], visit: Fact | None) -> list[Fact]:
    """What a sentence without a date says was done at the visit told of before it."""
    words = text[slice(*sentence)]
    if not visit or not AT_THE_VISIT.search(words):
        return []
    return [
        Fact(visit.mention, (kind,), visit.sentence) for kind, cue in DONE if cue.search(words)
    ][:1]


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
