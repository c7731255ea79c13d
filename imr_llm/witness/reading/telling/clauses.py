"""Where a date stands: what links it to the words before it, and which words those are.

Dates told in one breath ("on A and B", "from A through B") stand in one place and share it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from imr_llm.witness.reading.telling.lexicon import Row, kinds
from imr_llm.witness.reading.telling.once import Once

_BREATH = 4  # places from one date to the next of one breath
_LINKED = 6  # linking words at most
_NEAR = 24  # words looked at on either side of a date
_LINKS = kinds("on of dated from to since as_of open be comma colon between the made happen")
_JOINTS = kinds("and to comma open close")
_BREAKS = kinds("comma and but who when colon close word that")
# "The MRI (2016) of the neck": a number never names what a date belongs to.
_EDGES = kinds("stop date")
_PASSED = kinds("the on")


def _back(row: Row, place: int, reach: int, *, until: Callable[[str], bool]) -> int:
    """Back from a place, no further than so many words, until a kind of word stands before it."""
    low = max(0, place - reach)
    while place > low and not until(row[place - 1][0]):
        place -= 1
    return place


class Spell(NamedTuple):
    """The dates of one breath, by their places in the row: `first` to `last`."""

    places: tuple[int, ...]
    joints: frozenset[str]

    @property
    def first(self) -> int:
        """The place of the first date."""
        return self.places[0]

    @property
    def last(self) -> int:
        """The place of the last date."""
        return self.places[-1]

    @property
    def loose(self) -> bool:
        """Joined by commas alone, so perhaps not in one breath."""
        return self.joints == {"comma"}


def _joined(row: Row, one: int, other: int) -> frozenset[str] | None:
    """The joints between two neighbouring dates, None where more than joints stands there."""
    between = [row[place].kind for place in range(one + 1, min(other, one + 5))]
    if "and" in between:
        between = [kind for kind in between if kind not in _PASSED]
    if other - one > _BREATH or not between or not _JOINTS.issuperset(between):
        return None
    return frozenset(between)


def _enclosed(row: Row, place: int) -> bool:
    """A date in brackets, or a service's: "a screen (D) was denied", "a screen, DOS D, was"."""
    if row[place].kind != "date":
        return False
    before, after = row[max(0, place - 2) : place], row[place + 1 : place + 2]
    served = bool(before) and before[-1].text in _SERVICES
    return served or (
        any(word.kind == "open" for word in before) and [word.kind for word in after] == ["close"]
    )


_SERVICES = ("dos", "d o s", "date of service", "dates of service", "service date")


def spells_of(row: Row) -> list[Spell]:
    """The dates of the row, those of one breath together."""
    found: list[tuple[list[int], set[str]]] = []
    for place, word in enumerate(row):
        if word.kind != "date":
            continue
        joints = _joined(row, found[-1][0][-1], place) if found else None
        if joints is None:
            found.append(([place], set()))
        else:
            found[-1][0].append(place)
            found[-1][1].update(joints)
    return [Spell(tuple(places), frozenset(joints)) for places, joints in found]


class Whole:
    """What is so of a whole row, looked up once for all of its dates."""

    def __init__(self, row: Row) -> None:
        self._row = row

    @Once
    def dates(self) -> int:
        """How many dates it has."""
        return sum(word[0] == "date" for word in self._row)

    @Once
    def idle(self) -> bool:
        """It tells of work, or of being disabled."""
        return any(word[0] == "work" or word[1].startswith("disab") for word in self._row)


class Setting:
    """A spell of dates among the words around it.

    `head_end`: the place just after the last word before the links ("MRI | performed on D");
    `links`: the kinds of the linking words, the nearest first; `begin` and `end`: where the words
    around the date begin and end, at a stop or another date.
    """

    def __init__(
        self,
        row: Row,
        spell: Spell,
        whole: Whole,
        *,
        opening: bool,
        ruled_before: Callable[[], bool],
    ) -> None:
        """`opening`: it introduces the worker; `ruled_before`: the last sentence told a verdict."""
        self.row = row
        self.whole = whole
        self.spell = spell
        self.opening = opening
        self.ruled_before = ruled_before
        first, following = spell.first, spell.last + 1
        self.head_end = _back(row, first, _LINKED, until=lambda kind: kind not in _LINKS)
        self.links = tuple([word[0] for word in reversed(row[self.head_end : first])])
        self.begin = _back(row, self.head_end, _NEAR, until=_EDGES.__contains__)
        self.end = following
        while self.end < min(len(row), following + _NEAR) and (
            row[self.end][0] not in _EDGES or _enclosed(row, self.end)
        ):
            self.end += 1

    @property
    def before(self) -> Row:
        """The words before the date and its links."""
        return self.row[self.begin : self.head_end]

    @property
    def after(self) -> Row:
        """The words after the date."""
        return self.row[self.spell.last + 1 : self.end]

    @Once
    def around(self) -> frozenset[str]:
        """The kinds of all the words near the date."""
        return frozenset([word[0] for word in self.row[self.begin : self.end]])

    @Once
    def leading(self) -> bool:
        """The date opens its clause: "On D, ...", "..., and on D ...", "D: ..."."""
        if not self.links:
            return self.spell.first == 0
        if self.links[0] not in ("on", "as_of"):
            return False
        place = self.spell.first - 1
        return place == 0 or self.row[place - 1].kind in ("stop", "date") or (
            self.row[place - 1].kind in _BREAKS and self.row[place - 1].kind != "word"
        )  # fmt: skip

    def nearest(self, wanted: frozenset[str], reach: int) -> int | None:
        """The place of the nearest wanted word before the date, within so many words."""
        for place in range(self.head_end - 1, max(self.begin, self.head_end - reach) - 1, -1):
            if self.row[place].kind in wanted:
                return place
        return None

    def has_near(self, wanted: frozenset[str], place: int, reach: int) -> bool:
        """Whether a wanted word stands within so many words before the place."""
        low = max(self.begin, place - reach)
        return not wanted.isdisjoint([word[0] for word in self.row[low:place]])
