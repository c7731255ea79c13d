"""This run beside an earlier one: what flipped, and whether that is a loss."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NoComparison(ValueError):
    """The two runs cannot be compared; says why."""


@dataclass(frozen=True, slots=True)
class Flip:
    """What was so and is not any more: a loss, or the other way round.

    A value that was right, a record that was verified, a letter that was read.
    """

    letters: str
    reader: str
    place: str
    before: str
    after: str
    loss: bool

    def __str__(self) -> str:
        """One line: `lost: fixtures, rules: lumbar-mri items[0].decision (right, now wrong)`."""
        told = "lost" if self.loss else "gained"
        return (
            f"{told}: {self.letters}, {self.reader}: {self.place} ({self.before}, now {self.after})"
        )


Change = tuple[str, str, str, bool]
"""Place, before, after, and whether it is a loss."""


def load_baseline(path: Path) -> dict[str, Any]:
    """An outcome written by an earlier run; raises NoComparison for anything else."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise NoComparison(f"{path}: {type(error).__name__}") from None
    if not isinstance(found, dict) or "sets" not in found:
        raise NoComparison(f"{path} is no outcome of an evaluation (--json)")
    return found


def flips(before: dict[str, Any], after: dict[str, Any]) -> list[Flip]:
    """Every value right, record verified and letter read in one run alone.

    Readers and sets that both have are compared; of a letter read in one run alone nothing else is
    told. Raises NoComparison without a set in common, or where its letters or labels changed.
    """
    earlier = {one["name"]: one for one in before["sets"]}
    common = [one for one in after["sets"] if one["name"] in earlier]
    if not common:
        raise NoComparison("no set of letters in common with the baseline")
    return [flip for one in common for flip in _in_set(earlier[one["name"]], one)]


def _in_set(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Flip]:
    if before["sha256"] != after["sha256"]:
        raise NoComparison(f"{after['name']}: letters or labels are not those of the baseline")
    earlier = {one["reader"]: one for one in before["readers"]}
    for reader in after["readers"]:
        if old := earlier.get(reader["reader"]):
            unread = set(old.get("unread", ())) ^ set(reader.get("unread", ()))
            for change in (
                *_either(unread, set(reader.get("unread", ())), "read", "not read"),
                *_verified(old, reader, unread),
                *_values(old, reader, unread),
            ):
                yield Flip(after["name"], reader["reader"], *change)


def _either(places: set[str], lost: set[str], good: str, bad: str) -> Iterator[Change]:
    for place in sorted(places):
        yield (place, good, bad, True) if place in lost else (place, bad, good, False)


def _verified(before: dict[str, Any], after: dict[str, Any], unread: set[str]) -> Iterator[Change]:
    """By letter; by their number where the baseline, of an earlier version, has only that."""
    new = set(after.get("verified", ()))
    if "verified" in before:
        old = set(before["verified"])
        yield from _either((old ^ new) - unread, old, "verified", "open")
    elif before.get("trust") and (count := before["trust"]["verified"]) != len(new):
        yield "records verified", str(count), str(len(new)), len(new) < count


def _values(before: dict[str, Any], after: dict[str, Any], unread: set[str]) -> Iterator[Change]:
    old, new = _faults(before, unread), _faults(after, unread)
    for place in sorted(old.keys() ^ new.keys()):
        yield place, old.get(place, "right"), new.get(place, "right"), place in new


def _faults(reader: dict[str, Any], unread: set[str]) -> dict[str, str]:
    """What is not right, by letter, field and place, but for these letters."""
    return {
        f"{one['letter']} {one['place']} [{one['field']}]": one["verdict"]
        for one in reader["faults"]
        if one["letter"] not in unread
    }
