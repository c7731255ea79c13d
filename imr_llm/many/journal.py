"""The rows of a run on disk: appended one by one, and found again after whatever ended the run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from imr_llm.many.answer import Answer
from imr_llm.many.inputs import Names

HEAD = '{"source": '
FAILED = ', "error": '
OPEN = b', "verified": false}\n'
DECODER = json.JSONDecoder()


class NoJournal(OSError):
    """The file is not one that a run wrote; it was left as it is."""


class Journal:
    """A JSON Lines file of answers, one a letter; a context manager.

    `done` holds the letters that have a row; `failed` and `open` count those whose row tells an
    error, or an open check.

    A killed run leaves at most its last row cut short. That is dropped when the file is opened
    again, and its letter is read once more. Raises NoJournal for a file of somebody else's.
    """

    def __init__(self, path: Path, *, retry_failed: bool = False) -> None:
        """Open or go on with a file; `retry_failed` drops the rows of letters that failed."""
        self.path = path
        self.done = Names()
        self.failed = self.open = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        whole = self._find_done()
        if retry_failed and self.failed:
            _drop_failed(path)
            self.done, self.failed, self.open = Names(), 0, 0
            whole = self._find_done()
        self._file = path.open("r+b")
        self._file.truncate(whole)
        self._file.seek(whole)

    def add(self, answer: Answer) -> None:
        """Append one letter's row; it is in the file when this returns."""
        self._file.write(answer.line.encode() + b"\n")
        self._file.flush()
        self.done.add(answer.source)
        self.failed += answer.failed
        self.open += bool(answer.open_checks)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row, in the order written."""
        with self.path.open("rb") as lines:
            for line in lines:
                yield json.loads(line)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _find_done(self) -> int:
        """Learn whose rows there are; returns where the last whole row ends."""
        whole = 0
        with self.path.open("rb") as lines:
            for line in lines:
                row = _row(line)
                if row is None:
                    if next(lines, b"") or not HEAD.encode().startswith(line[: len(HEAD)]):
                        raise NoJournal(f"{self.path} was not written by a run: name another")
                    break
                self.done.add(row[0])
                self.failed += row[1]
                self.open += line.endswith(OPEN)
                whole += len(line)
        return whole


def _row(line: bytes) -> tuple[str, bool] | None:
    """A row's source and whether it tells an error, without reading the rest; None if cut short."""
    try:
        text = line.decode()
        name, end = DECODER.raw_decode(text, len(HEAD))
    except ValueError:
        return None
    if not text.startswith(HEAD) or not text.endswith("}\n") or not isinstance(name, str):
        return None
    return name, text.startswith(FAILED, end)


def _drop_failed(path: Path) -> None:
    """Write the file anew without failed letters; the old one stays until the new one is whole."""
    kept = path.with_name(f"{path.name}.kept")
    with path.open("rb") as lines, kept.open("wb") as out:
        out.writelines(line for line in lines if (row := _row(line)) and not row[1])
    kept.replace(path)
