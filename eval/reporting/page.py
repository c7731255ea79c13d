"""The evaluation as one self-contained HTML page: the headline, what is not right, every figure.

It holds letters' words: keep the page of real letters where the letters are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jinja2

from imr_llm import Check, Determination, verify
from imr_llm.review.page import review_page
from imr_llm.wording import plain

from ..cases import LetterSet
from ..readers import AlwaysUpheld
from ..run import DATES, DECISIONS, Read, Scored
from ..scoring.kinds import PAIR, ROLE
from ..scoring.verdicts import Mark, Verdict
from .plots import plots_of
from .tables import NAMED, heading, tables_of

TEMPLATE = Path(__file__).with_name("page.html.j2")
AROUND = 80
LONG = 240
Sets = list[tuple[LetterSet, list[Scored]]]
Spans = dict[str, tuple[int, int]]
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


def write_page(path: Path, outcome: dict[str, Any], sets: Sets) -> Path | None:
    """The page of one run, and beside it a folder with the review of every letter it names.

    `outcome` and `sets` are of the same run; `page.html` has its reviews in `page.letters/`, which
    is returned, or None where no letter has a fault.
    """
    folder, reviewed = path.with_suffix(".letters"), False
    for letters, readers in sets:
        for scored in readers:
            for read in scored.letters:
                if read.extraction and not all(one.right for one in read.marks):
                    folder.mkdir(exist_ok=True)
                    reviewed = True
                    name = _file_name(letters, scored, read)
                    written = review_page(read.extraction, read.case.text, read.case.name)
                    (folder / name).write_text(written, "utf-8")
    path.write_text(page(outcome, sets, folder.name), "utf-8")
    return folder if reviewed else None


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
            "plots": [plot for plot in plots_of(found) if plot.dots],
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
    order = ((DECISIONS, "outcome"), ("items", "items.order"), (*DATES, ROLE))
    place = next((at for at, fields in enumerate(order) if fault.field in fields), len(order))
    return place, fault.verdict in (NAMED[Verdict.MISSING], NAMED[Verdict.ABSTAINED])


def _faults(read: Read, base: str) -> Iterator[Fault]:
    wrong = [one for one in read.marks if not one.right]
    if not wrong:
        return
    labels, record = read.case.expected, read.reading.record
    proofs = _spans(verify(labels, read.case.text))
    claims = _spans(read.extraction.checks if read.extraction else ())
    for one in wrong:
        words = None
        if one.verdict is not Verdict.SPURIOUS:
            words = _evidence(read.case.text, labels, proofs, one.place)
        if not words and one.verdict is not Verdict.MISSING:
            told = one.claim or one.place.removeprefix("+")
            words = _evidence(read.case.text, record, claims, told)
        expected, actual = _sides(one, labels, record)
        link = f"{base}-{quote(one.letter)}.html#{quote(one.claim)}" if read.extraction else None
        verdict = NAMED[one.verdict]
        yield Fault(one.letter, one.field, one.place, verdict, expected, actual, words, link)


# "events[3].kind", "events[12].date": an event's words prove its parts
EVENT = re.compile(r"events\[(\d+)\]\.\w+")


def _evidence(text: str, told: Determination, spans: Spans, path: str) -> Words | None:
    """The words of the letter for a value at a path of labels or of a record, as far as known."""
    if not (event := EVENT.fullmatch(path)):
        return _words(text, spans[path]) if path in spans else None
    at = int(event[1])
    for part in (f"events[{at}].text", path, f"events[{at}].date"):
        if part in spans:
            return _words(text, spans[part])
    phrase = (told.events or ())[at].text
    return (phrase, "", "") if phrase else None


def _spans(checks: Iterable[Check]) -> Spans:
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


def _sides(one: Mark, labels: Determination, record: Determination) -> tuple[str, str]:
    """What labels and record say; of an event that one has alone, what else the other has then."""
    if one.field not in (PAIR, ROLE):
        return _told(one.expected, one.actual)
    date, kind = one.expected or one.actual
    mine = f"{date} {plain(kind)}"
    if one.expected:
        return mine, _then(record, date)
    return _then(labels, date), mine


def _then(told: Determination, date: str | None) -> str:
    """The kinds of the events at a date, empty without one."""
    kinds = [plain(one.kind) for one in told.events or () if one.date == date]
    return f"{date} {', '.join(kinds)}" if kinds else ""


def _told(*values: Any) -> tuple[str, str]:
    """Both values; of two long texts the parts from shortly before they part."""
    expected, actual = (_plain(value) for value in values)
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
