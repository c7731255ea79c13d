"""The command line: what may be asked; `commands` does it (contract, section 4).

Imports nothing that takes time, so that help is there at once.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from imr_llm.cli.exits import ended
from imr_llm.version import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["eval"]:
        from imr_llm.cli.evaluation import evaluate  # noqa: PLC0415  # not needed for help

        return evaluate(given[1:])
    return ended(lambda: _run(given))


def _run(arguments: Sequence[str]) -> int:
    options = _parser().parse_args(arguments)
    from imr_llm.cli import commands  # noqa: PLC0415  # not needed for help

    code: int = getattr(commands, options.command)(options)
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="imr-llm",
        description="Turn California IMR determination letters into checked records.",
        epilog="Exit codes: 0 verified, 1 open checks, 2 wrong usage, 3 unusable letter or record,"
        " 4 no answer from the model; of several letters the highest. batch: 0 when every letter"
        " has a record, else 4 or 3.",
    )
    parser.add_argument("--version", action="version", version=f"imr-llm {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")

    command = _command(commands, "extract", "read letters into checked records")
    command.add_argument("letters", nargs="+", metavar="LETTER", help="a .txt or .pdf file, or -")
    command.add_argument("--record", action="store_true", help="print the bare record only")
    _add_format(command)
    model = _add_engine(command)
    _add_answers(model)
    model.add_argument(
        "--dry-run", action="store_true", help="print the exact request to the model; send nothing"
    )

    command = _command(
        commands, "batch", "read many letters into rows or tables; goes on where it was stopped"
    )
    command.add_argument(
        "letters",
        metavar="INPUT",
        help="a folder, a pattern in quotation marks ('letters/**/*.pdf'), a letter, or a .jsonl"
        " file with an id and a text on every line",
    )
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="rows.jsonl; or tables.parquet or tables.csv, a folder with one file for each table",
    )
    command.add_argument(
        "--concurrency",
        type=_at_least(1),
        metavar="N",
        help="processes for the rules (default: one a core), letters a model is asked about at once"
        " (default: 8)",
    )
    command.add_argument(
        "--retry-failed", action="store_true", help="read the letters again that failed before"
    )
    model = _add_engine(command)
    _add_answers(model)
    model.add_argument(
        "--dry-run",
        action="store_true",
        help="tell how many letters, requests and tokens it will be; send and write nothing",
    )
    model.add_argument(
        "--write-requests",
        metavar="REQUESTS.jsonl",
        help="ask nobody: write what is still to be asked as files for a provider's batch"
        " (REQUESTS-001.jsonl and so on), at half the price; needs --answers",
    )
    model.add_argument(
        "--read-answers",
        nargs="+",
        default=[],
        metavar="OUTPUT.jsonl",
        help="ask nobody: keep what such a batch brought (output and error files) and read on",
    )

    command = _command(
        commands, "summary", "what a run says: overturn rates, contradictions, what to look at"
    )
    command.add_argument(
        "rows", metavar="ROWS", help="what `batch` wrote: rows.jsonl, or a folder of tables"
    )
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="page.html, one file with no request in it; or letters.csv, a row for every item",
    )

    command = _command(
        commands, "review", "write a page with a letter beside its record, or a folder of a run's"
    )
    command.add_argument(
        "letter", metavar="LETTER", help="a .txt or .pdf file, or -; or ROWS that `batch` wrote"
    )
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="PAGE.html, one file with no request in it; or of ROWS a folder of such pages",
    )
    command.add_argument(
        "--record", metavar="RECORD.json", help="review this record; nothing is extracted"
    )
    _add_letters(command)
    command.add_argument(
        "--most",
        type=_at_least(1),
        default=1000,
        metavar="N",
        help="pages for so many letters of ROWS, the most urgent (default: %(default)s)",
    )
    _add_engine(command)

    command = _command(
        commands, "accept", "the run with what people decided on its pages, and labels"
    )
    command.add_argument(
        "corrections", nargs="+", metavar="CORRECTIONS", help="the files that the pages saved"
    )
    command.add_argument("--rows", required=True, metavar="ROWS", help="the run that was reviewed")
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FOLDER",
        help="rows.jsonl, the whole run, whose checks say who decided, and labels/ for"
        " `imr-llm eval`",
    )
    _add_letters(command)

    command = _command(commands, "verify", "check anybody's record against its letter")
    command.add_argument("letter", metavar="LETTER", help="a .txt or .pdf file, or -")
    command.add_argument("record", metavar="RECORD.json", help="a record, bare or in an extraction")
    _add_format(command)

    command = _command(commands, "text", "print exactly the text that spans index")
    command.add_argument("letter", metavar="LETTER", help="a .txt or .pdf file, or -")

    _command(commands, "schema", "print the JSON schema of a record")
    # with options of its own: imr_llm.cli.evaluation
    _command(commands, "eval", "score engines over a folder of labelled letters")
    return parser


def _add_letters(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--letters",
        metavar="INPUT",
        help="where the letters of ROWS are, as `batch` was told (default: where their names lead)",
    )


def _add_engine(command: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """The choice of an engine, and below all else the group of what is told to a model's."""
    command.add_argument(
        "--engine",
        choices=("auto", "rules", "llm", "both"),
        default="auto",
        help="rules: embedded, no network; llm: ask a model; both: ask it what the rules cannot"
        " read, or of a letter that they do not read surely everything; auto (the default): llm"
        " only if a model or a base URL is named",
    )
    model = command.add_argument_group("where a model is asked (engines llm and both)")
    model.add_argument("--model", help="model that is asked (or set IMR_LLM_MODEL)")
    model.add_argument("--base-url", help="an OpenAI-compatible server that is asked")
    model.add_argument(
        "--mode",
        choices=("auto", "tools", "json-schema", "text"),
        default="auto",
        help="how the answer's shape is asked for (default: auto, what such servers take)",
    )
    model.add_argument(
        "--max-reasks",
        type=_at_least(0),
        default=2,
        metavar="N",
        help="how often a contradicted answer goes back to the model (default: %(default)s)",
    )
    model.add_argument(
        "--timeout",
        type=_seconds,
        default=120,
        metavar="SECONDS",
        help="how long one try of a request may take (default: %(default)s); a letter takes at most"
        " five times that in all: tries, waits and re-asks together",
    )
    model.add_argument(
        "--max-tokens",
        type=_at_least(1),
        metavar="N",
        help="the longest answer (default: bounded by the letter's length)",
    )
    model.add_argument("--temperature", type=float, metavar="T", help="default: the server's own")
    model.add_argument(
        "--option",
        action="append",
        type=_option,
        default=[],
        metavar="KEY=VALUE",
        help="anything else for the server, as often as needed; the value is JSON, or else text",
    )
    model.add_argument(
        "--also",
        metavar="MODULE:MODEL",
        help="a pydantic model of yours, whose fields the model is asked for beside",
    )
    return model


def _add_answers(model: argparse._ArgumentGroup) -> None:
    model.add_argument(
        "--answers",
        metavar="FILE",
        help="keep every answer of the model in FILE, and take from there what was asked before;"
        " answers quote the letters",
    )


def _option(given: str) -> tuple[str, Any]:
    name, equals, value = given.partition("=")
    if not name or not equals:
        raise argparse.ArgumentTypeError(f"{given!r} is not KEY=VALUE")
    try:
        return name, json.loads(value)
    except (ValueError, RecursionError):
        return name, value


def _at_least(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        with suppress(ValueError):
            if (found := int(text)) >= least:
                return found
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of at least {least}")

    return number


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 < (found := float(text)) < float("inf"):
            return found
    raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")


def _command(commands: Any, name: str, text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    return command


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format", choices=("json", "text"), default="json", help="default: %(default)s"
    )
