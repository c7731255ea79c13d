"""The files of a provider's batch interface, which answers within a day at half the price.

One request a line goes out, one answer a line comes back, in any order, what failed in a file of
its own. The formats and limits are OpenAI's (API reference, "Batch": the request input and output
objects, create batch; and its guide to batches), which others have taken over. Nothing is sent or
fetched here: who pays uploads and downloads.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from imr_llm.errors import AnswersError
from imr_llm.model.kept import is_completion, kept_answers, request_of

URL = "/v1/chat/completions"
MOST, LARGEST = 50_000, 200_000_000
"""Requests of one file, and its bytes."""
TOGETHER = 500
"""Answers that are put into the file of kept ones at a time."""
BEGINS = b'{"custom_id": "'
# 9f86d081884c7d65-2c26b46b68ffc68ff99b453c1d30413413422d70: a letter's hash and a request's;
# not request-1
ID = re.compile(r"[0-9a-f]{16}-([0-9a-f]{40})")
# batch_expired, rate_limit_exceeded; not: a sentence, which may quote the request
CODE = re.compile(r"[\w.-]{1,64}")


class RequestFiles:
    """Requests on their way to a provider, in as many numbered files as its limits ask for.

    A context manager: `requests.jsonl` becomes `requests-001.jsonl` and so on when it is left
    without an error, in place of those of an earlier round. A request that two letters share is
    written once. The first 16 digits of an id are those of the row's `letter_sha256`.
    """

    def __init__(self, path: Path, answers: Path) -> None:
        """Look where the files will be, and into the one of `answers`.

        Raises FileExistsError where something else is in their place.
        """
        self.letters = self.again = 0
        self.replaced: list[Path] = []
        """The files of an earlier round that were in the place of these."""
        self.written: dict[str, int] = {}
        """The requests by their hashes, and their bytes."""
        self.names: list[Path] = []
        self._path, self._kept = path, kept_answers(answers)
        self._parts: list[Path] = []
        self._room, self._left = 0, 0
        self._file: BinaryIO | None = None
        self._closing = ExitStack()
        for one in self._earlier():
            with one.open("rb") as file:
                if file.read(len(BEGINS)) != BEGINS:
                    raise FileExistsError(f"{one} is there and no file of requests: name another")

    def add(self, letter_sha256: str, body: str) -> None:
        """Write one letter's request."""
        self.letters += 1
        said = json.loads(body)
        request = request_of(said)
        if request in self.written:
            return
        name = f"{letter_sha256[:16]}-{request}"
        line = {"custom_id": name, "method": "POST", "url": URL, "body": said}
        data = f"{json.dumps(line, ensure_ascii=False)}\n".encode()
        if not self._left or len(data) > self._room:
            self._begin()
        self._left -= 1
        self._room -= len(data)
        self.again += self._kept.written(request)
        self.written[request] = len(data)
        if self._file:
            self._file.write(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._closing.close()
        if kind is not None:
            for part in self._parts:
                part.unlink(missing_ok=True)
            return
        # first noted, then there: what was handed to a provider is never forgotten
        self._kept.note_written(self.written)
        self.replaced = sorted(self._earlier())
        for old in self.replaced:
            old.unlink()
        for number, part in enumerate(self._parts, 1):
            self.names.append(part.replace(self._numbered(number)))

    def _begin(self) -> None:
        self._closing.close()
        number = len(self._parts) + 1
        part = self._path.with_name(f"{self._path.stem}-{number:03}.partial")
        part.parent.mkdir(parents=True, exist_ok=True)
        self._parts.append(part)
        self._file = self._closing.enter_context(part.open("wb"))
        self._left, self._room = MOST, LARGEST

    def _numbered(self, number: int) -> Path:
        return self._path.with_name(f"{self._path.stem}-{number:03}{self._path.suffix}")

    def _earlier(self) -> list[Path]:
        """The files of an earlier round of the same name."""
        numbered = re.compile(rf"{re.escape(self._path.stem)}-\d{{3,}}")
        found = (
            self._path.parent.glob(f"*{self._path.suffix}") if self._path.parent.is_dir() else ()
        )
        return [one for one in found if numbered.fullmatch(one.stem)]


def missing_in(answers: Path) -> int:
    """How many requests were written down for a batch and have no answer in this file."""
    return kept_answers(answers).missing()


def hash_of(body: str) -> str:
    """What a request is known by: in its id, and among those that failed."""
    return request_of(json.loads(body))


def failed_in(answers: Path, failed: Mapping[str, str]) -> dict[str, str]:
    """Those of the failed requests that were written for a batch and still have no answer."""
    kept = kept_answers(answers)
    return {one: why for one, why in failed.items() if kept.written(one) and kept.get(one) is None}


def keep_output(path: Path, answers: Path, failed: dict[str, str] | None = None) -> Counter[str]:
    """Keep the answers of a file that a provider's batch brought, of its output or its errors.

    Returns how many lines brought what: `answered`, or why not, by the provider's code; why each
    request `failed` is put there by the request's hash. Raises AnswersError for a file that cannot
    be read or holds nothing of ours.
    """
    kept = kept_answers(answers)
    told: Counter[str] = Counter()
    found: list[tuple[str, str]] = []
    for line in _lines(path):
        if line.strip():
            brought, request, completion = _brought(line)
            told[brought] += 1
            if request and completion:
                found.append((request, completion))
            elif request and failed is not None:
                failed[request] = brought
        if len(found) >= TOGETHER:
            kept.put(found)
            found = []
    kept.put(found)
    if told and not told.keys() - {UNREADABLE, FOREIGN}:
        raise AnswersError(f"{path}: not one line is the output of a batch of ours")
    return told


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as lines:
            yield from lines
    except OSError as error:
        raise AnswersError(f"{path}: {error.strerror or 'it cannot be read'}") from None


ANSWERED, REFUSED = "answered", "refused by the model"
UNREADABLE, FOREIGN = "line that cannot be read", "line of another request than ours"


def _brought(line: bytes) -> tuple[str, str | None, str | None]:
    """What a line brought, of which request of ours, and if that is an answer the completion."""
    try:
        value = json.loads(line)
        name, response, error = value["custom_id"], value["response"], value["error"]
        ours = ID.fullmatch(name)
        status, body = (response["status_code"], response["body"]) if response else (None, None)
    except (ValueError, LookupError, TypeError, RecursionError):
        return UNREADABLE, None, None
    if not ours:
        return FOREIGN, None, None
    if error or status != 200:  # noqa: PLR2004  # as HTTP has it
        return _code(error, body, status), ours[1], None
    if not is_completion(completion := json.dumps(body)):
        return REFUSED, ours[1], None
    return ANSWERED, ours[1], completion


def _code(error: Any, body: Any, status: Any) -> str:
    """Why a request failed, in the provider's code and never in its words."""
    within = body.get("error") if isinstance(body, dict) else None
    for told in (error, within):
        code = told.get("code") if isinstance(told, dict) else None
        if isinstance(code, str) and CODE.fullmatch(code):
            return code
    return f"status {status}" if isinstance(status, int) else "an error"
