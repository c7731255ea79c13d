"""What the verdicts of one sentence come to.

Each verdict covers what stands after it (active) or before it (passive). What is refused of a
request that is granted in part ("certified six, denied the remaining six") is no second request.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from imr_llm.witness.reading.telling.amounts import (
    but_some,
    of_it,
    of_number,
    of_units,
    sides,
    still_why,
    to_extent,
    unread,
)
from imr_llm.witness.reading.telling.indirect import WEAK
from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.rulings import Ruling
from imr_llm.witness.reading.telling.stretches import clause, counted, first_thing, says, whole_rest
from imr_llm.witness.reading.telling.verdicts import passive, teller

_ASKING = kinds("request requested")
_COVERED = 20  # words that a verdict covers at most
_ANEW = kinds("and comma but")


def tally(row: Row, places: list[int]) -> Ruling:
    """The verdicts at these places of a sentence, counted."""
    count = _Count()
    why, last = False, places[0]
    for at, place in enumerate(places):
        kind = row[place].kind
        stretch = _stretch(row, places, at)
        why = still_why(row[last : place + 1], why=why)
        last = place
        aside = why and not _anew(row, place)
        if aside and (kind == "grant" or row[place].text in WEAK):
            continue  # "denied the MRI, stating that prior surgery was authorized"
        if kind == "grant" and (counted(stretch) or of_number(row, place)):
            kind = "grant_in_part"
        elif kind == "grant" and to_extent(row, place):
            count.unsure = True
        before = (count.refused, count.partly)
        count.add(kind, stretch, row[max(0, place - 6) : place])
        if aside and before != (count.refused, count.partly):
            count.unsure = True  # "denied PT because a modified program was not tried"
    count.unsure = count.unsure or but_some(row[places[-1] :])
    count.unsure = count.unsure or unread(row) or _in_turn(row, places)
    return count.ruling(row, places)


def _itemized(head: Row) -> bool:
    """As in "The request for Norco was", "the requested brace was"; not "the request is"."""
    kinds_of = [word.kind for word in head]
    return "requested" in kinds_of or ("request", "for") in pairwise(kinds_of)


def _portion(stretch: Row) -> bool:
    """As in "partially certified PT, denying six visits": a part of the same request, it seems."""
    own = stretch[:2]
    counted = says(own[:1], "number") and not says(own, "request")
    return counted or any(word.text.startswith(_PORTIONS) for word in own[:1])


def _in_turn(row: Row, places: list[int]) -> bool:
    """As in "was initially modified and subsequently denied"."""
    return len({row[place].kind for place in places}) > 1 and any(
        word.text in _TURNS for place in places for word in row[max(0, place - 2) : place]
    )


_PORTIONS = ("refill", "visit", "session", "additional", "extra", "month", "quantity", "excess")
_TURNS = ("initially", "subsequently", "later", "first", "finally", "ultimately", "eventually")


def _anew(row: Row, place: int) -> bool:
    """A verdict after a reason that is plainly a new one: "due to pain, and modified the request".

    Not "because PT was modified", "as it is not supported and not necessary".
    """
    joined = place > 0 and row[place - 1].kind in _ANEW
    near = row[place + 1 : place + 4]
    if joined and any(word.kind in _ASKING or word.kind in ("for", "of") for word in near[:2]):
        return True
    if joined and row[place - 1].kind == "and" and row[place - 2].kind == "comma":
        return True  # ", and reduced the rental": the verb of the review again
    since = row[max(0, place - 12) : place]
    if passive(row, place) and _own_clause(since):
        return True
    return passive(row, place) and any(
        word.kind == "request" and since[at - 1].kind in _ANEW
        for at, word in enumerate(since)
        if at
    )


def _own_clause(since: Row) -> bool:
    """As in "because PT was untried, and the visits of therapy were", a thing as its subject."""
    starts = [
        at for at, word in enumerate(since)
        if word.kind == "but" or (word.kind == "and" and at and since[at - 1].kind == "comma")
    ]  # fmt: skip
    own = frozenset([word[0] for word in since[starts[-1] + 1 :]]) if starts else _STRAY
    return own.isdisjoint(_STRAY) and not own.isdisjoint(_THINGS)


_THINGS = kinds("thing request requested")
_STRAY = kinds("said seen who when that not since after provider worker earlier")


def _stretch(row: Row, places: list[int], at: int) -> Row:
    """What a verdict covers: the words after it, or before it where it is passive."""
    place = places[at]
    if passive(row, place) and (at == 0 or not _active_before(row, places, at)):
        low = _subject(row, places[at - 1] + 1, place) if at else 0
        return row[max(low, place - _COVERED) : place]
    high = places[at + 1] if at + 1 < len(places) else len(row)
    return row[place + 1 : min(high, place + 1 + _COVERED)]


def _subject(row: Row, low: int, place: int) -> int:
    """Where a passive verdict's subject begins: "modified to two a week, and the brace was"."""
    for at in range(low + 1, place):
        if row[at - 1].kind == "comma" and row[at].kind in ("and", "but"):
            return at + 1
    return low


