"""Any text at all, and every way to spoil a letter: an answer or a LetterError, no false proof."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imr_llm import Extraction, LetterError, extract

LETTERS = {
    path.stem: path.read_text("utf-8")
    for path in sorted((Path(__file__).parent / "letters").glob("*.txt"))
}
READABLE = sorted(name for name in LETTERS if name != "f1-professional")
PIECES = (
    "HOW THE IMR FINAL DETERMINATION WAS MADE",
    "CLINICAL CASE SUMMARY",
    "IMR ISSUES, DECISIONS AND RATIONALES",
    "Notice of Independent Medical Review Determination",
    "1) MAXIMUS Federal Services, Inc. has determined the request for a brace is not",
    "medically necessary and appropriate.",
    "Claims Administrator guideline:",
    "MAXIMUS guideline:",
    "Decision rationale:",
    "Brace: Upheld",
    ": Overturned",
    "was the original request.",
    "Case Number:",
    "Decision Date:",
    "UR Denial Date: 10/30/2016",
    "Application",
    "CM16-0000001",
    "10-30-\n2016",
    "October 24, 2016",
    "10/204",
    "10-302016",
    "The UR denied it",
    "Final Determination Letter for IMR Case Number CM15-0123456    3",
    "48 year old",
    "\x00",
    "\f",
    "\n \n",
    "-\n",
    "İ",
    "\ud800",
    "\U0001f600",
    "١٠/٣٠/٢٠١٦",
    "\u2028",
    "\u200b",
    "²",
)
bounded = settings(
    derandomize=True, max_examples=150, deadline=None, suppress_health_check=list(HealthCheck)
)
names = st.sampled_from(sorted(LETTERS))
noise = st.one_of(st.text(max_size=8), st.sampled_from(PIECES), st.characters())


@cache
def whole(name: str) -> Extraction:
    """The extraction of a letter as it is."""
    return extract(LETTERS[name], engine="rules")


def answer(text: str) -> Extraction | None:
    """The extraction of a text, its spans within the text; None for a LetterError."""
    try:
        done = extract(text, engine="rules")
    except LetterError:
        return None
    spans = [check.span for check in done.checks if check.span]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    return done


def decided(done: Extraction) -> list[tuple[str | None, str | None]]:
    """The items with what was decided."""
    return [(item.title, item.decision) for item in done.determination.items or ()]


def dumped(done: Extraction) -> dict[str, Any]:
    """The record alone."""
    return done.determination.model_dump(mode="json")


@given(st.text(max_size=300))
@bounded
def test_any_text(text: str) -> None:
    """Any text is an answer or a LetterError."""
    answer(text)
    answer(f"CLINICAL CASE SUMMARY {text}")


@given(st.lists(noise, max_size=25).map(" ".join))
@bounded
def test_any_pieces(text: str) -> None:
    """Pieces of letters in any order are an answer or a LetterError."""
    answer(text)


@given(names, st.floats(0, 1))
@bounded
def test_cut(name: str, share: float) -> None:
    """A letter cut anywhere is an answer or a LetterError; what it proves the whole letter says."""
    text = LETTERS[name]
    done = answer(text[: round(share * len(text))])

    if done and done.verified:
        items = decided(done)
        assert items == decided(whole(name))[: len(items)]


@given(names, st.floats(0, 1))
@bounded
def test_beheaded(name: str, share: float) -> None:
    """A letter without its beginning is an answer or a LetterError."""
    text = LETTERS[name]
    answer(text[round(share * len(text)) :])


@pytest.mark.parametrize("name", READABLE)
@pytest.mark.parametrize("join", ["", "\n", "\f"])
def test_doubled(name: str, join: str) -> None:
    """A letter that stands twice in one text is refused."""
    with pytest.raises(LetterError, match="more than one"):
        extract(LETTERS[name] + join + LETTERS[name], engine="rules")


@given(names, st.randoms(use_true_random=False))
@bounded
def test_shuffled_lines(name: str, random: Any) -> None:
    """A letter whose lines were shuffled is an answer or a LetterError."""
    lines = LETTERS[name].splitlines(keepends=True)
    random.shuffle(lines)
    answer("".join(lines))


@given(names, st.lists(st.tuples(st.floats(0, 1), noise), min_size=1, max_size=5))
@bounded
def test_inserted(name: str, insertions: list[tuple[float, str]]) -> None:
    """A letter with anything inserted anywhere is an answer or a LetterError."""
    text = LETTERS[name]
    for share, piece in insertions:
        at = round(share * len(text))
        text = text[:at] + piece + text[at:]
    answer(text)


@given(names, st.floats(0, 1))
@bounded
def test_binary(name: str, share: float) -> None:
    """A letter with a NUL anywhere is refused as binary."""
    at = round(share * len(LETTERS[name]))
    with pytest.raises(LetterError, match="binary"):
        extract(f"{LETTERS[name][:at]}\0{LETTERS[name][at:]}", engine="rules")


LAYOUTS: dict[str, Callable[[str], str]] = {
    "trailing blanks added": lambda text: text.replace("\n", "   \n"),
    "trailing blanks stripped": lambda text: re.sub(r" +\n", "\n", text),
    "every newline doubled": lambda text: text.replace("\n", "\n\n"),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "tabs for blanks": lambda text: text.replace(" ", "\t"),
    "no-break spaces for blanks": lambda text: text.replace(" ", "\u00a0"),
    "two blanks for one": lambda text: text.replace(" ", "  "),
    "a byte order mark": lambda text: f"\ufeff{text}",
    "blank lines before and after": lambda text: f"\n\n \n{text}\n \n\n",
    "a form feed at every gap": lambda text: text.replace("\n \n", "\n\f\n"),
    "newlines for form feeds": lambda text: text.replace("\f", "\n"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", READABLE)
def test_layout(name: str, layout: str) -> None:
    """A change of layout alone does not change the record."""
    assert dumped(extract(LAYOUTS[layout](LETTERS[name]), engine="rules")) == dumped(whole(name))


@pytest.mark.parametrize("layout", sorted(LAYOUTS.keys() - {"blank lines before and after"}))
@pytest.mark.parametrize("name", READABLE)
def test_layout_of_proof(name: str, layout: str) -> None:
    """Nor does it change what the second reader says of it."""
    done, plain = extract(LAYOUTS[layout](LETTERS[name]), engine="rules"), whole(name)

    assert [(c.field, c.status) for c in done.checks] == [(c.field, c.status) for c in plain.checks]


def test_blank_lines_at_the_end() -> None:
    """Blank lines after the end of a letter change nothing of what the second reader says."""
    assert whole("f4b-compact").verified
    assert extract(LETTERS["f4b-compact"] + " \n\n", engine="rules").verified


@pytest.mark.parametrize("join", [" ", "", "\f", "\t"])
@pytest.mark.parametrize("name", READABLE)
def test_joined_lines(name: str, join: str) -> None:
    """A letter whose lines were all joined gives the same items, or says that it is not sure."""
    done = answer(LETTERS[name].replace("\n", join).replace("\f", join))

    if done and decided(done) != decided(whole(name)):
        assert not done.verified
