"""Dates of a sentence that share a kind: lists ("5-3-16 and 5-17-16") and periods."""

from __future__ import annotations

import re

from imr_llm.dates import PartialDate
from imr_llm.rules.cues import find_cues
from imr_llm.rules.mentions import Mention

# "5-3-16 and 5-17-16", "8/1/2015 through 8/9/2015": the second date is what the first is
SAME_AGAIN = re.compile(
    r"\)? ?(?:(?P<through>to|through|thru|until|up to|-|–|ending)|,|&|as well as|[,;]? ?and"
    r"(?: again| then| another(?: one)?| (?:an?|the|his|her)"
    r" (?:first|second|third|\w+th|last|final|next|other)(?: one)?)?(?: was)?(?: on| in| of)?) ?\(?"
)
# "(05/24/16) and hyaluronate (": a list with a date in brackets after each
BRACKETED_AGAIN = re.compile(r"\)(?:, and|,| and) (?:[\w-]+ ){1,3}\(")
# "reported on § and repeated on", "begun on § and was extended to": once more of the same
REPEATED = re.compile(
    r",? (?:and|then)(?: again| then| was| were)*"
    r" (?:repeated|extended|renewed|redone|done again|given again|signed|received|submitted)"
    r"(?: on| to| through| until)? "
)
# "between 01-01-1990 and 07-15-2013"
BETWEEN = re.compile(r"\bbetween (?:the dates of )?$", re.IGNORECASE)


def runs(text: str, mentions: list[Mention]) -> list[range]:
    """The dates of a sentence in lists of one kind: "5-3-16 and 5-17-16"."""
    lists: list[range] = []
    for number in range(len(mentions)):
        if number and _again(text, mentions[number - 1].end, mentions[number].start):
            lists[-1] = range(lists[-1].start, number + 1)
        else:
            lists.append(range(number, number + 1))
    return lists


def _again(text: str, end: int, start: int) -> bool:
    """Whether what stands between two dates makes the second what the first is."""
    if SAME_AGAIN.fullmatch(text, end, start) or REPEATED.fullmatch(text, end, start):
        return True
    return bool(BRACKETED_AGAIN.fullmatch(text, end, start)) and not find_cues(text, end, start)


def began(text: str, sentence: int, mentions: list[Mention], number: int) -> PartialDate | None:
    """The first day of the period that a date ends, in the sentence that starts at `sentence`."""
    first = mentions[number - 1]
    joint = SAME_AGAIN.fullmatch(text, first.end, mentions[number].start)
    period = (joint and joint["through"]) or BETWEEN.search(
        text, max(sentence, first.start - 24), first.start
    )
    return first.date if period else None
