"""Sentences in small letters, and the patterns that are matched against them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.rules import conclusion, verdicts
from imr_llm.rules.sentences import small

PATTERNS = [
    pytest.param(pattern, id=f"{module.__name__}.{name}")
    for module in (conclusion, verdicts)
    for name, pattern in vars(module).items()
    if isinstance(pattern, re.Pattern) and not pattern.flags & re.IGNORECASE
]


@given(st.text(st.sampled_from("aB3 .É\u0130\u03a3\u1e9e"), max_size=12))
@settings(derandomize=True)
def test_small(text: str) -> None:
    """Every character keeps its place, whatever its small letter is made of."""
    lowered = small(text)
    pairs = zip(text, lowered, strict=True)

    assert all(two in (one, *one.lower(), "ς") for one, two in pairs)
    assert not re.search("[A-Z]", lowered)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_no_capital(pattern: re.Pattern[str]) -> None:
    """A capital in a pattern of small letters would never be met."""
    assert not re.search("[A-Z]", re.sub(r"\\[A-Z]|\(\?P[<=]", "", pattern.pattern))
