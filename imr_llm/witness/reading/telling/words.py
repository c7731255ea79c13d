"""The words of a sentence, each with its kind: the vocabulary of `words.toml`, read once.

A sentence is cut into pieces, and the pieces become a row of `Word`s: articles, auxiliaries and the
like are left out, a phrase of several pieces is one `Word`, and hyphens, slashes and stray blanks
between letters do not count. All later reading looks at kinds and their order, so that it takes
time in line with the length. What a piece can mean is looked up once and kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import lru_cache, reduce
from itertools import chain, islice
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

# A date's token, "d.o.i.", a word, a number, a mark; a dash only alone or beside a date ("D - D").
_PIECE = re.compile(
    r"[a-z]+(?:'[a-z]+|(?:\.[a-z]\b)+\.)?|\x00\d{1,9}\x00|[,;:!?()\[\]]|\.(?=\s|$)"
    r"|#?\d+(?:[.,/]\d+)*%?|(?<=\x00)-|^-$|-(?=\x00)"
)
_TYPOGRAPHIC = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2212\u00a0", "''\"\"--- ")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")

# What a piece is a sign of, one bit each: signs are broader than what any pattern reads.
INJURY, REVIEW, VERDICT, AGE, SEX, HE, SHE = (1 << bit for bit in range(7))
_SIGNS = {"injury": INJURY, "review": REVIEW, "age": AGE, "sex": SEX, "he": HE, "she": SHE}
_TOLD = INJURY | REVIEW
# The kinds that tell a verdict, or name the review that gave it.
_VERDICTS = ("refuse", "grant", "part", "unsure_verdict", "review", "denial", "appeal", "decision")
# What a phrase of several words is a sign of; a lone word is what `[hints]` says.
_PHRASE_SIGNS = dict.fromkeys((*_VERDICTS[:-1], "payer"), REVIEW) | dict.fromkeys(
    ("doi", "injury", "accident", "reinjure", "cumulative", "onset", "claim"), INJURY
)
_STEM, _LONGEST = 2, 24  # letters of the shortest and the longest stem
_KEPT, _KEPT_LETTERS = 20_000, 40  # how many pieces are kept, and of what length


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

    `phrases`: the rests of these, the longest first, by their first word; `stems` are such words.
    """

    word: Word
    signs: int
    phrases: dict[str, list[_Rest]] = {}  # noqa: RUF012 (never written)
    stems: tuple[str, ...] = ()


def kinds(names: str) -> frozenset[str]:
    """The set of the kinds named; a name that the vocabulary does not know is an error."""
    found = frozenset(names.split())
    if not found <= KINDS:
        raise KeyError(", ".join(sorted(found - KINDS)))
    return found


def lower(text: str) -> str:
    """The text in small letters and plain quotes, every character in its place."""
    if text.isascii():
        return text.lower()
    return text.translate(_TYPOGRAPHIC).translate(_ASCII_LOWER)


def alternatives(kind: str) -> str:
    """The regex of any of the words or stems of a kind."""
    return "|".join(re.escape(one).replace(r"\*", r"\w*") for one in _TABLES["kinds"][kind])


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
    for kind in _VERDICTS:
        for phrase in _TABLES["kinds"][kind]:
            longest = max(phrase.split(), key=len)
            found[longest] = found.get(longest, 0) | VERDICT
    return found


_PHRASES, _STEMS = _by_head(), _signs()


def _forms(piece: str) -> Iterator[str]:
    """How the tables may spell a piece: as a whole, or as a stem, the longest first."""
    yield piece
    for length in range(min(len(piece), _LONGEST), _STEM - 1, -1):
        yield piece[:length] + "*"


def _mark(piece: str) -> str | None:
    """The kind of what is no word: a date, a number, a mark."""
    if piece[0] == "\0":
        return "date"
    if piece[0] == "#" or piece[0].isdigit():
        return "number"
    return _PUNCTUATION.get(piece[0])


