"""The letters of a folder, a pattern or a JSON Lines file, each with a name of its own."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from weakref import finalize

from imr_llm.errors import LetterError
from imr_llm.many.answer import Source

SUFFIXES = {".txt", ".pdf"}
WILD = "*?["


class NoInput(OSError):
    """There is nothing to read where the user said; says what was looked for."""


class Names:
    """The names of any number of letters in the same little memory; tells which was seen before.

    They are kept, as digests, in a temporary database of its own that goes to disk when it grows.
    """

    def __init__(self) -> None:
        # one user at a time, though not always in the same thread
        self._seen = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._seen.execute("PRAGMA journal_mode = OFF")
        self._seen.execute("CREATE TABLE names (digest BLOB PRIMARY KEY) WITHOUT ROWID")
        self._count = 0
        finalize(self, self._seen.close)

    def add(self, name: str) -> bool:
        """Remember a name; whether it is new."""
        done = self._seen.execute("INSERT OR IGNORE INTO names VALUES (?)", (_digest(name),))
        self._count += done.rowcount
        return bool(done.rowcount)

    def __contains__(self, name: str) -> bool:
        found = self._seen.execute("SELECT 1 FROM names WHERE digest = ?", (_digest(name),))
        return found.fetchone() is not None

    def __len__(self) -> int:
        return self._count


def find_letters(where: str) -> Iterator[Source]:
    """The letters, by name, read as they are needed.

    Args:
        where: a folder (every .txt and .pdf in it and below, the name is the path in the folder), a
            pattern with wildcards (`letters/**/*.pdf`, the name is the path below the part without
            any), or a JSON Lines file (`{"id": ..., "text": ...}` a line, or `source` for `id`).

    Yields:
        Name and file, or name and text. A line that holds no letter, or an id that another line has
        too, is a LetterError in its letter's place, under a name of its own.

    Raises NoInput when there is no such folder or file, or no letter in it.
    """
    path = Path(where)
    if path.is_dir():
        letters = _files(path, _walk(path))
    elif any(sign in where for sign in WILD):
        base, pattern = _split(path)
        letters = _files(base, iter(sorted(base.glob(pattern))))
    elif path.is_file():
        letters = _lines(path)
    else:
        raise NoInput(f"no folder, pattern or JSON Lines file: {where}")
    first = next(letters, None)
    if first is None:
        raise NoInput(f"no letters (.txt, .pdf, or lines of JSON) in {where}")
    yield first
    yield from letters


def _files(base: Path, found: Iterator[Path]) -> Iterator[Source]:
    for path in found:
        if path.suffix.lower() in SUFFIXES and path.is_file():
            yield path.relative_to(base).as_posix(), path


def _walk(base: Path) -> Iterator[Path]:
    """Every file in a folder and below, in the order of their names, without a list of them all."""
    for folder, folders, files in os.walk(base):
        folders.sort()
        yield from (Path(folder, name) for name in sorted(files))


def _split(path: Path) -> tuple[Path, str]:
    """The part of a pattern without wildcards, and the rest."""
    parts = path.parts
    wild = next(at for at, part in enumerate(parts) if any(sign in part for sign in WILD))
    return Path(*parts[:wild]), str(Path(*parts[wild:]))


def _lines(path: Path) -> Iterator[Source]:
    names = Names()
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            name, content = _letter(line, number)
            if not names.add(name):
                name = f"{name} (line {number})"
                content = LetterError("another letter has the same id")
            yield name, content


def _letter(line: bytes, number: int) -> tuple[str, str | LetterError]:
    try:
        value = json.loads(line)
        name = value.get("source", value.get("id"))
        text = value["text"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return f"line {number}", LetterError("the line is no JSON object with an id and a text")
    if not isinstance(name, str | int) or not isinstance(text, str):
        return f"line {number}", LetterError("the line's id or text is no string")
    return str(name), text


def _digest(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=12).digest()
