"""What each command does: reads, calls the library, prints; returns the exit code."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

from imr_llm.cli import OPEN, VERIFIED, complain, exit_code
from imr_llm.documents import read_bytes, read_document
from imr_llm.errors import ImrError, RecordError
from imr_llm.extraction import Extraction
from imr_llm.pipeline import chosen, dry_run, examined
from imr_llm.pipeline import extract as extract_letter
from imr_llm.record import Determination, load_record
from imr_llm.report import describe, describe_checks


def extract(options: Namespace) -> int:
    """Every letter as a checked record; a letter that fails is told of, and the next one read."""
    engine = chosen(options.engine, model=options.model, base_url=options.base_url, client=None)
    print(f"imr-llm: engine {engine}", file=sys.stderr)
    return max(_extract_one(options, source) for source in options.letters)


def batch(options: Namespace) -> int:
    """Every letter of a folder, a pattern or a JSON Lines file as rows or tables."""
    from imr_llm.batch import run  # noqa: PLC0415  # one letter needs none of it

    engine = chosen(options.engine, model=options.model, base_url=options.base_url, client=None)
    print(f"imr-llm: engine {engine}", file=sys.stderr)
    return run(
        options.letters,
        Path(options.output),
        retry_failed=options.retry_failed,
        concurrency=options.concurrency,
        engine=options.engine,
        model=options.model,
        base_url=options.base_url,
        max_reasks=options.max_reasks,
        timeout=options.timeout,
    )


def verify(options: Namespace) -> int:
    """One record against one letter."""
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
        result = {"verified": verified, "checks": checks, "unverified": found.unverified}
        _print_json(result, several=False)
    return VERIFIED if verified else OPEN


def text(options: Namespace) -> int:
    """The text that spans index, and nothing else."""
    sys.stdout.write(_read(options.letter))
    return VERIFIED


def schema(options: Namespace) -> int:
    """The JSON schema of a record."""
    _print_json(Determination.model_json_schema(), several=False)
    return VERIFIED


def _extract_one(options: Namespace, source: str) -> int:
    several = len(options.letters) > 1
    try:
        letter = _read(source)
        if options.dry_run:
            request = dry_run(letter, model=options.model, base_url=options.base_url)
            _print_json(request, several=several)
            return VERIFIED
        extraction = extract_letter(
            letter,
            engine=options.engine,
            model=options.model,
            base_url=options.base_url,
            max_reasks=options.max_reasks,
            timeout=options.timeout,
        )
    except ImrError as error:
        complain(error, source)
        fault = {"type": type(error).__name__, "message": str(error)}
        _print_json({"source": source, "error": fault}, several=several)
        return exit_code(error)
    if options.format == "text":
        print(f"{source}\n{describe(extraction)}" if several else describe(extraction), end="")
    else:
        _print_json(_dump(extraction, options, source), several=several)
    return VERIFIED if extraction.verified else OPEN


def _dump(extraction: Extraction, options: Namespace, source: str) -> dict[str, Any]:
    if options.record:
        return extraction.determination.model_dump(mode="json")
    named = {"source": source} if len(options.letters) > 1 else {}
    return named | extraction.model_dump(mode="json")


def _read(source: str) -> str:
    return read_bytes(sys.stdin.buffer.read()) if source == "-" else read_document(source)


def _print_json(value: Any, *, several: bool) -> None:
    """Laid out for one letter, a line each for several."""
    print(json.dumps(value, ensure_ascii=False, indent=None if several else 2), flush=True)
