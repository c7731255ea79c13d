"""The vocabulary of `words.toml`: what a word is, what it may begin, and what it is a sign of.

What a piece of text can mean is looked up once and kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path
from typing import NamedTuple

_TABLES: dict[str, dict[str, list[str]]] = tomllib.loads(
    (Path(__file__).with_name("words.toml")).read_text("utf-8")
)
_PUNCTUATION = {
    ",": "comma", ".": "stop", ";": "stop", "!": "stop", "?": "stop", ":": "colon",
    "(": "open", "[": "open", ")": "close", "]": "close", "-": "to",
}  # fmt: skip
KINDS = frozenset(_TABLES["kinds"]) | frozenset(_PUNCTUATION.values()) | {"date", "number", "word"}


# What a piece is a sign of, one bit each: signs are broader than what any pattern reads.
INJURY, REVIEW, VERDICT, AGE, SEX, HE, SHE, LEANING = (1 << bit for bit in range(8))
_SIGNS = {
    "injury": INJURY,
    "review": REVIEW,
    "age": AGE,
    "sex": SEX,
    "he": HE,
    "she": SHE,
    "leaning": LEANING,
}
_TOLD = INJURY | REVIEW
# The kinds that tell a verdict, or name the review that gave it.
_VERDICTS = ("refuse", "grant", "part", "unsure_verdict", "review", "denial", "appeal", "decision")
# The kinds that tell one only where a review is said to speak.
_LEANINGS = ("against", "in_favor", "unfit", "fit", "adverse", "favorable")
# What a phrase of several words is a sign of; a lone word is what `[hints]` says.
_PHRASE_SIGNS = dict.fromkeys((*_VERDICTS[:-1], "payer"), REVIEW) | dict.fromkeys(
    ("doi", "injury", "accident", "reinjure", "cumulative", "onset", "claim"), INJURY
)
_STEM, _LONGEST = 2, 24  # letters of the shortest and the longest stem
KEPT = 20_000  # how many pieces are kept


class Word(NamedTuple):
    """One word or phrase of a sentence, or a mark, or a date's token."""

    kind: str
    text: str
    signs: int = 0
    size: int = 1  # pieces

    @property
    def number(self) -> int:
        """The mention's number of a date's token."""
        return int(self.text.strip("\0"))


Row = list[Word]
_Rest = tuple[tuple[str, ...], str]  # the rest of a phrase, and its kind


class Piece(NamedTuple):
    """What a piece may be: a word alone, or the head of phrases.

    `seconds`, `stems`: the words and the stems of words that can follow in these.
    """

    word: Word
    signs: int
    seconds: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()


def kinds(names: str) -> frozenset[str]:
    """The set of the kinds named; a name that the vocabulary does not know is an error."""
    found = frozenset(names.split())
    if not found <= KINDS:
        raise KeyError(", ".join(sorted(found - KINDS)))
    return found


def alternatives(kind: str) -> str:
    """The regex of any of the words or stems of a kind."""
    return "|".join(re.escape(one).replace(r"\*", r"\w*") for one in _TABLES["kinds"][kind])


def phrases_of(kind: str) -> list[str]:
    """The words and phrases of a kind, as the table spells them."""
    return _TABLES["kinds"][kind]


def _by_head() -> dict[str, list[_Rest]]:
    """The phrases by their first word."""
    found: dict[str, list[_Rest]] = {}
    for name, phrases in _TABLES["kinds"].items():
        kind = "number" if name == "number_word" else name
        for phrase in phrases:
            head, *rest = phrase.split()
            found.setdefault(head, []).append((tuple(rest), kind))
    return found


def _signs() -> dict[str, int]:
    """What words and stems are signs of; a phrase of a verdict is known by its longest word."""
    found: dict[str, int] = {}
    for fact, stems in _TABLES["hints"].items():
        for stem in stems:
            found[stem] = found.get(stem, 0) | _SIGNS[fact]
    for sign, kinds_told in ((VERDICT, _VERDICTS), (LEANING, _LEANINGS)):
        for kind in kinds_told:
            for phrase in _TABLES["kinds"][kind]:
                longest = max(phrase.split(), key=len)
                found[longest] = found.get(longest, 0) | sign
    return found


_PHRASES, _STEMS = _by_head(), _signs()


def _forms(piece: str) -> Iterator[str]:
    """How the tables may spell a piece: as a whole, or as a stem, the longest first."""
    piece = piece.replace(".", "").removesuffix("'s")  # "d.o.i.", "worker's"
    yield piece
    for length in range(min(len(piece), _LONGEST), _STEM - 1, -1):
        yield piece[:length] + "*"


def _rests(piece: str) -> list[_Rest]:
    """The rests of all phrases that the piece may begin, itself included."""
    return [rest for form in _forms(piece) for rest in _PHRASES.get(form, ())]


def _mark(piece: str) -> str | None:
    """The kind of what is no word: a date, a number, a mark."""
    if piece[0] == "\0":
        return "date"
    if piece[0] == "#" or piece[0].isdigit():
        return "number"
    return _PUNCTUATION.get(piece[0])


@lru_cache(maxsize=KEPT)
def meaning(piece: str) -> Piece:
    """What a piece may be."""
    if mark := _mark(piece):
        return Piece(Word(mark, piece), 0)
    signs = reduce(or_, (_STEMS.get(form, 0) for form in _forms(piece)), 0)
    found = _rests(piece)
    alone = next((kind for rest, kind in found if not rest), "word")
    heads = frozenset(rest[0] for rest, _ in found if rest)
    stems = tuple(head[:-1] for head in heads if head.endswith("*"))
    return Piece(Word(alone, piece, signs & _TOLD), signs, heads, stems)


def like(pattern: str, word: str) -> bool:
    """Whether a word is what the tables spell so: as it stands, or as a stem."""
    return word == pattern or (pattern[-1] == "*" and word.startswith(pattern[:-1]))


@lru_cache(maxsize=KEPT)
def phrases(head: str, second: str) -> tuple[tuple[tuple[str, ...], Word], ...]:
    """The phrases that these two words can begin, the longest first: their rests, and the words."""
    return tuple(
        (rest, Word(kind, f"{head} {' '.join(rest)}", _PHRASE_SIGNS.get(kind, 0), 1 + len(rest)))
        for rest, kind in sorted(_rests(head), key=lambda one: -len(one[0]))
        if rest and like(rest[0], second)
    )
