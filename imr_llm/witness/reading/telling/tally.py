"""What the verdicts of one sentence come to.

Each verdict covers what stands after it (active) or before it (passive). What is refused of a
request that is granted in part ("certified six, denied the remaining six") is no second request.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from imr_llm.record import ReviewDecision
from imr_llm.witness.reading.facts import Standing
from imr_llm.witness.reading.telling.verdicts import passive, teller
from imr_llm.witness.reading.telling.words import Row, kinds

# What follows these tells why, not what.
_REASONS = frozenset({"because", "noting", "stating", "citing", "due to", "indicating"})
_REASONS |= {"given", "since", "since the", "based"}
_COUNTED = 4  # words from one number to the next: "four sessions of the eight"
_EDGES = kinds("stop date")
_ASKING = kinds("request requested")
_COVERED = 20  # words that a verdict covers at most
_THING = kinds("word thing")
_ANEW = kinds("and comma but")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a sentence tells of the outcome.

    `refused`, `partly`, `granted`: the verdicts met; `rest`: what remained of something was
    refused. `unsure`: one of them was not understood. `about`: the first word of what each was
    about. `earlier`: it is called previous. `itemized`: it is about a request named in the sentence. `first`, `last`: the places of
    the verdicts in the row.
    """

    refused: bool = False
    partly: bool = False
    granted: bool = False
    rest: bool = False
    unsure: bool = False
    about: frozenset[str] = frozenset()
    itemized: bool = False
    earlier: bool = False
    first: int = 0
    last: int = 0

    @property
    def decision(self) -> ReviewDecision | None:
        """The outcome, None where nothing was refused or granted in part."""
        if self.refused and self.partly:
            return ReviewDecision.MIXED
        if self.partly:
            return ReviewDecision.MODIFIED
        return ReviewDecision.DENIED if self.refused else None

    @property
    def standing(self) -> Standing:
        """SURE where every verdict was understood."""
        return Standing.MAYBE if self.unsure else Standing.SURE


def tally(row: Row, places: list[int]) -> Ruling:
    """The verdicts at these places of a sentence, counted."""
    count = _Count()
    why, last = False, places[0]
    for at, place in enumerate(places):
        kind = row[place].kind
        stretch = _stretch(row, places, at)
        why = why or any(word.text in _REASONS for word in row[last:place])
        last = place
        aside = why and not _anew(row, place)
        if aside and kind == "grant":
            continue  # "denied the MRI, stating that prior surgery was authorized"
        if kind == "grant" and _counted(stretch):
            kind = "grant_in_part"
        before = (count.refused, count.partly)
        count.add(kind, stretch, row[max(0, place - 6) : place])
        if aside and before != (count.refused, count.partly):
            count.unsure = True  # "denied PT because a modified program was not tried"
    count.unsure = count.unsure or _but_some(row[places[-1] :]) or _in_turn(row, places)
    return count.ruling(row, places)


def _but_some(after: Row) -> bool:
    """As in "was non-certified, however 6 visits were recommended"."""
    return any(
        word.kind == "but" and _says(after[at + 1 : at + 3], "number")
        for at, word in enumerate(after)
    )


def _in_turn(row: Row, places: list[int]) -> bool:
    """As in "was initially modified and subsequently denied"."""
    return len({row[place].kind for place in places}) > 1 and any(
        word.text in _TURNS for place in places for word in row[max(0, place - 2) : place]
    )


_TURNS = ("initially", "subsequently", "later", "first", "finally", "ultimately", "eventually")


def _anew(row: Row, place: int) -> bool:
    """A verdict after a reason that is plainly a new one: "due to pain, and modified the request".

    Not "because PT was modified", "as it is not supported and not necessary".
    """
    joined = place > 0 and row[place - 1].kind in _ANEW
    near = row[place + 1 : place + 4]
    if joined and any(word.kind in _ASKING or word.kind in ("for", "of") for word in near[:2]):
        return True
    since = row[max(0, place - 12) : place]
    return passive(row, place) and any(
        word.kind == "request" and since[at - 1].kind in _ANEW
        for at, word in enumerate(since)
        if at
    )


