"""When words claimed are the words printed: digit by digit, joints of lines aside."""

from __future__ import annotations

import pytest

from imr_llm.witness.comparing.agreement import agrees

ROWS = [
    ("L5-S1 fusion", "L5-\nS1 fusion", False, True, "a hyphen at a line's end stays"),
    ("L5- S1 fusion", "L5-\nS1 fusion", False, True, "with or without a blank after it"),
    ("5/325 mg", "5/\n325 mg", False, True, "a joint may have left a blank in a number"),
    ("#60 tablets", "#60\ntablets", False, True, "or none before a word"),
    ("non-certified", "non- \ncertified", False, True, "hyphens in words do not count"),
    ("1-2 visits", "12 visits", False, False, "two numbers are not one"),
    ("12 visits", "1-2 visits", False, False, "nor one two"),
    ("#60", "# 60", False, False, "a blank next to a digit counts"),
    ("x -5", "x 5", False, False, "a sign counts"),
    ("5%", "5", False, False, "a per cent counts"),
    ("see 12 visits", "see 1\n2 visits", False, False, "a joint makes no number of two"),
    ("L5-S1 fusion", "L5S1\nfusion", True, True, "poppler dropped it at the line's end"),
    ("L5-S1 fusion", "L5S1\nfusion", False, False, "no other tool does"),
    ("L5-S1 fusion of it", "L5S1 fusion\nof it", True, False, "not in the middle of a line"),
    ("1-2 visits", "12\nvisits", True, None, "it may have made two numbers one: no proof"),
    ("1-2 visits", "12 visits", True, False, "never where no line ended"),
]


@pytest.mark.parametrize(("claimed", "printed", "lost", "expected", "why"), ROWS)
def test_agrees(claimed: str, printed: str, lost: bool, expected: bool | None, why: str) -> None:
    """Blanks and hyphens count next to digits alone."""
    assert agrees(claimed, printed, hyphens_lost=lost) is expected, why
