"""The dates of the injury and of the utilization review, out of all dates told."""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_llm.dates import PartialDate
from imr_llm.witness.reading.facts import Candidate, Fact, Roles, Span, Standing
from imr_llm.witness.reading.mentions import Mention
from imr_llm.witness.reading.narrative import Narrative
from imr_llm.witness.reading.telling.clauses import spells_of
from imr_llm.witness.reading.telling.lexicon import INJURY, REVIEW, kinds
from imr_llm.witness.reading.telling.lines import Line

# "last month", "in October", "10/204": what may tell a date, though no token.
_TIME = re.compile(
    r"\b(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|(?:last|this|next|previous) (?:week|month|year|spring|summer|fall|winter)|yesterday"
    r"|(?:days?|weeks?|months?|years?) (?:ago|later|earlier|before)"
    r"|\d{1,2}/\d{3,4}|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|(?:19|20)\d\d"
    r"|the \d{1,2}(?:st|nd|rd|th))\b"
)
_LATEST = ("most recent", "latest", "current", "second")
_UNREAD = Roles()
_BEFORE = 12  # words before a review's date that may say which review it is
_EARLIER = kinds("earlier")
_APPEAL = kinds("appeal")
_DATED_REVIEW = kinds("review denial decision payer appeal")


class Dated(NamedTuple):
    """One date of the summary: its mention, its place in its sentence, and what it is."""

    number: int
    mention: Mention
    line: Line
    place: int
    role: Roles

    @property
    def span(self) -> Span:
        """Its place in the letter."""
        return self.line.place_of(self.number)

    @property
    def guessed(self) -> bool:
        """No pattern read it."""
        return self.number in self.line.guessed

    def candidate(self, standing: Standing) -> Candidate[PartialDate]:
        """The date as a reading."""
        if self.mention.date is None:
            raise ValueError(self.mention.printed)
        return Candidate(self.mention.date, self.span, standing)


def told(narrative: Narrative, lines: list[Line]) -> list[Dated]:
    """The dates of the summary in order."""
    return [
        Dated(word.number, narrative.mentions[word.number], line, place, line.roles[word.number])
        for line in lines
        if line.dated
        for place, word in enumerate(line.row)
        if word.kind == "date" and word.number < len(narrative.mentions)
    ]


def _merged(candidates: list[Candidate[PartialDate]]) -> tuple[Candidate[PartialDate], ...]:
    """One candidate for each value, the best told; "2016" goes where "2016-10-30" is sure."""
    best: dict[PartialDate, Candidate[PartialDate]] = {}
    for one in candidates:
        if one.value not in best or best[one.value].standing < one.standing:
            best[one.value] = one
    sure = [one.value for one in best.values() if one.standing is Standing.SURE]
    return tuple(
        one
        for one in best.values()
        if not any(value != one.value and value.startswith(one.value) for value in sure)
    )


def _hints(dates: list[Dated], lines: list[Line], sign: int, *, read: bool) -> tuple[Span, ...]:
    """Dates of no known role, unreadable dates of this role, and times told in other words.

    Where nothing is read, a date that stands where the worker is introduced may be the injury's.
    """
    found = [one.span for one in dates if one.role == _UNREAD]
    for one in dates:
        standing = one.role.injury if sign == INJURY else one.role.review
        if one.mention.date is None and standing:
            found.append(one.span)
    if read:
        return tuple(found)
    if sign == INJURY:
        found += [one.span for one in dates if one.line.introduces]
    for line in lines:
        hint = line.hint(sign) if line.signs & sign and _TIME.search(line.text) else None
        if hint is not None:
            found.append(hint)
    return tuple(found)