@lru_cache(maxsize=_KEPT)
def _meaning(piece: str) -> Piece:
    if mark := _mark(piece):
        return Piece(Word(mark, piece), 0)
    plain = piece.replace(".", "").removesuffix("'s")  # "d.o.i.", "worker's"
    signs = 0
    found: list[_Rest] = []
    for form in _forms(plain):
        signs |= _STEMS.get(form, 0)
        found += _PHRASES.get(form, ())
    alone = next((kind for rest, kind in found if not rest), "word")
    phrases: dict[str, list[_Rest]] = {}
    for rest, kind in sorted(found, key=lambda one: -len(one[0])):
        if rest:
            phrases.setdefault(rest[0], []).append((rest, kind))
    stems = tuple(head[:-1] for head in phrases if head.endswith("*"))
    return Piece(Word(alone, piece, signs & _TOLD), signs, phrases, stems)


class Chunk(NamedTuple):
    """What stands between two blanks: all that it is a sign of, and its pieces."""

    signs: int
    pieces: tuple[Piece, ...]


def _reading(chunk: str) -> Chunk:
    pieces = tuple(map(_meaning, _PIECE.findall(chunk)))
    return Chunk(reduce(or_, (piece.signs for piece in pieces), 0), pieces)


class _Lexicon(dict[str, Chunk]):
    """The chunks met of late."""

    def __missing__(self, chunk: str) -> Chunk:
        found = _reading(chunk)
        if len(self) >= _KEPT:
            self.clear()
        if len(chunk) < _KEPT_LETTERS:
            self[chunk] = found
        return found


_LEXICON = _Lexicon()


def chunks_of(text: str) -> list[Chunk]:
    """The chunks of a sentence in small letters (`lower`)."""
    return list(map(_LEXICON.__getitem__, text.split(" ")))


def signs_of(chunks: list[Chunk]) -> int:
    """All that the words of a sentence are signs of."""
    found = 0
    for chunk in chunks:
        found |= chunk[0]
    return found


def pieces_of(chunks: list[Chunk]) -> list[Piece]:
    """The pieces of a sentence."""
    return [piece for chunk in chunks for piece in chunk[1]]


def place_of(text: str, number: int) -> tuple[int, int]:
    """Where the n-th piece of a sentence stands in it."""
    at = 0
    for chunk in text.split(" "):
        pieces = _LEXICON[chunk].pieces
        if number < len(pieces):
            match = next(islice(_PIECE.finditer(chunk), number, None))
            return (at + match.start(), at + match.end())
        number -= len(pieces)
        at += len(chunk) + 1
    raise IndexError(number)


def _like(pattern: str, word: str) -> bool:
    return word == pattern or (pattern[-1] == "*" and word.startswith(pattern[:-1]))


def _phrase(pieces: list[Piece], at: int, second: str) -> Word | None:
    """The longest phrase that begins at a piece which `second` follows."""
    head, _, phrases, stems = pieces[at]
    found = phrases.get(second, [])
    if stems and second.startswith(stems):
        stemmed = (phrases[stem + "*"] for stem in stems if second.startswith(stem))
        found = sorted(chain(found, *stemmed), key=lambda one: -len(one[0]))
    for rest, kind in found:
        texts = [piece[0][1] for piece in pieces[at + 1 : at + 1 + len(rest)]]
        if len(rest) == 1 or (len(texts) == len(rest) and all(map(_like, rest, texts))):
            text = " ".join((head[1], *texts))
            return Word(kind, text, _PHRASE_SIGNS.get(kind, 0), 1 + len(rest))
    return None


def words_of(pieces: list[Piece], begins: list[int] | None = None) -> Row:
    """The words of a sentence in order. Fillers are left out; "the" stands only before a date.

    `begins`: takes the piece that each word begins with, where anybody asks.
    """
    row: Row = []
    skip, last = 0, len(pieces) - 1
    for at, (alone, _, phrases, stems) in enumerate(pieces):
        if at < skip:
            continue
        word = alone
        if phrases and at < last:
            second = pieces[at + 1][0][1]
            if second in phrases or (stems and second.startswith(stems)):
                word = _phrase(pieces, at, second) or word
                skip = at + word[3]
        kind = word[0]
        if kind == "filler" or (kind == "the" and not _dated(pieces, at + word[3])):
            continue
        row.append(word)
        if begins is not None:
            begins.append(at)
    return row


def _dated(pieces: list[Piece], at: int) -> bool:
    return at < len(pieces) and pieces[at].word.kind == "date"
