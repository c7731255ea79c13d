"""Terms of the field looked up word by word: which of a set of tables stands where in a text.

In a term a blank is a blank, a hyphen, both or nothing ("x ray" is also x-ray and xray), and `*` is
any ending ("arthroscop*" is also arthroscopic).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

# "certified" of "non-certified", "MRI"; of "L5" too, which begins no term
WORD = re.compile(r"[A-Za-z]\w*")


class Term(NamedTuple):
    """One term where it stands in the text, and the table it is from."""

    table: str
    start: int
    end: int


class Lexicon:
    """Tables of terms by name; at one place the longest term counts, whatever its table."""

    def __init__(self, tables: Mapping[str, Iterable[str]]) -> None:
        """Compile the tables, a pattern for each two first letters: few are tried at a word."""
        by_letter: dict[str, list[tuple[str, str]]] = {}
        for name, terms in tables.items():
            for term in terms:
                by_letter.setdefault(term[0].lower(), []).append((term, name))
        self._patterns: dict[str, tuple[re.Pattern[str], list[str]]] = {}
        for letter, pairs in by_letter.items():
            pairs.sort(key=lambda pair: -len(pair[0]))
            # "x ray", "P&S": of these the second letter in a text can be any
            short = {term for term, _ in pairs if not term[1:2].isalpha()}
            for start in {term[:2].lower() for term, _ in pairs if term not in short} | {letter}:
                begun = [(t, n) for t, n in pairs if t in short or t[:2].lower() == start]
                if begun:
                    self._patterns[start] = _compiled(begun)

    def find(self, text: str, start: int, end: int) -> Iterator[Term]:
        """The terms of `text[start:end]` in order; none overlaps another."""
        at = start
        patterns = self._patterns
        for word in WORD.finditer(text, start, end):
            begin = word.start()
            if begin < at:
                continue
            letters = text[begin : begin + 2].lower()
            tried = patterns.get(letters) or patterns.get(letters[0])
            if not tried or not _begins(text, begin):
                continue
            if match := tried[0].match(text, begin, end):
                at = match.end()
                yield Term(tried[1][(match.lastindex or 1) - 1], begin, at)


def _begins(text: str, at: int) -> bool:
    """Tell whether a term may begin here: "non-certified", "x-ray", "MRI/CT"; not "w/o", "5mg"."""
    before = text[at - 1 : at]
    if before == "/":
        return text[at - 2 : at - 1].isalpha() and text[at + 1 : at + 2].isalpha()
    return not (before.isalnum() or before == "_")


def _compiled(pairs: list[tuple[str, str]]) -> tuple[re.Pattern[str], list[str]]:
    """A pattern for any of the terms, a group each, and the table of each group."""
    terms = "|".join(f"({_pattern(term)})" for term, _ in pairs)
    return re.compile(rf"(?:{terms})(?!\w)", re.IGNORECASE), [name for _, name in pairs]


def any_of(terms: Iterable[str]) -> str:
    """A pattern for any of the terms, from one word's edge to another's."""
    longest_first = sorted(terms, key=len, reverse=True)
    return rf"(?<!\w)(?:{'|'.join(map(_pattern, longest_first))})(?!\w)"


def has_any(stems: Iterable[str], small: str) -> bool:
    """Whether one of the stems stands in a text of small letters, be it inside a word."""
    return any(map(small.__contains__, stems))


def _pattern(term: str) -> str:
    return re.escape(term).replace(r"\ ", "[ -]{0,2}").replace(r"\*", r"[\w-]*")
