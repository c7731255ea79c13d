"""What a reader left out and people added: its place among the parts that the record has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from typing import Any

from imr_llm.errors import RecordError
from imr_llm.extraction import Extraction
from imr_llm.folding import folded
from imr_llm.record import Event, Item, Part, load_record
from imr_llm.review.corrections import Added, Decided, Place, Ruling, Rulings, Verdict

# "items[0]" of "items[0].decision", "events[12]"; not "items"
NUMBERED = re.compile(r"^(?:items|events)\[\d+\]")
BLANKS = r"[\s\ufeff]+"
"""What a browser takes for blanks, too."""
EMPTY: dict[str, type[Part]] = {"items": Item, "events": Event}
QUOTED = {"items": ("title", "request"), "events": ("text",)}
"""The fields that the quoted words are."""
Span = tuple[int, int]
Paths = dict[str | Place, str]
"""Of every part, by its path before or by what was added, its path now."""


def completed(extraction: Extraction, text: str, rulings: Rulings) -> tuple[Extraction, Rulings]:
    """The extraction with an empty part wherever something was added, and what was decided of it.

    Parts stand in the letter's order, and all paths are those they have then. Each field of what
    was added is a ruling.

    Raises RecordError for words that do not stand in the letter, and for a part that the record
    has not.
    """
    if not rulings.added:
        return extraction, rulings
    spans = {place: span_of(place, text) for place in rulings.added}
    record = extraction.determination.model_dump(mode="json")
    paths: Paths = {}
    for part in EMPTY:
        mine = {place: span for place, span in spans.items() if place.part == part}
        parts = _in_order(part, record.get(part) or [], mine, extraction)
        paths |= {one: f"{part}[{at}]" for at, (one, _) in enumerate(parts)}
        if mine:
            record[part] = [value for _, value in parts]

    disputed = [
        one.model_copy(update={"field": _now(one.field, paths)}) for one in extraction.disputed
    ]
    update = {
        "determination": load_record(json.dumps(record)),
        "agreed": tuple(_now(one, paths) for one in extraction.agreed),
        "disputed": tuple(disputed),
    }
    return extraction.model_copy(update=update), _ruled(rulings, paths, spans, text)


def _ruled(rulings: Rulings, paths: Paths, spans: dict[Place, Span], text: str) -> Rulings:
    """All rulings by the paths of now, those of what was added among them."""
    for path in rulings.values:
        if (found := NUMBERED.match(path)) and found[0] not in paths:
            raise RecordError(f"the record has no {path}")
    values = {_now(path, paths): ruling for path, ruling in rulings.values.items()}
    quarrels = {_now(path, paths) for path in rulings.quarrels}
    for place, span in spans.items():
        for name, told in _fields(place, text[slice(*span)], rulings.added[place]):
            path = f"{paths[place]}.{name}"
            values[path] = replace(told[-1], added=span)
            if any(one.decided.value != told[0].decided.value for one in told):
                quarrels.add(path)
    return replace(rulings, values=values, quarrels=frozenset(quarrels), added={})


def _now(path: str, paths: Paths) -> str:
    return NUMBERED.sub(lambda found: paths.get(found[0], found[0]), path)


def span_of(place: Place, text: str) -> Span:
    """Where some words stand in the letter, however its lines break.

    `add.js` looks for them in the same way.
    """
    pattern = BLANKS.join(map(re.escape, place.words.split())).replace(r"\-", r"-\s*")
    for at, found in enumerate(re.finditer(pattern, text)):
        if at == place.nth:
            return found.span()
    raise RecordError("words that were added do not stand in the letter")


def _in_order(
    part: str, known: list[Any], added: dict[Place, Span], extraction: Extraction
) -> list[tuple[str | Place, Any]]:
    """The parts that there are and empty ones for what was added, in the letter's order."""
    blank = dict.fromkeys(EMPTY[part].model_fields)  # what is not told beside stays open
    # where it is not known where a part stands, it stands with the one before
    starts = accumulate((_start(f"{part}[{at}]", extraction) for at in range(len(known))), max)
    parts: list[tuple[int, str | Place, Any]] = [
        (start, f"{part}[{at}]", value)
        for at, (start, value) in enumerate(zip(starts, known, strict=True))
    ]
    parts += [(start, place, blank) for place, (start, _) in added.items()]
    return [(one, value) for _, one, value in sorted(parts, key=lambda one: one[0])]


def _start(path: str, extraction: Extraction) -> int:
    """Where the words of a part begin; 0 where no check says."""
    names = {f"{path}.{name}" for name in ("title", "text", "date")}
    spans = [one.span for one in extraction.checks if one.field in names and one.span]
    return spans[0][0] if spans else 0


def _fields(
    place: Place, words: str, added: dict[str, Added]
) -> Iterator[tuple[str, list[Ruling]]]:
    """Every field of what was added, as each of the people who told it."""
    told: dict[str, list[Ruling]] = {}
    for by, one in added.items():
        quoted = dict.fromkeys(QUOTED[place.part], folded(words))
        for name, value in (quoted | one.values).items():
            decided = Decided(verdict=Verdict.CORRECTED, value=value, at=one.at)
            told.setdefault(name, []).append(Ruling(decided, by))
    yield from told.items()
