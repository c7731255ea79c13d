"""A checked record for a person to read: open checks first, then items, then the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from textwrap import shorten, wrap
from typing import Any

from imr_llm.extraction import Check, Extraction, Resolution
from imr_llm.record import Determination, Guideline, Item

WIDTH = 100
TITLE_WIDTH = 58


def describe(extraction: Extraction) -> str:
    """The whole extraction as plain text, at most 100 columns wide."""
    record = extraction.determination
    lines = [*_verdict(extraction), "", *_items(record.items), "", *_facts(record), ""]
    if extraction.unverified:
        names = ", ".join(extraction.unverified)
        lines += wrap(f"Not verified by anything: {names}", WIDTH, subsequent_indent="  ")
    return "\n".join(lines).rstrip() + "\n"


def describe_checks(checks: Iterable[Check]) -> str:
    """Open checks first, then what was replaced, then how many were confirmed."""
    return "\n".join(_checks(tuple(checks))) + "\n"


def _verdict(extraction: Extraction) -> Iterator[str]:
    source = extraction.provenance
    verdict = "VERIFIED" if extraction.verified else "NOT VERIFIED"
    yield f"{verdict}   (engine {source.engine}, letter family {source.family})"
    yield from _checks(extraction.checks)


def _checks(checks: tuple[Check, ...]) -> Iterator[str]:
    opened = [check for check in checks if check.open]
    replaced = [check for check in checks if check.resolution is Resolution.REPLACED]
    for heading, group in (("open", opened), ("replaced", replaced)):
        if group:
            yield f"{len(group)} check(s) {heading}:"
        for check in group:
            yield from wrap(_check(check), WIDTH, initial_indent="  ", subsequent_indent="      ")
    yield f"{len(checks) - len(opened) - len(replaced)} check(s) confirmed"


def _check(check: Check) -> str:
    found = "" if check.found is None else f"; the letter: {_shown(check.found)}"
    claimed = "" if check.claimed is None else f"; the record: {_shown(check.claimed)}"
    place = f" at {check.span[0]}-{check.span[1]}" if check.span else ""
    return f"{check.field}: {check.status}{claimed}{found}{place}. {check.message}"


def _shown(value: Any) -> str:
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return shorten(text, 80, placeholder=" ...")


def _items(items: list[Item] | None) -> Iterator[str]:
    yield f"{'':>3} {'disputed item':<{TITLE_WIDTH}} {'decision':<12}{'necessary':<11}guideline"
    for number, item in enumerate(items or (), 1):
        lines = wrap(item.request or item.title or "(no title)", TITLE_WIDTH) or [""]
        decision = (item.decision or "?").upper()
        necessary = {True: "yes", False: "no", None: "?"}[item.medically_necessary]
        yield (
            f"{number:>3} {lines[0]:<{TITLE_WIDTH}} {decision:<12}{necessary:<11}"
            f"{_basis(item.maximus_guideline)}"
        )
        yield from (f"{'':>3} {line}" for line in lines[1:])


def _basis(guideline: Guideline | None) -> str:
    return (guideline.basis if guideline and guideline.basis else "-").replace("_", " ")


def _facts(record: Determination) -> Iterator[str]:
    case, worker, review = record.case, record.worker, record.utilization_review
    rows: dict[str, Any] = {
        "outcome": record.outcome,
        "case number": case.case_number,
        "decision date": case.decision_date,
        "date of injury (header)": case.date_of_injury,
        "worker": " ".join(str(one) for one in (worker.age, worker.sex) if one is not None),
        "date of injury (summary)": " to ".join(
            one for one in (worker.injury_start, worker.date_of_injury) if one
        ),
        "utilization review": " ".join(one for one in (review.date, review.decision) if one),
        "reviewer": ", ".join(record.reviewer.specialties or ()),
        "licensed in": ", ".join(record.reviewer.licensed_states or ()),
        "unreadable dates": ", ".join(record.unreadable_dates or ()),
    }
    for name, value in rows.items():
        if value:
            yield f"{name:<26}{value}"
    for event in record.events or ():
        yield f"  {event.date or '?':<12}{event.kind or '?':<20}{shorten(event.text or '', 60)}"
