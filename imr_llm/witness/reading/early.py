"""Items of the earlier layouts, which say their outcome in a sentence (FORMATS 2 and 3)."""

from __future__ import annotations

import re

from imr_llm.record import Decision
from imr_llm.witness.reading.items import Items, WitnessedItem
from imr_llm.witness.reading.sheet import Sheet

# "1) MAXIMUS Federal Services, Inc. has determined the request for "
OPENING = re.compile(
    r"(?:\b(?P<number>\d{1,3})\)\s*)?MAXIMUS\s+Federal\s+Services,\s+Inc\.\s+has\s+determined\s+the\s"
    r"+"
    r"request\s+for\s+"
)
# " is not medically necessary and appropriate", "is notmedically necessary"
VERDICT = re.compile(
    r"\s+(?P<word>(?:is|are|was"
    r"|were)\s+(?P<no>not\s*)?medically\s+necessary(?:\s+and\s+appropriate)?)"
)
LONGEST_REQUEST = 1500

# "1) Regarding the request for X:" opens an item's own pages; "Effect of the Decision:" ends them
REGARDING = re.compile(r"\b(?P<number>\d{1,3})\)\s+Regarding\s+the\s+request\s+for\b")
RATIONALE = re.compile(r"Rationale\s+for\s+the\s+Decision\s*:")
EFFECT = re.compile(r"Effect\s+of\s+the\s+Decision\s*:")


def find_sentence_items(sheet: Sheet) -> Items:
    """Every numbered result, once: the letter prints the list twice."""
    found = Items()
    seen: set[tuple[str | None, str, bool]] = set()
    numbers: list[str | None] = []
    for opening in OPENING.finditer(sheet.text):
        limit = min(len(sheet.text), opening.end() + LONGEST_REQUEST)
        verdict = VERDICT.search(sheet.text, opening.end(), limit)
        if not verdict:
            found.strays.append((opening.span(), "a result without an outcome"))
            continue
        title = (opening.end(), verdict.start())
        upheld = verdict["no"] is not None
        same = (opening["number"], "".join(sheet.text[slice(*title)].split()), upheld)
        if same not in seen:
            seen.add(same)
            numbers.append(opening["number"])
            decision = Decision.UPHELD if upheld else Decision.OVERTURNED
            found.items.append(WitnessedItem(title, True, verdict.span("word"), decision))
    _add_rationales(sheet, found, numbers)
    return found


def _add_rationales(sheet: Sheet, found: Items, numbers: list[str | None]) -> None:
    """Give each item the rationale under the heading that bears its number."""
    headings = list(REGARDING.finditer(sheet.text))
    effect = EFFECT.search(sheet.text, headings[-1].end()) if headings else None
    last = effect.start() if effect else len(sheet.text)
    ends = [*(heading.start() for heading in headings[1:]), last]
    spans: dict[str | None, tuple[int, int]] = {}
    for heading, end in zip(headings, ends, strict=False):
        if label := RATIONALE.search(sheet.text, heading.end(), end):
            spans.setdefault(heading["number"], (label.end(), end))
    for item, number in zip(found.items, numbers, strict=True):
        if number in spans:
            item.parts["rationale"] = spans[number]
