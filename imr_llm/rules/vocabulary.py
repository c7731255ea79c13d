"""The tables of `categories.toml` and `drugs.txt`: what the words of a request name.

Looked up in dictionaries, word by word: a larger table takes no longer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from enum import Enum
from importlib.resources import files
from typing import NamedTuple

from imr_llm.record import Category
from imr_llm.rules.heads import JOINTS, PURPOSES, Word, words_of


class Weight(Enum):
    """How far a term decides (the head of `categories.toml`)."""

    IGNORED = "ignored"
    SETTING = "setting"
    SURE = "category"
    VAGUE = "vague"


class Term(NamedTuple):
    """A term of the tables as it stands in a request; `stretch` and `breath` count from 0."""

    text: str
    weight: Weight
    category: Category
    stretch: int
    breath: int


Entry = tuple[Weight, Category]
_RULES = files("imr_llm.rules")


def _tables() -> tuple[dict[str, Entry], dict[str, Entry], dict[tuple[str, ...], Category]]:
    """Whole terms, beginnings (of terms with `*`) and endings."""
    tables = tomllib.loads((_RULES / "categories.toml").read_text("utf-8"))
    whole: dict[str, Entry] = dict.fromkeys(_drugs(), (Weight.SURE, Category.PHARMACEUTICALS))
    begun: dict[str, Entry] = {}
    _enter(tables["ignored"], (Weight.IGNORED, Category.OTHER), whole, begun)
    for weight in (Weight.VAGUE, Weight.SURE, Weight.SETTING):
        for name, told in tables[weight.value].items():
            for terms in told.values() if isinstance(told, dict) else [told]:
                _enter(terms, (weight, Category(name)), whole, begun)
    endings = {tuple(_listed(ends)): Category(name) for name, ends in tables["ending"].items()}
    return whole, begun, endings


def _listed(terms: str) -> list[str]:
    return [term.strip() for term in terms.split(",")]


def _drugs() -> Iterator[str]:
    for line in (_RULES / "drugs.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield from line.casefold().split()


def _enter(terms: str, entry: Entry, whole: dict[str, Entry], begun: dict[str, Entry]) -> None:
    for term in _listed(terms):
        table = begun if term.endswith("*") else whole
        table[joined(words_of(term))] = entry


def joined(words: list[Word]) -> str:
    """Words as a key of the tables: a blank, a hyphen and a slash are nothing."""
    return "".join(word.text for word in words)


WHOLE, BEGUN, ENDINGS = _tables()
LONGEST = 5  # words of a term
SIBILANTS = ("ses", "xes", "zes", "ches", "shes")  # plurals in -es
SHORTEST_STEM = 3  # letters before an ending


def terms_of(request: str) -> list[Term]:
    """The terms that a request names, from the left, the longest at each word."""
    words = words_of(request)
    terms = []
    stretch = breath = at = 0
    while at < len(words):
        size, entry = _longest(words[at : at + LONGEST])
        word = words[at]
        if word.parted:
            breath += 1
        if not entry and word.text in PURPOSES:
            stretch, breath = stretch + 1, breath + 1
        elif not entry and word.text in JOINTS:
            breath += 1
        elif entry and entry[0] is not Weight.IGNORED:
            terms.append(Term(joined(words[at : at + size]), *entry, stretch, breath))
        at += size
    return terms


def _longest(words: list[Word]) -> tuple[int, Entry | None]:
    """How many of the first words are one term, and which."""
    for size in range(len(words), 0, -1):
        key = joined(words[:size])
        if entry := WHOLE.get(key) or _plural(key) or _begun(key, len(words[size - 1].text)):
            return size, entry
    return 1, _ending(words[0].text)


def _plural(key: str) -> Entry | None:
    if not key.endswith("s"):
        return None
    return WHOLE.get(key[:-1]) or (WHOLE.get(key[:-2]) if key.endswith(SIBILANTS) else None)


def _begun(key: str, last: int) -> Entry | None:
    """The longest beginning that reaches into the last word."""
    for end in range(len(key), len(key) - last, -1):
        if entry := BEGUN.get(key[:end]):
            return entry
    return None


def _ending(word: str) -> Entry | None:
    for endings, category in ENDINGS.items():
        if word.endswith(endings) and len(word) > SHORTEST_STEM + 3:
            return (Weight.SURE, category)
    return None
