"""The disputed items, found bottom-up: an outcome word before a label makes an item."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from imr_llm.record import Decision
from imr_llm.witness.reading.sections import Sections
from imr_llm.witness.reading.sheet import Sheet
from imr_llm.witness.reading.title import start_of_title

Span = tuple[int, int]

# "Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:"; each by itself, as
# a search for one first word is over in no time
LABEL = {
    "claims_administrator_guideline": re.compile(r"Claims\s+Administrator\s+guideline\s*+:"),
    "maximus_guideline": re.compile(r"MAXIMUS\s+guideline\s*+:"),
    "rationale": re.compile(r"Decision\s+rationale\s*+:"),
}
LABELS = tuple(LABEL)

# "Upheld", "Overturned."; not "Upheld by the reviewer"
OUTCOME = re.compile(r"(?P<word>Upheld|Overturned)\b[\s.]*+$", re.IGNORECASE)
# "X: Upheld" at a line's end
OUTCOME_LINE = re.compile(r":\s{0,3}(?:Upheld|Overturned)[ \t\u00a0.]{0,8}$", re.MULTILINE)
# the same anywhere: "a cane: Overturned Claims Administrator"; not "is overturned"
OUTCOME_ANYWHERE = re.compile(r":\s{0,3}(?:Upheld|Overturned|UPHELD|OVERTURNED)\b")
# a line of another document: "PROOF OF SERVICE BY MAIL", "Dear Sir or Madam:", "Sincerely,"; not a
# line of a sentence
HEADING = re.compile(
    r"(?:[A-Z][A-Z'&/().,-]+(?:\s+|$)){2,}$|Dear\b.{0,60}[:,]\s*$|(?:Sincerely|Respectfully)\b"
)
LONGEST_OUTCOME = 60


@dataclass
class WitnessedItem:
    """One item: where its parts stand. `decision` is None where other words are printed.

    `proved`: the layout shows where its title begins; `shown`: it shows the whole item, the outcome
    at a line's end and the first label at a line's beginning as well.
    """

    title: Span
    proved: bool
    outcome: Span
    decision: Decision | None
    parts: dict[str, Span] = field(default_factory=dict)
    ends_proved: bool = True
    labelled: bool = False
    in_lines: bool = True

    @property
    def shown(self) -> bool:
        """Whether the layout shows an item here, or only words that could be one."""
        return self.proved and self.in_lines


@dataclass
class Items:
    """The items in order, the places where labels and outcomes do not fit, what follows all."""

    items: list[WitnessedItem] = field(default_factory=list)
    strays: list[tuple[Span, str]] = field(default_factory=list)
    after: Span | None = None


class _Label(NamedTuple):
    name: str
    start: int
    end: int


def find_items(sheet: Sheet, sections: Sections) -> Items:
    """Find every item of the body; without a body there are none."""
    found = Items()
    if sections.body is None:
        return found
    low, high = sections.body
    floor, heads = low, set()
    labels = _labels(sheet, (low, high), found)
    spaced = _are_spaced(sheet, labels)
    for label in labels:
        head = _head(sheet, floor, label, found, spaced=spaced)
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
    _cut_what_follows(sheet, found)
    return found


def _cut_what_follows(sheet: Sheet, found: Items) -> None:
    """The last rationale ends where what no rationale holds begins: another letter, a proof."""
    if not found.items or LABELS[2] not in found.items[-1].parts:
        return
    start, end = found.items[-1].parts[LABELS[2]]
    line, last = max(sheet.line_at(start), 0), sheet.line_at(end - 1)
    for number in range(line, last):
        following = sheet.starts[number + 1]
        if sheet.parts(number) or HEADING.match(sheet.line(number + 1)):
            found.after = (following, sheet.ends[last])
            found.items[-1].parts[LABELS[2]] = (start, sheet.ends[number])
            return


def _labels(sheet: Sheet, body: Span, found: Items) -> list[_Label]:
    """The labels that begin lines, the others being strays; all where lines were joined."""
    found_by = {name: pattern.finditer(sheet.text, *body) for name, pattern in LABEL.items()}
    labels = [_Label(name, *one.span()) for name, ones in found_by.items() for one in ones]
    labels.sort(key=lambda label: label.start)
    leading = [label for label in labels if sheet.begins_line(label.start)]
    if not leading:
        return labels
    for label in labels:
        if not sheet.begins_line(label.start):
            found.strays.append(((label.start, label.end), "a label inside running text"))
    return leading


def _are_spaced(sheet: Sheet, labels: list[_Label]) -> bool:
    """Tell whether gaps part the paragraphs of the items, as they do above most labels."""
    lines = [sheet.line_at(label.start) for label in labels]
    return 2 * sum(line > 0 and sheet.is_spaced(line - 1) for line in lines) > len(lines)


def _head(
    sheet: Sheet, floor: int, label: _Label, found: Items, *, spaced: bool
) -> WitnessedItem | None:
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
    start = start_of_title(sheet, floor, colon, spaced=spaced, first=not found.items)
    title_end = start.at + len(text[start.at : colon].rstrip())
    decision = Decision(match["word"].lower()) if match else None
    in_lines = (
        sheet.begins_line(label.start)
        and sheet.ends_line(begin + len(printed))
        and (not match or match["word"].istitle())
    )
    return WitnessedItem(
        (start.at, title_end), start.proved, (begin, end), decision, in_lines=in_lines
    )


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
    item.ends_proved = following.shown
    for name, (start, end) in item.parts.items():
        item.parts[name] = (start, max(start, min(end, following.title[0])))


def _strays_among_outcomes(sheet: Sheet, span: Span, heads: set[int], found: Items) -> None:
    for match in OUTCOME_ANYWHERE.finditer(sheet.text, *span):
        word = match.end() - len(match[0][1:].lstrip())
        if word not in heads:
            found.strays.append((match.span(), "an outcome without labels"))
