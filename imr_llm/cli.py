"""The command line: letters in, JSON (or a page of text) out; contract, section 4, has the exit codes."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from imr_llm.documents import read_bytes, read_document
from imr_llm.errors import ImrError, LetterError, ModelError, RecordError
from imr_llm.extraction import Extraction
from imr_llm.pipeline import ENGINES, chosen, examined, extract
from imr_llm.record import Determination, load_record
from imr_llm.report import describe, describe_checks

VERIFIED, OPEN, USAGE, UNUSABLE, NO_ANSWER = range(5)
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except (ImrError, OSError) as error:
        _complain(error)
        return _code(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="imr-llm",
        description="Turn California IMR determination letters into records checked against their text.",
        epilog="Exit codes: 0 verified, 1 open checks, 2 wrong usage, 3 unusable letter or record,"
        " 4 no answer from the model; of several letters the highest.",
    )
    parser.add_argument("--version", action="version", version=f"imr-llm {version('imr-llm')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    command = _command(commands, "extract", _extract, "read letters into checked records")
    command.add_argument("letters", nargs="+", metavar="LETTER", help="a .txt or .pdf file, or -")
    command.add_argument("--record", action="store_true", help="print the bare record only")
    command.add_argument("--engine", choices=ENGINES, default="auto", help="default: %(default)s")
    command.add_argument("--model", help="model of the llm engine (or set IMR_LLM_MODEL)")
    command.add_argument("--base-url", help="an OpenAI-compatible server for the llm engine")
    _add_format(command)

    command = _command(commands, "verify", _verify, "check anybody's record against its letter")
    command.add_argument("letter", metavar="LETTER", help="a .txt or .pdf file, or -")
    command.add_argument("record", metavar="RECORD.json", help="a record, bare or in an extraction")
    _add_format(command)

    command = _command(commands, "text", _text, "print exactly the text that spans index")
    command.add_argument("letter", metavar="LETTER", help="a .txt or .pdf file, or -")

    _command(commands, "schema", _schema, "print the JSON schema of a record")
    return parser


def _command(
    commands: Any, name: str, run: Callable[..., int], text: str
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    command.set_defaults(run=run)
    return command


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--format", choices=("json", "text"), default="json", help="default: %(default)s"
    )


def _extract(options: argparse.Namespace) -> int:
    engine = chosen(options.engine, model=options.model, base_url=options.base_url, client=None)
    print(f"imr-llm: engine {engine}", file=sys.stderr)
    codes = [_extract_one(options, source) for source in options.letters]
    return max(codes)


def _extract_one(options: argparse.Namespace, source: str) -> int:
    several = len(options.letters) > 1
    try:
        extraction = extract(
            _read(source), engine=options.engine, model=options.model, base_url=options.base_url
        )
    except ImrError as error:
        _complain(error, source)
        fault = {"type": type(error).__name__, "message": str(error)}
        _print_json({"source": source, "error": fault}, indent=None if several else 2)
        return _code(error)
    if options.format == "text":
        print(f"{source}\n{describe(extraction)}" if several else describe(extraction), end="")
    else:
        _print_json(_dump(extraction, options, source), indent=None if several else 2)
    return VERIFIED if extraction.verified else OPEN


def _dump(extraction: Extraction, options: argparse.Namespace, source: str) -> dict[str, Any]:
    if options.record:
        return extraction.determination.model_dump(mode="json")
    named = {"source": source} if len(options.letters) > 1 else {}
    return named | extraction.model_dump(mode="json")


def _verify(options: argparse.Namespace) -> int:
    text = _read(options.letter)
    try:
        record = load_record(Path(options.record).read_bytes())
    except OSError as error:
        raise RecordError(f"cannot read {options.record!r}: {error.strerror}") from error
    found = examined(record, text)
    verified = not any(check.open for check in found.checks)
    if options.format == "text":
        print(describe_checks(found.checks), end="")
    else:
        checks = [check.model_dump(mode="json") for check in found.checks]
        _print_json(
            {"verified": verified, "checks": checks, "unverified": found.unverified}, indent=2
        )
    return VERIFIED if verified else OPEN


def _text(options: argparse.Namespace) -> int:
    sys.stdout.write(_read(options.letter))
    return VERIFIED


def _schema(options: argparse.Namespace) -> int:
    _print_json(Determination.model_json_schema(), indent=2)
    return VERIFIED


def _read(source: str) -> str:
    return read_bytes(sys.stdin.buffer.read()) if source == "-" else read_document(source)


def _print_json(value: Any, *, indent: int | None) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=indent), flush=True)


def _complain(error: Exception, source: str = "") -> None:
    print(f"imr-llm: {source + ': ' if source else ''}{error}", file=sys.stderr)


def _code(error: Exception) -> int:
    if isinstance(error, ModelError):
        return NO_ANSWER
    return UNUSABLE if isinstance(error, LetterError | RecordError) else USAGE
