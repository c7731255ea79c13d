"""This run beside an earlier one: which fields flipped, and whether that is a loss."""

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
    """One value that was right and is not any more (a loss), or the other way round."""

    letters: str
    reader: str
    place: str
    before: str
    after: str

    @property
    def loss(self) -> bool:
        """Whether a value was lost."""
        return self.after != "right"

    def __str__(self) -> str:
        """One line: `lost: fixtures, rules: lumbar-mri items[0].decision (right, now wrong)`."""
        told = "lost" if self.loss else "gained"
        return (
            f"{told}: {self.letters}, {self.reader}: {self.place} ({self.before}, now {self.after})"
        )


def load_baseline(path: Path) -> dict[str, Any]:
    """An outcome written by an earlier run; raises NoComparison for anything else."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise NoComparison(f"{path}: {type(error).__name__}") from None
    if not isinstance(found, dict) or "sets" not in found:
        raise NoComparison(f"{path} is no outcome of an evaluation (--json)")
    return found


def flips(before: dict[str, Any], after: dict[str, Any]) -> list[Flip]:
    """Every value that is right in one run alone, readers and sets that both have.

    Raises NoComparison where they have no set in common, or a set's letters or labels changed.
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
        if reader["reader"] in earlier:
            old, new = _faults(earlier[reader["reader"]]), _faults(reader)
            for place in sorted(old.keys() ^ new.keys()):
                told = old.get(place, "right"), new.get(place, "right")
                yield Flip(after["name"], reader["reader"], place, *told)


def _faults(reader: dict[str, Any]) -> dict[str, str]:
    """What is not right, by letter, field and place."""
    return {
        f"{one['letter']} {one['place']} [{one['field']}]": one["verdict"]
        for one in reader["faults"]
    }
