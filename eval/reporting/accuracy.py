"""`python -m eval.reporting.accuracy`: the README's table of accuracy, from the results kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .tables import Row, Table, as_markdown, rate

RESULTS = Path(__file__).parents[1] / "results"
COLUMNS = (
    ("36 real letters, first run: rules", "letters-36-first-run", "rules"),
    ("11 held out: rules", "heldout", "rules"),
    ("42 invented, first run: rules", "fixtures-first-run", "rules"),
    ("42 invented, first run: model", "fixtures-first-run", "llm"),
    ("36 real letters, now: rules", "letters-36", "rules"),
    ("43 real letters, now: rules", "letters", "rules"),
    ("42 invented, now: rules", "fixtures", "rules"),
    ("42 invented, now: model", "fixtures", "llm"),
)
"""What was never seen before comes first."""
FIELDS = (
    "items.category",
    "items.medically_necessary",
    "utilization_review.decision",
    "events.(date, kind)",
    "worker.diagnoses",
)


def accuracy() -> Table:
    """Rows of figures, one column a set of letters and a reader."""
    found = [_reader(name, reader) for _, name, reader in COLUMNS]
    rows: list[Row] = [
        ("letters, items", *(f"{one['letters']}, {one['items']}" for one in found)),
        ("decisions", *(rate(one["groups"]["all letters"]["decisions"]["f1"]) for one in found)),
        ("overturned found", *(rate(one["decisions"]["overturned"]["recall"]) for one in found)),
        ("decisions, if all were upheld", *(rate(one["always"]) for one in found)),
    ]
    for group in ("items", "dates", "guidelines"):
        told = (rate(one["groups"]["all letters"][group]["f1"]) for one in found)
        rows.append((group, *told))
    for field in FIELDS:
        rows.append((field, *(rate(one["fields"][field]["f1"]) for one in found)))
    trusts = [one["trust"] for one in found]
    caught = [[sum(pair[at] for pair in one["planted"].values()) for at in (0, 1)] for one in found]
    rows += [
        ("records verified", *(f"{one['verified']} of {one['letters']}" for one in trusts)),
        ("of these without a fault", *(rate(one["verified_right"]) for one in trusts)),
        ("values confirmed", *(f"{one['confirmed']:,} of {one['values']:,}" for one in trusts)),
        ("of these right", *(rate(one["confirmed_right"]) for one in trusts)),
        ("planted errors caught", *(f"{hit:,} of {planted:,}" for hit, planted in caught)),
        ("false alarms", *(str(one["false_alarms"]) for one in trusts)),
    ]
    return Table("Accuracy", ("", *(name for name, _, _ in COLUMNS)), rows)


def _reader(name: str, reader: str) -> dict[str, Any]:
    """One reader's figures, with the set's size and the baseline's decisions."""
    found = json.loads((RESULTS / f"{name}.json").read_bytes())["sets"][0]
    readers = {one["reader"]: one for one in found["readers"]}
    always = readers["always-upheld"]["groups"]["all letters"]["decisions"]["f1"]
    sizes = {"letters": found["letters"], "items": found["items"]}
    return {**readers[reader], **sizes, "always": always}


def readme_table() -> str:
    """The table as it stands in the README."""
    return as_markdown(accuracy()).partition("\n\n")[2]


if __name__ == "__main__":
    print(readme_table())
