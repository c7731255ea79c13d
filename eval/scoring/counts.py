"""Marks counted: right, wrong, missing, abstained and spurious, with intervals by letter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy.stats import beta

from .verdicts import Mark, Verdict

TAIL = 0.025
"""What lies beyond either end of a 95 % interval."""


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
    both, a dropped or null one recall alone. Intervals are those of `exact`, of the letters in
    which there is anything to be right or not.
    """
    letters = _by_letter(marks)
    total = sum(letters, Counter[Verdict]())
    right, wrong, missing, abstained, spurious = (total[verdict] for verdict in Verdict)
    precision, recall, f1 = (_rate(letters, weights) for weights in (PRECISION, RECALL, F1))
    return Counts(right, wrong, missing, abstained, spurious, len(letters), precision, recall, f1)


def proportion(hits: Sequence[Sequence[bool]]) -> Rate:
    """The share of hits, given letter by letter; its interval is `exact`, of letters with any."""
    told = [Counter(Verdict.RIGHT if hit else Verdict.WRONG for hit in one) for one in hits]
    return _rate(told, PRECISION)


def exact(share: float, letters: int) -> Rate:
    """A share observed in some letters, with its interval by Clopper and Pearson.

    Each letter is one observation however many values it has, for these fail together: the share of
    `letters` are the successes, no whole number where a letter is right in part. Of letters that
    are right or not it is the ordinary exact interval of the binomial, in terms of the beta
    distribution: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits
    illustrated in the case of the binomial", Biometrika 26 (1934), 404-413.
    """
    hits = share * letters
    low = float(beta.ppf(TAIL, hits, letters - hits + 1)) if share > 0 else 0.0
    high = float(beta.ppf(1 - TAIL, hits + 1, letters - hits)) if share < 1 else 1.0
    return Rate(share, low, high)


Weights = Mapping[Verdict, int]
# what each verdict adds below the line; above it stands what is right
PRECISION: Weights = {Verdict.RIGHT: 1, Verdict.WRONG: 1, Verdict.SPURIOUS: 1}
RECALL: Weights = {verdict: 1 for verdict in Verdict if verdict is not Verdict.SPURIOUS}
F1: Weights = {verdict: PRECISION.get(verdict, 0) + RECALL.get(verdict, 0) for verdict in Verdict}


def _by_letter(marks: Iterable[Mark]) -> list[Counter[Verdict]]:
    found: dict[str, Counter[Verdict]] = defaultdict(Counter)
    for one in marks:
        found[one.letter][one.verdict] += 1
    return list(found.values())


def _rate(letters: Iterable[Counter[Verdict]], weights: Weights) -> Rate:
    told = [one for one in letters if any(one[verdict] for verdict in weights)]
    below = sum(weights[verdict] * one[verdict] for one in told for verdict in weights)
    if not below:
        return Rate(None)
    above = sum(weights[Verdict.RIGHT] * one[Verdict.RIGHT] for one in told)
    return exact(above / below, len(told))
