"""Fields, values and passages in words."""

from __future__ import annotations

from typing import Any

import pytest

from imr_llm.wording import counted, name_of, plain, quoted, sentence_with


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("items[0].decision", "item 1 decision"),
        (
            "items[20].maximus_guideline.citations[1].title",
            "item 21 maximus guideline citation 2 title",
        ),
        ("events[9].kind", "event 10 kind"),
        ("case.case_number", "case number"),
        ("utilization_review.date", "utilization review date"),
        ("[0].date", "1 date"),
        ("items", "items"),
        pytest.param(f"[{'9' * 5_000}]", f"[{'9' * 5_000}]", id="no number of an item"),
    ],
)
def test_name(field: str, name: str) -> None:
    """Paths are words, and whatever is counted is counted from one."""
    assert name_of(field) == name


def test_counted() -> None:
    """One is one, and thousands are parted."""
    assert [counted(one, "letter") for one in (0, 1, 1200)] == [
        "0 letters",
        "1 letter",
        "1,200 letters",
    ]


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, "—"), (True, "yes"), (False, "no"), ([], "none"), (["a", True], "a, yes"), (7, "7")],
)
def test_plain(value: Any, words: str) -> None:
    """Values read as words."""
    assert plain(value) == words


def test_quoted() -> None:
    """Words are shown on one line with whole words around them; a cut is marked."""
    text = "x" * 80 + " before the\nwords and after " + "y" * 80

    assert quoted(text, (text.index("words"), text.index(" and"))) == "…before the words and after…"
    assert quoted("all of it", (0, 9)) == "all of it"


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("A first. It is not necessary. A last.", "not necessary", "It is not necessary."),
        ("Per Dr. Lee it is\nnot necessary.", "is not", "Per Dr. Lee it is not necessary."),
        ("Not necessary? It is not necessary!", "not necessary", "It is not necessary!"),
        ("It is necessary", "absent", None),
        ("It is necessary", "", None),
    ],
)
def test_sentence(text: str, words: str, sentence: str | None) -> None:
    """The last sentence with these words, whole."""
    assert sentence_with(text, words) == sentence
