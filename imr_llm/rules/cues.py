"""The cues of `cues.toml` and the event terms of `terms.toml` as patterns."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import Any

from imr_llm.record import EventKind
from imr_llm.rules.terms import EVENTS, words

_TABLES: dict[str, Any] = tomllib.loads((files("imr_llm.rules") / "cues.toml").read_text("utf-8"))
_PARTS: dict[str, str] = _TABLES["parts"] | {
    "IMAGING": words(EVENTS["diagnostic"]),
    "PROCEDURE": words(EVENTS["procedure"]),
}
_PART = re.compile(r"\{([A-Z]+)\}")

Cues = tuple[tuple[EventKind, re.Pattern[str]], ...]


def _cues(table: str) -> Cues:
    return tuple((EventKind(row["kind"]), _any_of(row["cues"])) for row in _TABLES[table])


def _any_of(cues: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(_PART.sub(lambda m: _PARTS[m[1]], cue) for cue in cues), re.I)


DECIDING, ADDED, DONE = _cues("deciding"), _cues("added"), _cues("done")
NEAREST: Cues = tuple(
    (EventKind(kind), re.compile(words(terms), re.I)) for kind, terms in EVENTS.items()
)

# "X rays done and read today", "injected on this visit"; not "on the visit of 10-30-2016"
AT_THE_VISIT = re.compile(
    r"\b(?:today|(?:on|at|during) (?:this|that|the same) (?:visit|date|appointment)"
    r"|on the (?:day|date) of the (?:visit|exam\w*|appointment))\b",
    re.IGNORECASE,
)
