"""Nothing of the prompt's example is taken from an answer, unless the letter holds it too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from imr_llm.dates import PartialDate
from imr_llm.extraction import Check, Claim, Status
from imr_llm.folding import key
from imr_llm.model.locate import Place

SHORTEST_TELLING = 6
"""Values shorter than this ("male", "2") may stand in any letter, and prove no copying."""


@dataclass
class Guard:
    """A letter and an example, and a check for whatever of an answer could not be taken."""

    place: Place
    example: frozenset[str] = frozenset()
    checks: list[Check] = field(default_factory=list)

    def refuse(self, name: str, status: Status, claimed: Claim, message: str) -> None:
        """Note that a field's claim is not taken, and why."""
        self.checks.append(Check(field=name, status=status, claimed=claimed, message=message))

    def own(self, name: str, words: str) -> bool:
        """Whether words are not the example's, or are the letter's as well; else refuse them."""
        telling = len(words) >= SHORTEST_TELLING and key(words) in self.example
        if telling and not self.place.holds(words):
            self.refuse(name, Status.UNSUPPORTED, words, "copied from the prompt's example")
            return False
        return True

    def own_only(self, values: Any, name: str = "") -> Any:
        """The values, however deep, without any that are the example's."""
        if isinstance(values, dict):
            inner = f"{name}." if name else ""
            return {k: self.own_only(v, f"{inner}{k}") for k, v in values.items()}
        if isinstance(values, list):
            kept = [self.own_only(one, f"{name}[{k}]") for k, one in enumerate(values)]
            pairs = zip(kept, values, strict=True)
            return [one for one, was in pairs if one is not None or was is None]
        if not isinstance(values, str) or isinstance(values, PartialDate):
            return values
        return values if self.own(name, values) else None


@cache
def example_values(example: str) -> frozenset[str]:
    """What an example's answer (JSON) says of its own letter: every text in it."""
    return frozenset(_texts(json.loads(example)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield key(value)
