"""Running text whose dates have become numbered tokens, so that roles can be read off plainly."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from imr_llm.witness.reading.mentions import Mention
from imr_llm.witness.reading.sheet import Sheet

Span = tuple[int, int]

# the token of the n-th mention; letters cannot hold it, as NUL is blanked first
TOKEN = re.compile("\x00(\\d+)\x00")
# what counts as a blank, like the plain one; NUL is no print
BLANKS = dict.fromkeys([0, *(code for code in range(0x3001) if chr(code).isspace())], " ")

# ends a sentence: "necessary. The", "QTY: 3.The"; not "0.5 cm", not "vs. debridement"
SENTENCE_BREAK = re.compile(
    "[.!?](?:[\"')\\]\u201d]{0,2}\\s+(?=[\"'(\\[\u201c]{0,2}[A-Z0-9\x00])"
    "|(?<=[a-z0-9)]\\.)(?=[A-Z][a-z]))"
)
HYPHEN_AT_BREAK = re.compile(r"-(?<=\w-)\s+(?=\w)")


@dataclass(frozen=True)
class Section:
    """A stretch of the letter and the dates in it."""

    sheet: Sheet
    span: Span
    mentions: tuple[Mention, ...]

    def offset(self, ink: int) -> int:
        """The letter's offset of the printed character that so many others precede."""
        blanks = max(bisect_right(self._inked, ink) - 1, 0)
        return self.span[0] + blanks + ink

    def ink(self, text: str) -> int:
        """How many printed characters a piece of folded text with tokens stands for."""
        if "\x00" not in text:
            return len(text) - text.count(" ")
        plain, *rest = text.split("\x00")
        count = len(plain) - plain.count(" ")
        for number, plain in zip(rest[::2], rest[1::2], strict=True):
            count += self._dates[int(number)] + len(plain) - plain.count(" ")
        return count

    @cached_property
    def _dates(self) -> list[int]:
        return [_ink(one.printed) for one in self.mentions]

    @cached_property
    def _inked(self) -> list[int]:
        """How many printed characters precede what stands after the n-th blank."""
        start, end = self.span
        pieces = self.sheet.text[start:end].translate(BLANKS).rstrip().split(" ")
        return [0, *accumulate(map(len, pieces[:-1]))]


class Sentence(NamedTuple):
    """One folded sentence; a number between NULs is that one of the section's mentions.

    `before`: how many printed characters of the section precede it.
    """

    text: str
    before: int
    section: Section

    @property
    def dates(self) -> list[int]:
        """The numbers of its dates, in order."""
        return [int(number) for number in TOKEN.findall(self.text)]

    def place(self, start: int, end: int) -> Span:
        """The span in the letter of `text[start:end]`; a token is whole, or not in it."""
        if date := TOKEN.fullmatch(self.text, start, end):
            mention = self.section.mentions[int(date[1])]
            return (mention.start, mention.end)
        first = self.before + self.section.ink(self.text[:start])
        last = first + max(self.section.ink(self.text[start:end]), 1) - 1
        return (self.section.offset(first), self.section.offset(last) + 1)


@dataclass(frozen=True, slots=True)
class Narrative:
    """The sentences of one section, in order, and its dates."""

    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]


def narrate(sheet: Sheet, span: Span, mentions: list[Mention]) -> Narrative:
    """Fold a section, with tokens for the dates in it, into sentences."""
    pieces, at = [], span[0]
    for number, mention in enumerate(mentions):
        pieces += [_plain(sheet.text[at : mention.start]), f"\x00{number}\x00"]
        at = mention.end
    pieces.append(_plain(sheet.text[at : span[1]]))
    folded = HYPHEN_AT_BREAK.sub("-", " ".join("".join(pieces).split()))
    section = Section(sheet, span, tuple(mentions))
    return Narrative(tuple(_sentences(folded, section)), section.mentions)


def _sentences(text: str, section: Section) -> Iterator[Sentence]:
    at = ink = 0
    breaks = SENTENCE_BREAK.finditer(text)
    ends = [(match.start() + len(match[0].rstrip()), match.end()) for match in breaks]
    for end, following in [*ends, (len(text), len(text))]:
        yield Sentence(text[at:end], ink, section)
        ink += section.ink(text[at:following])
        at = following


def _ink(text: str) -> int:
    return sum(map(len, text.split()))


def _plain(text: str) -> str:
    return text.replace("\x00", " ")
