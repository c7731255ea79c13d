"""Counts and their intervals."""

from __future__ import annotations

import pytest
from scipy import stats

from eval.scoring.counts import Rate, count, exact, proportion
from eval.scoring.verdicts import Mark, Verdict

CODES = {
    "r": Verdict.RIGHT,
    "w": Verdict.WRONG,
    "m": Verdict.MISSING,
    "n": Verdict.ABSTAINED,
    "s": Verdict.SPURIOUS,
}


def marks(*letters: str) -> list[Mark]:
    """Marks of letters, each written as its verdicts: `rrw` is two right and one wrong."""
    return [
        Mark(f"letter {at}", "field", "", "", CODES[code])
        for at, codes in enumerate(letters)
        for code in codes
    ]


@pytest.mark.parametrize(
    ("letters", "precision", "recall", "f1"),
    [
        ([], None, None, None),
        (["rrr"], 1.0, 1.0, 1.0),
        (["w"], 0.0, 0.0, 0.0),
        (["rw"], 1 / 2, 1 / 2, 1 / 2),
        (["rrm"], 1.0, 2 / 3, 4 / 5),
        (["rrn"], 1.0, 2 / 3, 4 / 5),
        (["rrs"], 2 / 3, 1.0, 4 / 5),
        (["n"], None, 0.0, 0.0),
        (["s"], 0.0, None, 0.0),
        (["rr", "wm", "ns"], 2 / 4, 2 / 5, 4 / 9),
    ],
)
def test_rates(
    letters: list[str], precision: float | None, recall: float | None, f1: float | None
) -> None:
    """Precision is of what is stated, recall of what is labelled; null fails recall alone."""
    found = count(marks(*letters))

    for rate, value in ((found.precision, precision), (found.recall, recall), (found.f1, f1)):
        assert rate.value == (value if value is None else pytest.approx(value))


def test_numbers() -> None:
    """Every verdict is counted apart, and the letters that have one."""
    found = count(marks("rrw", "", "mns", "s"))
    numbers = (found.right, found.wrong, found.missing, found.abstained, found.spurious)

    assert numbers == (2, 1, 1, 1, 2)
    assert found.letters == 3


def test_interval_counts_letters() -> None:
    """Each letter is one observation: more values in as many letters are no better proof."""
    few = count(marks("w", *["r"] * 19)).f1
    many = count(marks("w" * 10, *["r" * 10] * 19)).f1
    more = count(marks(*["w", *["r"] * 19] * 10)).f1

    assert few == many
    assert few.value == more.value == 0.95
    assert (few.low or 0) < (more.low or 0) < 0.95 < (more.high or 0) < (few.high or 0)


@pytest.mark.parametrize(
    ("right", "letters", "low", "high"),
    [
        (32, 33, 0.8424, 0.9992),
        (27, 30, 0.7347, 0.9789),
        (15, 16, 0.6977, 0.9984),
        (3, 3, 0.2924, 1.0),
        (0, 3, 0.0, 0.7076),
        (1, 1, 0.025, 1.0),
    ],
)
def test_interval_exact(right: int, letters: int, low: float, high: float) -> None:
    """Of letters that are right or not it is the binomial's exact interval, perfect or not."""
    hits = [[True]] * right + [[False]] * (letters - right)
    found = proportion(hits)
    binomial = stats.binomtest(right, letters).proportion_ci()

    assert found.value == right / letters
    for end, told, theirs in ((found.low, low, binomial.low), (found.high, high, binomial.high)):
        assert end == pytest.approx(told, abs=1e-4)
        assert end == pytest.approx(theirs)


def test_interval_grows_with_the_share() -> None:
    """A fault more never narrows an interval's foot, and a share of one letter proves nothing."""
    found = [exact(at / 200, 20) for at in range(201)]
    feet, heads = [one.low or 0 for one in found], [one.high or 0 for one in found]

    assert feet == sorted(feet)
    assert heads == sorted(heads)
    assert (exact(0.963, 1).low or 0) < 0.025


def test_letters_that_count() -> None:
    """Precision is of the letters that state something, recall of those labelled."""
    found = count(marks("r", "n", "n", "n"))

    assert found.precision == exact(1.0, 1)
    assert found.recall == exact(1 / 4, 4)


def test_proportion() -> None:
    """A share of hits over letters; letters without any count nothing."""
    assert proportion([]) == Rate(None)
    assert proportion([[], []]) == Rate(None)
    assert proportion([[True, False], [], [True, True]]).value == 3 / 4
