"""Fields, values and passages in words for people: lists count from one, null is a dash."""

from __future__ import annotations

import re
from textwrap import shorten
from typing import Any

Span = tuple[int, int]

# "items[0].decision", "maximus_guideline.citations[11].title", "[3].date" within its part
COUNTED = re.compile(r"(\w*)\[(\d{1,9})\]")
# "case case number" of `case.case_number`
TWICE = re.compile(r"\b([a-z]+) \1\b")
ONE_OF = {"items": "item", "events": "event", "citations": "citation", "diagnoses": "diagnosis"}
# a full stop and the next sentence: "was denied. The patient"; not "Dr. Lee", "vs. Ohio", "L. Ng"
SENTENCE_END = re.compile(
    r"[.?!][\"')\]]*(?<!\b[DM]r\.)(?<!\bMrs\.)(?<!\bMs\.)(?<!\bvs\.)(?<!\b[A-Z]\.)"
    r" (?=[\"'(\[]*[A-Z])"
)
AROUND = 60
"""Characters of the letter that are shown on either side of some words."""


def name_of(field: str) -> str:
    """A field's path in words: `items[0].rationale_gist` is item 1 rationale gist."""
    words = COUNTED.sub(lambda at: f"{ONE_OF.get(at[1], at[1])} {int(at[2]) + 1}", field)
    return TWICE.sub(r"\1", " ".join(words.replace(".", " ").replace("_", " ").split()))


def judged_by(field: str) -> tuple[str, ...]:
    """The fields whose words a judgment is about: of an item its title, of an event its phrase."""
    part = field.rpartition(".")[0]
    return tuple(f"{part}.{name}" for name in ("title", "text", "date")) if part else ()


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 letter, 1,200 letters."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def plain(value: Any) -> str:
    """A value of a record or a check: yes, no, a dash for null, lists with commas."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(map(plain, value)) or "none"
    return str(value)


def sides(field: str, claimed: Any, found: Any) -> str | None:
    """Both places of a conflict in words; None for an item's, whose places are told otherwise."""
    one, other = (plain(value).replace("_", " ") for value in (claimed, found))
    if field == "outcome":
        return f"{one} by its items, {other} on its cover"
    return None if field.startswith("items[") else f"{one} in the summary, {other} in the header"


def quoted(text: str, span: Span, most: int = 240) -> str:
    """The words at a span on one line, with a little of what stands around them."""
    start, end = span
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    # whole words only, where the cut is not the letter's own end
    before = before.partition(" ")[2] if start > AROUND else before
    after = after.rpartition(" ")[0] if end + AROUND < len(text) else after
    words = shorten(f"{before}{text[start:end]}{after}", most, placeholder=" …")
    return f"{'…' if start > AROUND else ''}{words}{'…' if end + AROUND < len(text) else ''}"


def sentence_with(text: str, words: str) -> str | None:
    """The sentence of a passage that holds these words last; None where they do not stand there.

    White space is compared as one blank.
    """
    text, words = " ".join(text.split()), " ".join(words.split())
    at = text.rfind(words) if words else -1
    if at < 0:
        return None
    ends = [end.end() for end in SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= at), default=0)
    stop = min((end for end in ends if end >= at + len(words)), default=len(text))
    return text[start:stop].strip()
