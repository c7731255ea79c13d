"""`python -m eval.reporting.accuracy`: the tables of accuracy, from the results kept.

Prints what docs/evaluation.md shows, out of sample first, then the short table of the README and
its sentence on what is not verified.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .table import Row, Table, as_markdown, rate

RESULTS = Path(__file__).parents[1] / "results"


class Scored(NamedTuple):
    """One reader on one set of letters: its name in a table, and where its figures stand."""

    name: str
    result: str
    reader: str


REAL_FIRST = Scored(
    "36 real letters, first run, second reader of that time: rules",
    "letters-36-first-run",
    "rules",
)
FIRST = Scored(
    "72 after the manner of published ones, first run: rules",
    "lifelike-thirteenth-first-run",
    "rules",
)
LIFELIKE = Scored("252 of that manner, held out: rules", "lifelike-heldout", "rules")
ORDINARY = Scored("40 ordinary invented, held out: rules", "ordinary-heldout", "rules")
HELD_OUT = Scored("11 held out: rules", "heldout", "rules")
VARIED = Scored("35 in wordings far apart, held out but one: rules", "varied-heldout", "rules")
REAL = Scored("43 real letters: rules", "letters", "rules")

OUT_OF_SAMPLE = (
    REAL_FIRST,
    FIRST,
    LIFELIKE,
    ORDINARY,
    HELD_OUT,
    VARIED,
    Scored("42 invented, first run: rules", "fixtures-first-run", "rules"),
    Scored("42 invented, first run: model", "fixtures-first-run", "llm"),
)
IN_SAMPLE = (
    Scored("36 real letters, now: rules", "letters-36", "rules"),
    REAL,
    Scored("42 invented, now: rules", "fixtures", "rules"),
    Scored("42 invented, now: model", "fixtures", "llm"),
)
SHORT = (
    (REAL_FIRST, "out of sample"),
    (FIRST, "out of sample"),
    (LIFELIKE, "out of sample"),
    (ORDINARY, "out of sample"),
    (HELD_OUT, "out of sample"),
    (VARIED, "out of sample"),
    (REAL, "in sample"),
)
"""What was never seen before comes first."""
FIELDS = (
    "items.category",
    "items.medically_necessary",
    "utilization_review.decision",
    "events.(date, kind)",
    "events.kind",
    "worker.diagnoses",
)


def accuracy(title: str, columns: Sequence[Scored]) -> Table:
    """Rows of figures, one column a set of letters and a reader; a dash where none was kept."""
    found = [_reader(one.result, one.reader) for one in columns]
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
        figures = (one["fields"].get(field) for one in found)
        rows.append((field, *(rate(one["f1"]) if one else "-" for one in figures)))
    trusts = [one["trust"] for one in found]
    caught = [[sum(pair[at] for pair in one["planted"].values()) for at in (0, 1)] for one in found]
    rows += [
        ("records verified", *(f"{one['verified']} of {one['letters']}" for one in trusts)),
        ("of these without a fault", *(rate(one["verified_right"]) for one in trusts)),
        ("values confirmed", *(f"{one['confirmed']:,} of {one['values']:,}" for one in trusts)),
        ("of these right", *(rate(one["confirmed_right"]) for one in trusts)),
        (
            "planted errors caught",
            *(f"{hit:,} of {all_of:,}" if all_of else "-" for hit, all_of in caught),
        ),
        ("false alarms", *(str(one["false_alarms"]) for one in trusts)),
    ]
    return Table(title, ("", *(one.name for one in columns)), rows)


def short() -> Table:
    """One row a set of letters and a reader, with what a reader of the README asks first."""
    rows: list[Row] = []
    for one, sample in SHORT:
        found = _reader(one.result, one.reader)
        trust, groups = found["trust"], found["groups"]["all letters"]
        rows.append(
            (
                f"{one.name} (**{sample}**)",
                rate(groups["decisions"]["f1"]),
                f"{found['always']['value']:.3f}",
                rate(groups["dates"]["f1"]),
                f"{trust['verified']} of {trust['letters']}",
                rate(trust["verified_right"]),
            )
        )
    columns = ("letters: reader", "decisions", "if all were upheld", "dates", "records verified")
    return Table("In short", (*columns, "of these without a fault"), rows)


def unverified() -> str:
    """The README's sentence: how often right, out of sample, is what nothing re-derives."""
    real, lifelike = (_reader(one.result, one.reader) for one in (REAL_FIRST, FIRST))

    def told(found: dict[str, Any], field: str) -> str:
        one = found["fields"][field]
        return f"{one['right']} of {one['right'] + one['wrong'] + one['missing']}"

    return (
        f"Out of sample, categories were right in {told(real, 'items.category')} (real letters) and"
        f" {told(lifelike, 'items.category')} (invented),"
        f" kinds in {told(lifelike, 'events.kind')} (invented)."
    )


def _reader(name: str, reader: str) -> dict[str, Any]:
    """One reader's figures, with the set's size and the baseline's decisions."""
    found = json.loads((RESULTS / f"{name}.json").read_bytes())["sets"][0]
    readers = {one["reader"]: one for one in found["readers"]}
    always = readers["always-upheld"]["groups"]["all letters"]["decisions"]["f1"]
    sizes = {"letters": found["letters"], "items": found["items"]}
    return {**readers[reader], **sizes, "always": always}


def evaluation_tables() -> str:
    """The tables as they stand in docs/evaluation.md."""
    tables = (accuracy("Out of sample", OUT_OF_SAMPLE), accuracy("In sample", IN_SAMPLE))
    return "\n\n".join(map(as_markdown, tables))


def readme_table() -> str:
    """The table as it stands in the README."""
    return as_markdown(short()).partition("\n\n")[2]


if __name__ == "__main__":
    print(f"{evaluation_tables()}\n\n{readme_table()}\n\n{unverified()}")
