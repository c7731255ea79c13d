"""Looks for text on which time grows faster than its length: `python -m eval.benchmarks.pumping`.

A letter or a record is taken and a piece of it, or of anything the patterns look for, is repeated
in some place until the whole is eight times as long as it was when first timed. Where a byte
of the added text then costs more than before, the shape is written down. Shapes that come close are
kept, and the next ones are made of them: the search is guided by time itself, which coverage is
blind to, for a pattern's work is one call.

    python -m eval.benchmarks.pumping --minutes 20 --out finds.jsonl [--seed 1]
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import random
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import imr_llm
from imr_llm import LetterError, extract
from imr_llm.pipeline import examined_as_given
from imr_llm.record import Determination
from imr_llm.review.page import review_page

ROOT = Path(__file__).resolve().parents[2]
SHORT, LONG = 4_000, 32_000
"""Characters of the repeated text."""
GROWN = 1.5
"""A byte of the long text that costs so many times a byte of the short one is a find."""
CHEAP = 2e-6
"""Seconds a byte under which growth is noise."""
DEAR = 60e-6
"""Seconds a byte that are a find whatever the growth."""
PATIENCE = 20.0
"""Seconds of work after which one text is given up, and is a find."""
POOL = 60
STRANGE = (
    *"\n\r\f\v\x1c\x1d\x1e\x85\u2028\u2029\t \u00a0\u200b\u00ad\u3000-:;,.!?()[]{}/\\'\"#*|<>@&%$=_+~",
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
COUNTED = re.compile(r"\d+")


@dataclass(frozen=True)
class Shape:
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
        yield COUNTED.sub(lambda _, at=number: str(at), unit) if counted else unit


def text_of(shape: Shape, size: int) -> str:
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


def record_of(shape: Shape, size: int) -> Determination:
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


def work(shape: Shape, size: int) -> Callable[[], None]:
    """What is timed: reading, checking and showing."""
    text = text_of(shape, size)
    if shape.where == "letter":
        return lambda: shown(text, None)
    try:
        claimed = record_of(shape, size)
    except ValueError:
        return lambda: None
    return lambda: shown(text, claimed)


def shown(text: str, claimed: Determination | None) -> None:
    """Read or check, and show; a refusal is an answer."""
    try:
        if claimed is None:
            done = extract(text, engine="rules")
        else:
            done = examined_as_given(claimed, text)
    except LetterError:
        return
    review_page(done, text, "letter.txt")


class TooLong(Exception):
    """One text took more than anybody waits for."""


def _too_long(*_: object) -> None:
    raise TooLong


def seconds(what: Callable[[], None], times: int = 1) -> float:
    """Processor seconds, the least of a few times; PATIENCE for what never came to an end."""
    best = PATIENCE
    for _ in range(times):
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        start = time.process_time()
        try:
            what()
        except TooLong:
            return PATIENCE
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        best = min(best, time.process_time() - start)
    return best


@cache
def plain(name: str, spoil: tuple[str, str] | None, where: str) -> float:
    """What a letter takes without anything added."""
    return seconds(work(Shape(name, where, 0, "-", spoil=spoil), 0), 3)


def costs(shape: Shape, times: int = 1) -> tuple[float, float]:
    """Seconds a byte of the added text, short and long."""
    base = plain(shape.letter, shape.spoil, shape.where)
    found = []
    for size in (SHORT, LONG):
        found.append((seconds(work(shape, size), times) - base) / size)
    return max(found[0], CHEAP), found[1]


def bad(short: float, long: float) -> bool:
    """Whether costs are a find."""
    return long > GROWN * short or long > DEAR


class Maker:
    """Makes shapes, of nothing or of shapes that cost much."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.words = vocabulary()
        self.pool: list[tuple[float, Shape]] = []

    def shape(self) -> Shape:
        """The next shape to try."""
        pick = self.chance
        if self.pool and pick.random() < 0.4:
            return self.changed(pick.choice(self.pool)[1])
        name = pick.choice(sorted(LETTERS))
        where = "letter" if pick.random() < 0.7 else pick.choice(places(name))
        spoil = None
        if pick.random() < 0.15:
            spoil = (pick.choice(["\n", " ", ". ", "-", ":", "/", "\n\n"]), pick.choice(STRANGE))
        other = (pick.random(), self.unit(name)) if pick.random() < 0.25 else None
        return Shape(
            name, where, self.place(name), self.unit(name), pick.random() < 0.3, spoil, other
        )

    def changed(self, one: Shape) -> Shape:
        """A shape like another."""
        pick, told = self.chance, asdict(one)
        told["spoil"] = one.spoil
        told["other"] = one.other
        change = pick.randrange(5)
        if change == 0:
            told["at"] = self.place(one.letter)
        elif change == 1:
            told["unit"] = one.unit + self.unit(one.letter)
        elif change == 2 and len(one.unit) > 1:
            at = pick.randrange(len(one.unit))
            told["unit"] = one.unit[:at] + pick.choice(STRANGE) + one.unit[at + 1 :]
        elif change == 3:
            told["counted"] = not one.counted
        else:
            told["letter"] = pick.choice(sorted(LETTERS)) if one.where == "letter" else one.letter
        return Shape(**told)

    def place(self, name: str) -> float:
        """Anywhere, but often at the end of a line or of a label."""
        text = LETTERS[name]
        if self.chance.random() < 0.3:
            return self.chance.random()
        edges = [match.end() for match in re.finditer(r"\n+|:\s*|\. |\b", text)]
        return self.chance.choice(edges) / len(text)

    def unit(self, name: str) -> str:
        """What is repeated: a few words, a line, a paragraph."""
        pick, text = self.chance, LETTERS[name]
        kind = pick.random()
        if kind < 0.2:
            line = pick.choice(text.splitlines(keepends=True))
            return line if kind < 0.1 else line.rstrip("\n") + pick.choice(STRANGE)
        if kind < 0.27:
            return pick.choice(text.split("\n\n")) + "\n\n"
        if kind < 0.35:
            start = pick.randrange(len(text))
            return text[start : start + pick.randrange(1, 200)] or "-"
        parts = (
            pick.choice(self.words if pick.random() < 0.6 else STRANGE)
            for _ in range(pick.randrange(1, 4))
        )
        return pick.choice(["", " ", "\n"]).join(parts) or "-"

    def remember(self, cost: float, shape: Shape) -> None:
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


