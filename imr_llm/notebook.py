"""Checks and records as HTML for a notebook: every value escaped, the letter's words on hover.

The styles stand on the elements themselves and take the notebook's own colours, light or dark.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Protocol

from imr_llm.record import Determination, Item
from imr_llm.wording import Span, judged_by, name_of, plain, quoted, sentence_with

CELL = "text-align:left;vertical-align:top;padding:.2em .8em .2em 0;border-bottom:1px solid #8884"
LONGEST = 300


class Told(Protocol):
    """What is asked of a check here."""

    @property
    def field(self) -> str: ...  # noqa: D102
    @property
    def status(self) -> str: ...  # noqa: D102
    @property
    def claimed(self) -> object: ...  # noqa: D102
    @property
    def found(self) -> object: ...  # noqa: D102
    @property
    def span(self) -> Span | None: ...  # noqa: D102
    @property
    def message(self) -> str: ...  # noqa: D102
    @property
    def open(self) -> bool: ...  # noqa: D102


class Differing(Protocol):
    """What is asked of a field that two readers read differently."""

    @property
    def field(self) -> str: ...  # noqa: D102
    @property
    def rules(self) -> object: ...  # noqa: D102
    @property
    def model(self) -> object: ...  # noqa: D102


class Answered(Protocol):
    """What is asked of an extraction."""

    @property
    def determination(self) -> Determination: ...  # noqa: D102
    @property
    def checks(self) -> Sequence[Told]: ...  # noqa: D102
    @property
    def disputed(self) -> Sequence[Differing]: ...  # noqa: D102
    @property
    def unverified(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def extra(self) -> Mapping[str, object] | None: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a table, and what is shown when a pointer rests on it."""

    value: object
    hover: str = ""


Row = tuple[Cell, ...]


def checks_html(checks: Iterable[Told], letter: str | None = None) -> str:
    """Checks as a table, the open ones first; `letter` is the text that their spans index."""
    rows = [
        (
            Cell(name_of(one.field), _words(one, letter)),
            Cell(
                one.status if one.open or one.status == "confirmed" else f"{one.status}, replaced"
            ),
            Cell(_cut(plain(one.claimed))),
            Cell(_cut(plain(one.found))),
            Cell(one.message),
        )
        for one in sorted(checks, key=lambda one: not one.open)
    ]
    return _table(("field", "check", "the record", "the letter", ""), rows)


def extraction_html(heading: str, extraction: Answered, letter: str | None) -> str:
    """A record: its items, its facts and what is open; hover over a value for its passage.

    Below stand the fields that two readers read differently, the caller's own, and the names of
    those that nothing re-derives.
    """
    record, checks = extraction.determination, extraction.checks
    # of several checks on a field the first is the claim's own
    passages = {one.field: _words(one, letter) for one in reversed(checks) if one.span}
    opened = [one for one in checks if one.open]
    items = [
        _item(at, item, passages, concluded(at, checks, letter))
        for at, item in enumerate(record.items or ())
    ]
    parts = [f"<strong>{escape(heading)}</strong>"]
    if items:
        names = ("", "disputed item", "decision", "category", "guideline", "reason")
        parts.append(_table(names, items))
    parts.append(_table(("fact", ""), list(_facts(record, passages))))
    if opened:
        parts += [f"<strong>{len(opened)} open</strong>", checks_html(opened, letter)]
    if extraction.disputed:
        rows = [_dispute(one, passages) for one in extraction.disputed]
        told = f"<strong>{len(rows)} that two readers read differently</strong>"
        parts += [told, _table(("field", "the rules", "the model"), rows)]
    if extraction.extra:
        rows = [_asked(name, value, passages) for name, value in extraction.extra.items()]
        parts.append(_table(("asked for beside", ""), rows))
    if extraction.unverified:
        named = ", ".join(map(name_of, extraction.unverified))
        parts.append(f"<div>Re-derived by nothing: {escape(named)}</div>")
    return f"<div>{''.join(parts)}</div>"


def concluded(number: int, checks: Iterable[Told], letter: str | None) -> str:
    """The words with which an item's rationale concludes, as the second reader proved them."""
    field = f"items[{number}].medically_necessary"
    spans = [one.span for one in checks if one.field == field and one.span]
    return letter[slice(*spans[0])] if spans and letter else ""


def reason_of(item: Item, words: str | None) -> str | None:
    """Why an item was decided so: its gist, else the sentence of its rationale with these words."""
    return item.rationale_gist or (words and sentence_with(item.rationale or "", words)) or None


def _item(number: int, item: Item, passages: dict[str, str], words: str) -> Row:
    path = f"items[{number}]"
    guideline = item.maximus_guideline
    basis = guideline.basis if guideline else None
    return (
        Cell(number + 1),
        Cell(item.request or item.title, passages.get(f"{path}.title", "")),
        Cell(item.decision, passages.get(f"{path}.decision", "")),
        Cell(_spaced(item.category)),
        Cell(_spaced(basis), passages.get(f"{path}.maximus_guideline.text", "")),
        Cell(_cut(reason_of(item, words) or "—"), passages.get(f"{path}.medically_necessary", "")),
    )


def _facts(record: Determination, passages: dict[str, str]) -> Iterator[Row]:
    yield Cell("outcome"), Cell(_spaced(record.outcome))
    for part in ("case", "worker", "utilization_review", "reviewer"):
        inside = getattr(record, part)
        for name in type(inside).model_fields:
            value, field = getattr(inside, name), f"{part}.{name}"
            if value is not None:
                yield Cell(name_of(field)), Cell(value, passages.get(field, ""))
    for number, event in enumerate(record.events or ()):
        told = passages.get(f"events[{number}].date") or event.text or ""
        words = f": {_cut(event.text)}" if event.text else ""
        yield Cell(event.date), Cell(f"{plain(_spaced(event.kind))}{words}", told)


def _dispute(one: Differing, passages: dict[str, str]) -> Row:
    words = next((passages[name] for name in judged_by(one.field) if name in passages), "")
    return Cell(name_of(one.field), words), Cell(one.rules), Cell(one.model)


def _asked(name: str, value: object, passages: dict[str, str]) -> Row:
    """One of the caller's own fields; what has parts of its own is told as JSON."""
    field = f"extra.{name}"
    parted = isinstance(value, dict) or (
        isinstance(value, list) and any(isinstance(one, dict | list) for one in value)
    )
    shown = json.dumps(value, ensure_ascii=False) if parted else plain(value)
    mine = [
        words for path, words in passages.items() if path.startswith((f"{field}[", f"{field}."))
    ]
    return Cell(name_of(name)), Cell(_cut(shown), passages.get(field) or "\n".join(mine))


def _table(names: Sequence[str], rows: Sequence[Row]) -> str:
    head = "".join(f'<th scope="col" style="{CELL}">{escape(one)}</th>' for one in names)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(cell: Cell) -> str:
    hover = f' title="{escape(cell.hover)}"' if cell.hover else ""
    return f'<td style="{CELL}"{hover}>{escape(plain(cell.value))}</td>'


def _words(check: Told, letter: str | None) -> str:
    return quoted(letter, check.span) if letter and check.span else ""


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rstrip()} …"


def _spaced(value: str | None) -> str | None:
    return None if value is None else value.replace("_", " ")
