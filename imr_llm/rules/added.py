"""What else the sentence of a date tells of it, beside what the date belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imr_llm.record import EventKind
from imr_llm.rules.cues import Sign
from imr_llm.rules.mentions import Mention

LEFT, RIGHT = 130, 170
NEIGHBOURS = 24
"""So many other dates at most can stand within that distance on one side."""
DONE_THEN = (EventKind.DIAGNOSTIC, EventKind.PROCEDURE)
"""What was done on a date gives it no work status: "CT on § (negative), rest, and off work"."""
BRACKETS = re.compile(r"[()\"“”]")


def also_told(
    text: str,
    sentence: tuple[int, int],
    mentions: list[Mention],
    number: int,
    kind: EventKind,
    signs: Sequence[Sign],
) -> list[EventKind]:
    """The kinds that the `signs` tell of one date, beside its own `kind`."""
    context = _context(text, sentence, mentions, number)
    told = [sign.kind for sign in signs if sign.kind is not kind and sign.stands_in(context)]
    return [one for one in told if kind not in DONE_THEN or one is not EventKind.TREATMENT]


def _context(text: str, sentence: tuple[int, int], mentions: list[Mention], number: int) -> str:
    """The sentence around one date, the date as `§` and every other date as `¤`."""
    mention = mentions[number]
    start, end = max(sentence[0], mention.start - LEFT), min(sentence[1], mention.end + RIGHT)
    before = _masked(text, start, mention.start, mentions[max(0, number - NEIGHBOURS) : number])
    after = _masked(text, mention.end, end, mentions[number + 1 : number + 1 + NEIGHBOURS])
    return BRACKETS.sub("", f"{before}§{after}")


def _masked(text: str, start: int, end: int, mentions: list[Mention]) -> str:
    """A stretch of text with `¤` for the dates in it."""
    parts = []
    for mention in mentions:
        if start <= mention.start and mention.end <= end:
            parts += [text[start : mention.start], "¤"]
            start = mention.end
    return "".join(parts) + text[start:end]
