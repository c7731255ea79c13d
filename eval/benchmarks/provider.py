"""`python -m eval.benchmarks.provider`: answers a batch's requests as a faultless model would.

A stand-in for a provider, for letters whose labels are known; no model, no network. In: files that
`imr-llm batch --write-requests` wrote. Out: the file that a provider's batch brings, with the
tokens that these requests and answers hold. What the labels leave out it has from the rules, what
is asked beside (`--also`) by a pattern.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from eval.benchmarks.stub import completion
from eval.benchmarks.tokens import tokens_in, tokens_out
from eval.cases import Case, load_set
from eval.drafts import draft_of
from imr_llm import UnknownLayout, extract
from imr_llm.folding import folded

Fields = dict[str, re.Pattern[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the output; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.provider", description=__doc__)
    add = parser.add_argument
    add("requests", nargs="+", type=Path, metavar="REQUESTS.jsonl")
    add("--labels", nargs="+", type=Path, required=True, metavar="FOLDER", help="labelled letters")
    add("--also", action="append", default=[], metavar="FIELD=PATTERN", help="the first match")
    add("-o", "--output", type=Path, required=True, metavar="OUTPUT.jsonl")
    options = parser.parse_args(arguments)
    given = (one.partition("=") for one in options.also)
    fields = {name: re.compile(pattern) for name, _, pattern in given}
    letters = {name: case for folder in options.labels for name, case in _known(folder)}
    with options.output.open("w", encoding="utf-8") as out:
        for path in options.requests:
            for request in map(json.loads, path.open(encoding="utf-8")):
                name = request["custom_id"]
                value = answered(request["body"], letters[name.partition("-")[0]], fields)
                brought = {"status_code": 200, "request_id": "stand-in", "body": value}
                line = {"id": "stand-in", "custom_id": name, "response": brought, "error": None}
                print(json.dumps(line), file=out)
    return 0


def answered(body: dict[str, Any], case: Case, fields: Fields) -> dict[str, Any]:
    """The completion for a whole draft of this letter, and what it took."""
    draft = draft_of(_whole(case), case.text)
    if fields:
        draft["also"] = dict(_found(case.text, fields))
    value = completion(json.dumps(draft, ensure_ascii=False, separators=(",", ":")))
    into, out = tokens_in(body), tokens_out(value)
    usage = {"prompt_tokens": into, "completion_tokens": out, "total_tokens": into + out}
    return value | {"usage": usage}


def _whole(case: Case) -> Any:
    """A letter's labels; the parts that they leave out as the rules read them, if they can."""
    labels = case.expected.model_dump(mode="json")
    try:
        read = extract(case.text, engine="rules").determination.model_dump(mode="json")
    except UnknownLayout:
        return labels
    return _beside(labels, read)


def _beside(labels: Any, read: Any) -> Any:
    """Labels, and beside them what else was read of the same parts."""
    if isinstance(labels, dict) and isinstance(read, dict):
        return read | {name: _beside(one, read.get(name)) for name, one in labels.items()}
    if isinstance(labels, list) and isinstance(read, list) and len(labels) == len(read):
        return [_beside(one, other) for one, other in zip(labels, read, strict=True)]
    return labels


def _found(text: str, fields: Fields) -> Iterator[tuple[str, str | None]]:
    letter = folded(text)
    for name, pattern in fields.items():
        match = pattern.search(letter)
        yield name, match and match[0]


def _known(folder: Path) -> Iterator[tuple[str, Case]]:
    """The labelled letters of a folder, by how an id begins: 16 digits of the file's hash."""
    for case in load_set(folder).cases:
        data = (folder / f"{case.name}.txt").read_bytes()
        yield hashlib.sha256(data).hexdigest()[:16], case


if __name__ == "__main__":
    sys.exit(main())
