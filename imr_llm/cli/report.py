"""A checked record for a person to read: open checks first, then items, then the facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from shutil import get_terminal_size
from textwrap import shorten, wrap
from typing import Any

from imr_llm.extraction import Check, Extraction, Provenance, Resolution, Status, told_once
from imr_llm.notebook import concluded
from imr_llm.record import Determination, Guideline, Item
from imr_llm.wording import judged_by, name_of, plain, quoted, sentence_with, sides

NARROWEST, WIDEST, UNKNOWN = 40, 120, 100
"""Columns that a page has at least and at most, and where no terminal says."""
NAMES = 26
"""Columns for the names of facts."""


def width() -> int:
    """The terminal's width in columns, within reason; 100 where there is none."""
    return max(NARROWEST, min(get_terminal_size((UNKNOWN, 24)).columns, WIDEST))


def describe(extraction: Extraction, letter: str | None = None) -> str:
    """The whole extraction as plain text that fits the terminal.

    `letter` is the text that its spans index; without it no reason and no conflict is quoted.
    """
    record = extraction.determination
    lines = [*_verdict(extraction, letter), ""]
    for number, item in enumerate(record.items or ()):
        lines += _item(number, item, concluded(number, extraction.checks, letter))
    lines += ["", *_facts(record), ""]
    lines += _extra(extraction)
    met = {*extraction.agreed, *(one.field for one in extraction.disputed)}
    alone = [field for field in extraction.unverified if field not in met]
    for told, fields in (
        ("Read alike by two readers, re-derived by none", extraction.agreed),
        ("Not verified by anything", alone),
    ):
        if fields:
            lines += _wrapped(f"{told}: {', '.join(map(name_of, fields))}", "", "  ")
    return "\n".join(lines).rstrip() + "\n"


def describe_checks(checks: Iterable[Check], letter: str | None = None) -> str:
    """Open checks first, then what was replaced, then how many were confirmed."""
    return "\n".join(_checks(tuple(checks), letter)) + "\n"


def _verdict(extraction: Extraction, letter: str | None) -> Iterator[str]:
    source = extraction.provenance
    verdict = "VERIFIED" if extraction.verified else "NOT VERIFIED"
    yield from _wrapped(f"{verdict} (engine {source.engine}, letter family {source.family})")
    if source.requests or source.reused:
        yield from _wrapped(_cost(source))
    yield from _checks(extraction.checks, letter)
    if extraction.disputed:
        yield f"{len(extraction.disputed)} value(s) that two readers read differently:"
    for one in extraction.disputed:
        told = f"{name_of(one.field)}: the rules read {_shown(one.rules)}, the model"
        yield from _wrapped(f"{told} {_shown(one.model)}", "  ", "      ")
        about = judged_by(one.field)
        spans = [check.span for check in extraction.checks if check.field in about and check.span]
        if letter and spans:
            yield from _wrapped(f"“{quoted(letter, spans[0])}”", "      ", "        ")


def _cost(source: Provenance) -> str:
    """What a model's answers took, as far as the server tells."""
    told = {
        "request(s)": source.requests,
        "kept answer(s)": source.reused,
        "tokens in": source.tokens_in,
        "tokens out": source.tokens_out,
    }
    return ", ".join(f"{number:,} {name}" for name, number in told.items() if number is not None)


def _extra(extraction: Extraction) -> Iterator[str]:
    """The caller's own fields."""
    for name, value in (extraction.extra or {}).items():
        shown = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        yield from _wrapped(plain(shown), f"{name_of(f'extra.{name}'):<{NAMES}}", "  ")
    if extraction.extra:
        yield ""


def _checks(checks: tuple[Check, ...], letter: str | None) -> Iterator[str]:
    opened = [check for check in checks if check.open]
    replaced = [check for check in checks if check.resolution is Resolution.REPLACED]
    once = [check for _, check in told_once(checks)]
    for heading, group, shown in (("open", opened, once), ("replaced", replaced, replaced)):
        if group:
            yield f"{len(group)} check(s) {heading}:"
        for check in shown:
            yield from _wrapped(_check(check), "  ", "      ")
            for words in _words(check, checks, letter):
                yield from _wrapped(words, "      ", "        ")
    yield f"{len(checks) - len(opened) - len(replaced)} check(s) confirmed"


