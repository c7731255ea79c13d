"""Marks counted: right, wrong, missing, abstained and spurious, with intervals by letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
from numpy.typing import NDArray
from scipy import stats

from .verdicts import Mark, Verdict

RESAMPLES = 2000
SEED = 20161209
CONFIDENCE = 0.95
Numbers = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its 95 % interval; all None of nothing."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How often one field was right, and how it was not."""

    right: int
    wrong: int
    missing: int
    abstained: int
    spurious: int
    letters: int
    precision: Rate
    recall: Rate
    f1: Rate


def count(marks: Iterable[Mark]) -> Counts:
    """The counts of some marks.

    Precision is of what the record states, recall of what the labels state; a wrong value fails
    both, a dropped or null one recall alone. The intervals resample whole letters (percentile
    bootstrap, 2,000 resamples, fixed seed), for values of one letter fail together. Where no letter
    has a fault the bootstrap could only say [1, 1]: then it is the exact binomial (Clopper-Pearson)
    interval of the share of letters without one, as it is where no letter has anything right.
    """
    table = _by_letter(marks)
    right, wrong, missing, abstained, spurious = (int(one) for one in table.sum(axis=0))
    precision, recall, f1 = (_rate(table, weights) for weights in (PRECISION, RECALL, F1))
    return Counts(right, wrong, missing, abstained, spurious, len(table), precision, recall, f1)


def proportion(hits: Sequence[Sequence[bool]]) -> Rate:
    """The share of hits, given letter by letter, with its interval by letter."""
    table = numpy.array([(sum(one), len(one) - sum(one), 0, 0, 0) for one in hits if one])
    return _rate(table.reshape(-1, 5), PRECISION)


# for each verdict, in the order of the columns: what it adds above the line, and below
PRECISION = ((1, 0, 0, 0, 0), (1, 1, 0, 0, 1))
RECALL = ((1, 0, 0, 0, 0), (1, 1, 1, 1, 0))
F1 = ((2, 0, 0, 0, 0), (2, 2, 1, 1, 1))


def _by_letter(marks: Iterable[Mark]) -> Numbers:
    """One row a letter, one column a verdict."""
    columns = {verdict: place for place, verdict in enumerate(Verdict)}
    rows: dict[str, list[int]] = {}
    for one in marks:
        rows.setdefault(one.letter, [0] * len(columns))[columns[one.verdict]] += 1
    return numpy.array(list(rows.values()), dtype=int).reshape(-1, len(columns))


def _rate(table: Numbers, weights: tuple[Sequence[int], Sequence[int]]) -> Rate:
    above, below = (table @ numpy.array(one) for one in weights)
    if not below.sum():
        return Rate(None)
    value = float(above.sum() / below.sum())
    if value in (0.0, 1.0):
        letters = int((below > 0).sum())
        exact = stats.binomtest(round(value * letters), letters).proportion_ci(CONFIDENCE)
        return Rate(value, float(exact.low), float(exact.high))
    generator = numpy.random.default_rng(SEED)
    drawn = generator.multinomial(len(table), [1 / len(table)] * len(table), size=RESAMPLES)
    with numpy.errstate(invalid="ignore"):
        resampled = (drawn @ above) / (drawn @ below)
    tails = [50 * (1 - CONFIDENCE), 50 * (1 + CONFIDENCE)]
    low, high = numpy.nanpercentile(resampled, tails)
    return Rate(value, float(low), float(high))
