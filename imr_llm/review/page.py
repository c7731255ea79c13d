"""One letter beside its record as a self-contained page: choose a value, see its evidence.

Evidence spans overlap, so the letter is cut at every edge of one, and each piece knows the checks
whose evidence it is part of, the closest-fitting first.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from imr_llm.extraction import Check, Extraction, Resolution, Status, told_once
from imr_llm.pages.shell import render
from imr_llm.wording import judged_by, name_of, plain, sides

HERE = Path(__file__).parent
SECTIONS = (
    ("Case, as the header prints it", ("case",)),
    ("Utilization review, as the summary says", ("utilization_review",)),
    ("Worker, as the summary says", ("worker",)),
    ("Reviewer", ("reviewer",)),
    ("Events", ("events", "unreadable_dates")),
    ("Clinical case summary", ("clinical_summary",)),
)
Known = dict[str, tuple[str, tuple[int, ...], str]]
"""Of a field's path its state, its checks' numbers and a message."""
NOTHING: tuple[str, tuple[int, ...], str] = ("unchecked", (), "")
"""What is known of a field that nobody looked at."""
FEW = 120
"""Characters of evidence that are a few words."""
ASPECTS = 4
"""So many open checks on a field are aspects of one question, shown together; more are not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the letter and the numbers of the checks whose evidence it is part of.

    `fine`: the closest-fitting evidence is a few words, not a passage.
    """

    text: str
    checks: tuple[int, ...]
    fine: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the record; `checks` are the numbers of the checks on it.

    `state` is the status of the check that counts (an open one, if any is), `replaced`, `disputed`
    (two readers read it differently), `unverified` (nothing re-derives it) or `unchecked`. `raw` is
    the value as JSON has it. `about` are the checks on what a value without any is a judgment of.
    """

    path: str
    name: str
    value: str
    state: str
    checks: tuple[int, ...]
    note: str = ""
    raw: Any = None
    about: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Some fields under a heading."""

    title: str
    fields: list[Field]


def review_page(extraction: Extraction, text: str, title: str) -> str:
    """The page as HTML with its style and script inside; it makes no request.

    Args:
        extraction: the record with its checks.
        text: the letter that the checks' spans index.
        title: what the page is called, as the letter's file name.
    """
    return render(HERE, "page", **told(extraction, text, title))


def told(extraction: Extraction, text: str, title: str) -> dict[str, Any]:
    """What the page of a letter tells, for its template."""
    checks, known = extraction.checks, _known(extraction)
    sections = list(_sections(extraction, known))
    return {
        "title": title,
        "verified": extraction.verified,
        "provenance": extraction.provenance,
        "opened": sum(one.open for one in checks),
        "open": [_open(number, one, known) for number, one in told_once(checks)],
        "disputed": [
            replace(field, name=name_of(field.path))
            for section in sections
            for field in section.fields
            if field.state == "disputed"
        ],
        "sections": sections,
        "pieces": pieces(text, checks),
        "deciding": False,
    }


def pieces(text: str, checks: tuple[Check, ...]) -> list[Piece]:
    """The letter in its order, cut wherever the evidence of a check begins or ends."""
    spans = [(*one.span, number) for number, one in enumerate(checks) if one.span]
    edges = sorted({0, len(text), *(edge for *span, _ in spans for edge in span)})
    spans.sort(reverse=True)  # the last begins first
    found: list[Piece] = []
    inside: list[tuple[int, int, int]] = []  # length, number, end
    for start, end in pairwise(edges):
        inside = [one for one in inside if one[2] >= end]
        while spans and spans[-1][0] <= start:
            begin, stop, number = spans.pop()
            if stop >= end:
                insort(inside, (stop - begin, number, stop))
        fine = bool(inside) and inside[0][0] <= FEW
        found.append(Piece(text[start:end], tuple(number for _, number, _ in inside), fine))
    return found


def _open(number: int, check: Check, known: Known) -> Field:
    numbers = known[check.field][1]
    shown = numbers if len(numbers) <= ASPECTS else (number,)
    note = check.message
    if check.status is Status.CONFLICT and (both := sides(check.field, check.claimed, check.found)):
        note = both
    elif check.found is not None:
        note = f"{note}; found: {plain(check.found)}" if note else f"found: {plain(check.found)}"
    claimed = plain(check.claimed)
    name, state = name_of(check.field), check.status.value
    return Field(check.field, name, claimed, state, shown, note, check.claimed)


def _sections(extraction: Extraction, known: Known) -> Iterator[Section]:
    record = extraction.determination.model_dump(mode="json")
    yield Section("Outcome", list(_fields("outcome", record.get("outcome"), known)))
    for number, item in enumerate(record.get("items") or ()):
        path = f"items[{number}]"
        fields = list(_fields(path, item, known))
        yield Section(f"Item {number + 1}", [_within(one, path) for one in fields])
    for title, parts in SECTIONS:
        fields = [one for part in parts for one in _fields(part, record.get(part), known)]
        yield Section(title, [_within(one, parts[0]) for one in fields])
    if extraction.extra is not None:
        fields = list(_fields("extra", extraction.extra, known))
        yield Section("Asked for beside", [_within(one, "extra") for one in fields])


def _within(field: Field, part: str) -> Field:
    """The field as it is called under the heading of its part."""
    inside = field.path.startswith((f"{part}.", f"{part}["))
    return replace(field, name=name_of(field.path[len(part) :])) if inside else field


def _known(extraction: Extraction) -> Known:
    """State, checks and message of each field; of several checks the last open one counts."""
    known: Known = dict.fromkeys(
        extraction.unverified, ("unverified", (), "nothing re-derives this")
    )
    known |= dict.fromkeys(extraction.agreed, ("unverified", (), "but two readers read it alike"))
    of_field: dict[str, list[int]] = defaultdict(list)
    for number, check in enumerate(extraction.checks):
        of_field[check.field].append(number)
    for field, numbers in of_field.items():
        mine = [extraction.checks[number] for number in numbers]
        counts = next((one for one in reversed(mine) if one.open), mine[0])
        replaced = counts.resolution is Resolution.REPLACED
        state = "replaced" if replaced else counts.status.value
        known[field] = state, tuple(numbers), counts.message
    for field, note in disputes(extraction):
        numbers = [at for one in judged_by(field) for at in of_field[one]]
        known[field] = "disputed", tuple(numbers), note
    return known


def disputes(extraction: Extraction) -> Iterator[tuple[str, str]]:
    """Every disputed field with what either reader has."""
    told: dict[str, list[str]] = defaultdict(list)
    for one in extraction.disputed:
        told[one.field].append(f"the rules read {plain(one.rules)}, the model {plain(one.model)}")
    for field, notes in told.items():
        yield field, "; ".join(notes)


def _fields(path: str, value: Any, known: Known) -> Iterator[Field]:
    """The values of one part of the record; a list is taken apart where its parts are checked."""
    apart = isinstance(value, list) and (
        f"{path}[0]" in known or any(isinstance(one, dict) for one in value)
    )
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _fields(f"{path}.{name}", part, known)
    elif apart:
        for number, part in enumerate(value):
            yield from _fields(f"{path}[{number}]", part, known)
    else:
        state, numbers, note = known.get(path, NOTHING)
        about = [at for one in judged_by(path) for at in known.get(one, NOTHING)[1]]
        yield Field(path, name_of(path), plain(value), state, numbers, note, value, tuple(about))
