"""The header table of public copies: case number, dates and priority.

The PDF tools lay the same table out in four orders (FORMATS 1.1): label and value in turn, or a
column of labels and then a column of values, or values first. So labels and values are read as two
streams, and a run of labels takes the run of values beside it when their numbers agree.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from imr_llm.dates import parse_date
from imr_llm.letter.sections import Letter
from imr_llm.record import Case, Priority

LABELS = {
    "case number": "case_number",
    "date assigned": "date_assigned",
    "date of injury": "date_of_injury",
    "decision date": "decision_date",
    "ur denial date": "ur_denial_date",
    "date of ur decision": "ur_denial_date",
    "priority": "priority",
    "application": "application_received",
    "dated": "decision_date",
}

# "Date of Injury:", "Application" (its "Received:" may stand lines below), "CM16-0246487",
# "IMR 13-000004", "11/03/2016", "9/26/2013", "Standard"; not "UR Denial Date 2016"
TOKEN = re.compile(
    r"(?P<label>\b(?:(?:Case Number|Date Assigned|Date of Injury|Decision Date|UR Denial Date"
    r"|Date of UR Decision|Priority|Dated) ?:|Application(?: Received ?:)?))"
    r"|(?P<case_number>\b(?:CM|IMR)[ -]?\d{2} ?- ?\d{3,8}\b)"
    r"|(?P<date>(?<![\d/-])\d{1,4}[-/]\d{1,4}[-/]\d{1,6}(?![\d/-]))"
    r"|(?P<priority>\b(?:Standard|Expedited)\b)",
    re.IGNORECASE,
)

# words that part a value from its table: "was filed on"; not "Received:", the end of a label
WORDS = re.compile(r"(?!Received)\b[A-Za-z]{2,}")


class Token(NamedTuple):
    """A label (its field) or a value (its kind), with its folded place."""

    field: str | None
    kind: str
    text: str
    start: int
    end: int


def read_case(letter: Letter) -> Case:
    """The header's facts; a field is None where no value can be proved to be its own."""
    tokens = _tokens(letter)
    values: dict[str, str] = {}
    for labels, candidates in _runs(tokens):
        values = _matched(labels, candidates, letter) | values
    return Case(
        case_number=values.get("case_number"),
        priority=Priority(values["priority"].lower()) if "priority" in values else None,
        **{
            name: _date(values.get(name))
            for name in (
                "date_assigned",
                "date_of_injury",
                "decision_date",
                "ur_denial_date",
                "application_received",
            )
        },
    )


def _tokens(letter: Letter) -> list[Token]:
    """Labels, and the values that follow a label or one another with nothing between, in order."""
    start, end = letter.header
    text = letter.folded.text
    tokens: list[Token] = []
    for match in TOKEN.finditer(text, start, end):
        name = match["label"]
        kind = match.lastgroup or ""
        field = LABELS[re.sub(r" received ?:?$| ?:$", "", name.lower())] if name else None
        kind = _kind_of(field) if field else kind
        if not field and tokens and WORDS.search(text, tokens[-1].end, match.start()):
            continue
        tokens.append(Token(field, kind, match[0], *match.span()))
    return tokens


def _kind_of(field: str) -> str:
    return field if field in ("case_number", "priority") else "date"


def _runs(tokens: list[Token]) -> list[tuple[list[Token], list[Token]]]:
    """Runs of labels, each with the values that stand after it up to the next label.

    Values that a run does not need pass to the next run (a column printed values first), but only
    where the table has a value for every label: else they are no label's for certain.
    """
    labels = sum(token.field is not None for token in tokens)
    whole = 2 * labels == len(tokens)
    runs: list[tuple[list[Token], list[Token]]] = []
    for token in tokens:
        if token.field and (not runs or runs[-1][1]):
            spare = runs[-1][1][len(runs[-1][0]) :] if runs and whole else []
            runs.append(([token], spare))
        elif token.field:
            runs[-1][0].append(token)
        elif runs:
            runs[-1][1].append(token)
        else:
            runs.append(([], [token]))
    return runs


def _matched(labels: list[Token], values: list[Token], letter: Letter) -> dict[str, str]:
    """The values that a run of labels takes: one each in order, or the one beside its label."""
    if not labels or not values:
        return {}
    beside = labels[-1].kind == values[0].kind and _same_line(labels[-1], values[0], letter)
    if len(labels) > 1 and beside:
        return {labels[-1].field or "": values[0].text}
    if len(values) >= len(labels) and all(
        a.kind == b.kind for a, b in zip(labels, values, strict=False)
    ):
        return {a.field or "": b.text for a, b in zip(labels, values, strict=False)}
    return {labels[-1].field or "": values[0].text} if beside else {}


def _same_line(label: Token, value: Token, letter: Letter) -> bool:
    """Only where the table has lines at all does standing on one line prove anything."""
    starts = letter.folded.line_starts
    inside = any(at in starts for at in range(label.end + 1, value.start + 1))
    return label.start in starts and not inside


def _date(printed: str | None) -> date | None:
    """A full date, or None; the header prints nothing less."""
    read = parse_date(printed) if printed else None
    return date.fromisoformat(read) if read and read.day else None
