"""The evaluation as one self-contained HTML page: plots with their tables, then what is not right.

It holds letters' words: keep the page of real letters where the letters are.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from imr_llm import Check, verify
from imr_llm.review.page import review_page

from ..cases import LetterSet
from ..readers import AlwaysUpheld
from ..run import DATES, DECISIONS, Read, Scored
from ..scoring.verdicts import Mark, Verdict
from .plots import plots_of
from .tables import heading, tables_of

TEMPLATE = Path(__file__).with_name("page.html.j2")
AROUND = 80
LONG = 240
Sets = list[tuple[LetterSet, list[Scored]]]
Words = tuple[str, str, str]
"""What stands before the evidence, the evidence, and what stands after it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One value that is not right, ready to be shown; `link` leads to it in the letter's review."""

    letter: str
    field: str
    place: str
    verdict: str
    expected: str
    actual: str
    words: Words | None
    link: str | None


def write_page(path: Path, outcome: dict[str, Any], sets: Sets) -> None:
    """The page of one run, and beside it a folder with the review of every letter it names.

    `outcome` and `sets` are of the same run; `page.html` has its reviews in `page.letters/`.
    """
    folder = path.with_suffix(".letters")
    for letters, readers in sets:
        for scored in readers:
            for read in scored.letters:
                if read.extraction and not all(one.right for one in read.marks):
                    folder.mkdir(exist_ok=True)
                    name = _file_name(letters, scored, read)
                    written = review_page(read.extraction, read.case.text, read.case.name)
                    (folder / name).write_text(written, "utf-8")
    path.write_text(page(outcome, sets, folder.name), "utf-8")


def _file_name(letters: LetterSet, scored: Scored, read: Read) -> str:
    return f"{letters.name}-{scored.reader}-{read.case.name}.html"


def page(outcome: dict[str, Any], sets: Sets, folder: str) -> str:
    """The page as HTML; `folder` is where its links to reviews lead."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    template = environment.from_string(TEMPLATE.read_text("utf-8"))
    shown = [
        {
            "name": found["name"],
            "heading": heading(found),
            "plots": list(plots_of(found)),
            "tables": list(tables_of(found)),
            "readers": [
                _reader(one, f"{quote(folder)}/{quote(letters.name)}-{one.reader}")
                for one in readers
                if one.reader != AlwaysUpheld.name
            ],
        }
        for found, (letters, readers) in zip(outcome["sets"], sets, strict=True)
    ]
    return template.render(command=outcome["command"], versions=outcome["versions"], sets=shown)


def _reader(scored: Scored, base: str) -> dict[str, Any]:
    unread = {
        name: one.abstained
        for name, one in scored.fields.items()
        if one.abstained and not (one.right or one.wrong or one.spurious)
    }
    faults = [one for it in scored.letters for one in _faults(it, base) if one.field not in unread]
    faults.sort(key=_rank)
    by_field: dict[str, list[Fault]] = {}
    for one in faults:
        by_field.setdefault(one.field, []).append(one)
    return {
        "name": scored.reader,
        "faults": by_field,
        "number": len(faults),
        "unread": unread,
    }


def _rank(fault: Fault) -> tuple[int, bool]:
    """Decisions first, then whole items, dates, everything else; of each what is claimed first."""
    order = ((DECISIONS, "outcome"), ("items", "items.order"), (*DATES, "events.role"))
    place = next((at for at, fields in enumerate(order) if fault.field in fields), len(order))
    return place, fault.verdict in (Verdict.MISSING, Verdict.ABSTAINED)


def _faults(read: Read, base: str) -> Iterator[Fault]:
    wrong = [one for one in read.marks if not one.right]
    if not wrong:
        return
    claims = read.extraction.checks if read.extraction else ()
    evidence = _spans(claims) | {  # what proves the labels comes first
        f"label {path}": span
        for path, span in _spans(verify(read.case.expected, read.case.text)).items()
    }
    for one in wrong:
        place = one.place.removeprefix("+")
        span = evidence.get(f"label {one.place}") or evidence.get(one.claim) or evidence.get(place)
        words = _words(read.case.text, span) if span else None
        expected, actual = _told(one)
        link = f"{base}-{quote(one.letter)}.html#{quote(one.claim)}" if read.extraction else None
        verdict = one.verdict.value
        yield Fault(one.letter, one.field, one.place, verdict, expected, actual, words, link)


def _spans(checks: Iterable[Check]) -> dict[str, tuple[int, int]]:
    """Where each value's evidence stands; that of a citation is its title's."""
    return {
        check.field.removesuffix(".title")
        if "citations[" in check.field
        else check.field: check.span
        for check in checks
        if check.span
    }


def _words(text: str, span: tuple[int, int]) -> Words:
    start, end = span
    end = min(end, start + 2 * LONG)
    return text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]


def _told(one: Mark) -> tuple[str, str]:
    """Both values; of two long texts the parts from shortly before they part."""
    expected, actual = (_plain(value) for value in (one.expected, one.actual))
    if max(len(expected), len(actual)) <= LONG:
        return expected, actual
    pairs = enumerate(zip(expected, actual, strict=False))
    apart = next((at for at, (a, b) in pairs if a != b), min(len(expected), len(actual)))
    start = max(0, apart - AROUND)
    return _cut(expected, start), _cut(actual, start)


def _cut(text: str, start: int) -> str:
    end = start + LONG
    return f"{'…' if start else ''}{text[start:end]}{'…' if len(text) > end else ''}"


def _plain(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
