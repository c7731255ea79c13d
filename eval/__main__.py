"""How far a record may be believed: engines scored on labelled letters, field by field.

Several folders are scored apart, never pooled. A model's answers are replayed from recordings
(`cassettes/<name of the folder>`, one cassette a letter; for engine `both` the folder beside it
whose name ends in `-both`), unless --live asks one now.
@FILE stands for the arguments in FILE, one a line (eval/sets holds lists of letters).
Exit codes: 0 done, 1 a threshold missed or something lost against the baseline, 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from imr_llm import ImrError

from .cases import Case, LetterSet, load_set
from .readers import MODEL, AlwaysUpheld, Reader, Recorded, Rules
from .reporting.baseline import NoComparison, flips, load_baseline
from .reporting.outcome import outcome
from .reporting.table import as_markdown, as_text
from .reporting.tables import heading, tables_of
from .run import Scored, score

ROOT = Path(__file__).resolve().parents[1]
FIXTURES = ROOT / "eval" / "fixtures"
CASSETTES = ROOT / "cassettes"
ENGINES = ("always-upheld", "rules", "llm-first", "llm", "both")
Scores = list[tuple[LetterSet, list[Scored]]]


def main(arguments: Sequence[str] | None = None, program: str = "python -m eval") -> int:
    """Score, print the tables, write the files asked for; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(program)
    options = parser.parse_args(given)
    try:
        earlier = load_baseline(options.baseline) if options.baseline else None
        sets = [_score(folder, options) for folder in options.folders or [FIXTURES]]
        found = outcome(f"{program} {shlex.join(given)}".strip(), sets)
        changes = flips(earlier, found) if earlier else []
    except (FileNotFoundError, NoComparison, ImrError) as error:
        parser.error(str(error))
    _print(found, sets)
    _write(options, found, sets)
    missed = [*_missed(found, options), *(str(one) for one in changes if one.loss)]
    gained = [str(one) for one in changes if not one.loss]
    print("\n".join([*gained, *missed]), end="\n" if gained or missed else "")
    if earlier and not changes:
        print("nothing gained or lost against the baseline")
    return 1 if missed else 0


def _parser(program: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=program,
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        fromfile_prefix_chars="@",
    )
    add = parser.add_argument
    add(
        "folders",
        nargs="*",
        type=Path,
        metavar="FOLDER",
        help="default: a checkout's eval/fixtures",
    )
    add("--only", action="append", default=[], metavar="PATTERN", help="letters by name, as *-mri")
    told = "what is scored; may be repeated. Default: all whose answers are recorded"
    add("--engine", action="append", choices=ENGINES, help=told)
    add("--no-plant", action="store_true", help="leave out the planted errors, which take longest")
    model = parser.add_argument_group("a model")
    add = model.add_argument
    add("--recordings", type=Path, metavar="FOLDER", help="its recorded answers; --live makes them")
    add("--live", action="store_true", help="ask the model now: letters leave this machine")
    add("--model", default=MODEL, help="default: the recordings' own, %(default)s")
    add("--base-url", metavar="URL", help="an OpenAI-compatible server, for --live")
    files = parser.add_argument_group("files")
    add = files.add_argument
    add("--json", type=Path, metavar="FILE", help="figures, and what is not right by its place")
    add("--markdown", type=Path, metavar="FILE", help="the tables")
    add(
        "--html",
        type=Path,
        metavar="FILE",
        help="a page with the letters' words, their reviews beside it",
    )
    passing = parser.add_argument_group("passing")
    add = passing.add_argument
    add("--baseline", type=Path, metavar="FILE", help="an earlier --json: nothing may be lost")
    told = "least F1 of a field or group (items, decisions, dates, guidelines, all fields)"
    add("--require", action="append", default=[], type=_threshold, metavar="NAME=F1", help=told)
    told = "most values that may be wrong in verified records"
    add("--most-wrong-verified", type=int, metavar="N", help=told)
    return parser


def _threshold(given: str) -> tuple[str, float]:
    name, _, least = given.rpartition("=")
    if not name:
        raise argparse.ArgumentTypeError("NAME=F1, as decisions=0.99")
    return name, float(least)


