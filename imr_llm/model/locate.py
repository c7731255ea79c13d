"""Where a model's pointers and words lead in the letter.

Words are found verbatim, but for what comparisons ignore.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from imr_llm.folding import Folded, fold
from imr_llm.model.numbering import Span, lines

# what a place is found by: no blanks, and no hyphens but those between two digits
LOOSE_HYPHEN = re.compile(r"-(?:(?<![0-9]-)|(?![0-9]))")
PIECE = re.compile(r"-|[^\s-]+")
# "12", "12-15", "12 first words ... last words", "12 some words"
POINTER = re.compile(r"(\d{1,4})(?:-(\d{1,4}))?(?: (\S.*))?", re.ASCII)
OMISSION = " ... "


@dataclass(frozen=True)
class Place:
    """A letter's folded text, searchable without blanks and loose hyphens."""

    folded: Folded

    @classmethod
    def of(cls, text: str) -> Place:
        """Make a letter searchable."""
        return cls(fold(text))

    @cached_property
    def lines(self) -> list[Span]:
        """The folded spans of the numbered lines."""
        return lines(self.folded)

    @cached_property
    def _keyed(self) -> tuple[str, list[int]]:
        """The characters that count, and the folded offset of each."""
        text = self.folded.text
        parts: list[str] = []
        kept: list[int] = []
        for piece in PIECE.finditer(text):
            start, end = piece.span()
            beside = text[start - 1 : start] + text[end : end + 1]
            if piece[0] != "-" or (len(beside) == 2 and beside.isdigit()):  # noqa: PLR2004
                parts.append(piece[0])
                kept.extend(range(start, end))
        return "".join(parts), kept

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

    def pointed(self, pointer: str) -> Span | None:
        """The span that a pointer means: whole lines, or a part of them by its words.

        None where the letter has no such lines, or the words are not in them or not there only.
        """
        match = POINTER.fullmatch(pointer.strip())
        if not match or not (run := self.run(int(match[1]), int(match[2] or match[1]))):
            return None
        if not match[3]:
            return run
        first, last = _ends(match[3])
        opening = self.only(first, *run)
        closing = self.only(last, opening[0], run[1]) if opening else None
        return (opening[0], closing[1]) if opening and closing else None

    def run(self, first: int, last: int) -> Span | None:
        """The span from one numbered line to another; None for numbers that are no lines'."""
        if not 1 <= first <= last <= len(self.lines):
            return None
        return (self.lines[first - 1][0], self.lines[last - 1][1])


def _ends(words: str) -> tuple[str, str]:
    """The first and the last of some words, told as `first ... last`; else all of them for both."""
    first, _, last = words.partition(OMISSION)
    return first, last or first
