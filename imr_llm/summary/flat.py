"""One flat table of a run: a row for every item, ready for a spreadsheet or a data frame.

A letter that failed, or that has no item, has one row too, so that none is lost.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imr_llm.many.cells import safe
from imr_llm.many.rows import NO_ARROW
from imr_llm.summary.counting import Rows, rows_in
from imr_llm.summary.glance import Row, is_open
from imr_llm.witness import concluding_sentence
from imr_llm.wording import name_of

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS: dict[str, str] = {
    "decision_date": "date",
    "case_number": "text",
    "item_number": "number",
    "request": "text",
    "category": "text",
    "decision": "text",
    "medically_necessary": "flag",
    "conclusion": "text",
    "rationale": "text",
    "rationale_gist": "text",
    "maximus_guideline_basis": "text",
    "maximus_guidelines": "text",
    "retrospective": "flag",
    "date_of_service": "text",
    "worker_age": "number",
    "worker_sex": "text",
    "worker_date_of_injury": "text",
    "case_date_of_injury": "date",
    "utilization_review_date": "text",
    "case_ur_denial_date": "date",
    "priority": "text",
    "specialties": "text",
    "verified": "flag",
    "open": "text",
    "item_open": "text",
    "error": "text",
    "engine": "text",
    "source": "text",
}
"""The columns and what they hold, told in `docs/reference/tables.md`. What begins with `case` is of
the header, with `worker` or `utilization_review` of the summary; several names are parted by
semicolons."""
HEADING = "\ufeff" + ",".join(COLUMNS) + "\r\n"
"""How the table begins as CSV."""


def flat_rows(rows: Rows) -> Iterator[Row]:
    """The table's rows as plain values, dates as ISO strings."""
    for row in rows_in(rows):
        letter = _letter(row)
        items = (row.get("determination") or {}).get("items") or ()
        if not items:
            yield letter
        for number, item in enumerate(items):
            yield letter | _item(number, item, row)


def items_table(rows: Rows) -> pa.Table:
    """The table in Arrow: `.to_pandas()` and `polars.DataFrame(...)` are one call from it.

    Args:
        rows: as of `summarize`.

    In pandas, days are `object`; `.to_pandas(date_as_object=False)` makes them `datetime64`.

    Needs pyarrow (`pip install "imr-llm[tables]"`); raises ImportError without it.
    """
    try:
        import pyarrow as pa  # noqa: PLC0415  # the rest needs none
    except ImportError:
        raise ImportError(NO_ARROW, name="pyarrow") from None

    kinds = {"text": pa.string(), "number": pa.int32(), "flag": pa.bool_(), "date": pa.date32()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in COLUMNS.items()])
    return pa.Table.from_pylist([_dated(one) for one in flat_rows(rows)], schema)


def write_items(rows: Rows, path: Path) -> int:
    """The table as CSV that a spreadsheet opens without harm; returns how many rows it has.

    UTF-8 with a byte order mark; null is an empty cell. Text that a spreadsheet would take for a
    formula begins with an apostrophe.
    """
    count = 0
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for row in flat_rows(rows):
                writer.writerow([_cell(row[name]) for name in COLUMNS])
                count += 1
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _letter(row: Row) -> Row:
    record = row.get("determination") or {}
    case, worker = record.get("case") or {}, record.get("worker") or {}
    reviewer, error = record.get("reviewer") or {}, row.get("error")
    opened = [check["field"] for check in row.get("checks") or () if is_open(check)]
    return dict.fromkeys(COLUMNS) | {
        "decision_date": case.get("decision_date"),
        "case_number": case.get("case_number"),
        "worker_age": worker.get("age"),
        "worker_sex": worker.get("sex"),
        "worker_date_of_injury": worker.get("date_of_injury"),
        "case_date_of_injury": case.get("date_of_injury"),
        "utilization_review_date": (record.get("utilization_review") or {}).get("date"),
        "case_ur_denial_date": case.get("ur_denial_date"),
        "priority": case.get("priority"),
        "specialties": _joined(reviewer.get("specialties")),
        "verified": row.get("verified"),
        "open": _joined(map(name_of, opened)),
        "error": f"{error['type']}: {error['message']}" if error else None,
        "engine": (row.get("provenance") or {}).get("engine"),
        "source": row["source"],
    }


def _item(number: int, item: Row, row: Row) -> Row:
    guideline = item.get("maximus_guideline") or {}
    mine = f"items[{number}]"
    opened = [
        name_of(check["field"].removeprefix(f"{mine}."))
        for check in row.get("checks") or ()
        if is_open(check) and (check["field"] == mine or check["field"].startswith(f"{mine}."))
    ]
    same = (
        *("category", "decision", "medically_necessary", "retrospective", "date_of_service"),
        *("rationale", "rationale_gist"),
    )
    return {name: item.get(name) for name in same} | {
        "item_number": number + 1,
        "request": item.get("request") or item.get("title"),
        "conclusion": concluding_sentence(item.get("rationale") or ""),
        "maximus_guideline_basis": guideline.get("basis"),
        "maximus_guidelines": _joined(one.get("title") for one in guideline.get("citations") or ()),
        "item_open": _joined(opened),
    }


def _joined(names: Iterable[str | None] | None) -> str | None:
    return "; ".join(dict.fromkeys(one for one in names or () if one)) or None


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe(value) if isinstance(value, str) else str(value)


def _dated(row: Row) -> Row:
    days = {name: row[name] for name, kind in COLUMNS.items() if kind == "date" and row[name]}
    return row | {name: date.fromisoformat(day) for name, day in days.items()}
