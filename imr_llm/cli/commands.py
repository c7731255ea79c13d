"""What each command does: reads, calls the library, prints; returns the exit code."""

from __future__ import annotations

import pkgutil
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from imr_llm.cli.exits import OPEN, UNUSABLE, VERIFIED, NoOutput, exit_code, say
from imr_llm.cli.printing import print_exactly, print_json, print_text
from imr_llm.cli.report import describe, describe_checks
from imr_llm.errors import ImrError, LetterError, OptionError, RecordError
from imr_llm.extraction import Extraction
from imr_llm.letter.documents import LARGEST, read_bytes, read_document
from imr_llm.many.answer import fault, writable
from imr_llm.pipeline import check_asking, chosen, dry_run, examined, examined_as_given
from imr_llm.pipeline import extract as extract_letter
from imr_llm.record import Determination, load_record
from imr_llm.wording import counted


def extract(options: Namespace) -> int:
    """Every letter as a checked record; a letter that fails is told of, and the next one read."""
    told = _engine(options) | {"answers": options.answers}
    return max(_extract_one(options, source, told) for source in options.letters)


def batch(options: Namespace) -> int:
    """Every letter of a folder, a pattern or a JSON Lines file as rows or tables."""
    from imr_llm.cli.batch import run  # noqa: PLC0415  # one letter needs none of it
    from imr_llm.cli.provider import tell_foresight  # noqa: PLC0415  # the same

    told = _engine(options) | {"concurrency": options.concurrency, "answers": options.answers}
    if told["engine"] != "rules":
        check_asking(**{name: told[name] for name in ("model", "base_url", "mode", "options")})
    if options.dry_run:
        tell_foresight(options.letters, **told)
        return VERIFIED
    return run(
        options.letters,
        Path(options.output),
        retry_failed=options.retry_failed,
        read_answers=[Path(one) for one in options.read_answers],
        write_requests=options.write_requests and Path(options.write_requests),
        **told,
    )


def summary(options: Namespace) -> int:
    """A run's rows as a page, or as one flat table."""
    # one letter needs none of it
    from imr_llm.cli.output import check_page, check_table, write_page  # noqa: PLC0415
    from imr_llm.many.rows import blamed  # noqa: PLC0415
    from imr_llm.summary.counting import summarize  # noqa: PLC0415
    from imr_llm.summary.flat import HEADING, write_items  # noqa: PLC0415
    from imr_llm.summary.page import summary_page  # noqa: PLC0415

    rows, out = Path(options.rows), Path(options.output)
    if out.suffix == ".csv":
        check_table(out, [rows], HEADING)
        out.parent.mkdir(parents=True, exist_ok=True)
        with blamed(rows):
            written = write_items(rows, out)
        say(f"{counted(written, 'row')} in {out}")
    elif out.suffix in (".html", ".htm"):
        check_page(out, [options.rows])
        title = f"{rows.resolve().parent.name}/{rows.name}"
        with blamed(rows):
            page = summary_page(summarize(rows), writable(title), writable(_state(rows)))
        write_page(out, page)
        say(f"wrote {out}")
    else:
        raise NoOutput(f"{out}: name it .html for a page, or .csv for a table")
    if told := _against_letters(rows):
        say(told)
    return VERIFIED


def _state(rows: Path) -> str:
    """Of what day a run's rows are, and whether its letters are others by now."""
    day = date.fromtimestamp(rows.stat().st_mtime)
    return "; ".join(filter(None, (f"rows of {day.isoformat()}", _against_letters(rows))))


def _against_letters(rows: Path) -> str:
    """Which letters have no row, and which rows no letter, as far as the letters can be found."""
    from imr_llm.many.inputs import told_of  # noqa: PLC0415  # one letter needs none of it
    from imr_llm.many.rows import letters_of, names_in  # noqa: PLC0415

    where = letters_of(rows)
    return told_of(where, names_in(rows)) if where else ""


def review(options: Namespace) -> int:
    """A letter beside its record, or beside one that is given, as a page; or a run's letters."""
    if _is_run(options.letter):
        return _review_run(options)
    from imr_llm.cli.output import check_page, write_page  # noqa: PLC0415
    from imr_llm.review.page import review_page  # noqa: PLC0415  # its template engine is for this alone

    out = Path(options.output)
    inputs = [one for one in (options.letter, options.record) if one and one != "-"]
    check_page(out, inputs)  # before a model is asked for nothing
    letter = _read(options.letter)
    if options.record:
        extraction = examined_as_given(_record(options.record), letter)
    else:
        extraction = extract_letter(letter, **_engine(options))
    name = "standard input" if options.letter == "-" else Path(options.letter).name
    write_page(out, review_page(extraction, letter, writable(name)))
    opened = sum(check.open for check in extraction.checks)
    say(f"wrote {out}; {opened} open checks")
    return VERIFIED if extraction.verified else OPEN


def accept(options: Namespace) -> int:
    """What people decided on the pages of a run."""
    from imr_llm.cli.output import keep_apart  # noqa: PLC0415
    from imr_llm.many.rows import blamed  # noqa: PLC0415
    from imr_llm.review.accepted import ROWS, is_accepted, write_accepted  # noqa: PLC0415

    files, rows, out = [*map(Path, options.corrections)], Path(options.rows), Path(options.output)
    keep_apart(out / ROWS, [rows, *files, *filter(None, [options.letters])])
    if (out / ROWS).exists() and not is_accepted(out / ROWS):
        raise NoOutput(f"{out / ROWS} is a run's, or no rows of ours: name another folder")
    with blamed(rows):
        done, not_done = write_accepted(files, rows, out, options.letters, _complain)
    where = f"the whole run with it is in {out / ROWS}" if done else "nothing was written"
    say(f"{counted(done, 'letter')} accepted, {not_done:,} not; {where}")
    return UNUSABLE if not_done else VERIFIED


