"""Which dates of a sentence share a kind, and which end a period."""

from __future__ import annotations

import pytest

from imr_llm.rules.mentions import find_mentions
from imr_llm.rules.runs import began, runs

ROWS = [
    ("seen on 01-02-2016 and 02-03-2016", [2], None),
    ("off work from 01-02-2016 through 02-03-2016", [2], "2016-01-02"),
    ("between 01-02-2016 and 02-03-2016", [2], "2016-01-02"),
    ("an MRI (01-02-2016) and injection (02-03-2016)", [1, 1], None),
    ("seen on 01-02-2016; denied on 02-03-2016", [1, 1], None),
]


@pytest.mark.parametrize(("text", "sizes", "first"), ROWS)
def test_runs(text: str, sizes: list[int], first: str | None) -> None:
    """A list, or a period whose first day the second date ends."""
    mentions = list(find_mentions(text, 0, len(text), latest_year=2017))

    assert [len(one) for one in runs(text, mentions)] == sizes
    assert began(text, 0, mentions, 1) == first
