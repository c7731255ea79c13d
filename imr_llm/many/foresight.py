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

CHARACTERS = 4.2
"""Of a request's body for each of its tokens: the median over the requests for the 42 letters of
`eval/fixtures`, 4.0 to 4.3, in OpenAI's vocabularies o200k_base and cl100k_base."""
ANSWER = 0.07
"""Tokens of a faultless answer for every character of its letter: the median over these letters and
those of `tests/letters`, quartiles 0.065 and 0.08, in both vocabularies. What a model thinks before
it answers comes on top."""


@dataclass(slots=True)
class Foresight:
    """Letters that are read without a request, that cannot be read, and first requests with tokens.

    Equal letters share a request; answers that are kept need none; re-asks are not foreseen.
    """

    letters: int = 0
    done: int = 0
    failed: int = 0
    requests: int = 0
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
        said = [len(each["content"]) for each in body["messages"] if each["role"] == "user"]
        found.requests += 1
        found.tokens_in += len(one.request) / CHARACTERS
        found.tokens_out += max(said) * ANSWER
    return found
