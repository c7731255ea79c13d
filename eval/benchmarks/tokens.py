"""`python -m eval.benchmarks.tokens`: tokens foreseen and counted, of the recorded letters.

Prints `eval/results/tokens.md`. What a dry run foresees of every recorded first request is set
beside what it holds in OpenAI's vocabulary o200k_base: its messages, three tokens around each and
three before the answer, and the schema as compact JSON. A provider adds a template of its own.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import bpe_openai

from eval.recordings import bodies
from imr_llm.many.foresight import LISTED, foreseen

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = "o200k_base"
AROUND = 3
"""Tokens that mark a message, and as many that begin the answer."""
SETS = {
    "`llm`, 42 invented": "cassettes/fixtures",
    "`both`, 42 invented": "cassettes/fixtures-both",
    "`llm`, the tests' letters": "cassettes",
}
HEAD = """# Tokens, foreseen and counted

`python -m eval.benchmarks.tokens` prints this page. Foreseen is what `imr-llm batch --dry-run` says
of a letter's first request; counted is what the recorded request and its answer hold in OpenAI's
vocabulary `o200k_base`, by the package bpe-openai, which ships it (on these requests tiktoken
counts the same). **Counted is not billed**: a provider puts the schema into a template of its own
(here it is compact JSON, with three tokens around each message), other models have other
vocabularies, and what a model thinks before it answers is paid for too. The answers are those of
[the recordings](answers.md), by readers told to write compactly: no hosted model wrote them.

First requests, for whole drafts and for short answers, in and out: tokens foreseen, counted, the
ratio of both, and from where to where eight of ten letters' own ratios lie.

| letters | asked for | n | in | counted | ratio | spread | out | counted | ratio | spread |
| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""
AGAIN = """
Requests that ask again, of which nothing is foreseen:

| letters | requests | in: counted | out: counted | of all that was asked |
| --- | ---: | ---: | ---: | ---: |
"""
FOOT = """
The medians that a dry run reckons with were taken from these letters: the ratios of whole sets say
how well one number fits many letters, the spread what it is worth for one. The tests' letters are
shorter than published ones, and made to be odd; a whole answer has a part that does not shrink with
its letter. For their length published letters had answers a sixth shorter than these 42 (measured
[in characters](answers.md)): by as much too many tokens out will be foreseen of them.

While one share, 0.07, stood for both kinds of answer, a dry run foresaw 0.76 times the tokens out
of the 42 letters with `llm`, and 2.51 times those with `both`.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One recorded request with its answer: whether it is the letter's first, and its tokens."""

    first: bool
    short: bool
    foreseen: tuple[float, float]
    counted: tuple[int, int]


def main() -> int:
    """Print the page; returns the exit code."""
    print(page(), end="")
    return 0


def page() -> str:
    """The whole page."""
    asked = {name: list(asked_in(ROOT / folder)) for name, folder in SETS.items()}
    first = [row for name, found in asked.items() for row in _first(name, found)]
    again = [_again(name, found) for name, found in asked.items()]
    return f"{HEAD}{''.join(first)}{AGAIN}{''.join(again)}{FOOT}"


def asked_in(folder: Path) -> Iterator[Asked]:
    """Every request of a folder of recordings."""
    for path in sorted(folder.glob("*.yaml")):
        for number, (request, completion) in enumerate(bodies(path)):
            body = json.loads(request)
            counted = tokens_in(body), tokens_out(json.loads(completion))
            short = any(LISTED in one["content"] for one in body["messages"][1:])
            yield Asked(number == 0, short, foreseen(request), counted)


def tokens_in(body: dict[str, Any]) -> int:
    """The tokens of a request's messages and of the shape that it asks for."""
    shape = body.get("tools") or body.get("response_format")
    said = [one["content"] for one in body["messages"]]
    schema = [json.dumps(shape, ensure_ascii=False, separators=(",", ":"))] if shape else []
    return sum(map(_tokens, [*said, *schema])) + AROUND * (len(said) + 1)


def tokens_out(completion: dict[str, Any]) -> int:
    """The tokens of what a completion says, in words or in a call."""
    message = completion["choices"][0]["message"]
    calls = [one["function"]["arguments"] for one in message.get("tool_calls") or ()]
    return sum(map(_tokens, [message.get("content") or "", *calls]))


def _first(name: str, asked: list[Asked]) -> Iterator[str]:
    """The rows of a set's first requests, of whole drafts and of short answers."""
    for kind, short in (("whole", False), ("short", True)):
        ours = [one for one in asked if one.first and one.short is short]
        if ours:
            sides = (_side(ours, side) for side in (0, 1))
            yield f"| {name} | {kind} | {len(ours)} | {' | '.join(sides)} |\n"


def _side(asked: list[Asked], side: int) -> str:
    """What was foreseen, what was counted, how these compare, in all and letter by letter."""
    before = sum(one.foreseen[side] for one in asked)
    after = sum(one.counted[side] for one in asked)
    low, *_, high = statistics.quantiles(
        [one.foreseen[side] / one.counted[side] for one in asked], n=10
    )
    return f"{before:,.0f} | {after:,} | {before / after:.2f} | {low:.2f}-{high:.2f}"


def _again(name: str, asked: list[Asked]) -> str:
    again = [one.counted for one in asked if not one.first]
    into, out = (sum(one[side] for one in again) for side in (0, 1))
    all_of_it = sum(sum(one.counted) for one in asked)
    return f"| {name} | {len(again)} | {into:,} | {out:,} | {(into + out) / all_of_it:.2f} |\n"


def _tokens(text: str) -> int:
    return len(_vocabulary().encode(text))


@cache
def _vocabulary() -> Any:
    return bpe_openai.get_encoding(VOCABULARY)


if __name__ == "__main__":
    sys.exit(main())
