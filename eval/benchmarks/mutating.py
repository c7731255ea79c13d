"""Letters and records changed at random: something in them stands there again and again.

What is repeated is taken from the letters themselves and from what the patterns look for.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from eval.benchmarks.vocabulary import vocabulary
from imr_llm import Determination, LetterError, extract

ROOT = Path(__file__).resolve().parents[2]
POOL = 60
STRANGE = (
    *"\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029\t \u00a0\u200b\u00ad\u3000",
    *"-:;,.!?()[]{}/\\'\"#*|<>@&%$=_+~",
    *"09aAzZéİ²١",
    "\r\n",
    "-\n",
    "- \n",
    " \n",
    "\n\n",
    ".\n",
    ":\n",
    ": ",
    ". ",
    "1) ",
    "#",
    "12/30/2016",
    "10-30-\n2016",
    "10-302016",
    "#-#-2016",
    "2016",
)
COMMON = ("\n", " ", ". ", "-", ":", "/", "\n\n")
COUNTED = re.compile(r"\d+")
EDGES = re.compile(r"\n+|:\s*|\. |\b")


@dataclass(frozen=True)
class Mutation:
    """A letter (or a record of it) in which `unit` stands again and again at `at`.

    `where` is "letter", or the path in the record of the string or list that grows. `counted`: the
    numbers in the unit go up. `spoil`: replaced in the whole text before anything else.
    """

    letter: str
    where: str
    at: float
    unit: str
    counted: bool = False
    spoil: tuple[str, str] | None = None
    other: tuple[float, str] | None = None


def letters() -> dict[str, str]:
    """The synthetic letters that can be read, by name."""
    found = {}
    for path in sorted((ROOT / "tests" / "letters").glob("*.txt")):
        text = path.read_text("utf-8")
        try:
            extract(text, engine="rules")
        except LetterError:
            continue
        found[path.stem] = text
    return found


LETTERS = letters()


@cache
def record(name: str) -> dict[str, Any]:
    """The record of a letter, as JSON."""
    return extract(LETTERS[name], engine="rules").determination.model_dump(mode="json")


def grown(unit: str, size: int, *, counted: bool) -> Iterator[str]:
    """The unit as often as fits into `size` characters, once at least."""
    for number in range(max(1, size // len(unit))):
        yield COUNTED.sub(str(number), unit) if counted else unit


def text_of(shape: Mutation, size: int) -> str:
    """The letter with its repeated text."""
    text = LETTERS[shape.letter]
    if shape.spoil:
        text = text.replace(*shape.spoil)
    if shape.where != "letter" or not size:
        return text
    places = [(shape.at, shape.unit)]
    if shape.other:
        size //= 2
        places.append(shape.other)
    for share, unit in sorted(places, reverse=True):
        at = round(share * len(text))
        text = text[:at] + "".join(grown(unit, size, counted=shape.counted)) + text[at:]
    return text


def record_of(shape: Mutation, size: int) -> Determination:
    """The record with its repeated part."""
    value = json.loads(json.dumps(record(shape.letter)))
    *path, last = shape.where.split("/")
    holder: Any = value
    for step in path:
        holder = holder[int(step) if isinstance(holder, list) else step]
    key: Any = int(last) if isinstance(holder, list) else last
    if isinstance(holder[key], list):
        entries = holder[key] or [shape.unit]
        entry = json.dumps(entries[int(shape.at * len(entries)) % len(entries)])
        times = grown(entry, size, counted=shape.counted) if size else ()
        holder[key] = [*holder[key], *map(json.loads, times)]
    elif size:
        printed = str(holder[key])
        at = round(shape.at * len(printed))
        run = "".join(grown(shape.unit, size, counted=shape.counted))
        holder[key] = printed[:at] + run + printed[at:]
    return Determination.model_validate(value)


class Maker:
    """Makes shapes, of nothing or of shapes that cost much."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.words = vocabulary()
        self.pool: list[tuple[float, Mutation]] = []

    def shape(self) -> Mutation:
        """The next one to try."""
        pick = self.chance
        if self.pool and pick.randrange(5) in (0, 1):
            return self._changed(pick.choice(self.pool)[1])
        name = pick.choice(sorted(LETTERS))
        where = pick.choice(("letter", "letter", pick.choice(places(name))))
        return Mutation(
            name,
            where,
            self._place(name),
            self._unit(name),
            counted=self._one_in(3),
            spoil=(pick.choice(COMMON), pick.choice(STRANGE)) if self._one_in(7) else None,
            other=(pick.random(), self._unit(name)) if self._one_in(4) else None,
        )

    def _changed(self, one: Mutation) -> Mutation:
        """One like another."""
        pick = self.chance
        at = pick.randrange(len(one.unit))
        name = pick.choice(sorted(LETTERS)) if one.where == "letter" else one.letter
        changes: tuple[dict[str, Any], ...] = (
            {"at": self._place(one.letter)},
            {"unit": one.unit + self._unit(one.letter)},
            {"unit": one.unit[:at] + pick.choice(STRANGE) + one.unit[at + 1 :]},
            {"counted": not one.counted},
            {"letter": name},
        )
        return replace(one, **pick.choice(changes))

    def _one_in(self, times: int) -> bool:
        return not self.chance.randrange(times)

    def _place(self, name: str) -> float:
        """Anywhere, but mostly at the edge of a line, a label or a word."""
        text = LETTERS[name]
        if self._one_in(3):
            return self.chance.random()
        return self.chance.choice([match.end() for match in EDGES.finditer(text)]) / len(text)

    def _unit(self, name: str) -> str:
        """What is repeated: mostly a few words or signs, else a line or more of the letter."""
        pick, text = self.chance, LETTERS[name]
        start = pick.randrange(len(text))
        line = pick.choice(text.splitlines(keepends=True))
        few = [
            pick.choice(pick.choice((self.words, self.words, STRANGE)))
            for _ in range(pick.randrange(1, 4))
        ]
        some = pick.choice(("", " ", "\n")).join(few)
        kinds = (
            line,
            line.rstrip("\n") + pick.choice(STRANGE),
            pick.choice(text.split("\n\n")) + "\n\n",
            text[start : start + pick.randrange(1, 200)],
        )
        return pick.choice((*kinds, some, some, some, some, some, some, some, some)) or "-"

    def remember(self, cost: float, shape: Mutation) -> None:
        """Keep the dearest."""
        self.pool = sorted([*self.pool, (cost, shape)], key=lambda one: -one[0])[:POOL]


def places(name: str) -> list[str]:
    """The paths of a record's strings and lists."""

    def walk(path: str, value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for key, part in value.items():
                yield from walk(f"{path}/{key}", part)
        elif isinstance(value, list):
            yield path[1:]
            for number, part in enumerate(value[:2]):
                yield from walk(f"{path}/{number}", part)
        elif isinstance(value, str):
            yield path[1:]

    return list(walk("", record(name)))
