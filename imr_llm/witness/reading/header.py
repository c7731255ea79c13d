"""The header table: labels and values as tokens, paired only where the pairing can be proved.

PDF tools print the table inline, label above value, or column by column (FORMATS 1.1). Labels and
values keep their order in all of them, so with one value for every label the n-th date label owns
the n-th date. With a value missing only a label and its value on one line are believed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from imr_llm.dates import PartialDate, parse_date

# "Case Number:", "Date of UR Decision:", "Received:" (after "Application"); not "dated"; the first
# sign is looked at before any is tried
LABEL = re.compile(
    r"(?=[CDIMPRU])(?:(?P<case_number>(?:IMR\s+|MAXIMUS\s+)?Case\s+Number)\s*+:"
    r"|(?P<date_assigned>Date\s+Assigned)\s*+:"
    r"|(?P<date_of_injury>Date\s+of\s+Injury)\s*+:"
    r"|(?P<decision_date>Decision\s+Date|\bDated)\s*+:"
    r"|(?P<ur_denial_date>UR\s+Denial\s+Date|Date\s+of\s+UR\s+Decision)\s*+:"
    r"|(?P<priority>Priority)\s*+:"
    r"|(?P<application_received>(?<!\w)Received)\s*+:)"
)
# "CM16-0246487", "IMR 13-000004"; "11/09/2016"; "Standard"
VALUE = re.compile(
    r"(?=[CEIS\d])(?:(?P<number>\b(?:CM|IMR)\s?\d{2}-\d{3,8}\b)"
    r"|(?P<date>(?<![\d/])\d{1,4}/\d{1,4}/\d{1,4}(?![\d/]))"
    r"|(?P<speed>\b(?:Standard|Expedited)\b))",
    re.IGNORECASE,
)
HAS_LINE_END = re.compile(r"[\n\r\f\v\x85\u2028\u2029]")
KINDS = {"case_number": "number", "priority": "speed"}
ORDER = (
    ("date_of_injury", "ur_denial_date"),
    ("date_of_injury", "application_received"),
    ("date_of_injury", "date_assigned"),
    ("date_assigned", "decision_date"),
    ("ur_denial_date", "decision_date"),
    ("application_received", "decision_date"),
)
Token = tuple[int, int, str]


@dataclass(frozen=True)
class Entry:
    """One value of the header: as compared (None: it cannot be read) and where it stands."""

    value: str | None
    span: tuple[int, int]


@dataclass(frozen=True)
class Header:
    """The entries that could be proved, and the labels that are printed at all."""

    entries: dict[str, Entry]
    labels: frozenset[str]

    def date(self, name: str) -> PartialDate | None:
        """The readable date under a label."""
        entry = self.entries.get(name)
        return entry.value if entry and isinstance(entry.value, PartialDate) else None


def read_header(text: str, span: tuple[int, int]) -> Header:
    """Read the header table inside `span`."""
    labels = [(m.start(), m.end(), str(m.lastgroup)) for m in LABEL.finditer(text, *span)]
    if not labels:
        return Header({}, frozenset())
    values = [(m.start(), m.end(), str(m.lastgroup)) for m in VALUE.finditer(text, *span)]
    pairs: list[tuple[str, Token]] = []
    for kind in ("number", "date", "speed"):
        mine = [one for one in labels if KINDS.get(one[2], "date") == kind]
        theirs = [one for one in values if one[2] == kind]
        if len(mine) == len(theirs) and _plausible(text, labels, mine, theirs):
            pairs += [(label[2], value) for label, value in zip(mine, theirs, strict=True)]
        else:
            pairs += _on_one_line(text, labels, mine, theirs)
    entries: dict[str, list[Entry]] = {}
    for name, value in pairs:
        entries.setdefault(name, []).append(_entry(text, value))
    proved = {name: many[0] for name, many in entries.items() if len({e.value for e in many}) == 1}
    return Header(proved, frozenset(name for _, _, name in labels))


def _entry(text: str, value: Token) -> Entry:
    start, end, kind = value
    printed = text[start:end]
    if kind == "date":
        return Entry(parse_date(printed), (start, end))
    return Entry(printed.lower() if kind == "speed" else " ".join(printed.split()), (start, end))


def _plausible(text: str, labels: list[Token], mine: list[Token], theirs: list[Token]) -> bool:
    """Values in columns must at least tell a possible story; inline ones need not."""
    starts = [start for start, _, _ in labels]
    if all(_follows(starts, label, value) for label, value in zip(mine, theirs, strict=True)):
        return True
    told: dict[str, str] = {}
    for (_, _, name), (start, end, kind) in zip(mine, theirs, strict=True):
        if kind == "date" and (date := parse_date(text[start:end])):
            told[name] = date
    return all(told[first] <= told[then] for first, then in ORDER if first in told and then in told)


def _follows(starts: list[int], label: Token, value: Token) -> bool:
    """The value stands after the label and before the next one."""
    later = bisect_right(starts, label[0])
    return label[1] <= value[0] and (later == len(starts) or value[0] < starts[later])


def _on_one_line(
    text: str, labels: list[Token], mine: list[Token], theirs: list[Token]
) -> list[tuple[str, Token]]:
    """Labels whose value follows on their own line, where lines are kept at all."""
    found = []
    values = {value[0]: value for value in theirs}
    ends = [end for _, end, _ in labels]
    for start, end, name in mine:
        beside = text[end : end + 40]
        place = end + len(beside) - len(beside.lstrip(" \t\u00a0"))
        earlier = bisect_right(ends, start)
        on_own_line = not earlier or HAS_LINE_END.search(text, ends[earlier - 1], start)
        if place in values and on_own_line:
            found.append((name, values[place]))
    return found
