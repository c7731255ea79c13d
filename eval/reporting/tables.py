"""The tables of an evaluation, made from its outcome; written as text or as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Row = tuple[str, ...]
USED = ("requests", "tokens_out", "characters_out")


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; the first column is names, the others are set to the right."""

    title: str
    columns: Row
    rows: list[Row]
    note: str = ""


def tables_of(found: dict[str, Any]) -> Iterator[Table]:
    """Every table of one set of letters: the readers side by side, then each reader on its own."""
    yield _side_by_side(found)
    yield _classes(found)
    if "judgment" in found:
        yield _judgment(found)
    for reader in found["readers"]:
        if reader["fields"] and reader["reader"] != "always-upheld":
            yield _strata(found, reader)
            yield _fields(reader)
        if reader["trust"]:
            yield _trust(reader)
        if reader["planted"]:
            yield _planted(reader)


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
        lines += [
            f"{reader['reader']} did not read {letter}: {error}"
            for letter, error in reader["unread"].items()
        ]
    return lines


def as_text(table: Table) -> str:
    """A table for the screen."""
    widths = [max(map(len, column)) for column in zip(table.columns, *table.rows, strict=True)]
    lines = [table.title, _line(table.columns, widths), "  ".join("-" * one for one in widths)]
    lines += [_line(row, widths) for row in table.rows]
    return "\n".join([*lines, table.note] if table.note else lines)


def as_markdown(table: Table) -> str:
    """A table for a Markdown page."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in (table.columns, *table.rows)]
    rule = ["---", *["---:"] * (len(table.columns) - 1)]
    rows = [f"| {' | '.join(row)} |" for row in (escaped[0], rule, *escaped[1:])]
    return "\n".join([f"### {table.title}", "", *rows, *(["", table.note] if table.note else [])])


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.ljust(width) if not at else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def rate(one: dict[str, Any], *, interval: bool = True) -> str:
    """`0.990 (0.977-1.000)`, or a dash of nothing."""
    if one["value"] is None:
        return "-"
    told = f"{one['value']:.3f}"
    return f"{told} ({one['low']:.3f}-{one['high']:.3f})" if interval else told


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
    note = "F1, of `overturned` its recall; in brackets the 95 % interval, by letter."
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


def _fields(reader: dict[str, Any]) -> Table:
    columns = (
        "field",
        "right",
        "wrong",
        "missing",
        "null",
        "invented",
        "precision",
        "recall",
        "F1",
    )
    rows = [
        (
            name,
            *(str(one[part]) for part in ("right", "wrong", "missing", "abstained", "spurious")),
            rate(one["precision"], interval=False),
            rate(one["recall"], interval=False),
            rate(one["f1"]),
        )
        for name, one in sorted(reader["fields"].items())
    ]
    return Table(f"{reader['reader']}: field by field", columns, rows)


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
    note = "Categories, most event kinds and diagnoses left out are never checked: not counted."
    return Table(f"{reader['reader']}: what verification is worth", ("", "found"), rows, note)


def _usage(reader: dict[str, Any]) -> list[tuple[str, int]]:
    return [(name, number) for name, number in reader["usage"].items() if number]


def _planted(reader: dict[str, Any]) -> Table:
    pairs = reader["planted"]
    caught, planted = (sum(pair[at] for pair in pairs.values()) for at in (0, 1))
    rows = [(name, str(pair[0]), str(pair[1])) for name, pair in pairs.items()]
    title = f"{reader['reader']}: planted errors caught"
    note = "In every record that is whole, one at a time; at most two items of a record."
    return Table(
        title, ("kind", "caught", "planted"), [*rows, ("all", str(caught), str(planted))], note
    )