def _score(folder: Path, options: argparse.Namespace) -> tuple[LetterSet, list[Scored]]:
    letters = load_set(folder, options.only)
    readers = _readers(letters, options)
    plant = not options.no_plant
    return letters, [
        score(letters, one, plant=plant and one.name in ("rules", "llm"), progress=_progress)
        for one in readers
    ]


def _readers(letters: LetterSet, options: argparse.Namespace) -> list[Reader]:
    """The readers asked for; else those that need nothing, and a model's if it can answer."""
    recordings = options.recordings or CASSETTES / letters.name
    by_both = recordings.with_name(f"{recordings.name}-both")
    can = list(ENGINES[:2])
    can += ENGINES[2:4] if options.live or _complete(recordings, letters) else ()
    can += ENGINES[4:] if not options.live and _complete(by_both, letters) else ()
    chosen = options.engine or can
    if options.live and not options.recordings:
        recordings = by_both = None
    asked: dict[str, Any] = {"model": options.model, "base_url": options.base_url}
    made: dict[str, Reader] = {
        "always-upheld": AlwaysUpheld(),
        "rules": Rules(),
        "llm": Recorded(recordings, live=options.live, **asked),
        "llm-first": Recorded(recordings, first=True, live=options.live, **asked),
        "both": Recorded(by_both, engine="both", live=options.live, **asked),
    }
    return [made[name] for name in ENGINES if name in chosen]


def _complete(recordings: Path, letters: LetterSet) -> bool:
    return all((recordings / f"{case.name}.yaml").is_file() for case in letters.cases)


def _progress(cases: Iterable[Case], total: int, doing: str) -> Iterator[Case]:
    """The same letters, with a bar on stderr where somebody watches."""
    from rich.console import Console  # noqa: PLC0415  # not for --help
    from rich.progress import track  # noqa: PLC0415

    watched = sys.stderr.isatty()
    console = Console(stderr=True)
    yield from track(cases, doing, total, console=console, disable=not watched, transient=True)


def _print(found: dict[str, Any], sets: Scores) -> None:
    for one, (_, readers) in zip(found["sets"], sets, strict=True):
        print("\n".join(heading(one)))
        for table in tables_of(one, brief=True):
            print(f"\n{as_text(table)}")
        for scored in readers:
            told = scored.seconds / max(1, len(scored.letters))
            print(f"\n{scored.reader}: {told:.3f} s a letter", end="")
        print("\n")


def _write(options: argparse.Namespace, found: dict[str, Any], sets: Scores) -> None:
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    if options.markdown:
        options.markdown.write_text(_markdown(found), "utf-8")
    if options.html:
        from .reporting.page import write_page  # noqa: PLC0415  # its template engine is for this alone

        reviews = write_page(options.html, found, sets)
        told = f"; the letters it names: {reviews}{os.sep}" if reviews else ""
        print(f"page: {options.html}{told}\n")


def _markdown(found: dict[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in found["versions"].items())
    parts = ["# Evaluation", f"    {found['command']}", versions]
    for one in found["sets"]:
        parts += [f"## {one['name']}", "\n".join(f"- {line}" for line in heading(one))]
        parts += [as_markdown(table) for table in tables_of(one)]
    return "\n\n".join(parts) + "\n"


def _missed(found: dict[str, Any], options: argparse.Namespace) -> Iterator[str]:
    """The thresholds that a reader misses; the one that always says the same has none to meet."""
    for letters in found["sets"]:
        for reader in letters["readers"]:
            name = f"{letters['name']}, {reader['reader']}"
            if reader["reader"] == "always-upheld":
                continue
            figures = reader["fields"] | reader["groups"]["all letters"]
            for field, least in options.require:
                value = figures[field]["f1"]["value"] if field in figures else None
                if value is None or value < least:
                    yield f"missed: {name}: {field} {value}, required {least}"
            wrong = reader["trust"]["wrong_though_verified"] if reader["trust"] else ()
            if options.most_wrong_verified is not None and len(wrong) > options.most_wrong_verified:
                yield f"missed: {name}: {len(wrong)} values wrong in verified records"


if __name__ == "__main__":
    sys.exit(main())
