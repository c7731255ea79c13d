"""The letters of a folder, a pattern or a JSON Lines file, each with a name of its own."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator
from io import BufferedReader
from itertools import chain
from pathlib import Path

from imr_llm.errors import LetterError
from imr_llm.letter.documents import LARGEST, signed
from imr_llm.many.answer import Source, writable
from imr_llm.many.register import Entry, Register
from imr_llm.wording import counted

SUFFIXES = {".txt", ".pdf"}
WILD = "*?["


class NoInput(OSError):
    """There is nothing to read where the user said; says what was looked for."""


def find_letters(where: str, passed_over: Counter[str] | None = None) -> Iterator[Source]:
    """The letters, by name, read as they are needed.

    Args:
        where: a folder (every .txt and .pdf in it and below, the name is the path in the folder), a
            pattern with wildcards (`letters/**/*.pdf`, the name is the path below the part without
            any), one .txt or .pdf, or a JSON Lines file (`{"id": ..., "text": ...}` a line, or
            `source` for `id`).
        passed_over: counts, by the ends of their names, the files that are no letters.

    Yields:
        Name and file, or name and text. A line that holds no letter, an id that another line has
        too, or a folder that cannot be read is a LetterError in its place, under a name of its own.
        A name that is no text (a file's may be any bytes) comes with escapes in place of these.

    Raises NoInput when there is no such folder or file, or no letter in it.
    """
    found = _found(where, Counter() if passed_over is None else passed_over)
    first = next(found, None)
    if first is None:
        raise NoInput(f"no letters (.txt, .pdf, or lines of JSON) in {where}")
    for name, content in chain([first], found):
        yield writable(name), content


def told_of(where: str, known: set[str]) -> str:
    """How the letters that have rows stand to those that there are now; empty where they agree.

    Empty, too, where the letters are not to be found.
    """
    try:
        there = {name for name, _ in find_letters(where)}
    except OSError:
        return ""
    missing, gone = len(there - known), len(known - there)
    said = []
    if missing:
        said.append(
            f"{missing:,} of the {counted(len(there), 'letter')} in {where} have no row yet"
        )
    if gone:
        said.append(f"{counted(gone, 'row')} of letters that are no longer in {where}")
    return "; ".join(said)


def _found(where: str, passed_over: Counter[str]) -> Iterator[Source]:
    path = Path(where)
    if where and path.is_dir():
        return _below(path, passed_over)
    if path.is_file():
        one = path.suffix.lower() in SUFFIXES
        return iter([(path.name, path)]) if one else _lines(path)
    if any(sign in where for sign in WILD):
        return _fitting(path, passed_over)
    raise NoInput(f"no folder, pattern or JSON Lines file: {where or '(nothing)'}")


def _below(base: Path, passed_over: Counter[str]) -> Iterator[Source]:
    """Every letter in a folder and below, in the order of names, without a list of them all."""
    closed: list[OSError] = []
    for folder, folders, files in os.walk(base, onerror=closed.append):
        folders.sort()
        links = sum(Path(folder, name).is_symlink() for name in folders)
        passed_over.update({"linked folder": links} if links else {})
        for name in sorted(files):
            if _is_letter(path := Path(folder, name), passed_over):
                yield path.relative_to(base).as_posix(), path
    for error in closed:
        name = Path(error.filename).relative_to(base).as_posix()
        yield f"{name}/", LetterError(f"the folder cannot be read: {error.strerror}")


def _fitting(path: Path, passed_over: Counter[str]) -> Iterator[Source]:
    """Every letter that a pattern fits; its name is the path below the part without wildcards."""
    parts = path.parts
    wild = next(at for at, part in enumerate(parts) if any(sign in part for sign in WILD))
    base = Path(*parts[:wild])
    try:
        found = sorted(set(base.glob(str(Path(*parts[wild:])))))
    except (ValueError, NotImplementedError, OSError) as error:
        raise NoInput(f"no pattern that can be used: {path}: {error}") from None
    for one in found:
        if _is_letter(one, passed_over):
            yield one.relative_to(base).as_posix(), one


def _is_letter(path: Path, passed_over: Counter[str]) -> bool:
    """Whether a file is one by its name; a link that leads nowhere is one that cannot be read."""
    suffix = path.suffix.lower()
    if suffix in SUFFIXES and (path.is_file() or not path.exists()):
        return True
    if not path.is_dir():
        passed_over[suffix or "no ending"] += 1
    return False


def _lines(path: Path) -> Iterator[Source]:
    seen = Register()
    with path.open("rb") as file:
        if name := signed(file.peek(12)):
            raise NoInput(f"{path} is no folder, pattern or JSON Lines file but {name}")
        for number, line in enumerate(_bounded(file), 1):
            if not line.strip():
                continue
            name, content = _letter(line, number)
            if before := seen.get(name):
                name = f"{name} (line {number})"
                content = LetterError(f"line {before.line} has the same id")
            seen[name] = Entry(number)
            yield name, content


def _bounded(file: BufferedReader) -> Iterator[bytes]:
    """The lines of a file; of one longer than any letter only so much that it is known."""
    while line := file.readline(LARGEST + 1):
        rest = line
        while len(line) > LARGEST and rest and not rest.endswith(b"\n"):
            rest = file.readline(LARGEST)
        yield line


def _letter(line: bytes, number: int) -> tuple[str, str | LetterError]:
    if len(line) > LARGEST:
        return f"line {number}", LetterError(f"the line is longer than {LARGEST:,} bytes")
    try:
        value = json.loads(line)
        name = value.get("source", value.get("id"))
        text = value["text"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return f"line {number}", LetterError("the line is no JSON object with an id and a text")
    if not isinstance(name, str | int) or not isinstance(text, str):
        return f"line {number}", LetterError("the line's id or text is no string")
    return writable(str(name)), text
