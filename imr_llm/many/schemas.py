"""One Arrow schema for each of the five tables of a run's rows.

`determinations` has one row a letter, failed ones among them; `items`, `citations`, `events` and
`checks` have one row each of what their names say. All are keyed by `source` and carry the letter's
hash and case number. A count that is null says that the list was not read; `claimed` and `found`
of a check, and `disputed` and `extra` of a letter are JSON.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

Path = tuple[str, ...]

TEXT, NUMBER, FLAG, DAY = pa.string(), pa.int32(), pa.bool_(), pa.date32()
TEXTS = pa.list_(pa.string())
KEY = [("source", TEXT), ("text_sha256", TEXT), ("case_number", TEXT)]
IN_JSON = ("disputed", "extra")
"""Columns of a letter that are JSON, null where the row has none."""
SIDES = ("claims_administrator", "maximus")


def _columns(prefix: Path, names: Mapping[str, pa.DataType]) -> list[tuple[str, Path, pa.DataType]]:
    """Columns for the fields of one part, named `part_field` outside the record's top level."""
    lead = "".join(f"{part}_" for part in prefix if part not in ("determination", "provenance"))
    return [(f"{lead}{name}", (*prefix, name), kind) for name, kind in names.items()]


CASE = {
    "date_assigned": DAY,
    "date_of_injury": DAY,
    "decision_date": DAY,
    "ur_denial_date": DAY,
    "application_received": DAY,
    "priority": TEXT,
}
WORKER = {
    "age": NUMBER,
    "sex": TEXT,
    "date_of_injury": TEXT,
    "injury_start": TEXT,
    "diagnoses": TEXTS,
}
PROVENANCE = {
    "engine": TEXT,
    "family": TEXT,
    "prompt": TEXT,
    "prompt_sha256": TEXT,
    "version": TEXT,
    "requests": NUMBER,
    "reused": NUMBER,
    "tokens_in": pa.int64(),
    "tokens_out": pa.int64(),
    "seconds": pa.float64(),
}
TOP = ("determination",)
LETTER = [
    *_columns((), {"letter_sha256": TEXT}),
    *_columns(("error",), {"type": TEXT, "message": TEXT}),
    *_columns((), {"verified": FLAG}),
    *_columns(TOP, {"outcome": TEXT}),
    *_columns((*TOP, "case"), CASE),
    *_columns((*TOP, "reviewer"), {"specialties": TEXTS, "licensed_states": TEXTS}),
    *_columns((*TOP, "worker"), WORKER),
    *_columns((*TOP, "utilization_review"), {"date": TEXT, "decision": TEXT}),
    *_columns(TOP, {"clinical_summary": TEXT, "unreadable_dates": TEXTS}),
    *_columns((), {"unverified": TEXTS, "agreed": TEXTS, "disputed": TEXT, "extra": TEXT}),
    *_columns(("provenance",), PROVENANCE),
]
ITEM: dict[str, pa.DataType] = {
    "title": TEXT,
    "request": TEXT,
    "original_request": TEXT,
    "authorized": TEXT,
    "retrospective": FLAG,
    "date_of_service": TEXT,
    "decision": TEXT,
    "category": TEXT,
    "rationale": TEXT,
    "rationale_gist": TEXT,
    "medically_necessary": FLAG,
}
EVENT = {"date": TEXT, "kind": TEXT, "text": TEXT}
CITATION = {"title": TEXT, "sections": TEXTS, "pages": TEXTS}
CHECK = {"field": TEXT, "status": TEXT, "resolution": TEXT, "message": TEXT}

SCHEMAS: dict[str, pa.Schema] = {
    "determinations": pa.schema(
        [
            *KEY,
            *((name, kind) for name, _, kind in LETTER),
            ("item_count", NUMBER),
            ("event_count", NUMBER),
            ("open_checks", NUMBER),
        ]
    ),
    "items": pa.schema(
        [
            *KEY,
            ("item", NUMBER),
            *ITEM.items(),
            *(
                (f"{side}_guideline_{part}", kind)
                for side in SIDES
                for part, kind in (("text", TEXT), ("basis", TEXT), ("citation_count", NUMBER))
            ),
            *((f"{side}_guideline", FLAG) for side in SIDES),
        ]
    ),
    "citations": pa.schema(
        [
            *KEY,
            ("item", NUMBER),
            ("guideline", TEXT),
            ("citation", NUMBER),
            ("cited", TEXT),
            *CITATION.items(),
        ]
    ),
    "events": pa.schema([*KEY, ("event", NUMBER), *EVENT.items()]),
    "checks": pa.schema(
        [
            *KEY,
            ("check", NUMBER),
            *CHECK.items(),
            ("open", FLAG),
            ("claimed", TEXT),
            ("found", TEXT),
            ("span_start", NUMBER),
            ("span_end", NUMBER),
        ]
    ),
}
