"""The rows of a run counted: how often denials are overturned, by category, guideline and year."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path

from imr_llm.many.answer import Answer
from imr_llm.many.rows import read_rows
from imr_llm.summary.glance import Concern, Glance, Row, glance, is_open, urgency
from imr_llm.summary.interval import wilson

FIRST = 25
"""How many letters are named to be looked at first."""
UNDATED, UNCITED, UNSORTED = "no date", "none told", "not read"
Rows = str | Path | Iterable[Row | Answer]


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


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason for which letters failed, how many did, and the first of them."""

    reason: str
    letters: int
    first: str


@dataclass(frozen=True)
class Summary:
    """A run: counts of letters, groups of items, and the letters to look at.

    An item counts once in every group of `basis`, `category` and `year`, and in `guideline` once
    for every text that it cites. `contradicting` and `first` are letters; the latter the most
    urgent, at most 25.
    """

    letters: int
    verified: int
    failed: int
    items: Group
    category: tuple[Group, ...]
    basis: tuple[Group, ...]
    guideline: tuple[Group, ...]
    year: tuple[Group, ...]
    contradicting: tuple[Glance, ...]
    failures: tuple[Failure, ...]
    first: tuple[Glance, ...]
    concerns: dict[Concern, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return (
            f"Summary(letters={self.letters}, verified={self.verified}, failed={self.failed},"
            f" items={self.items.decided}, overturned={self.items.overturned})"
        )


def summarize(rows: Rows) -> Summary:
    """Count a run.

    Args:
        rows: the file that `imr-llm batch` wrote, its rows, or the answers of `extract_many`; they
            are read once, and none is kept.

    Raises NoRows (an OSError) for a file that holds no rows.
    """
    tallies = {name: _Tally() for name in KEYS}
    failures: Counter[str] = Counter()
    concerns: Counter[Concern] = Counter()
    examples: dict[str, str] = {}
    contradicting: list[Glance] = []
    urgent: list[Glance] = []
    for row in rows_in(rows):
        seen = glance(row)
        concerns[seen.concern] += 1
        if seen.error is not None:
            failures[seen.error] += 1
            examples.setdefault(seen.error, seen.source)
        elif seen.concern is not Concern.VERIFIED:
            urgent.append(seen)
        if seen.conflicts:
            contradicting.append(seen)
        if len(urgent) > 4 * FIRST:
            urgent = nsmallest(FIRST, urgent, key=urgency)
        _count(row, tallies)
    groups = {name: tally.groups() for name, tally in tallies.items()}
    groups["year"] = tuple(sorted(groups["year"], key=lambda one: one.name))
    return Summary(
        letters=sum(concerns.values()),
        verified=concerns[Concern.VERIFIED],
        failed=concerns[Concern.FAILED],
        items=tallies["all"].whole(),
        category=groups["category"],
        basis=groups["basis"],
        guideline=groups["guideline"],
        year=groups["year"],
        contradicting=tuple(contradicting),
        failures=tuple(Failure(why, n, examples[why]) for why, n in failures.most_common()),
        first=tuple(nsmallest(FIRST, urgent, key=urgency)),
        concerns=dict(concerns),
    )


def rows_in(rows: Rows) -> Iterator[Row]:
    """The rows of a file, or rows and answers as rows."""
    if isinstance(rows, str | Path):
        yield from read_rows(Path(rows))
        return
    for row in rows:
        yield json.loads(row.line) if isinstance(row, Answer) else row


class _Tally:
    """Counts of what became of denials, by name."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def add(self, name: str, became: str) -> None:
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


def _count(row: Row, tallies: dict[str, _Tally]) -> None:
    record = row.get("determination") or {}
    opened = {check["field"] for check in row.get("checks") or () if is_open(check)}
    for number, item in enumerate(record.get("items") or ()):
        path = f"items[{number}]"
        proved = not opened & {path, f"{path}.decision"}
        became = (proved and item.get("decision")) or "open"
        for name, key in KEYS.items():
            for group in key(record, item):
                tallies[name].add(group, became)
