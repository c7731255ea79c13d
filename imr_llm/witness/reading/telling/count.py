"""The verdicts of a sentence, counted as they are met."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from imr_llm.witness.reading.telling.amounts import beside_sides, of_it, of_units, sides
from imr_llm.witness.reading.telling.extents import Extent
from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.quantities import stem
from imr_llm.witness.reading.telling.rulings import Ruling
from imr_llm.witness.reading.telling.stretches import clause, counted, first_thing, says, whole_rest
from imr_llm.witness.reading.telling.verdicts import passive

_ASKING = kinds("request requested")


@dataclass(slots=True)
class Count:
    """What the verdicts met so far come to."""

    refused: bool = False
    partly: bool = False
    granted: bool = False
    unsure: bool = False
    rest: bool = False  # what remained of something was refused
    vague: bool = False  # "modified it", "certified two": of which request?
    units: bool = False  # "six visits" were granted
    counted: bool = False  # "four of the eight" were granted
    sided: dict[str, frozenset[str]] = field(default_factory=dict)  # the sides of each verdict
    beside: dict[str, frozenset[str]] = field(default_factory=dict)  # and what they are sides of
    open: set[str] = field(default_factory=set)  # what was granted, in full or in part
    named: list[frozenset[str]] = field(default_factory=list)  # the words that name it
    about: dict[str, set[str | None]] = field(default_factory=dict)

    def grant(self, extent: Extent, stretch: Row) -> None:
        """Count a grant of so much."""
        if extent.part:
            self.counted = self.counted or counted(stretch)
            self.add("grant_in_part", stretch, [])
            return
        self.open |= extent.open
        self.named += [extent.named] if extent.open else []
        known = self.vague
        self.add("grant", stretch, [])
        self.vague = known or (self.vague and not extent.whole and not extent.named)

    def add(self, kind: str, stretch: Row, before: Row) -> None:
        """Count one verdict, with the words it covers and the words before it."""
        self.about.setdefault(kind, set()).add(first_thing(stretch))
        self.vague = self.vague or (kind != "refuse" and of_it(stretch))
        if kind in ("grant", "refuse") and (told := sides(stretch)):
            self.sided[kind] = self.sided.get(kind, told) | told
            self.beside[kind] = self.beside.get(kind, frozenset()) | beside_sides(stretch)
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
            whole = False if whole is None and self.counted else whole
            self.unsure = self.unsure or whole is None
            self.rest = self.rest or not whole
            self.refused = self.refused or bool(whole)
            left = any(stem(word.text) in self.open for word in near[:3])  # "the remaining visits"
            self.partly = self.partly or left or says(near, "partly")  # "the remaining portion"
        else:
            self.unsure = self.unsure or (self.partly and _portion(stretch))
            self.refused = True

    def _one_side(self) -> bool:
        """As in "the left brace was allowed, the right one denied", or two verdicts on one."""
        if len(self.sided) <= 1:
            return False
        one, other = self.sided.values()
        return one != other or not frozenset.isdisjoint(*self.beside.values())

    def ruling(self, row: Row, places: list[int]) -> Ruling:
        """What they come to."""
        refused, unsure = self.refused, self.unsure
        if self.rest and self.granted and self.units and not refused:
            self.partly = True  # "certified six visits and denied the other six"
        if self.rest and not self.partly:  # "authorized two, denied the rest": of one or of many?
            refused, unsure = True, unsure or self.granted
        same = self.about.get("grant", set()) & self.about.get("refuse", set()) - {None}
        unsure = unsure or bool(same) or (self.vague and refused)
        unsure = unsure or self._one_side()
        about = {one for ones in self.about.values() for one in ones if one}
        head = row[: places[0]]
        itemized = passive(row, places[0]) and _itemized(head)
        return Ruling(
            refused, self.partly, self.granted, self.rest, unsure, frozenset(about), itemized,
            any(word.kind == "earlier" for word in row[: places[-1]]), places[0], places[-1],
            bool(self.open), _all(self.named),
        )  # fmt: skip


def _all(named: list[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*named) if all(named) else frozenset()


def _itemized(head: Row) -> bool:
    """As in "The request for Norco was", "the requested brace was"; not "the request is"."""
    kinds_of = [word.kind for word in head]
    return "requested" in kinds_of or ("request", "for") in pairwise(kinds_of)


def _portion(stretch: Row) -> bool:
    """As in "partially certified PT, denying six visits": a part of the same request, it seems."""
    own = stretch[:2]
    counted = says(own[:1], "number") and not says(own, "request")
    return counted or any(word.text.startswith(_PORTIONS) for word in own[:1])


_PORTIONS = ("refill", "visit", "session", "additional", "extra", "month", "quantity", "excess")