def vocabulary() -> list[str]:
    """Examples of what the package's own patterns look for, and of each of their repeats."""
    found: set[str] = set()
    for info in pkgutil.walk_packages(imr_llm.__path__, "imr_llm."):
        if "__main__" in info.name:
            continue
        for value in vars(importlib.import_module(info.name)).values():
            held = value.values() if isinstance(value, dict) else value
            for one in held if isinstance(held, (tuple, list)) else (held,):
                if isinstance(one, re.Pattern):
                    found |= examples(one)
    return sorted(found)


def examples(pattern: re.Pattern[str]) -> set[str]:
    """A few strings that the parts of a pattern match, more or less."""
    from re import _parser  # type: ignore[attr-defined]

    chance = random.Random(pattern.pattern if isinstance(pattern.pattern, str) else "")
    found: set[str] = set()

    def make(parts: Any) -> str:
        return "".join(one(*part) for part in parts)

    def one(code: Any, value: Any) -> str:
        name = str(code)
        if name == "LITERAL":
            return chr(value)
        if name in ("ANY", "NOT_LITERAL"):
            return "x"
        if name == "IN":
            return one(*chance.choice([part for part in value if str(part[0]) != "NEGATE"]))
        if name == "RANGE":
            return chr(chance.randint(*value))
        if name == "CATEGORY":
            kind = str(value)
            return "7" if "DIGIT" in kind else " " if "SPACE" in kind else "w"
        if name == "BRANCH":
            made = [make(branch) for branch in value[1]]
            found.update(made)
            return chance.choice(made)
        if name == "SUBPATTERN":
            return make(value[-1])
        if name == "ATOMIC_GROUP":
            return make(value)
        if "REPEAT" in name:
            least, most, part = value
            text = make(part) * max(least, min(int(most), 2))
            if int(most) > 3:
                found.add(text)
            return text
        return ""

    found.add(make(_parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)))
    return {text for text in found if 0 < len(text) <= 200}


def main() -> None:
    """Search as long as told; every find is a line of JSON as soon as it is met."""
    parser = argparse.ArgumentParser("python -m eval.benchmarks.pumping")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    signal.signal(signal.SIGVTALRM, _too_long)
    maker, tried, finds = Maker(told.seed), 0, 0
    end = time.monotonic() + 60 * told.minutes
    while time.monotonic() < end:
        shape = maker.shape()
        tried += 1
        try:
            short, long = costs(shape)
            if bad(short, long):
                short, long = costs(shape, 3)
        except TooLong:
            continue
        except Exception as error:  # a find of another kind
            short, long = -1.0, -1.0
            print(type(error).__name__, error, file=sys.stderr)
        maker.remember(max(long / short, long / DEAR), shape)
        if short < 0 or bad(short, long):
            finds += 1
            row = {"short": short * 1e6, "long": long * 1e6, **asdict(shape)}
            with told.out.open("a") as out:
                out.write(json.dumps(row) + "\n")
        if tried % 200 == 0:
            print(tried, finds, file=sys.stderr, flush=True)
    print(f"{tried} shapes, {finds} finds in {told.minutes} minutes", file=sys.stderr)


if __name__ == "__main__":
    main()
