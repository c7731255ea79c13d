"""What people look for first, as dots on an axis, each with its 95 % interval."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from .table import rate

AXES = (0.9, 0.5, 0.0)
"""Where an axis may begin; it ends at 1."""
VALUES = ("value", "low", "high")
HEADLINE = ("items", "decisions", "dates", "guidelines", "all fields")


@dataclass(frozen=True, slots=True)
class Dot:
    """One figure: its name and words, and where on the axis it and its interval lie, 0 to 100."""

    name: str
    told: str
    at: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plot:
    """Dots that share an axis from `start` to 1."""

    title: str
    start: float
    dots: list[Dot]
    note: str = ""


def plots_of(found: dict[str, Any]) -> Iterator[Plot]:
    """Every plot of one set: readers side by side, what `verified` is worth, every field."""
    readers = [one for one in found["readers"] if one["reader"] != "always-upheld"]
    yield _plot("Readers side by side", _headlines(readers), "F1, and its 95 % interval by letter.")
    if trusted := [one for one in readers if one["trust"]]:
        yield _plot(
            "What verified is worth",
            _worth(trusted),
            "Of the records called verified those without a wrong checked fact; of the confirmed"
            " values those that are right.",
        )
    if planted := [one for one in readers if one["planted"]]:
        yield _plot(
            "Planted errors caught",
            _planted(planted),
            "One error at a time in a record; kinds always caught stand in the table.",
        )
    for reader in readers:
        fields = sorted(
            (name, one["f1"]) for name, one in reader["fields"].items() if not _unread(one)
        )
        yield _plot(f"{reader['reader']}: every field", fields, "F1, and its 95 % interval.")


def _plot(title: str, figures: Iterable[tuple[str, dict[str, Any]]], note: str) -> Plot:
    shown = [(name, one) for name, one in figures if one["value"] is not None]
    least = min((one["low"] for _, one in shown), default=0.0)
    start = next(one for one in AXES if one <= least or one == AXES[-1])
    return Plot(title, start, [_dot(name, one, start) for name, one in shown], note)


def _dot(name: str, one: dict[str, Any], start: float) -> Dot:
    at, low, high = (round(100 * (one[k] - start) / (1 - start), 2) for k in VALUES)
    return Dot(name, rate(one, interval=low < high), at, low, high)


def _headlines(readers: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in HEADLINE:
        for reader in readers:
            yield f"{name}, {reader['reader']}", reader["groups"]["all letters"][name]["f1"]


def _worth(readers: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    for reader in readers:
        trust = reader["trust"]
        told = f"{trust['verified']} of {trust['letters']} records verified, {reader['reader']}"
        yield f"{told}: right", trust["verified_right"]
        yield f"{trust['confirmed']} values confirmed: right", trust["confirmed_right"]


def _planted(readers: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """All kinds together, then each that was not always caught."""
    for reader in readers:
        pairs = reader["planted"]
        every = [sum(pair[at] for pair in pairs.values()) for at in (0, 1)]
        missed = {kind: pair for kind, pair in pairs.items() if pair[0] < pair[1]}
        for kind, (caught, planted) in {"all kinds": every, **missed}.items():
            share = caught / planted
            name = f"{kind}, {reader['reader']}: {caught} of {planted}"
            yield name, {"value": share, "low": share, "high": share}


def _unread(field: dict[str, Any]) -> bool:
    """Whether the engine does not read this field at all."""
    return bool(field["abstained"]) and not (field["right"] or field["wrong"] or field["spurious"])
