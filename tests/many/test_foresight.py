"""What a run will take of a model, foreseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Literal

import pytest

from imr_llm.many.foresight import CHARACTERS, SHORT, WHOLE, foresee, foreseen
from imr_llm.pipeline import dry_run

MODES: tuple[Literal["tools", "json-schema", "text"], ...] = ("tools", "json-schema", "text")
WHERE: dict[str, Any] = {"model": "m", "base_url": "http://127.0.0.1:9/v1"}


@pytest.mark.parametrize("mode", MODES)
def test_both_kinds(mode: Any, letter: Callable[[str], str]) -> None:
    """A short request has a short answer, in whatever way it is asked for."""
    text = letter("f4b-compact")
    whole = dry_run(text, engine="llm", mode=mode, **WHERE)["body"]
    short = dry_run(text, engine="both", mode=mode, **WHERE)["body"]

    for body, share in ((whole, WHOLE), (short, SHORT)):
        into, out = foreseen(request := json.dumps(body))
        assert into == len(request) / CHARACTERS
        assert out == len(body["messages"][1]["content"]) * share


@pytest.mark.parametrize("bound", [None, 900])
def test_context(bound: int | None, letter: Callable[[str], str]) -> None:
    """Room is foreseen for the longest request with its answer and the bound on another one."""
    texts = [letter("f4b-compact"), letter("f4b-many")]
    options = {"max_tokens": bound} if bound else {}
    bodies = [dry_run(one, **WHERE, options=options)["body"] for one in texts]
    found = foresee([("a", texts[0]), ("b", texts[1])], answers=None, options=options, **WHERE)
    needed = [
        sum(foreseen(json.dumps(one, ensure_ascii=False, separators=(",", ":"))))
        + one["max_tokens"]
        for one in bodies
    ]

    assert found.context == pytest.approx(max(needed), rel=0.01)
    assert found.short == 0


def test_short_requests(letter: Callable[[str], str]) -> None:
    """Requests for judgment alone are told apart."""
    texts = {name: letter(name) for name in ("f4b-compact", "f4b-conflict")}  # verified; in doubt
    found = foresee(texts.items(), answers=None, engine="both", **WHERE)

    assert (found.requests, found.short) == (2, 1)


def test_words_of_a_letter(letter: Callable[[str], str]) -> None:
    """A letter that has the mark of a short request in its own words makes none."""
    text = letter("f4b-compact").replace(
        "CLINICAL CASE SUMMARY", "CLINICAL CASE SUMMARY\nBEGIN LISTS", 1
    )
    body = dry_run(text, **WHERE)["body"]
    said = body["messages"][1]["content"]

    assert "BEGIN-LISTS" in said
    assert foreseen(json.dumps(body))[1] == len(said) * WHOLE


def test_equal_letters(letter: Callable[[str], str]) -> None:
    """Equal letters share a request; what is no letter has none."""
    text = letter("f4b-compact")
    found = foresee([("a", text), ("b", text), ("c", "Two eggs.")], answers=None, **WHERE)

    assert (found.letters, found.requests, found.done, found.failed) == (3, 1, 0, 1)
    assert found.tokens_in > found.tokens_out > 0
