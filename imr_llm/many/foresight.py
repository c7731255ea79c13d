"""What a run will take of a model before anything is sent: letters, first requests, tokens."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imr_llm.many.answer import Source
from imr_llm.many.stream import extract_offline
from imr_llm.model.kept import request_of
from imr_llm.model.wire import BOUNDS

CHARACTERS = 4.15
"""Of a request's body for each of its tokens, as `eval/results/tokens.md` counts them."""
WHOLE, SHORT = 0.092, 0.017
"""Tokens of an answer for every character of the message that shows the letter: of a whole draft,
and of the short answer about listed items and dates. Medians of the recorded answers, in OpenAI's
vocabulary o200k_base (the same table). What a model thinks before it answers comes on top."""
LISTED = "BEGIN LISTS"
"""What marks a short request, in any mode; a letter's own such words are not sent as they are."""


@dataclass(slots=True)
class Foresight:
    """Letters that are read without a request, that cannot be read, and first requests with tokens.

    `short` ones ask for judgment alone (engine `both`). `context`: tokens that the server must have
    room for, of the longest request asked again with its answer, and the bound on the new one.
    Equal letters share a request; answers that are kept need none. Not foreseen: what is asked
    again, and what the answer says of fields of the caller's own.
    """

    letters: int = 0
    done: int = 0
    failed: int = 0
    requests: int = 0
    short: int = 0
    context: float = 0.0
    tokens_in: float = 0.0
    tokens_out: float = 0.0


def foresee(letters: Iterable[Source], *, answers: Path | None, **options: Any) -> Foresight:
    """Look at every letter, with the `options` of `extract_many`; nothing is sent or written."""
    found, seen = Foresight(), set()
    options["answers"] = answers if answers and answers.exists() else None
    for one in extract_offline(letters, **options):
        found.letters += 1
        if one.request is None:
            found.failed += one.failed
            found.done += not one.failed
            continue
        body = json.loads(one.request)
        if (request := request_of(body)) in seen:
            continue
        seen.add(request)
        into, out = foreseen(one.request)
        found.requests += 1
        found.short += _is_short(body)
        bounds = [one for name in BOUNDS if isinstance(one := body.get(name), int)]
        found.context = max(found.context, into + out + max(bounds, default=0))
        found.tokens_in += into
        found.tokens_out += out
    return found


def foreseen(request: str) -> tuple[float, float]:
    """The tokens that a first request takes, and its answer, by the request's body."""
    body = json.loads(request)
    share = SHORT if _is_short(body) else WHOLE
    return len(request) / CHARACTERS, max(map(len, _asked(body))) * share


def _is_short(body: dict[str, Any]) -> bool:
    return any(LISTED in one for one in _asked(body))


def _asked(body: dict[str, Any]) -> list[str]:
    return [one["content"] for one in body["messages"] if one["role"] == "user"]
