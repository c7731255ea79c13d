"""A run over many letters: rows on disk as they come, tables at the end, and a bar meanwhile."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from imr_llm.cli.exits import INTERRUPTED, VERIFIED, NoOutput
from imr_llm.many.answer import Answer, Source
from imr_llm.many.inputs import find_letters
from imr_llm.many.journal import Journal
from imr_llm.many.rows import ROWS
from imr_llm.many.stream import extract_many

TABLES = (".parquet", ".csv")
REFRESH = 0.1
"""Seconds between two looks of the bar."""


def run(where: str, out: Path, *, retry_failed: bool = False, **options: Any) -> int:
    """Read every letter that has no row yet, and write the tables that `out` asks for.

    Args:
        where: see `find_letters`.
        out: `rows.jsonl`, or a folder `tables.parquet` or `tables.csv`.
        retry_failed: whether letters that failed before are read again.
        **options: as of `extract_many`.

    Returns the exit code: 0 when every letter has a row, 130 when interrupted. Raises OSError of a
    kind of ours for an input or output that cannot be used.
    """
    rows, write = _output(out)
    total = sum(1 for _ in find_letters(where))
    with Journal(rows, retry_failed=retry_failed) as journal:
        if journal.done:
            print(f"imr-llm: {len(journal.done):,} letters have their rows", file=sys.stderr)
        try:
            _read(extract_many(_missing(where, journal), **options), journal, total)
        except KeyboardInterrupt:
            _say("interrupted: run the same again to go on", journal, total)
            return _leave()
        if write:
            write(journal.rows(), out)
        _say("done", journal, total)
    return VERIFIED


def _leave() -> int:
    """End at once where requests are under way, which Python would wait for."""
    if threading.active_count() > 1:
        sys.stderr.flush()
        os._exit(INTERRUPTED)
    return INTERRUPTED


def _read(answers: Iterator[Answer], journal: Journal, total: int) -> None:
    """Write the answers down, with a bar on stderr where somebody watches."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    told = TextColumn("{task.description}")
    began = shown = time.monotonic()
    before, console, watched = len(journal.done), Console(stderr=True), sys.stderr.isatty()
    # the bar has no thread of its own: processes are forked under it
    with Progress(*columns, told, console=console, disable=not watched, auto_refresh=False) as bar:
        task = bar.add_task("", total=total, completed=before)
        for answer in answers:
            journal.add(answer)
            now = time.monotonic()
            if now - shown > REFRESH or len(journal.done) == total:
                rate = (len(journal.done) - before) / max(now - began, 1e-9)
                said = f"{rate:.0f}/s, {_counts(journal)}"
                bar.update(task, completed=len(journal.done), description=said, refresh=True)
                shown = now


def _output(out: Path) -> tuple[Path, Any]:
    """Where the rows go, and what writes the tables, None for rows alone."""
    if out.suffix in (".jsonl", ".ndjson"):
        return out, None
    if out.suffix not in TABLES:
        raise NoOutput(f"{out}: name it .jsonl, or .parquet or .csv for a folder of tables")
    if out.exists() and not out.is_dir():
        raise NoOutput(f"{out} is a file: the tables go into a folder of that name")
    try:
        from imr_llm.many import table_files  # noqa: PLC0415  # rows need no Arrow
    except ImportError:
        raise NoOutput(f'{out}: tables need pyarrow: pip install "imr-llm[tables]"') from None
    parquet = out.suffix == ".parquet"
    return out / ROWS, table_files.write_parquet if parquet else table_files.write_csv


def _missing(where: str, journal: Journal) -> Iterator[Source]:
    return (letter for letter in find_letters(where) if letter[0] not in journal.done)


def _counts(journal: Journal) -> str:
    return f"{journal.open:,} with open checks, {journal.failed:,} failed"


def _say(what: str, journal: Journal, total: int) -> None:
    rows = f"{len(journal.done):,} rows for {total:,} letters"
    print(f"imr-llm: {what}; {rows}, {_counts(journal)}", file=sys.stderr)
