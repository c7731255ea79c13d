"""The rows of a run as five Arrow tables (`schemas`), and back; nothing is lost on the way.

Needs pyarrow (`pip install "imr-llm[tables]"`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from imr_llm.many.schemas import (
    CHECK,
    CITATION,
    DAY,
    EVENT,
    IN_JSON,
    ITEM,
    LETTER,
    SCHEMAS,
    SIDES,
    Path,
)

Row = dict[str, Any]
Tables = dict[str, pa.Table]


def tables_of(rows: Iterable[Row]) -> Tables:
    """The five tables of rows as a run writes them, in their order."""
    found: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for row in rows:
        _spread(row, found)
    return {name: pa.Table.from_pylist(found[name], schema) for name, schema in SCHEMAS.items()}


def rows_of(tables: Tables) -> Iterator[Row]:
    """The rows that `tables_of` made the tables of."""
    parts: dict[str, dict[str, list[Row]]] = {}
    for name in ("items", "citations", "events", "checks"):
        grouped = parts.setdefault(name, {})
        for one in tables[name].to_pylist():
            grouped.setdefault(one["source"], []).append(one)
    for letter in tables["determinations"].to_pylist():
        yield _gather(
            letter, {name: grouped.get(letter["source"], []) for name, grouped in parts.items()}
        )


def _spread(row: Row, found: dict[str, list[Row]]) -> None:
    record = row.get("determination") or {}
    sha256 = (row.get("provenance") or {}).get("text_sha256")
    key = {"source": row["source"], "text_sha256": sha256}
    key["case_number"] = (record.get("case") or {}).get("case_number")
    items, events, checks = record.get("items"), record.get("events"), row.get("checks")
    letter = {name: _as(kind, _get(row, path)) for name, path, kind in LETTER}
    for name in IN_JSON:
        if letter[name] is not None:
            letter[name] = json.dumps(letter[name], ensure_ascii=False)
    opened = None if checks is None else sum(map(_is_open, checks))
    counts = {"item_count": _count(items), "event_count": _count(events), "open_checks": opened}
    found["determinations"].append(key | letter | counts)
    for number, item in enumerate(items or ()):
        found["items"].append(key | {"item": number} | _item(item))
        found["citations"] += (key | {"item": number} | cited for cited in _citations(item))
    for number, event in enumerate(events or ()):
        found["events"].append(key | {"event": number} | event)
    for number, check in enumerate(checks or ()):
        found["checks"].append(key | {"check": number} | _check(check))


def _item(item: Row) -> Row:
    flat = {name: item[name] for name in ITEM}
    for side in SIDES:
        guideline = item[f"{side}_guideline"]
        told = guideline or {"text": None, "basis": None, "citations": None}
        flat[f"{side}_guideline"] = guideline is not None
        flat[f"{side}_guideline_text"] = told["text"]
        flat[f"{side}_guideline_basis"] = told["basis"]
        flat[f"{side}_guideline_citation_count"] = _count(told["citations"])
    return flat


def _citations(item: Row) -> Iterator[Row]:
    for side in SIDES:
        for number, cited in enumerate((item[f"{side}_guideline"] or {}).get("citations") or ()):
            fields = {name: cited[name] for name in CITATION}
            yield {"guideline": side, "citation": number, "cited": cited["source"], **fields}


def _check(check: Row) -> Row:
    start, end = check["span"] or (None, None)
    flat = {name: check[name] for name in CHECK}
    told = {name: json.dumps(check[name], ensure_ascii=False) for name in ("claimed", "found")}
    return flat | told | {"open": _is_open(check), "span_start": start, "span_end": end}


def _is_open(check: Row) -> bool:
    return bool(check["status"] != "confirmed" and check["resolution"] != "replaced")


def _gather(letter: Row, parts: dict[str, list[Row]]) -> Row:
    """One row from its letter's rows of all tables."""
    source = {"source": letter["source"], "letter_sha256": letter["letter_sha256"]}
    if letter["error_type"] is not None:
        told = {"type": letter["error_type"], "message": letter["error_message"]}
        return source | {"error": told}
    row: Row = {}
    for name, path, _ in LETTER:
        if path[0] != "error":
            _put(row, path, _plain(letter[name]))
    for name in IN_JSON:
        if row[name] is not None:
            row[name] = json.loads(row[name])
    record = row["determination"]
    record["case"]["case_number"] = letter["case_number"]
    row["provenance"]["text_sha256"] = letter["text_sha256"]
    items = [_whole(item, parts["citations"]) for item in parts["items"]]
    events = [{name: event[name] for name in EVENT} for event in parts["events"]]
    record["items"] = None if letter["item_count"] is None else items
    record["events"] = None if letter["event_count"] is None else events
    row["checks"] = [_told(check) for check in parts["checks"]]
    return source | row


def _whole(item: Row, citations: list[Row]) -> Row:
    whole = {name: item[name] for name in ITEM}
    for side in SIDES:
        name = f"{side}_guideline"
        cited = [
            {"source": one["cited"]} | {field: one[field] for field in CITATION}
            for one in citations
            if one["item"] == item["item"] and one["guideline"] == side
        ]
        told = {"text": item[f"{name}_text"], "basis": item[f"{name}_basis"]}
        told["citations"] = None if item[f"{name}_citation_count"] is None else cited
        whole[name] = told if item[name] else None
    return whole


def _told(check: Row) -> Row:
    told = {name: json.loads(check[name]) for name in ("claimed", "found")}
    span = None if check["span_start"] is None else [check["span_start"], check["span_end"]]
    return {name: check[name] for name in CHECK} | told | {"span": span}


def _get(row: Row, path: Path) -> Any:
    part: Any = row
    for name in path:
        part = (part or {}).get(name)
    return part


def _put(row: Row, path: Path, value: Any) -> None:
    for name in path[:-1]:
        row = row.setdefault(name, {})
    row[path[-1]] = value


def _as(kind: pa.DataType, value: Any) -> Any:
    return date.fromisoformat(value) if kind is DAY and value else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _count(values: list[Any] | None) -> int | None:
    return None if values is None else len(values)
