"""Examples of what the package's own patterns look for: what a hostile text is best made of."""

from __future__ import annotations

import importlib
import pkgutil
import random
import re
from collections.abc import Iterator
from typing import Any

import imr_llm

LONGEST = 200
OFTEN = 3
"""More repeats than this make a part of a pattern worth repeating."""


def vocabulary() -> list[str]:
    """Examples of all patterns of the package, and of each of their repeated parts, in order."""
    return sorted({example for pattern in patterns() for example in examples(pattern)})


def patterns() -> Iterator[re.Pattern[str]]:
    """The patterns that the package's modules hold, alone or in a table."""
    for info in pkgutil.walk_packages(imr_llm.__path__, "imr_llm."):
        if info.name.endswith(("__main__", "pdfium")):
            continue
        for value in vars(importlib.import_module(info.name)).values():
            held = value.values() if isinstance(value, dict) else value
            for one in held if isinstance(held, (tuple, list)) else (held,):
                if isinstance(one, re.Pattern):
                    yield one


def examples(pattern: re.Pattern[str]) -> set[str]:
    """Strings that a pattern and its parts match, more or less: looking around is left out."""
    parsed = importlib.import_module("re._parser").parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    maker = _Maker(random.Random(pattern.pattern))  # noqa: S311
    maker.found.add(maker.all(parsed))
    return {text for text in maker.found if 0 < len(text) <= LONGEST}


class _Maker:
    """Makes one example of a parsed pattern, and keeps those of its branches and repeats."""

    def __init__(self, chance: random.Random) -> None:
        self.found: set[str] = set()
        self._chance = chance

    def all(self, parts: Any) -> str:
        return "".join(self.one(str(code), value) for code, value in parts)

    def one(self, code: str, value: Any) -> str:
        if code == "LITERAL":
            return chr(value)
        if code == "IN":
            inside = [part for part in value if str(part[0]) != "NEGATE"]
            code, value = self._chance.choice(inside)
            return self.one(str(code), value)
        if code == "RANGE":
            return chr(self._chance.randint(*value))
        if code == "CATEGORY":
            return "7" if "DIGIT" in str(value) else " " if "SPACE" in str(value) else "w"
        if code == "BRANCH":
            made = [self.all(branch) for branch in value[1]]
            self.found.update(made)
            return self._chance.choice(made)
        return self._group(code, value)

    def _group(self, code: str, value: Any) -> str:
        if code == "SUBPATTERN":
            return self.all(value[-1])
        if code == "ATOMIC_GROUP":
            return self.all(value)
        if "REPEAT" in code:
            least, most, part = int(value[0]), int(value[1]), value[2]
            text = self.all(part) * max(least, min(most, 2))
            if most > OFTEN:
                self.found.add(text)
            return text
        return "x" if code in ("ANY", "NOT_LITERAL") else ""
