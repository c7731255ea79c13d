"""Counts and their intervals."""

from __future__ import annotations

import pytest

from eval.scoring.counts import Rate, count, proportion
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


def test_interval_clustered() -> None:
    """Values that fail together in one letter say less than as many that fail apart."""
    together = count(marks("w" * 10, *["r" * 10] * 19)).f1
    apart = count(marks(*["w" + "r" * 9] * 10, *["r" * 10] * 10)).f1

    assert together.value == apart.value == 0.95
    for rate in (together, apart):
        assert rate.low is not None
        assert rate.high is not None
        assert rate.low < 0.95 < rate.high
    assert (together.high or 0) - (together.low or 0) > 2 * ((apart.high or 0) - (apart.low or 0))


def test_interval_without_a_fault() -> None:
    """Three letters without a fault prove little: the exact binomial interval of 3 of 3."""
    right, wrong = count(marks("rrr", "rr", "r")).f1, count(marks("w", "m", "n")).f1

    assert (right.value, right.high, wrong.value, wrong.low) == (1.0, 1.0, 0.0, 0.0)
    assert right.low == pytest.approx(0.2924, abs=1e-4)
    assert wrong.high == pytest.approx(0.7076, abs=1e-4)


def test_same_twice() -> None:
    """The resampling has a fixed seed."""
    assert count(marks("rw", "r", "rrm")) == count(marks("rw", "r", "rrm"))


def test_proportion() -> None:
    """A share of hits over letters; letters without any count nothing."""
    assert proportion([]) == Rate(None)
    assert proportion([[], []]) == Rate(None)
    assert proportion([[True, False], [], [True, True]]).value == 3 / 4
