"""Layouts without outcome lines: right decisions and dates are confirmed, wrong ones open."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.attack.lies import accepted, lies, told
from eval.cases import Case, load_set
from imr_llm import Determination, Status, verify
from imr_llm.record import Decision
from imr_llm.witness.reading.outcomes import outcomes

EARLY = ("f1-early-2013", "f2-notice-2013", "f3-late-2013")
UNTOLD = ("item of a rationale", "item left out", "items merged", "items out of order")
"""What cannot be told where the items are found by the claim: the layout stays open for it."""


@pytest.fixture(params=EARLY)
def case(request: pytest.FixtureRequest, root: Path) -> Case:
    """A fixture of one of the layouts of 2013, with its labels."""
    return load_set(root / "eval" / "fixtures", [request.param]).cases[0]


def test_a_right_record(case: Case) -> None:
    """Decisions and dates are confirmed; the letter's layout alone stays open."""
    checks = verify(case.expected, case.text)
    opened = {check.field for check in checks if check.open}
    dates = [check for check in checks if check.field.endswith((".decision", ".date", "_injury"))]
    assert opened - {"events[2].text"} == {"letter"}
    assert dates
    assert {check.status for check in dates} == {Status.CONFIRMED}


def test_wrong_decisions_and_dates(case: Case) -> None:
    """Every lie about them opens a check."""
    record = case.expected.model_dump(mode="json", exclude_unset=True)
    record.pop("outcome", None)
    base = told(verify(Determination.model_validate(record), case.text))
    passed = {kind for kind, wrong in lies(record) if accepted(wrong, case.text, base)}
    assert {kind for kind in passed if not kind.startswith(UNTOLD)} == set()


@pytest.mark.parametrize(
    ("stretch", "expected"),
    [
        ("is not medically necessary and appropriate.", ["upheld"]),
        ("are medically necessary and appropriate.", ["overturned"]),
        ("was notmedically necessary", ["upheld"]),
        ("I agree, and the adverse determination is upheld.", ["upheld"]),
        ("The denial is overturned.", ["overturned"]),
        ("Whether the unit is medically necessary is asked.", []),
        ("IS/WAS NOT MEDICALLY NECESSARY: it helps.", []),
        ("It is not medically necessary. It is medically necessary.", ["upheld", "overturned"]),
    ],
)
def test_outcomes(stretch: str, expected: list[str]) -> None:
    """What is told, not what is asked or what a heading says."""
    found = outcomes(stretch, (0, len(stretch)))
    assert [one.decision for one in found] == [Decision(one) for one in expected]