def _check(check: Check) -> str:
    found = "" if check.found is None else f"; the letter: {_shown(check.found)}"
    claimed = "" if check.claimed is None else f"; the record: {_shown(check.claimed)}"
    place = f" at {check.span[0]}-{check.span[1]}" if check.span else ""
    if check.status is Status.CONFLICT and (both := sides(check.field, check.claimed, check.found)):
        return f"{name_of(check.field)}: conflict{place}: {both}"
    return f"{name_of(check.field)}: {check.status}{claimed}{found}{place}. {check.message}"


def _words(check: Check, checks: tuple[Check, ...], letter: str | None) -> Iterator[str]:
    """The letter's own words of a check, and of a conflict those that they contradict."""
    if letter is None or check.span is None:
        return
    spans = [check.span]
    if check.status is Status.CONFLICT:
        # a conclusion contradicts the outcome that is printed, anything else its own other place
        other = check.field.replace(".medically_necessary", ".decision")
        spans += [one.span for one in checks if one.field == other and one.span]
    for span in dict.fromkeys(spans):
        yield f"“{quoted(letter, span)}”"


def _shown(value: Any) -> str:
    return shorten(plain(value), 80, placeholder=" …")


def _item(number: int, item: Item, conclusion: str) -> Iterator[str]:
    """One item: what was asked for, what became of it and under what, and why.

    The sentence that holds the `conclusion` is the letter's, the gist a model's own words.
    """
    lead = f"{number + 1:>3}  "
    yield from _wrapped(item.request or item.title or "(no title)", lead, "     ")
    necessary = {True: "medically necessary", False: "not medically necessary", None: None}
    told = [
        (item.decision or "?").upper(),
        _spaced(item.category),
        necessary[item.medically_necessary],
        _basis(item.maximus_guideline),
    ]
    yield from _wrapped(" · ".join(one for one in told if one), "     ", "       ")
    if conclusion and (sentence := sentence_with(item.rationale or "", conclusion)):
        yield from _wrapped(f"“{sentence}”", "     ", "      ")
    if item.rationale_gist:
        yield from _wrapped(f"in the model's words: {item.rationale_gist}", "     ", "       ")


def _basis(guideline: Guideline | None) -> str | None:
    if not guideline or not guideline.basis:
        return None
    titles = [one.title for one in guideline.citations or () if one.title]
    titled = f": {shorten(', '.join(titles), 80, placeholder=' …')}" if titles else ""
    return f"{_spaced(guideline.basis)}{titled}"


def _spaced(value: str | None) -> str | None:
    return value and value.replace("_", " ")


def _facts(record: Determination) -> Iterator[str]:
    case, worker, review = record.case, record.worker, record.utilization_review
    rows: dict[str, Any] = {
        "outcome": _spaced(record.outcome),
        "case number": case.case_number,
        "decision date": case.decision_date,
        "date of injury (header)": case.date_of_injury,
        "worker": " ".join(str(one) for one in (worker.age, worker.sex) if one is not None),
        "date of injury (summary)": " to ".join(
            one for one in (worker.injury_start, worker.date_of_injury) if one
        ),
        "diagnoses": ", ".join(worker.diagnoses or ()),
        "utilization review": " ".join(one for one in (review.date, review.decision) if one),
        "reviewer": ", ".join(record.reviewer.specialties or ()),
        "licensed in": ", ".join(record.reviewer.licensed_states or ()),
        "unreadable dates": ", ".join(record.unreadable_dates or ()),
    }
    for name, value in rows.items():
        if value:
            yield from _wrapped(str(value), f"{name:<{NAMES}}", "  ")
    for event in record.events or ():
        told = f"{_spaced(event.kind) or '?':<20}{shorten(event.text or '', 60, placeholder=' …')}"
        yield from _wrapped(told, f"  {event.date or '?':<12}", "    ")


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return wrap(text, width(), initial_indent=first, subsequent_indent=rest) or [first.rstrip()]
