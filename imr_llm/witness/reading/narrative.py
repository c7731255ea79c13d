"""Running text whose dates have become numbered tokens, so that roles can be read off plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imr_llm.witness.reading.mentions import Mention
from imr_llm.witness.reading.sheet import Sheet

# the token of the n-th mention; letters cannot hold it, as NUL is blanked first
DATE = "\x00\\d+\x00"
TOKEN = re.compile("\x00(\\d+)\x00")

# ends a sentence: "necessary. The", "QTY: 3.The"; not "0.5 cm", not "vs. debridement"
SENTENCE_BREAK = re.compile(
    "[.!?](?:[\"')\\]\u201d]{0,2}\\s+(?=[\"'(\\[\u201c]{0,2}[A-Z0-9\x00])"
    "|(?<=[a-z0-9)]\\.)(?=[A-Z][a-z]))"
)
HYPHEN_AT_BREAK = re.compile(r"(?<=\w)-\s+(?=\w)")


@dataclass(frozen=True)
class Narrative:
    """The sentences of one section; a number between NULs is that one of `mentions`."""

    sentences: tuple[str, ...]
    mentions: tuple[Mention, ...]


def narrate(sheet: Sheet, span: tuple[int, int], mentions: list[Mention]) -> Narrative:
    """Fold a section, with tokens for the dates in it, into sentences."""
    pieces, at = [], span[0]
    for number, mention in enumerate(mentions):
        pieces += [_plain(sheet.text[at : mention.start]), f"\x00{number}\x00"]
        at = mention.end
    pieces.append(_plain(sheet.text[at : span[1]]))
    folded = HYPHEN_AT_BREAK.sub("-", " ".join("".join(pieces).split()))
    return Narrative(tuple(_sentences(folded)), tuple(mentions))


def _sentences(text: str) -> Iterator[str]:
    at = 0
    for match in SENTENCE_BREAK.finditer(text):
        yield text[at : match.start() + 1]
        at = match.end()
    yield text[at:]


def tokens(text: str) -> list[int]:
    """The numbers of the dates in a sentence, in order."""
    return [int(number) for number in TOKEN.findall(text)]


def _plain(text: str) -> str:
    return text.replace("\x00", " ")
