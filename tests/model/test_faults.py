"""What a server may do wrong, met in every way of asking: the table is what happens now."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.benchmarks.faults import ELSEWHERE, FAULTS, LONGEST, meet, row_of, table

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
TABLE = Path(__file__).parents[2] / "eval" / "results" / "faults.md"


@pytest.mark.parametrize("fault", [*FAULTS, *ELSEWHERE])
def test_as_told(fault: str) -> None:
    """Each line of the table is made anew, and says the same."""
    assert row_of(fault) in TABLE.read_text("utf-8").splitlines()


def test_every_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table holds no other line."""
    monkeypatch.setattr("eval.benchmarks.faults.row_of", lambda fault: f"| {fault} |")
    told = [line.split(" | ")[0].strip("| ") for line in TABLE.read_text("utf-8").splitlines()]
    made = [line.split(" | ")[0].strip("| ") for line in table().splitlines()]
    assert told == made


@pytest.mark.parametrize("fault", ["503", "429", "429, Retry-After: a date"])
def test_pauses(fault: str) -> None:
    """No pause is longer than it may be."""
    assert all(0 < met.paused <= 1.25 * LONGEST for met in meet(fault, None).values())