def _starts(dates: list[Dated], lines: list[Line]) -> set[int]:
    """The first days of cumulative traumas: "from A to B", "between A and B"."""
    found: set[int] = set()
    known = {one.number: one for one in dates if one.role.injury and one.mention.date}
    for line in lines:
        if len(line.roles) < 2:  # noqa: PLR2004 (a period has two dates)
            continue
        for spell in spells_of(line.row):
            if len(spell.places) != 2:  # noqa: PLR2004
                continue
            first, last = (line.row[place].number for place in spell.places)
            between = any(
                w.kind == "between" for w in line.row[max(0, spell.first - 3) : spell.first]
            )
            period = "to" in spell.joints or between
            if period and first in known and last in known:
                begin, end = known[first].mention.date, known[last].mention.date
                if begin and end and begin < end:
                    found.add(first)
    return found


def injury(dates: list[Dated], lines: list[Line]) -> tuple[Fact[PartialDate], Fact[PartialDate]]:
    """The date of injury, and the first day where it is a cumulative trauma."""
    told_of = [one for one in dates if one.role.injury and one.mention.date]
    if any(one.role.injury is Standing.SURE for one in told_of):  # what is but guessed is no rival
        told_of = [one for one in told_of if not one.guessed]
    starts = _starts(told_of, lines)
    days = _merged([d.candidate(d.role.injury) for d in told_of if d.number not in starts])
    begins = _merged([d.candidate(d.role.injury) for d in told_of if d.number in starts])
    return Fact(days, _hints(dates, lines, INJURY, read=bool(days))), Fact(begins)


def _earlier(one: Dated) -> bool:
    """The words before the date call the review previous, prior, first."""
    near = one.line.row[max(0, one.place - _BEFORE) : one.place + 3]
    return any(word.kind in _EARLIER for word in near)


def _granting(one: Dated) -> bool:
    """Its sentence tells of nothing but certification in full."""
    return one.line.grants


def review(dates: list[Dated], lines: list[Line]) -> tuple[Fact[PartialDate], set[int]]:
    """The date of the review in dispute, and the dates of reviews plainly not in dispute."""
    told_of = [one for one in dates if one.role.review and one.mention.date]
    aside = {one.number for one in told_of if _earlier(one) or _granting(one)}
    main = [d for d in told_of if d.number not in aside and d.role.review is Standing.SURE]
    if not main:  # "An earlier review denied it": it is all there is, or there is a later one
        aside = _superseded(told_of)
    unread = max((one.number for one in dates if one.role == _UNREAD), default=-1)
    again = len(told_of) > 1 and any(
        line.names_review and line.has(_APPEAL) and line.has(_DATED_REVIEW - _APPEAL)
        for line in lines
    )
    surely = {one.line for one in told_of if one.role.review is Standing.SURE}
    latest = {line for line in surely if _calls_latest(line)}
    preamble = _preamble(lines)
    candidates = []
    for one in told_of:
        if one.number in aside:
            continue
        doubtful = again or (_granting(one) and not preamble) or (latest and one.line not in latest)
        doubtful = doubtful or (_earlier(one) and one.number < unread)  # perhaps the later one
        candidates.append(one.candidate(Standing.MAYBE if doubtful else one.role.review))
    found = _merged(candidates)
    return Fact(found, _hints(dates, lines, REVIEW, read=bool(found))), aside


def _superseded(told_of: list[Dated]) -> set[int]:
    """The dates put aside where each is called previous, or certified in full.

    "An earlier review denied it" is all there is, or a later one is told.
    """
    former = [one for one in told_of if _earlier(one)]
    newest = max((one.mention.date for one in former if one.mention.date), default=None)
    if newest and any(_later(one) and (one.mention.date or "") > newest for one in told_of):
        return {one.number for one in former}
    granting = {one.number for one in told_of if _granting(one)}
    return granting if {one.number for one in former} - granting else set()


def _later(one: Dated) -> bool:
    """Surely a review's that is not called previous."""
    return one.role.review is Standing.SURE and not _earlier(one)


def _preamble(lines: list[Line]) -> bool:
    """As in "X was the original request. Y was authorized by the Claims Administrator"."""
    return any("was the original request" in line.text for line in lines)


def _calls_latest(line: Line) -> bool:
    """It calls the review the latest."""
    return any(name in line.text for name in _LATEST)
