"""The outcome of an evaluation as plain JSON, without a letter's words; two runs give the same.

What is not right is listed by letter and place alone, so that the file can be kept and shared;
times are told on the screen and in no file.
"""

from __future__ import annotations

import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from imr_llm.version import __version__

from ..cases import LetterSet
from ..run import Scored
from ..scoring.counts import Counts, Rate
from ..scoring.strata import FAMILIES, family
from ..trust.agreement import Agreement
from ..trust.worth import Trust

PACKAGES = ("pydantic", "pypdfium2", "instructor", "openai", "scipy")
DIGITS = 4


def outcome(command: str, sets: list[tuple[LetterSet, list[Scored]]]) -> dict[str, Any]:
    """The whole run: how it was made, then one entry a set of letters, one a reader in it."""
    return {
        "command": command,
        "versions": {"imr_llm": __version__, "python": platform.python_version(), **_installed()},
        "sets": [_set(letters, readers) for letters, readers in sets],
    }


def _installed() -> dict[str, str]:
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _set(letters: LetterSet, readers: list[Scored]) -> dict[str, Any]:
    present = {family(case) for case in letters.cases}
    return {
        "name": letters.name,
        "about": letters.about,
        "sha256": letters.sha256,
        "letters": len(letters.cases),
        "items": sum(len(case.expected.items or ()) for case in letters.cases),
        "negatives": len(letters.negatives),
        "unmeasured_families": [one for one in FAMILIES if one not in present],
        "readers": [_reader(scored) for scored in readers],
        **_judgments(readers),
    }


def _judgments(readers: list[Scored]) -> dict[str, Any]:
    """What nothing re-derives, reader beside reader, where one of them is two."""
    if not any(scored.reader == "both" for scored in readers):
        return {}
    told = {one.reader: _plain(one.judgment) for one in readers if one.judgment}
    return {"judgment": told}


def _reader(scored: Scored) -> dict[str, Any]:
    faults = [
        {"letter": one.letter, "field": one.field, "place": one.place, "verdict": one.verdict.value}
        for it in scored.letters
        for one in it.marks
        if not one.right
    ]
    return {
        "reader": scored.reader,
        "about": scored.about,
        "unread": scored.unread,
        "verified": [
            it.case.name for it in scored.letters if it.extraction and it.extraction.verified
        ],
        "accepted_negatives": scored.accepted,
        "fields": {name: _plain(one) for name, one in scored.fields.items()},
        "groups": {
            stratum: {name: _plain(one) for name, one in groups.items()}
            for stratum, groups in scored.groups.items()
        },
        "decisions": {
            name: {
                "items": one.items,
                "recall": _plain(one.recall),
                "precision": _plain(one.precision),
            }
            for name, one in scored.classes.items()
        },
        "trust": _plain(scored.trust) if scored.trust else None,
        "planted": {name: list(pair) for name, pair in scored.planted.items()},
        "usage": scored.usage,
        "faults": faults,
    }


def _plain(one: Counts | Rate | Trust | Agreement) -> dict[str, Any]:
    return dict(_rounded(asdict(one)))


def _rounded(value: Any) -> Any:
    """The same with every number of a rate rounded, so that machines agree on the file."""
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(one) for one in value]
    return round(value, DIGITS) if isinstance(value, float) else value
