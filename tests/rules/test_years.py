"""Bare years in a rationale: the worker's, or a study's."""

from __future__ import annotations

import pytest

from imr_llm.rules.mentions import find_mentions

YEARS = [
    ("He was injured in 2009 at work.", ["2009"]),
    ("The two earlier procedures in 1996 and 2008 do not bear on this.", ["1996", "2008"]),
    ("The 2009 surgery by itself does not create a need.", ["2009"]),
    ("His 2012 rotator cuff repair has healed.", ["2012"]),
    ("A prior carpal tunnel release in 2014 helped.", ["2014"]),
    ("Earlier studies of lumbar fusion in 2010 found no gain.", []),
    ("The 2016 guidelines on surgery agree.", []),
    ("Surgery in 2010 was studied by many.", []),
    ("A large trial in 2011 agrees.", []),
]


@pytest.mark.parametrize(("text", "years"), YEARS)
def test_years(text: str, years: list[str]) -> None:
    """A year beside the worker's own injury or operation is told, no other."""
    found = find_mentions(text, 0, len(text), latest_year=2017, years=False)
    assert [one.printed for one in found] == years
