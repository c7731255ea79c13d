"""The tables of an evaluation, made from its outcome."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .table import Row, Table, rate

USED = ("requests", "tokens_out", "characters_out")
NAMED = {
    "right": "right",
    "wrong": "wrong",
    "missing": "missing",
    "abstained": "null",
    "spurious": "invented",
}
"""What became of a value: as the JSON names it, and as people read it."""


BRACKETS = (
    "In brackets the exact 95 % interval (Clopper-Pearson), each letter counted as one observation."
)
OUTCOMES = (
    "Missing: labelled, not in the record; null: labelled, and the record says null; invented: in"
    " the record, not labelled."
)
TERMS = {
    "events.(date, kind)": "every event with both",
    "events.kind": "of the labelled events at a right date, injuries and utilization reviews"
    " aside, those of the right kind, which nothing checks",
    "events.role": "injuries and utilization reviews with their dates, which are checked",
}
FALSE_ALARMS = (
    "False alarms: open checks on what is right; contradictions of the letter itself are none."
)


def tables_of(found: dict[str, Any], *, brief: bool = False) -> Iterator[Table]:
    """Every table of one set of letters: the readers side by side, then each reader on its own.

    With `brief`, fields without a fault and kinds of planted errors always caught stand in a line
    below their table.
    """
    yield _side_by_side(found)
    yield _classes(found)
    if "judgment" in found:
        yield _judgment(found)
    for reader in found["readers"]:
        if reader["fields"] and reader["reader"] != "always-upheld":
            yield _strata(found, reader)
            yield _fields(reader, brief)
        if reader["trust"]:
            yield _trust(reader)
        if reader["planted"]:
            yield _planted(reader, brief)


def heading(found: dict[str, Any]) -> list[str]:
    """What a set of letters is, one line each."""
    lines = [
        f"{found['name']}: {found['letters']} labelled letters, {found['items']} disputed items",
        f"about: {found['about']}",
        f"SHA-256 of letters and labels: {found['sha256']}",
    ]
    if found["unmeasured_families"]:
        lines.append(f"unmeasured here: {', '.join(found['unmeasured_families'])}")
    if found["negatives"]:
        passed = found["readers"][0]["accepted_negatives"]
        told = f"let pass: {', '.join(passed)}" if passed else "all refused"
        lines.append(f"{found['negatives']} negatives, {told}")
    for reader in found["readers"]:
        about = "; ".join(f"{name} {text}" for name, text in reader["about"].items())
        lines += [f"{reader['reader']}: {about}"] if about else []
        unread: dict[str, list[str]] = {}
        for letter, error in reader["unread"].items():
            unread.setdefault(error, []).append(letter)
        lines += [
            f"{reader['reader']} did not read {', '.join(letters)}: {error}"
            for error, letters in unread.items()
        ]
    return lines


def _side_by_side(found: dict[str, Any]) -> Table:
    columns = ("reader", "decisions", "overturned found", "dates", "all fields", "records verified")
    rows: list[Row] = []
    for reader in found["readers"]:
        groups, trust = reader["groups"]["all letters"], reader["trust"]
        alone = reader["reader"] == "always-upheld"
        rows.append(
            (
                reader["reader"],
                rate(groups["decisions"]["f1"]),
                rate(reader["decisions"]["overturned"]["recall"]),
                "-" if alone else rate(groups["dates"]["f1"]),
                "-" if alone else rate(groups["all fields"]["f1"]),
                f"{trust['verified']} of {trust['letters']}" if trust else "-",
            )
        )
    note = f"F1, of `overturned` its recall. {BRACKETS}"
    return Table("Readers side by side", columns, rows, note)


def _classes(found: dict[str, Any]) -> Table:
    rows: list[Row] = [
        (reader["reader"], name, str(one["items"]), rate(one["recall"]), rate(one["precision"]))
        for reader in found["readers"]
        for name, one in reader["decisions"].items()
    ]
    return Table("Decisions by class", ("reader", "decision", "items", "recall", "precision"), rows)


def _judgment(found: dict[str, Any]) -> Table:
    columns = (
        *("reader", "values", "right", "agreed", "of values", "right", "disputed"),
        *("right", "the rules' right", "requests", "tokens out", "characters"),
    )
    usage = {one["reader"]: one["usage"] for one in found["readers"]}
    rows: list[Row] = [
        (
            name,
            str(one["values"]),
            rate(one["right"]),
            str(one["agreed"]),
            rate(one["agreed_coverage"], interval=False),
            rate(one["agreed_right"]),
            str(one["disputed"]),
            rate(one["disputed_right"]),
            rate(one["rules_right"]),
            *(str(usage[name].get(key) or "-") for key in USED),
        )
        for name, one in found["judgment"].items()
    ]
    note = (
        "Labelled categories, event kinds and conclusions that nothing re-derives. Of a disputed"
        " one the record has the model's value. Characters: of all recorded answers."
    )
    return Table("What nothing re-derives", columns, rows, note)


def _strata(found: dict[str, Any], reader: dict[str, Any]) -> Table:
    names = tuple(reader["groups"]["all letters"])
    rows = [
        (
            stratum,
            str(groups["all fields"]["letters"]),
            *(rate(one["f1"]) for one in groups.values()),
        )
        for stratum, groups in reader["groups"].items()
    ]
    return Table(f"{reader['reader']}: by family and by year (F1)", ("", "letters", *names), rows)


def _fields(reader: dict[str, Any], brief: bool) -> Table:
    columns = ("field", *NAMED.values(), "precision", "recall", "F1")
    fields = sorted(reader["fields"].items())
    faults = [part for part in NAMED if part != "right"]
    right = [name for name, one in fields if brief and not any(one[part] for part in faults)]
    rows = [
        (
            name,
            *(str(one[part]) for part in NAMED),
            rate(one["precision"], interval=False),
            rate(one["recall"], interval=False),
            rate(one["f1"]),
        )
        for name, one in fields
        if name not in right
    ]
    told = f"Without a fault: {', '.join(right)}.\n" if right else ""
    terms = [f"{name}: {what}." for name, what in TERMS.items() if name in reader["fields"]]
    note = f"{told}{' '.join([OUTCOMES, *terms])}"
    return Table(f"{reader['reader']}: field by field", columns, rows, note)


def _trust(reader: dict[str, Any]) -> Table:
    trust = reader["trust"]
    checks = trust["checks"]
    opened = {
        name: number
        for name, number in checks.items()
        if number and name not in ("confirmed", "replaced")
    }
    told = ", ".join(f"{number} {name}" for name, number in opened.items())
    rows: list[Row] = [
        ("records verified", f"{trust['verified']} of {trust['letters']}"),
        ("of these without a fault", rate(trust["verified_right"])),
        ("values confirmed", f"{trust['confirmed']} of {trust['values']}"),
        ("of these right", rate(trust["confirmed_right"])),
        ("checks confirmed", str(checks["confirmed"])),
        ("checks replaced", str(checks["replaced"])),
        ("checks open", f"{sum(opened.values())}{f' ({told})' if told else ''}"),
        ("values not right, and told so", f"{trust['caught']} of {trust['faults']}"),
        ("values wrong in verified records", str(len(trust["wrong_though_verified"]))),
        ("false alarms", str(trust["false_alarms"])),
        *((f"{name.replace('_', ' ')}", str(number)) for name, number in _usage(reader)),
    ]
    note = (
        "Categories, most event kinds and diagnoses left out are never checked: not counted."
        f" {FALSE_ALARMS}"
    )
    return Table(f"{reader['reader']}: what verification is worth", ("", "found"), rows, note)


def _usage(reader: dict[str, Any]) -> list[tuple[str, int]]:
    return [(name, number) for name, number in reader["usage"].items() if number]


def _planted(reader: dict[str, Any], brief: bool) -> Table:
    pairs = reader["planted"]
    sums = [sum(pair[at] for pair in pairs.values()) for at in (0, 1)]
    always = [name for name, (caught, planted) in pairs.items() if brief and caught == planted]
    shown = {name: pair for name, pair in pairs.items() if name not in always} | {"all": sums}
    rows: list[Row] = [
        (name, str(caught), str(planted)) for name, (caught, planted) in shown.items()
    ]
    told = f"Always caught: {', '.join(always)}.\n" if always else ""
    note = f"{told}In every record that is whole, one at a time; at most two items of a record."
    title = f"{reader['reader']}: planted errors caught"
    return Table(title, ("kind", "caught", "planted"), rows, note)
