"""The rows that a run wrote, read again one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from imr_llm.errors import ImrError
from imr_llm.extraction import Extraction
from imr_llm.many.settings import INPUT, RUN

ROWS = "_rows.jsonl"
"""The rows in a folder of tables; what begins with an underscore is no part of a dataset."""
NO_ARROW = 'tables need pyarrow: pip install "imr-llm[tables]"'
"""What is said where tables are wanted and pyarrow is not installed."""
HEAD = b'{"source": '
DECODER = json.JSONDecoder()


class NoRows(OSError):
    """The file holds no rows of a run; says which line is none."""


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Every row that a run wrote, in its order; of several of one letter the last.

    Args:
        path: the file of rows, or the folder of tables with the rows in it.

    A last row that was cut short when the run was killed is passed over. Raises NoRows for a file
    that is not there or that holds something else.
    """
    path = path / ROWS if path.is_dir() else path
    if not path.is_file():
        raise NoRows(f"{path}: no such file of rows (what `imr-llm batch` writes)")
    last = _last_of_each(path)
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            if number in last:
                try:
                    row = json.loads(line)
                except (ValueError, RecursionError):
                    raise _no_row(path, number) from None
                yield row


def names_in(path: Path) -> set[str]:
    """The letters that have a row, by their names; of a file that `read_rows` reads."""
    with (path / ROWS if path.is_dir() else path).open("rb") as lines:
        return {name for line in lines if (name := _source(line)) is not None}


def letters_of(path: Path) -> str | None:
    """Where the run that wrote these rows found its letters; None where that is not told."""
    run = next(read_rows(path)).get(RUN, {})
    told = run.get(INPUT) if isinstance(run, dict) else None
    return told if isinstance(told, str) else None


@contextmanager
def blamed(path: Path) -> Iterator[None]:
    """Where something unexpected happens within, the first row that is none of ours is NoRows.

    Rows are not looked through for nothing: whoever wrote into them made them unlike a run's.
    """
    try:
        yield
    except (ImrError, OSError):
        raise
    except Exception:
        for row in read_rows(path):
            if not _is_whole(row):
                raise NoRows(
                    f"{path}: the row of {row['source']} is not as `imr-llm batch` wrote it"
                ) from None
        raise


def _is_whole(row: Any) -> bool:
    """Whether a row holds an extraction or an error."""
    error = row.get("error")
    if isinstance(error, dict):
        return all(isinstance(error.get(name), str) for name in ("type", "message"))
    try:
        Extraction.model_validate(row)
    except ValidationError:
        return False
    return error is None


def _no_row(path: Path, number: int) -> NoRows:
    return NoRows(f"{path}, line {number + 1}: not a row that `imr-llm batch` wrote")


def _last_of_each(path: Path) -> set[int]:
    """The numbers of the lines that count, without reading what they hold."""
    last: dict[bytes, int] = {}
    with path.open("rb") as lines:
        for number, line in enumerate(lines):
            if (source := _source(line)) is not None:
                last[blake2b(source.encode("utf-8", "surrogatepass"), digest_size=12).digest()] = (
                    number
                )
            elif number and not line.endswith(b"\n"):
                break
            else:
                raise _no_row(path, number)
    if not last:
        raise NoRows(f"{path}: no rows of `imr-llm batch` in it")
    return set(last.values())


def _source(line: bytes) -> str | None:
    """The letter that a whole row is of; None for any other line."""
    if not line.startswith(HEAD) or not line.endswith(b"}\n"):
        return None
    try:
        source, _ = DECODER.raw_decode(line.decode(), len(HEAD))
    except (ValueError, RecursionError):
        return None
    return source if isinstance(source, str) else None
