"""One value beside its label: right, wrong, missing, null or invented.

Values are compared as the contract compares them (white space and loose hyphens do not count) and
are right or not: nothing is half right. Lists are compared element by element, whatever their
order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from imr_llm.folding import UNPRINTED

# hyphens that do not count: those that stand between no two digits
LOOSE_HYPHEN = re.compile(r"-(?:(?<![0-9]-)|(?![0-9]))")
BLANK = re.compile(rf"[\s{UNPRINTED}]+")


class Verdict(StrEnum):
    """What became of one value."""

    RIGHT = "right"
    WRONG = "wrong"
    MISSING = "missing"
    """Dropped: an item, an element of a list, or a field of a dropped item."""
    ABSTAINED = "abstained"
    """The record says null where the labels have a value."""
    SPURIOUS = "spurious"
    """Invented: the labels have no such item, element or value."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One value of one letter: what was expected, what the record says, and how it is told.

    `place` is the value's path in the labels (an invented one's in the record, after a `+`);
    `claim` is the path in the record on which a check of it stands, empty for the parts of a
    dropped or invented item, which are told by the item's own.
    """

    letter: str
    field: str
    place: str
    claim: str
    verdict: Verdict
    expected: Any = None
    actual: Any = None

    @property
    def right(self) -> bool:
        """Whether the record says what the labels say."""
        return self.verdict is Verdict.RIGHT


def same(one: Any, other: Any) -> bool:
    """Whether two values are the same; blanks never count.

    Labels and records may come from the texts of different tools, whose lines end elsewhere: what
    the contract says of blanks next to digits cannot be asked here.
    """
    return bool(_key(one) == _key(other))


def _key(value: Any) -> Any:
    """What of a value counts: of text no blanks, of lists and objects the same of their parts."""
    if isinstance(value, str):
        return LOOSE_HYPHEN.sub("", BLANK.sub("", value))
    if isinstance(value, list):
        return tuple(map(_key, value))
    if isinstance(value, dict):
        return tuple((name, _key(part)) for name, part in sorted(value.items()))
    return value


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a list: its value, and where it stands."""

    value: Any
    path: str


class Marker:
    """Makes the marks of one letter."""

    def __init__(self, letter: str) -> None:
        """Take the letter's name."""
        self.letter = letter

    def mark(self, field: str, verdict: Verdict, place: str, claim: str, **values: Any) -> Mark:
        """One mark of this letter."""
        return Mark(self.letter, field, place, claim, verdict, **values)

    def scalar(
        self, path: str, got: Any, want: Any, name: str, claim: str | None = None
    ) -> Iterator[Mark]:
        """At most one mark: none where the labels leave the value out, or both say null."""
        if name not in (want or {}):
            return
        expected, actual = want[name], (got or {}).get(name)
        if expected is None and actual is None:
            return
        verdict = Verdict.WRONG
        if same(expected, actual):
            verdict = Verdict.RIGHT
        elif expected is None:
            verdict = Verdict.SPURIOUS
        elif actual is None:
            verdict = Verdict.ABSTAINED
        field = plain(path)
        yield self.mark(field, verdict, path, claim or path, expected=expected, actual=actual)

    def listed(
        self, field: str, claim: str, got: list[Element] | None, want: list[Element]
    ) -> Iterator[Mark]:
        """One mark for each element of either list; each is the partner of one equal other."""
        left: dict[Any, list[Element]] = defaultdict(list)
        for one in got or ():
            left[_key(one.value)].append(one)
        lost = Verdict.ABSTAINED if got is None else Verdict.MISSING
        for one in want:
            partners = left[_key(one.value)]
            if partners:
                other = partners.pop(0)
                values = {"expected": one.value, "actual": other.value}
                yield self.mark(field, Verdict.RIGHT, one.path, other.path, **values)
            else:
                yield self.mark(field, lost, one.path, claim, expected=one.value)
        for one in (one for partners in left.values() for one in partners):
            yield self.mark(field, Verdict.SPURIOUS, f"+{one.path}", one.path, actual=one.value)


def plain(path: str) -> str:
    """The field of a path: `items[3].decision` is `items.decision`."""
    head, bracket, rest = path.partition("[")
    return f"{head}{rest.partition(']')[2]}" if bracket else head


def elements(path: str, values: Sequence[Any] | None) -> Any:
    """A list's elements with their paths; None for a list that was not read."""
    if values is None:
        return None
    return [Element(value, f"{path}[{at}]") for at, value in enumerate(values)]
