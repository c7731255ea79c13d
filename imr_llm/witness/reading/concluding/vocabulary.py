"""The tables of conclusion.toml, and patterns made of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("conclusion.toml").read_text(encoding="utf-8")
)


def any_of(*tables: str) -> str:
    """Any word of the named tables ("verb.plain"); a blank in it may be a hyphen."""
    words: set[str] = set()
    for table in tables:
        part, name = table.split(".")
        words.update(WORDS[part][name])
    return _alternation(words)


def phrase(*tables: str) -> re.Pattern[str]:
    """A whole word or phrase of the named tables."""
    return re.compile(rf"\b{any_of(*tables)}(?![a-z])")


def mentions(text: str, stems: tuple[str, ...]) -> bool:
    """Whether any of the stems stands in the text."""
    for stem in stems:  # noqa: SIM110  # a plain loop takes two thirds of the time
        if stem in text:
            return True
    return False


def _alternation(words: set[str]) -> str:
    """The words branching letter by letter, the longest first, so that few are tried anywhere."""
    tails: dict[str, set[str]] = {}
    for word in words - {""}:
        tails.setdefault(word[0], set()).add(word[1:])
    branches = [
        ("[ -]" if first == " " else re.escape(first)) + _alternation(rest)
        for first, rest in sorted(tails.items())
    ]
    if len(branches) == 1 and "" not in words:
        return branches[0]
    return f"(?:{'|'.join(branches)})" + ("?" if "" in words else "") if branches else ""
