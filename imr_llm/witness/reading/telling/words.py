"""The words of a sentence, each with its kind.

A sentence is cut at its blanks into chunks, these into pieces, and the pieces become a row of
`Word`s: articles, auxiliaries and the like are left out, a phrase of several pieces is one `Word`,
and hyphens, slashes and stray blanks between letters do not count. All later reading looks at kinds
and their order, so that it takes time in line with the length.
"""

from __future__ import annotations

import re
from functools import reduce
from itertools import islice
from operator import or_
from typing import NamedTuple

from imr_llm.witness.reading.telling.lexicon import KEPT, Piece, Row, Word, like, meaning, phrases

# A date's token, "d.o.i.", a word, a number, a mark; a dash only alone or beside a date ("D - D").
_PIECE = re.compile(
    r"[a-z]+(?:'[a-z]+|(?:\.[a-z]\b)+\.)?|\x00\d{1,9}\x00|[,;:!?()\[\]]|\.(?=\s|$)"
    r"|#?\d+(?:[.,/]\d+)*%?|(?<=\x00)-|^-$|-(?=\x00)"
)
_TYPOGRAPHIC = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014\u2212\u00a0", "''\"\"--- ")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_LETTERS = 40  # the longest chunk that is kept


def lower(text: str) -> str:
    """The text in small letters and plain quotes, every character in its place."""
    if text.isascii():
        return text.lower()
    return text.translate(_TYPOGRAPHIC).translate(_ASCII_LOWER)


class Chunk(NamedTuple):
    """What stands between two blanks: all that it is a sign of, and its pieces."""

    signs: int
    pieces: tuple[Piece, ...]


def _reading(chunk: str) -> Chunk:
    pieces = tuple(map(meaning, _PIECE.findall(chunk)))
    return Chunk(reduce(or_, (piece.signs for piece in pieces), 0), pieces)


class _Lexicon(dict[str, Chunk]):
    """The chunks met of late."""

    def __missing__(self, chunk: str) -> Chunk:
        found = _reading(chunk)
        if len(self) >= KEPT:
            self.clear()
        if len(chunk) < _LETTERS:
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


def _phrase(pieces: list[Piece], at: int, second: str) -> Word | None:
    """The longest phrase that begins at a piece which `second` follows."""
    for rest, word in phrases(pieces[at][0][1], second):
        if len(rest) == 1 or _goes_on(pieces[at + 2 : at + 1 + len(rest)], rest[1:]):
            return word
    return None


def _goes_on(following: list[Piece], rest: tuple[str, ...]) -> bool:
    """Whether these pieces are the rest of a phrase."""
    if len(following) < len(rest):
        return False
    for one, piece in zip(rest, following, strict=True):  # noqa: SIM110  # takes less time so
        if not like(one, piece[0][1]):
            return False
    return True


def words_of(pieces: list[Piece]) -> tuple[Row, list[int]]:
    """The words of a sentence in order, and the piece that each begins with.

    Fillers are left out; "the" stands only before a date.
    """
    row: Row = []
    begins: list[int] = []
    skip, last = 0, len(pieces) - 1
    for at, (alone, _, seconds, stems) in enumerate(pieces):
        if at < skip:
            continue
        word = alone
        if seconds and at < last:
            second = pieces[at + 1][0][1]
            if second in seconds or (stems and second.startswith(stems)):
                word = _phrase(pieces, at, second) or word
                skip = at + word[3]
        kind = word[0]
        if kind == "filler" or (kind == "the" and not _dated(pieces, at + word[3])):
            continue
        row.append(word)
        begins.append(at)
    return row, begins


def _dated(pieces: list[Piece], at: int) -> bool:
    return at < len(pieces) and pieces[at].word.kind == "date"
