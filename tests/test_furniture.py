"""Footers and page numbers: what counts as none of a letter's words, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.folding import folded
from imr_llm.furniture import without_furniture


@given(st.lists(st.text(alphabet="a 3-\nPage of", max_size=20), max_size=8))
@settings(derandomize=True)
def test_furniture_keeps_offsets(lines: list[str]) -> None:
    """Blanking furniture changes no length and no other character."""
    text = "\f\n".join(lines)
    bare = without_furniture(text)
    assert len(bare) == len(text)
    assert all(one in (two, " ") for one, two in zip(bare, text, strict=True))


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        (
            "had not \nFinal Determination Letter for IMR Case Number CM13-0001234    2 \n\fbeen",
            "had not been",
            "a footer in mid-sentence",
        ),
        ("end. \nIMR Case Number: CM13-0001234 Page 4\n\fNext", "end. Next", "a shorter footer"),
        ("end. \nPage 1 of 7 \n\fNext", "end. Next", "pages counted"),
        ("end. \n1 \n\fNext", "end. Next", "a number before a page break"),
        ("end.\f- 2 -\nNext", "end. Next", "a number after a page break"),
        ("rated \n3 \nout of 10\fNext", "rated 3 out of 10 Next", "a number in running text"),
        ("see Page 3 of it\fNext", "see Page 3 of it Next", "a page cited in a line"),
        ("Page 3 states \nthis\f", "Page 3 states this", "a page at a line's start"),
        ("end. \nPage 3 of 7 \n\fNext", None, "another page's number"),
        ("sessions: \n12 \n\fNext", None, "a quantity before a page break"),
        ("end. \nPage 1 of 7 \nNext", None, "no page ends here"),
        ("a \nPage 1 \nb \nPage 2 \nc", "a b c", "without page breaks they count the pages"),
        ("a \nPage 2 \nb \nPage 2 \nc", None, "these count nothing"),
        ("a \n4 \n\fb \n5 \n\fc", "a b c", "numbers from four on"),
        ("IMR Case Number: CM13-0001234  Date of Injury: 1", None, "a header line, no footer"),
    ],
)
def test_furniture(text: str, expected: str | None, why: str) -> None:
    """Footers and page numbers count as blank, and nothing else does."""
    assert folded(text) == (expected or " ".join(text.split())), why
