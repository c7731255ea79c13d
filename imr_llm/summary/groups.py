"""Items by what they have in common, and what became of their denials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from imr_llm.record import Basis
from imr_llm.summary.glance import Row, is_open
from imr_llm.summary.interval import wilson

UNDATED, UNCITED, UNSORTED = "no date", "none told", "not read"
OPEN, LETTERS = "open", "letters"
PARTS = ("upheld", "overturned", OPEN, LETTERS)


@dataclass(frozen=True, slots=True)
class Group:
    """Items that have something in common, by what became of their denials.

    `open` items are in no rate: their decision is null, or its own check is open. `letters` is how
    many letters the decided ones are of.
    """

    name: str
    upheld: int
    overturned: int
    open: int
    letters: int

    @property
    def decided(self) -> int:
        """How many items the rate is of."""
        return self.upheld + self.overturned

    @property
    def rate(self) -> float | None:
        """The share of decided denials that were overturned; None without any."""
        return self.overturned / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The rate's 95 % Wilson interval; None without a decided item.

        Each letter counts as one observation, for the items of one letter go together.
        """
        return wilson((self.rate or 0) * self.letters, self.letters)

    def __repr__(self) -> str:
        told = "None"
        if self.interval:
            told = f"{self.rate:.3f}, interval=({self.interval[0]:.3f}, {self.interval[1]:.3f})"
        return (
            f"Group(name={self.name!r}, decided={self.decided}, overturned={self.overturned},"
            f" rate={told}, open={self.open}, letters={self.letters})"
        )


class Tally:
    """Counts of what became of denials, by name."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def add(self, items: Iterable[tuple[str, str]]) -> None:
        """Count a letter's items, each its group's name and `upheld`, `overturned` or `open`."""
        decided = set()
        for name, became in items:
            self._counts.setdefault(name, Counter())[became] += 1
            if became != OPEN:
                decided.add(name)
        for name in decided:
            self._counts[name][LETTERS] += 1

    def groups(self) -> tuple[Group, ...]:
        """The groups, those of most items first."""
        found = [
            Group(name, *(counted[part] for part in PARTS))
            for name, counted in self._counts.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.decided - one.open, one.name)))

    def whole(self) -> Group:
        """All in one, where each item has the same name."""
        (found,) = self.groups() or [Group("", 0, 0, 0, 0)]
        return replace(found, name="all items")


def _basis(_: Row, item: Row) -> Iterable[str]:
    return [(item.get("maximus_guideline") or {}).get("basis") or UNCITED]


def _guideline(_: Row, item: Row) -> Iterable[str]:
    guideline = item.get("maximus_guideline") or {}
    cited = guideline.get("citations") or ()
    titles = [f"{one.get('title')} ({one.get('source')})" for one in cited if one.get("title")]
    none = Basis.NONE_CITED if guideline.get("basis") == Basis.NONE_CITED else UNCITED
    return dict.fromkeys(titles) or [none]


def _year(record: Row, _: Row) -> Iterable[str]:
    day = (record.get("case") or {}).get("decision_date")
    return [day[:4] if day else UNDATED]


KEYS: dict[str, Callable[[Row, Row], Iterable[str]]] = {
    "all": lambda record, item: [""],
    "category": lambda record, item: [item.get("category") or UNSORTED],
    "basis": _basis,
    "guideline": _guideline,
    "year": _year,
}
"""Of a record and one of its items the names of the groups that the item is in."""


def count(row: Row, tallies: dict[str, Tally]) -> None:
    """Count a row's items in the tallies, which are one for each of KEYS."""
    record = row.get("determination") or {}
    opened = {check["field"] for check in row.get("checks") or () if is_open(check)}
    items = []
    for number, item in enumerate(record.get("items") or ()):
        path = f"items[{number}]"
        proved = not opened & {path, f"{path}.decision"}
        items.append((item, (proved and item.get("decision")) or OPEN))
    for name, key in KEYS.items():
        tallies[name].add((group, became) for item, became in items for group in key(record, item))
