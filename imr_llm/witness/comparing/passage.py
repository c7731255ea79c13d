"""A stretch of the letter as comparisons see it: no blanks, no loose hyphens, offsets kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from imr_llm.folding import key
from imr_llm.witness.reading.sheet import Sheet

# what counts in a comparison, and each hyphen by itself; not blanks, not characters of no width
PIECE = re.compile("-|[^\\s\u200b\u2060\ufeff\u00ad-]+")


@dataclass(frozen=True)
class Passage:
    """`key` is what counts of a stretch; the two tuples lead from it back to the letter."""

    key: str
    hyphens_lost: bool
    _keyed: tuple[int, ...]
    _letter: tuple[int, ...]

    def find(self, phrase: str, *, low: int = 0, high: int | None = None) -> tuple[int, int] | None:
        """Where `phrase` stands, as letter offsets; it must not start or end inside a word."""
        wanted = key(phrase, hyphens_lost=self.hyphens_lost)
        at = self.key.find(wanted, low, high) if wanted else -1
        while at >= 0:
            if self._whole(at, wanted):
                return self._span(at, at + len(wanted))
            at = self.key.find(wanted, at + 1, high)
        return None

    def keyed(self, offset: int) -> int:
        """The place in `key` of a letter offset."""
        piece = bisect_right(self._letter, offset) - 1
        return self._keyed[piece] + offset - self._letter[piece] if piece >= 0 else 0

    def _span(self, start: int, end: int) -> tuple[int, int]:
        return (self._at(start), self._at(end - 1) + 1)

    def _at(self, place: int) -> int:
        piece = bisect_right(self._keyed, place) - 1
        return self._letter[piece] + place - self._keyed[piece]

    def _whole(self, at: int, wanted: str) -> bool:
        """No word runs on over either end, unless a blank or hyphen parts it in the letter."""
        end = at + len(wanted)
        runs_in = at > 0 and self.key[at - 1].isalnum() and wanted[0].isalnum()
        if runs_in and self._at(at) - self._at(at - 1) == 1:
            return False
        runs_on = end < len(self.key) and self.key[end].isalnum() and wanted[-1].isalnum()
        return not (runs_on and self._at(end) - self._at(end - 1) == 1)


def passage(sheet: Sheet, *spans: tuple[int, int]) -> Passage:
    """The stretches of `sheet` between the `spans`, one after the other, as one passage."""
    keyed, letter, kept = [], [], []
    length = 0
    for start, end in spans:
        pieces = [(m.start(), m[0]) for m in PIECE.finditer(sheet.text, start, end)]
        for index, (at, piece) in enumerate(pieces):
            if piece == "-" and (sheet.hyphens_lost or not _between_digits(pieces, index)):
                continue
            keyed.append(length)
            letter.append(at)
            kept.append(piece)
            length += len(piece)
    return Passage("".join(kept), sheet.hyphens_lost, tuple(keyed), tuple(letter))


def _between_digits(pieces: list[tuple[int, str]], index: int) -> bool:
    if not 0 < index < len(pieces) - 1:
        return False
    before, after = pieces[index - 1][1][-1], pieces[index + 1][1][0]
    return before in "0123456789" and after in "0123456789"
