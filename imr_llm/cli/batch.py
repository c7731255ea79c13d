"""A run over many letters: rows on disk as they come, tables at the end, and a bar meanwhile."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from imr_llm.cli.exits import INTERRUPTED, NO_ANSWER, USAGE, NoOutput, say
from imr_llm.cli.output import keep_apart
from imr_llm.cli.provider import asking
from imr_llm.cli.tally import Tally
from imr_llm.many.answer import Answer, Source, letter_sha256
from imr_llm.many.hope import NoHope, hopeful
from imr_llm.many.inputs import find_letters
from imr_llm.many.journal import Journal, NoRoom, outcome_of
from imr_llm.many.rows import NO_ARROW, ROWS
from imr_llm.many.settings import INPUT, settings_of
from imr_llm.wording import counted

TABLES = (".parquet", ".csv")
REFRESH, REPORT = 0.1, 30.0
"""Seconds between two looks of the bar; and between two lines where nobody watches."""
GO_ON = "run the same again to go on"
ENDINGS = (KeyboardInterrupt, NoHope, NoRoom)
"""What ends a run before its end, with all rows so far kept."""


def run(
    where: str,
    out: Path,
    *,
    retry_failed: bool = False,
    read_answers: Sequence[Path] = (),
    write_requests: Path | None = None,
    **options: Any,
) -> int:
    """Read every letter that has no row yet, and write the tables that `out` asks for.

    Args:
        where: see `find_letters`.
        out: `rows.jsonl`, or a folder `tables.parquet` or `tables.csv`.
        retry_failed: whether letters that failed before are read again.
        read_answers: what a provider's batch brought; where there is some, or something is to be
            written, nobody is asked.
        write_requests: the name of the files for a provider's batch.
        **options: as of `extract_many`.

    Returns the exit code: see `Tally.exit_code`; 4 when letters wait for an answer; 130 when
    interrupted. Raises OSError of a kind of ours for an input or output that cannot be used.
    """
    rows, write = _output(out)
    total = _count(where, rows)
    settings = settings_of(**{name: one for name, one in options.items() if name != "concurrency"})
    with Journal(rows, settings | {INPUT: where}) as journal:
        if begun := len(journal.known):
            say(f"going on: {counted(begun, 'row')} in {rows}")
        tally = Tally(asks=settings["engine"] != "rules")
        letters = _to_read(find_letters(where), journal, tally, retry_failed=retry_failed)
        try:
            with asking(options.get("answers"), read_answers, write_requests, where) as asked:
                _read(hopeful(asked.answers(letters, options)), journal, tally, total)
        except ENDINGS as error:
            return _leave(error, tally, total)
        journal.tidy()
        if write:
            _write(write, journal, out)
        tally.tell("done", total)
        if asked.waiting:
            say(f"{asked.waiting:,} letters wait for an answer")
        if others := len(journal.known) - tally.letters:
            say(
                f"{others:,} more of its rows: of letters that are not in {where}; a run under"
                " another name leaves them out"
            )
        say(f"wrote {out}")
        if tally.open:
            say(f"what is open, and why: imr-llm summary {out} -o summary.html")
            say(f"to look and decide: imr-llm review {out} -o pages/")
    return NO_ANSWER if asked.waiting else tally.exit_code


def _count(where: str, rows: Path) -> int:
    """How many letters there are, none of which is where the rows will be; what else, is said."""
    passed_over: Counter[str] = Counter()
    total = 0
    keep_apart(rows, [where])
    for _, content in find_letters(where, passed_over):
        total += 1
        if isinstance(content, Path):
            keep_apart(rows, [content])
    if passed_over:
        shown = ", ".join(f"{number:,} {suffix}" for suffix, number in passed_over.most_common(5))
        say(f"passed over {passed_over.total():,} that are no .txt or .pdf: {shown}")
    return total


def _to_read(
    letters: Iterable[Source], journal: Journal, tally: Tally, *, retry_failed: bool
) -> Iterator[Source]:
    """The letters that have no row, or one of another text."""
    for name, content in letters:
        before = journal.known.get(name)
        same = before is not None and before.sha256 == letter_sha256(content)
        if before and same and not (retry_failed and tally.failed_by(before.outcome)):
            tally.add(name, before.sha256, before.outcome)
        else:
            tally.changed += before is not None and not same
            yield name, content


def _leave(error: BaseException, tally: Tally, total: int) -> int:
    """End at once where requests are under way, which Python would wait for."""
    match error:
        case KeyboardInterrupt():
            code, what = INTERRUPTED, f"interrupted: {GO_ON}"
        case NoHope():
            code, what = NO_ANSWER, f"ended: {error}; {GO_ON}"
        case _:
            code, what = USAGE, f"ended: {error}"
    tally.tell(what, total)
    if threading.active_count() > 1:
        sys.stderr.flush()
        os._exit(code)
    return code


def _read(answers: Iterable[Answer], journal: Journal, tally: Tally, total: int) -> None:
    """Write the answers down, with a bar on stderr where somebody watches, else a line at times."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    told = TextColumn("{task.description}")
    began = shown = time.monotonic()
    read, console, watched = 0, Console(stderr=True), sys.stderr.isatty()
    # the bar has no thread of its own: processes are forked under it
    with Progress(*columns, told, console=console, disable=not watched, auto_refresh=False) as bar:
        task = bar.add_task("", total=total)
        for answer in answers:
            journal.add(answer)
            tally.add(answer.source, answer.letter_sha256, outcome_of(answer))
            tally.add_cost(answer)
            read += 1
            now = time.monotonic()
            if now - shown > (REFRESH if watched else REPORT) or tally.letters == total:
                said = f"{read / max(now - began, 1e-9):.0f}/s, {tally}"
                bar.update(task, completed=tally.letters, description=said, refresh=True)
                if not watched and tally.letters < total:
                    say(f"{tally.letters:,} of {total:,} letters, {said}")
                shown = now


def _output(out: Path) -> tuple[Path, Any]:
    """Where the rows go, and what writes the tables, None for rows alone."""
    if out.suffix in (".jsonl", ".ndjson"):
        return out, None
    if out.suffix not in TABLES:
        raise NoOutput(f"{out}: name it .jsonl, or .parquet or .csv for a folder of tables")
    if out.exists() and not out.is_dir():
        raise NoOutput(f"{out} is a file: the tables go into a folder of that name")
    if not (out / ROWS).exists() and (there := next(out.glob(f"*{out.suffix}"), None)):
        raise NoOutput(f"{there} is there without a run's rows: name another folder, or remove it")
    try:
        from imr_llm.many import table_files  # noqa: PLC0415  # rows need no Arrow
    except ImportError:
        raise NoOutput(f"{out}: {NO_ARROW}") from None
    parquet = out.suffix == ".parquet"
    return out / ROWS, table_files.write_parquet if parquet else table_files.write_csv


def _write(write: Any, journal: Journal, out: Path) -> None:
    try:
        write(journal.rows(), out)
    except OSError as error:
        reason = error.strerror or "it cannot be written"
        rows = f"the rows are whole in {journal.path}"
        raise NoOutput(f"{out}: {reason}; {rows}: {GO_ON}") from None
