"""Tokens foreseen and counted: the table that is kept, and what is counted of a request."""

from __future__ import annotations

from eval.benchmarks.stub import completion
from eval.benchmarks.tokens import asked_in, page, tokens_in, tokens_out
from eval.reporting.accuracy import RESULTS


def test_kept() -> None:
    """The page that is kept is what the recordings give now."""
    assert (RESULTS / "tokens.md").read_text("utf-8") == page()


def test_first_and_again() -> None:
    """Of a letter with three requests one is the first."""
    asked = list(asked_in(RESULTS.parents[1] / "cassettes"))

    assert [one.first for one in asked].count(False) == 2
    assert not any(one.short for one in asked)


def test_counted() -> None:
    """Messages with what stands around them, and a call's arguments or plain words."""
    body = {"messages": [{"role": "user", "content": "one two three"}]}

    assert tokens_in(body) == 3 + 3 * 2
    assert tokens_in(body | {"response_format": {}}) == 3 + 3 * 2
    assert tokens_in(body | {"response_format": {"type": "text"}}) > 3 + 3 * 2
    assert tokens_out(completion("one two three")) == 3
    assert tokens_out(completion("", content="one two", tool_calls=None)) == 2