def _complain(error: Exception, source: str) -> None:
    say(f"{source}: {error}")


def _is_run(where: str) -> bool:
    return Path(where).suffix in (".jsonl", ".ndjson") or Path(where).is_dir()


def _review_run(options: Namespace) -> int:
    from imr_llm.cli.output import check_page  # noqa: PLC0415
    from imr_llm.many.rows import blamed  # noqa: PLC0415
    from imr_llm.review.run import review_run  # noqa: PLC0415  # see above

    rows, out = Path(options.letter), Path(options.output)
    if out.suffix in (".html", ".htm") or out.is_file():
        raise NoOutput(f"{out}: a run's pages go into a folder")
    if options.record:
        raise RecordError("a record given with --record is of one letter, not of a run")
    check_page(out / "index.html", [])
    with blamed(rows):
        listed = review_run(rows, out, options.letters, options.most)
    missing = sum(bool(one.missing) for one in listed)
    say(f"{counted(len(listed) - missing, 'letter')} in {out / 'index.html'}")
    if missing:
        gone = "listed without a page, for their files are gone or have changed (see --letters)"
        say(f"{missing:,} more {gone}")
    return VERIFIED


def verify(options: Namespace) -> int:
    """One record against one letter."""
    text = _read(options.letter)
    found = examined(_record(options.record), text)
    verified = not any(check.open for check in found.checks)
    if options.format == "text":
        print_text(describe_checks(found.checks, text))
    else:
        checks = [check.model_dump(mode="json") for check in found.checks]
        result = {"verified": verified, "checks": checks, "unverified": found.unverified}
        print_json(result, several=False)
    return VERIFIED if verified else OPEN


def text(options: Namespace) -> int:
    """The text that spans index, and nothing else."""
    print_exactly(_read(options.letter))
    return VERIFIED


def schema(options: Namespace) -> int:
    """The JSON schema of a record."""
    print_json(Determination.model_json_schema(), several=False)
    return VERIFIED


def _extract_one(options: Namespace, source: str, told: dict[str, Any]) -> int:
    several = len(options.letters) > 1
    try:
        letter = _read(source)
        if options.dry_run:
            named = ("engine", "model", "base_url", "mode", "options", "also")
            request = dry_run(letter, **{name: told[name] for name in named})
            done = None
        else:
            done = extract_letter(letter, **told)
    except Exception as error:  # the next letter is read, whatever happened to this one
        return _failed(options, source, error)
    if done is None:
        from imr_llm.cli.provider import tell_request  # noqa: PLC0415  # one letter needs none of it

        print_json(request, several=several)
        tell_request(request["body"])
        return VERIFIED
    if options.format == "text":
        page = describe(done, letter)
        print_text(f"{source}\n{page}" if several else page)
    else:
        print_json(_dump(done, options, source), several=several)
    return VERIFIED if done.verified else OPEN


def _failed(options: Namespace, source: str, error: Exception) -> int:
    told = fault(error)
    say(f"{source}: {told['message']}")
    if options.format == "text":
        print_text(f"{source}\nNOT READ   ({told['type']})\n{told['message']}\n")
    else:
        print_json({"source": source, "error": told}, several=len(options.letters) > 1)
    return exit_code(error) if isinstance(error, ImrError) else UNUSABLE


def _dump(extraction: Extraction, options: Namespace, source: str) -> dict[str, Any]:
    if options.record:
        return extraction.determination.model_dump(mode="json")
    named = {"source": source} if len(options.letters) > 1 else {}
    return named | extraction.model_dump(mode="json")


def _engine(options: Namespace) -> dict[str, Any]:
    """Which engine is to read, and how; said on stderr."""
    named = {name: getattr(options, name) for name in ("engine", "model", "base_url", "mode")}
    also = _model_named(options.also) if options.also else None
    engine = chosen(
        options.engine, model=options.model, base_url=options.base_url, client=None, also=also
    )
    unused = engine == "rules" and (options.model or options.base_url)
    say(f"engine {engine}{', which asks no model: the one named is not used' if unused else ''}")
    limits = {"max_reasks": options.max_reasks, "timeout": options.timeout}
    return named | limits | {"engine": engine, "options": _for_server(options), "also": also}


def _model_named(name: str) -> Any:
    """The user's own model, by its module (one in the working folder too) and its name."""
    sys.path.insert(0, "")
    try:
        found = pkgutil.resolve_name(name)
    except (ImportError, AttributeError, ValueError) as error:
        reason = f"cannot be imported ({type(error).__name__})"
        raise OptionError(f"--also {name}: {reason}: give MODULE:MODEL") from None
    finally:
        sys.path.remove("")
    if not isinstance(found, type):
        raise OptionError(f"--also {name}: is no model: give MODULE:MODEL")
    return found


def _for_server(options: Namespace) -> dict[str, Any]:
    """What goes into a request as it stands."""
    named = {"max_tokens": options.max_tokens, "temperature": options.temperature}
    return {name: one for name, one in named.items() if one is not None} | dict(options.option)


def _record(path: str) -> Determination:
    try:
        with Path(path).open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise RecordError(f"{path!r} is larger than {LARGEST:,} bytes, and no record")
        return load_record(data)
    except (OSError, ValueError) as error:
        if isinstance(error, RecordError):
            raise
        reason = getattr(error, "strerror", None) or "not a usable file name"
    raise RecordError(f"cannot read {path!r}: {reason}")


def _read(source: str) -> str:
    if source == "-":
        return read_bytes(sys.stdin.buffer.read(LARGEST + 1))
    if Path(source).is_dir():
        raise LetterError(f"{source!r} is a folder: imr-llm batch reads the letters in it")
    return read_document(source)
