"""Items by what they have in common, and what became of their denials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from imr_llm.summary.glance import Row, is_open
from imr_llm.summary.interval import wilson

UNDATED, UNCITED, UNSORTED = "no date", "none told", "not read"


@dataclass(frozen=True, slots=True)
class Group:
    """Items that have something in common, by what became of their denials.

    `open` items are in no rate: their decision is null, or its own check is open.
    """

    name: str
    upheld: int
    overturned: int
    open: int

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
        """The rate's 95 % Wilson interval; None without a decided item."""
        return wilson(self.overturned, self.decided)


class Tally:
    """Counts of what became of denials, by name."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def add(self, name: str, became: str) -> None:
        """Count one item of a group: `upheld`, `overturned` or `open`."""
        self._counts.setdefault(name, Counter())[became] += 1

    def groups(self) -> tuple[Group, ...]:
        """The groups, those of most items first."""
        found = [
            Group(name, n["upheld"], n["overturned"], n["open"]) for name, n in self._counts.items()
        ]
        return tuple(sorted(found, key=lambda one: (-one.decided - one.open, one.name)))

    def whole(self) -> Group:
        """All in one."""
        found = self.groups()
        sums = [
            sum(getattr(one, name) for one in found) for name in ("upheld", "overturned", "open")
        ]
        return Group("all items", *sums)


def _basis(_: Row, item: Row) -> Iterable[str]:
    return [(item.get("maximus_guideline") or {}).get("basis") or UNCITED]


def _guideline(_: Row, item: Row) -> Iterable[str]:
    cited = (item.get("maximus_guideline") or {}).get("citations") or ()
    titles = [f"{one.get('title')} ({one.get('source')})" for one in cited if one.get("title")]
    return dict.fromkeys(titles) or [UNCITED]


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
    for number, item in enumerate(record.get("items") or ()):
        path = f"items[{number}]"
        proved = not opened & {path, f"{path}.decision"}
        became = (proved and item.get("decision")) or "open"
        for name, key in KEYS.items():
            for group in key(record, item):
                tallies[name].add(group, became)