def _stretch(row: Row, places: list[int], at: int) -> Row:
    """What a verdict covers: the words after it, or before it where it is passive."""
    place = places[at]
    if passive(row, place) and (at == 0 or not _active_before(row, places, at)):
        low = places[at - 1] + 1 if at else 0
        return row[max(low, place - _COVERED) : place]
    high = places[at + 1] if at + 1 < len(places) else len(row)
    return row[place + 1 : min(high, place + 1 + _COVERED)]


def _active_before(row: Row, places: list[int], at: int) -> bool:
    between = row[places[at - 1] : places[at]]
    active = not passive(row, places[at - 1]) and not _says(between, "stop")
    return active and teller(row, places[at]) is None


def _counted(stretch: Row) -> bool:
    """As in "four of the eight sessions", "six sessions of the twelve requested", "two of them"."""
    low = None
    for place, word in enumerate(stretch):
        if word.kind == "it" and low is not None and stretch[place - 1].kind == "of":
            return True
        if word.kind == "number":
            if low is not None and any(w.kind == "of" for w in stretch[low:place]):
                return True
            low = place if low is None or place - low > _COUNTED else low
        elif word.kind in _EDGES or word.kind == "comma":
            low = None
    return False


def _says(stretch: Row, kind: str) -> bool:
    return any(word.kind == kind for word in stretch)


def _clause(stretch: Row) -> Row:
    """The words after the last stop: "6 visits" of "denied PT; 6 visits were approved"."""
    stops = [place for place, word in enumerate(stretch[:-1]) if word.kind in ("stop", "but")]
    return stretch[stops[-1] + 1 :] if stops else stretch


def _first_thing(stretch: Row) -> str | None:
    """The first word of what a verdict is about: "Norco" of "the request for Norco #45"."""
    return next((word.text for word in stretch if word.kind in _THING), None)


def _whole_rest(stretch: Row) -> bool | None:
    """Other requests ("the remaining requests")? None where it stays open ("the rest").

    False for what is left of one request: "the remaining six", "the remainder", "the remaining
    portion of the request".
    """
    for place, word in enumerate(stretch):
        if word.kind == "rest":
            near = stretch[place + 1 : place + 4]
            if _says(near, "request") and not _says(near, "partly"):
                return True
            return None if word.text in ("rest", "other", "others") else False
    return False


@dataclass(slots=True)
class _Count:
    """The verdicts of a sentence as they are met."""

    refused: bool = False
    partly: bool = False
    granted: bool = False
    unsure: bool = False
    rest: bool = False  # what remained of something was refused
    vague: bool = False  # "modified it", "certified two": of which request?
    about: dict[str, set[str | None]] = field(default_factory=dict)

    def add(self, kind: str, stretch: Row, before: Row) -> None:
        """Count one verdict, with the words it covers and the words before it."""
        self.about.setdefault(kind, set()).add(_first_thing(stretch))
        self.vague = self.vague or (kind != "refuse" and _says(stretch[:2], "it"))
        if kind == "unsure_verdict":
            self.unsure = True
        elif kind in ("part", "grant_in_part"):
            self.partly = True
        elif kind == "grant":
            self.granted = True
            clause = _clause(stretch)
            counted = _says(clause[:1], "number") and not _says(clause[1:2], "request")
            self.vague = self.vague or counted
        elif _says(stretch[:6], "rest") or _says(before, "rest"):
            near = stretch[:9] if _says(stretch[:6], "rest") else before
            whole = _whole_rest(near)
            self.unsure = self.unsure or whole is None
            self.rest = self.rest or not whole
            self.refused = self.refused or bool(whole)
            self.partly = self.partly or _says(near, "partly")  # "the remaining portion"
        else:
            self.refused = True

    def ruling(self, row: Row, places: list[int]) -> Ruling:
        """What they come to."""
        refused, unsure = self.refused, self.unsure
        if self.rest and not self.partly:  # "authorized two, denied the rest": of one or of many?
            refused, unsure = True, unsure or self.granted
        same = self.about.get("grant", set()) & self.about.get("refuse", set()) - {None}
        unsure = unsure or bool(same) or (self.vague and refused)
        about = {one for ones in self.about.values() for one in ones if one}
        head = row[: places[0]]
        itemized = passive(row, places[0]) and any(word.kind in _ASKING for word in head)
        return Ruling(
            refused, self.partly, self.granted, self.rest, unsure, frozenset(about), itemized,
            any(word.kind == "earlier" for word in row[: places[-1]]), places[0], places[-1],
        )  # fmt: skip
