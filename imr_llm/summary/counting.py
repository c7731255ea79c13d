"""The rows of a run counted: how often denials are overturned, by category, guideline and year."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import nsmallest
from pathlib import Path

from imr_llm.many.answer import Answer
from imr_llm.many.rows import read_rows
from imr_llm.summary.glance import Concern, Glance, Row, glance, urgency
from imr_llm.summary.groups import KEYS, Group, Tally, count

FIRST = 25
"""How many letters are named to be looked at first."""
Rows = str | Path | Iterable[Row | Answer]


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
    tallies, letters = {name: Tally() for name in KEYS}, _Letters()
    for row in rows_in(rows):
        letters.add(glance(row))
        count(row, tallies)
    groups = {name: tally.groups() for name, tally in tallies.items()}
    return Summary(
        letters=letters.concerns.total(),
        verified=letters.concerns[Concern.VERIFIED],
        failed=letters.concerns[Concern.FAILED],
        items=tallies["all"].whole(),
        category=groups["category"],
        basis=groups["basis"],
        guideline=groups["guideline"],
        year=tuple(sorted(groups["year"], key=lambda one: one.name)),
        contradicting=tuple(letters.contradicting),
        failures=tuple(letters.failures()),
        first=letters.first(),
        concerns=dict(letters.concerns),
    )


def rows_in(rows: Rows) -> Iterator[Row]:
    """The rows of a file, or rows and answers as rows."""
    if isinstance(rows, str | Path):
        yield from read_rows(Path(rows))
        return
    for row in rows:
        yield json.loads(row.line) if isinstance(row, Answer) else row


class _Letters:
    """What is kept of the letters of a run, however many they are."""

    def __init__(self) -> None:
        self.concerns: Counter[Concern] = Counter()
        self.contradicting: list[Glance] = []
        self._urgent: list[Glance] = []
        self._failures: Counter[str] = Counter()
        self._examples: dict[str, str] = {}

    def add(self, letter: Glance) -> None:
        self.concerns[letter.concern] += 1
        if letter.conflicts:
            self.contradicting.append(letter)
        if letter.error is not None:
            self._failures[letter.error] += 1
            self._examples.setdefault(letter.error, letter.source)
        elif letter.concern is not Concern.VERIFIED:
            self._urgent.append(letter)
            if len(self._urgent) > 4 * FIRST:
                self._urgent = list(self.first())

    def first(self) -> tuple[Glance, ...]:
        """The most urgent."""
        return tuple(nsmallest(FIRST, self._urgent, key=urgency))

    def failures(self) -> Iterator[Failure]:
        """Why letters failed, the most frequent reason first."""
        for reason, number in self._failures.most_common():
            yield Failure(reason, number, self._examples[reason])
