"""The disputed items, found bottom-up: an outcome word before a label makes an item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imr_llm.record import Decision
from imr_llm.witness.reading.sections import Sections
from imr_llm.witness.reading.sheet import Sheet
from imr_llm.witness.reading.title import start_of_title

Span = tuple[int, int]

# "Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:"
LABEL = re.compile(
    r"(?P<claims_administrator_guideline>Claims\s+Administrator\s+guideline)\s*+:"
    r"|(?P<maximus_guideline>MAXIMUS\s+guideline)\s*+:"
    r"|(?P<rationale>Decision\s+rationale)\s*+:"
)
LABELS = ("claims_administrator_guideline", "maximus_guideline", "rationale")

# "Upheld", "Overturned" and a page number after it; not "Upheld by the reviewer"
OUTCOME = re.compile(
    r"(?P<word>Upheld|Overturned)\b[\s.]*+(?:(?:Page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?\s*+)?$",
    re.IGNORECASE,
)
# "X: Upheld" at a line's end
OUTCOME_LINE = re.compile(r":\s{0,3}(?:Upheld|Overturned)[ \t\u00a0.]{0,8}$", re.MULTILINE)
LONGEST_OUTCOME = 60


@dataclass
class WitnessedItem:
    """One item: where its parts stand. `decision` is None where other words are printed."""

    title: Span
    proved: bool
    outcome: Span
    decision: Decision | None
    parts: dict[str, Span] = field(default_factory=dict)
    ends_proved: bool = True
    labelled: bool = False


@dataclass
class Items:
    """The items in order, and the places where labels and outcomes do not fit together."""

    items: list[WitnessedItem] = field(default_factory=list)
    strays: list[tuple[Span, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Label:
    name: str
    start: int
    end: int


def find_items(sheet: Sheet, sections: Sections) -> Items:
    """Find every item of the body; without a body there are none."""
    found = Items()
    if sections.body is None:
        return found
    low, high = sections.body
    labels = [_Label(str(m.lastgroup), *m.span()) for m in LABEL.finditer(sheet.text, low, high)]
    floor, heads = low, set()
    for label in labels:
        head = _head(sheet, floor, label, found)
        if head:
            if found.items:
                _close(found.items[-1], head)
            found.items.append(head)
            heads.add(head.outcome[0])
        _take(found, label, high, is_head=head is not None)
        floor = label.end
    for item in found.items:
        _end_at_blank_line(sheet, item)
    _strays_among_outcomes(sheet, (low, high), heads, found)
    return found


def _head(sheet: Sheet, floor: int, label: _Label, found: Items) -> WitnessedItem | None:
    """The item whose outcome stands right before `label`, if one does."""
    text = sheet.text
    colon = text.rfind(":", floor, label.start)
    printed = text[colon + 1 : label.start].strip() if colon >= 0 else ""
    match = OUTCOME.match(printed)
    if not match and label.name != LABELS[0]:
        colon, printed = _outcome_further_up(text, floor, label, found)
        match = OUTCOME.match(printed)
    if not printed or (not match and len(printed) > LONGEST_OUTCOME):
        return None
    if not match and label.name != LABELS[0]:
        return None
    begin = text.find(printed, colon + 1)
    end = begin + (match.end("word") if match else len(printed))
    start = start_of_title(sheet, floor, colon, begin, first=not found.items)
    title_end = start.at + len(text[start.at : colon].rstrip())
    decision = Decision(match["word"].lower()) if match else None
    return WitnessedItem((start.at, title_end), start.proved, (begin, end), decision)


def _outcome_further_up(text: str, floor: int, label: _Label, found: Items) -> tuple[int, str]:
    """The outcome of an item whose first label is missing but whose paragraph stands."""
    if found.items and label.name not in found.items[-1].parts:
        return -1, ""
    lines = list(OUTCOME_LINE.finditer(text, floor, label.start))
    return (lines[-1].start(), lines[-1][0][1:].strip()) if lines else (-1, "")


def _take(found: Items, label: _Label, high: int, *, is_head: bool) -> None:
    """Give a label to the item it belongs to, and end the part before it there."""
    span = (label.start, label.end)
    if not found.items:
        found.strays.append((span, "a label stands before any item"))
        return
    parts = found.items[-1].parts
    if label.name in parts or (label.name == LABELS[0] and not is_head):
        found.strays.append((span, "a label without an outcome"))
        return
    later = LABELS[LABELS.index(label.name) + 1 :]
    if any(name in parts for name in later):
        found.strays.append((span, "a label out of place"))
        return
    for name, (start, end) in parts.items():
        if end == high:
            parts[name] = (start, label.start)
    parts[label.name] = (label.end, high)
    found.items[-1].labelled = True


def _end_at_blank_line(sheet: Sheet, item: WitnessedItem) -> None:
    """Without its last label an item's last guideline ends where its own paragraph does."""
    if LABELS[2] in item.parts or not item.parts:
        return
    name, (start, end) = max(item.parts.items(), key=lambda part: part[1])
    line = max(sheet.line_at(start), 0)
    while line < len(sheet.ends) and sheet.ends[line] < end:
        if sheet.ends[line] > start and sheet.is_spaced(line):
            item.parts[name] = (start, sheet.ends[line])
            return
        line += 1


def _close(item: WitnessedItem, following: WitnessedItem) -> None:
    """The last part of an item ends where the next title begins."""
    item.ends_proved = following.proved
    for name, (start, end) in item.parts.items():
        item.parts[name] = (start, max(start, min(end, following.title[0])))


def _strays_among_outcomes(sheet: Sheet, span: Span, heads: set[int], found: Items) -> None:
    for match in OUTCOME_LINE.finditer(sheet.text, *span):
        printed = match[0]
        word = match.end() - len(printed[1:].lstrip())
        if word not in heads:
            found.strays.append((match.span(), "an outcome without labels"))
