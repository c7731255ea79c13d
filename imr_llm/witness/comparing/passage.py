"""A stretch of the letter in which a phrase can be located, offsets kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from imr_llm.folding import UNPRINTED, bare
from imr_llm.witness.comparing.agreement import agrees
from imr_llm.witness.reading.sheet import Sheet

# what is left of a stretch to find a phrase by: not blanks, not hyphens, not what prints nothing
PIECE = re.compile(rf"[^\s{UNPRINTED}-]+")


@dataclass(frozen=True)
class Passage:
    """`bare` is a stretch without blanks and hyphens; the two tuples lead from it to the letter."""

    sheet: Sheet
    bare: str
    _bare: tuple[int, ...]
    _letter: tuple[int, ...]

    def find(self, phrase: str) -> tuple[int, int] | None:
        """Where `phrase` stands in whole words, as letter offsets; None where it does not."""
        return next(self.all(phrase), None)

    def all(self, phrase: str) -> Iterator[tuple[int, int]]:
        """Every place where `phrase` stands in whole words."""
        wanted = bare(phrase)
        at = self.bare.find(wanted) if wanted else -1
        while at >= 0:
            span = (self._at(at), self._at(at + len(wanted) - 1) + 1)
            printed = self.sheet.text[slice(*span)]
            if in_whole_words(self.sheet, span) and agrees(
                phrase, printed, hyphens_lost=self.sheet.hyphens_lost
            ):
                yield span
            at = self.bare.find(wanted, at + 1)

    def _at(self, place: int) -> int:
        piece = bisect_right(self._bare, place) - 1
        return self._letter[piece] + place - self._bare[piece]


def in_whole_words(sheet: Sheet, span: tuple[int, int]) -> bool:
    """Tell whether no word runs on over either end of a stretch."""
    text, (start, end) = sheet.text, span
    before, after = text[max(0, start - 1) : start + 1], text[end - 1 : end + 1]
    return not (_inside_a_word(before) or _inside_a_word(after))


def _inside_a_word(two: str) -> bool:
    return len(two) == 2 and two.isalnum()  # noqa: PLR2004  # the characters on either side


def passage(sheet: Sheet, span: tuple[int, int]) -> Passage:
    """A stretch of `sheet`, searchable."""
    pieces, starts, places, length = [], [], [], 0
    for one in PIECE.finditer(sheet.text, *span):
        pieces.append(one[0])
        starts.append(length)
        places.append(one.start())
        length += len(one[0])
    return Passage(sheet, "".join(pieces), tuple(starts), tuple(places))
