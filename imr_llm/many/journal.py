"""The rows of a run on disk: appended one by one, and found again after whatever ended the run.

Every line is a letter's row, with the run's settings beside what was read. A letter that was read
again has several, of which the last counts; `tidy` leaves that one alone.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from io import BufferedReader, FileIO
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from pydantic_core import from_json

from imr_llm.many.answer import Answer
from imr_llm.many.register import Entry, Register
from imr_llm.many.settings import RUN, Settings, differing

BEGINS = b'{"source": '
"""How every row begins, so that a line cut short is known for one of a run's."""
VERIFIED, OPEN = "verified", "open"
"""What came of a letter; of one that failed, its reason."""


class NoJournal(OSError):
    """The file is not one that this run can go on with; it was left as it is."""


class NoRoom(OSError):
    """A row could not be written; those before it are whole."""


class Journal:
    """A JSON Lines file of answers, one a letter; a context manager.

    `known` holds the letters that have a row. A killed run leaves at most its last line cut short:
    that is dropped when the file is opened again. Raises NoJournal, naming the line, for a file of
    somebody else's, a damaged one, one of a run with other settings (it says which), or one that
    another run is writing.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        """Begin a file, or go on with one that was begun with the same settings."""
        self.path = path
        self._settings = settings
        self._told = f', "{RUN}": {json.dumps(settings)}}}\n'.encode()
        try:
            if path.exists() and not path.is_file():
                raise NoJournal(f"{path} is no file that rows can be written into: name another")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
            self._open()
        except OSError as error:
            if isinstance(error, NoJournal):
                raise
            raise NoJournal(f"{path}: no rows can be written there: {error.strerror}") from None

    def add(self, answer: Answer) -> None:
        """Append one letter's row; it is in the file when this returns. Raises NoRoom."""
        self._write(answer.line.encode().removesuffix(b"}") + self._told)
        self._note(answer.source, answer.letter_sha256, outcome_of(answer))

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every row, in the order written."""
        for _, line in self._rows():
            yield from_json(line)

    def tidy(self) -> None:
        """Leave one row a letter. The old file stays until the new one is whole."""
        if not self._outdated:
            return
        real = Path(os.path.realpath(self.path))
        kept = real.with_name(f"{real.name}.kept")
        try:
            with kept.open("wb") as out:
                out.writelines(self._counting())
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            kept.unlink(missing_ok=True)
            raise NoRoom(_told(kept, error)) from None
        kept.replace(real)
        self._file.close()
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def _open(self) -> None:
        self.known = Register()
        self._end = self._lines = self._outdated = 0
        self._file = _held(self.path)
        try:
            self._read_back()
        except BaseException:
            self._file.close()
            raise

    def _read_back(self) -> None:
        """Learn what the file holds, and drop what was cut short."""
        for number, line in self._rows():
            if not line.endswith(b"\n"):
                _cut_short(line, self.path, number)
                break
            row = _read(line, self.path, number)
            if differs := differing(row.settings, self._settings):
                raise NoJournal(
                    f"{self.path} is of a run with other settings ({differs}): go on with those, or"
                    " start anew with another name (or remove it)"
                )
            self._note(row.source, row.sha256, row.outcome)
            self._end += len(line)
        self._file.truncate(self._end)

    def _note(self, name: str, sha256: str | None, outcome: str) -> None:
        self._lines += 1
        self._outdated += self.known.get(name) is not None
        self.known[name] = Entry(self._lines, sha256, outcome)

    def _rows(self) -> Iterator[tuple[int, bytes]]:
        """Every line with its number, from 1."""
        self._file.seek(0)
        # this very file and no second one: closing that would let go of the lock
        lines = BufferedReader(self._file, 1 << 20)
        try:
            yield from enumerate(lines, 1)
        finally:
            lines.detach()

    def _counting(self) -> Iterator[bytes]:
        """The rows that count."""
        for number, line in self._rows():
            entry = self.known.get(_read(line, self.path, number).source)
            if entry and entry.line == number:
                yield line

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        try:
            self._file.seek(self._end)
            while rest:
                rest = rest[self._file.write(rest) :]
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(self._end)
            raise NoRoom(_told(self.path, error)) from None
        self._end += len(data)


def outcome_of(answer: Answer) -> str:
    """What came of a letter: VERIFIED, OPEN, or why it failed."""
    return answer.error or (OPEN if answer.open_checks else VERIFIED)


class _Row(NamedTuple):
    """What a run needs to know of a row."""

    source: str
    sha256: str | None
    outcome: str
    settings: Settings


def _read(line: bytes, path: Path, number: int) -> _Row:
    """A row; raises NoJournal for what is none."""
    try:
        row = from_json(line)
        source, sha256, settings = row["source"], row["letter_sha256"], row[RUN]
        if error := row.get("error"):
            outcome = f"{error['type']}: {error['message']}"
        else:
            outcome = VERIFIED if row["verified"] else OPEN
            row["determination"]["case"]
        if not (
            isinstance(source, str)
            and isinstance(sha256, str | None)
            and isinstance(settings, dict)
        ):
            raise TypeError
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _no_row(path, number) from None
    return _Row(source, sha256, outcome, settings)


def _cut_short(line: bytes, path: Path, number: int) -> None:
    """Raise NoJournal for a last line that is no beginning of a row."""
    if not (line.startswith(BEGINS) or BEGINS.startswith(line)):
        raise _no_row(path, number)
    if line.endswith(b"}") and _is_json(line):
        _read(line, path, number)


def _is_json(line: bytes) -> bool:
    try:
        from_json(line)
    except ValueError:
        return False
    return True


def _no_row(path: Path, number: int) -> NoJournal:
    told = "no whole row of a run; without the line its letter is read again"
    return NoJournal(f"{path}, line {number}: {told}, or name another file")


def _held(path: Path) -> FileIO:
    """The file, open for this run alone. Unbuffered: what is written is there."""
    file = path.open("r+b", buffering=0)
    if sys.platform != "win32":
        import fcntl  # noqa: PLC0415

        try:
            # not `flock`, which the workers would inherit and outlive a killed run with
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            raise NoJournal(f"{path}: another run is writing it") from None
        except OSError:  # a file system without locks
            pass
    return file


def _told(path: Path, error: OSError) -> str:
    return (
        f"{path}: {error.strerror}; every row written before is whole: make room and run the same"
        " again to go on"
    )