def _active_before(row: Row, places: list[int], at: int) -> bool:
    between = row[places[at - 1] : places[at]]
    active = not passive(row, places[at - 1]) and not says(between, "stop")
    return active and teller(row, places[at]) is None


@dataclass(slots=True)
class _Count:
    """The verdicts of a sentence as they are met."""

    refused: bool = False
    partly: bool = False
    granted: bool = False
    unsure: bool = False
    rest: bool = False  # what remained of something was refused
    vague: bool = False  # "modified it", "certified two": of which request?
    units: bool = False  # "six visits" were granted
    sided: set[str] = field(default_factory=set)  # the verdicts on a left or right
    about: dict[str, set[str | None]] = field(default_factory=dict)

    def add(self, kind: str, stretch: Row, before: Row) -> None:
        """Count one verdict, with the words it covers and the words before it."""
        self.about.setdefault(kind, set()).add(first_thing(stretch))
        self.vague = self.vague or (kind != "refuse" and of_it(stretch))
        if kind in ("grant", "refuse") and sides(stretch):
            self.sided.add(kind)
        if kind == "unsure_verdict":
            self.unsure = True
        elif kind in ("part", "grant_in_part"):
            self.partly = True
        elif kind == "grant":
            self.granted = True
            self.units = of_units(stretch)
            own = clause(stretch)
            bare = says(own[:1], "number") and not says(own[1:2], "request")
            self.vague = self.vague or bare
        elif says(stretch[:6], "rest") or says(before, "rest"):
            near = stretch[:9] if says(stretch[:6], "rest") else before
            whole = whole_rest(near)
            self.unsure = self.unsure or whole is None
            self.rest = self.rest or not whole
            self.refused = self.refused or bool(whole)
            self.partly = self.partly or says(near, "partly")  # "the remaining portion"
        else:
            self.unsure = self.unsure or (self.partly and _portion(stretch))
            self.refused = True

    def ruling(self, row: Row, places: list[int]) -> Ruling:
        """What they come to."""
        refused, unsure = self.refused, self.unsure
        if self.rest and self.granted and self.units and not refused:
            self.partly = True  # "certified six visits and denied the other six"
        if self.rest and not self.partly:  # "authorized two, denied the rest": of one or of many?
            refused, unsure = True, unsure or self.granted
        same = self.about.get("grant", set()) & self.about.get("refuse", set()) - {None}
        unsure = unsure or bool(same) or (self.vague and refused)
        unsure = unsure or len(self.sided) > 1  # "the left was allowed, the right was denied"
        about = {one for ones in self.about.values() for one in ones if one}
        head = row[: places[0]]
        itemized = passive(row, places[0]) and _itemized(head)
        return Ruling(
            refused, self.partly, self.granted, self.rest, unsure, frozenset(about), itemized,
            any(word.kind == "earlier" for word in row[: places[-1]]), places[0], places[-1],
        )  # fmt: skip
