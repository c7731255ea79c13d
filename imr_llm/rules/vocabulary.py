"""The tables of `categories.toml` and `drugs.txt`: what the words of a request name.

Looked up in dictionaries, word by word: a larger table takes no longer.
"""

from __future__ import annotations

import re
import sys
import tomllib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from enum import Enum
from importlib.resources import files
from typing import Any, NamedTuple

from imr_llm.record import Category

# "10/325mg", "20%", "#60", "C5-6", "(LSO)": a mark that parts, else a number or a word
WORD = re.compile(r"([,;:()\[\]/&+–—]|(?<=\s)-(?=\s))|#?\d[\d.,]*%?|#|%|[^\W\d_]\w*")

LONGEST = 5  # words of a term
OPENING = 3  # letters that every beginning has
LETTERS = 40  # of a word, which is cut there
SHORTEST = 7  # letters of a word whose ending tells
SIBILANTS = ("ses", "xes", "zes", "ches", "shes")  # plurals in -es


class Word(NamedTuple):
    """A word as the tables spell it: small letters; `#` and `%` stand for a number with them.

    `parted` says that a mark stands between it and the word before.
    """

    text: str
    parted: bool


class Weight(Enum):
    """How far a term decides (the head of `categories.toml`)."""

    PURPOSE = "purposes"
    JOINT = "joints"
    IGNORED = "ignored"
    SETTING = "setting"
    SURE = "category"
    VAGUE = "vague"


class Entry(NamedTuple):
    """What the tables say of a term; `other` of one that names nothing."""

    weight: Weight
    category: Category


def words_of(request: str) -> Iterator[Word]:
    """The words of a request, in order; plain numbers are left out, for they name nothing."""
    parted = False
    for match in WORD.finditer(request.casefold()):
        text = match[0]
        parted = parted or bool(match[1])
        if text[0] == "#" or text[-1] == "%":
            yield Word(text[0] if text[0] == "#" else "%", parted)
        elif text[0].isalpha():
            yield Word(text[:LETTERS], parted)
        else:
            continue
        parted = False


def named(words: Sequence[Word]) -> tuple[int, Entry | None]:
    """How many of the words, from the first, are the longest term, and what the tables say of it.

    One word and None where no term begins. There is one word or more, and `LONGEST` are enough.
    """
    texts = [word.text for word in words]
    for size in range(_most(texts), 0, -1):
        key, last = "".join(texts[:size]), len(texts[size - 1])
        if entry := _whole(key, last) or _begun(key, last):
            return size, entry
    return 1, _ended(words[0].text)


def is_drug(word: Word) -> bool:
    """Tell whether a word alone names a drug, or drugs as such ("medication")."""
    entry = named([word])[1]
    return entry is not None and entry.category is Category.PHARMACEUTICALS


def joined(words: Sequence[Word]) -> str:
    """Words as a key of the tables: a blank, a hyphen and a slash are nothing."""
    return "".join(word.text for word in words)


def _most(texts: Sequence[str]) -> int:
    """How many of the words, at most, are one term: as long as a term begins with those before."""
    size, key = 1, texts[0]
    while size < len(texts) and KEYS[bisect_left(KEYS, key)].startswith(key):
        key += texts[size]
        size += 1
    return size


def _whole(key: str, last: int) -> Entry | None:
    """A term as it stands, or the singular of a plural; the last word is so long."""
    if (entry := WHOLE.get(key)) or last == 1 or not key.endswith("s"):
        return entry
    return WHOLE.get(key[:-1]) or (WHOLE.get(key[:-2]) if key.endswith(SIBILANTS) else None)


def _begun(key: str, last: int) -> Entry | None:
    """The longest beginning that reaches into the last word, which is so long."""
    if key[:OPENING] not in OPENINGS:
        return None
    for end in range(len(key), len(key) - last, -1):
        if entry := BEGUN.get(key[:end]):
            return entry
    return None


def _ended(word: str) -> Entry | None:
    """What a word's ending says of it."""
    if len(word) < SHORTEST:
        return None
    found = (entry for endings, entry in ENDED if word.endswith(endings))
    return next(found, None)


def _read() -> tuple[dict[str, Entry], dict[str, Entry], list[tuple[tuple[str, ...], Entry]]]:
    """Whole terms, beginnings (of terms with `*`) and endings."""
    drug = Entry(Weight.SURE, Category.PHARMACEUTICALS)
    whole = dict.fromkeys(_drugs(), drug)
    begun: dict[str, Entry] = {}
    for term, entry in _terms():
        table = begun if term.endswith("*") else whole
        table[joined(list(words_of(term)))] = entry
    endings = [
        (tuple(_listed(endings)), Entry(Weight.SURE, Category(name)))
        for name, endings in TABLES["ending"].items()
    ]
    return whole, begun, endings


def _terms() -> Iterator[tuple[str, Entry]]:
    for weight in (Weight.PURPOSE, Weight.JOINT, Weight.IGNORED):
        for term in _listed(TABLES[weight.value]):
            yield term, Entry(weight, Category.OTHER)
    for weight in (Weight.VAGUE, Weight.SURE, Weight.SETTING):
        for name, groups in TABLES[weight.value].items():
            entry = Entry(weight, Category(name))
            for group in groups.values() if isinstance(groups, dict) else [groups]:
                yield from ((term, entry) for term in _listed(group))


def _drugs() -> Iterator[str]:
    for line in (_RULES / "drugs.txt").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            yield from line.casefold().split()


def _listed(terms: str) -> list[str]:
    return [term.strip() for term in terms.split(",")]


_RULES = files("imr_llm.rules")
TABLES: dict[str, Any] = tomllib.loads((_RULES / "categories.toml").read_text("utf-8"))
WHOLE, BEGUN, ENDED = _read()
OPENINGS = {key[:OPENING] for key in BEGUN}
KEYS = [*sorted({*WHOLE, *BEGUN}), chr(sys.maxunicode)]
"""All terms in order, so that those with one beginning stand together; and an end after all."""
