"""Where words of a model stand in the letter: verbatim, but for what comparisons ignore."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from imr_llm.folding import Folded, fold

Span = tuple[int, int]

# what a place is found by: no blanks, and no hyphens but those between two digits
LOOSE_HYPHEN = re.compile(r"-(?:(?<![0-9]-)|(?![0-9]))")
PIECE = re.compile(r"-|[^\s-]+")


@dataclass(frozen=True)
class Place:
    """A letter's folded text, searchable without blanks and loose hyphens."""

    folded: Folded

    @classmethod
    def of(cls, text: str) -> Place:
        """Make a letter searchable."""
        return cls(fold(text))

    @cached_property
    def _keyed(self) -> tuple[str, list[int]]:
        """The characters that count, and the folded offset of each."""
        text = self.folded.text
        kept: list[int] = []
        for piece in PIECE.finditer(text):
            start, end = piece.span()
            beside = text[start - 1 : start] + text[end : end + 1]
            if piece[0] != "-" or (len(beside) == 2 and beside.isdigit()):  # noqa: PLR2004
                kept.extend(range(start, end))
        return "".join([text[at] for at in kept]), kept

    def find(self, words: str, start: int = 0, end: int | None = None) -> list[Span]:
        """Every folded span between two folded offsets that reads as `words`, at most two."""
        haystack, offsets = self._keyed
        needle = LOOSE_HYPHEN.sub("", "".join(words.split()))
        spans: list[Span] = []
        at = haystack.find(needle) if needle else -1
        while at >= 0 and len(spans) < 2:  # noqa: PLR2004
            span = (offsets[at], offsets[at + len(needle) - 1] + 1)
            if end is not None and span[1] > end:
                break
            if span[0] >= start:
                spans.append(span)
            at = haystack.find(needle, at + 1)
        return spans

    def only(self, words: str, start: int = 0, end: int | None = None) -> Span | None:
        """The one span that reads as `words`; None when there is none, or more than one."""
        spans = self.find(words, start, end)
        return spans[0] if len(spans) == 1 else None

    def holds(self, words: str) -> bool:
        """Whether the letter holds `words` anywhere."""
        return bool(self.find(words))

    def passage(self, first: str, last: str, start: int, end: int) -> Span | None:
        """The span from the first words to the last; None unless both are unique in between."""
        opening = self.only(first, start, end)
        closing = self.only(last, opening[0], end) if opening else None
        return (opening[0], closing[1]) if opening and closing else None

    def next_passage(self, first: str, last: str, start: int, end: int) -> Span | None:
        """The span from the next place of the first words to the next place of the last."""
        opening = self.find(first, start, end)
        closing = self.find(last, opening[0][0], end) if opening else []
        return (opening[0][0], closing[0][1]) if closing else None
