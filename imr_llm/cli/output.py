"""Where a command may write: never over what it reads, nor over what nobody like it has made."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from imr_llm.cli.exits import NoOutput

GENERATOR = b'<meta name="generator" content="imr-llm">'
WITHIN = 500
"""Bytes from its beginning in which a page of ours has this mark."""


def keep_apart(out: Path, inputs: Iterable[str | Path]) -> None:
    """Raise NoOutput where the output is one of the inputs, by whatever path, link or case."""
    for one in inputs:
        try:
            same = out.samefile(one)
        except OSError:  # one of them is not there, and cannot be lost
            continue
        if same:
            raise NoOutput(f"{out} is the input {one}: name another output")


def check_page(out: Path, inputs: Iterable[str]) -> None:
    """Raise NoOutput where a page would be written over anything but another page of ours."""
    keep_apart(out, inputs)
    if out.exists() and not _is_ours(out):
        raise NoOutput(f"{out} is there and no page of a review: name another output")


def check_table(out: Path, inputs: Iterable[str | Path], heading: str) -> None:
    """Raise NoOutput where a table would be written over anything but one like it."""
    keep_apart(out, inputs)
    if out.exists() and not _begins(out, heading.encode()):
        raise NoOutput(f"{out} is there and no table of a summary: name another output")


def write_page(out: Path, page: str) -> None:
    """Write a page, whole or not at all; the folder is made. Half a character becomes a `?`.

    Raises NoOutput where it cannot be written; what is there must have been looked at before.
    """
    real = Path(os.path.realpath(out))
    partial = real.with_name(f"{real.name}.{os.getpid()}.partial")
    try:
        real.parent.mkdir(parents=True, exist_ok=True)
        try:
            with partial.open("x", encoding="utf-8", errors="replace") as file:
                file.write(page)
            partial.replace(real)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        raise NoOutput(f"{out}: the page cannot be written: {error.strerror}") from None


def _is_ours(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return GENERATOR in file.read(WITHIN)


def _begins(path: Path, heading: bytes) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(heading)) == heading
