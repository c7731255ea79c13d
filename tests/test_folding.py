"""Folded text, its way back to the source, and comparisons."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.folding import bare, fold, folded, key, lost_hyphens, same

# letters, digits and everything that folding treats apart
MESS = st.text(
    st.sampled_from(
        "aB3-. \t\n\r\f\v\u00a0\u200b\u00ad\u2028\u3000é\u0301\U0001f600\ufeffIMR Page12"
    ),
    max_size=80,
)
PLAIN = st.text(st.sampled_from("aB3-- \t\n\n\r\f\x1c"), max_size=12)
LINES = st.lists(st.sampled_from(["Page 3", "3", "- 3 -", "text.", "X-", "", " "]), max_size=8)

FOLDS = [
    ("one \ntwo", "one two", "a line's end is a blank"),
    ("one  \t two", "one two", "a run of blanks is one"),
    (" \n one \n ", "one", "the ends are trimmed"),
    ("L5-\nS1", "L5-S1", "a hyphen at a line's end joins without a blank"),
    ("L5- \n\nS1", "L5-S1", "the same with doubled newlines"),
    ("10- \n\n05-2015", "10-05-2015", "a date broken at its hyphen"),
    ("X-\fray", "X-ray", "the same over a page break"),
    ("Lumbar -\nThoracic", "Lumbar - Thoracic", "a dash hangs on no word"),
    ("non- certified", "non- certified", "a hyphen inside a line keeps its blank"),
    ("one\u00a0two\u3000three", "one two three", "blanks of every kind"),
    ("knee\u200bcap co\u00adoperate", "kneecap cooperate", "what prints nothing is nothing"),
    ("\ufeffone", "one", "a byte order mark prints nothing"),
    ("one\r\ntwo\rthree", "one two three", "line ends of every system"),
    ("", "", "nothing"),
    (" \n\f ", "", "blanks alone"),
]


@pytest.mark.parametrize(("text", "expected", "why"), FOLDS)
def test_fold(text: str, expected: str, why: str) -> None:
    """Lines are joined and blanks run together as the contract says."""
    assert folded(text) == expected, why


def test_unprinted_between_blanks() -> None:
    """Blanks on both sides of a character that prints nothing are one run."""
    assert folded("one \u200b two") == "one two"


@given(MESS | PLAIN)
@settings(derandomize=True, max_examples=1000)
def test_folded(text: str) -> None:
    """The short way to folded text gives the same as the long one."""
    assert folded(text) == fold(text).text


@given(MESS)
@settings(derandomize=True, max_examples=300)
def test_spans(text: str) -> None:
    """Every folded span leads back to a source span that folds to it again."""
    done = fold(text)
    for start in range(len(done.text)):
        a, b = done.span(start, start + 1)
        assert 0 <= a < b <= len(text)
        assert text[a] == done.text[start] or (done.text[start] == " " and text[a].isspace())
    for start in range(0, len(done.text), 3):
        a, b = done.span(start, len(done.text))
        assert bare(text[a:b]) == bare(done.text[start:])


@given(MESS)
@settings(derandomize=True, max_examples=300)
def test_shape(text: str) -> None:
    """Folded text holds single plain blanks only, none at its ends, and folds to itself."""
    done = folded(text)
    assert done == done.strip()
    assert re.search(r"\s\s|[^\S ]", done) is None
    assert folded(done) == done


class TestLines:
    """What folded text remembers of lines."""

    def test_line_starts(self) -> None:
        """The places where lines began are kept, joined hyphens included."""
        assert fold("one \ntwo X-\nray").line_starts == {0, 4, 10}

    @pytest.mark.parametrize(
        ("text", "gap"), [("one\ntwo\nthree\n\nfour", 1), ("one\n\ntwo\n\nthree", 2), ("one", 1)]
    )
    def test_usual_gap(self, text: str, gap: int) -> None:
        """How many line ends part two lines is told by the usual case."""
        assert fold(text).usual_gap == gap

    @pytest.mark.parametrize(
        ("text", "width"), [("short\nlines", 0), (f"{'x' * 80}\n{'y' * 80}\nend", 81)]
    )
    def test_line_width(self, text: str, width: int) -> None:
        """The usual full line is measured without the short ones."""
        assert fold(text).line_width == width

    @pytest.mark.parametrize(
        ("at", "expected"), [(4, (3, 1)), (8, (3, 2)), (14, (5, 1))], ids=["first", "gap", "last"]
    )
    def test_line_before(self, at: int, expected: tuple[int, int]) -> None:
        """A line start knows the length of the line before it and the line ends between."""
        assert fold("one\ntwo\n\nthree\nfour").line_before(at) == expected


@pytest.mark.parametrize(
    ("one", "other", "expected", "why"),
    [
        ("non-certified", "noncertified", True, "hyphens in words do not count"),
        ("one  two", "onetwo", True, "nor blanks between words"),
        ("one\u00a0\ntwo", "one two", True, "of whatever kind"),
        ("one - two", "one two", True, "nor both together"),
        ("knee\u200bcap", "kneecap", True, "what prints nothing never counts"),
        ("1-2 visits", "12 visits", False, "next to a digit a hyphen counts"),
        ("L5-S1", "L5S1", False, "on one side is enough"),
        ("x -5", "x 5", False, "a sign counts"),
        ("#60", "# 60", False, "next to a digit a blank counts"),
        ("10-30-2016", "10-30- 2016", False, "in a date as well"),
        ("5 %", "5%", False, "and before a sign"),
        ("Upheld", "upheld", False, "capitals do"),
        ("one.", "one", False, "full stops do"),
    ],
)
def test_same(one: str, other: str, expected: bool, why: str) -> None:
    """Comparisons ignore blanks, and hyphens, but those that stand next to a digit."""
    assert same(one, other) is expected, why
    assert (key(one) == key(other)) is expected, why
    assert bare(one) == bare(other) or not expected


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("one\ntwo\f", True, "a form feed ends poppler's text"),
        ("Case Number:\nDate Assigned:\nDecision Date:\n", True, "poppler's column of labels"),
        ("electro-\nmyography\f", False, "a hyphen still stands at a line's end"),
        ("one\ntwo", False, "nothing speaks of poppler"),
        ("Case Number: CM16-0000001\nDate Assigned: 01/02/2016", False, "a header in lines"),
    ],
)
def test_lost_hyphens(text: str, expected: bool, why: str) -> None:
    """A text of poppler's is known by its marks and by having no hyphen at any line's end."""
    assert lost_hyphens(text) is expected, why
