"""The letter's parts, found by their printed headings (FORMATS 1 and 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_llm.extraction import Family
from imr_llm.witness.reading.sheet import Sheet

Span = tuple[int, int]

# "HOW THE IMR FINAL DETERMINATION WAS MADE"
HOW_MADE = re.compile(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE")

# "CLINICAL CASE SUMMARY"; not "clinical case summary" in a sentence
SUMMARY = re.compile(r"CLINICAL\s+CASE\s+SUMMARY")

# "IMR ISSUES, DECISIONS AND RATIONALES" (F4) and "IMR DECISION(S) AND RATIONALE(S)" (F3)
ISSUES = re.compile(r"IMR\s+ISSUES,\s+DECISIONS\s+AND\s+RATIONALES")
F3_DECISIONS = re.compile(r"IMR\s+DECISION\(S\)\s+AND\s+RATIONALE\(S\)")

# "Notice of Independent Medical Review Determination", "has determined the request for" (F2)
F2_SIGNS = re.compile(
    r"Notice\s+of\s+Independent\s+Medical\s+Review\s+Determination"
    r"|Federal\s+Services,\s+Inc\.\s+has\s+determined\s+the\s+request\s+for"
)
# "MEDICAL PROFESSIONAL REVIEW", "ISSUE AT DISPUTE:" (F1)
F1_SIGNS = re.compile(r"MEDICAL\s+PROFESSIONAL\s+REVIEW|ISSUE\s+AT\s+DISPUTE:")

# "The expert reviewer developed the following clinical case summary based on a review of the case
# file, including all medical records:"
SUMMARY_LEAD = re.compile(
    r"\s*+The\s+(?:\w+\s+){1,3}developed\s+the\s+following\s+clinical\s+case\s+summary[^:]{0,200}:"
)
# "The Final Determination was based on decisions for the disputed items/services set forth below:"
ITEMS_LEAD = re.compile(r"\s*+The\s+Final\s+Determination\s+was\s+based\s+on[^:]{0,200}:")

# "Case Summary:" and what follows it in F2; "CASE SUMMARY:" in F1
F2_SUMMARY = re.compile(r"Case\s+Summary\s*+:|^[ \t]*+CASE\s+SUMMARY\s*+:", re.MULTILINE)
F2_DISCLAIMER = re.compile(r"\s*+Disclaimer:[^.]{0,300}\.")
F2_SUMMARY_END = re.compile(
    r"Documents\s+Reviewed\s+(?:for\s+Determination)?|IMR\s+DECISION"
    r"|\b1\)\s+Regarding\s+the\s+request"
    r"|DOCUMENTS\s+REVIEWED"
)


@dataclass(frozen=True)
class Sections:
    """Where the parts of a letter stand.

    `narrative` is the summary with what F2 prints before it, which tells the review's date.
    """

    family: Family
    head: Span
    reviewer: Span
    summary: Span | None
    narrative: Span | None
    body: Span | None
    doubled: bool


def divide(sheet: Sheet) -> Sections:
    """Find the parts of the letter."""
    text = sheet.text
    issues = _headings(sheet, ISSUES, ITEMS_LEAD)
    family = Family.F4 if issues else _family_without_issues(text)
    if family is Family.F3:
        issues = _headings(sheet, F3_DECISIONS, ITEMS_LEAD)
    if family in (Family.F2, Family.F1):
        return _early(text, family)
    made = _headings(sheet, HOW_MADE)
    body_at = issues[0] if issues else None
    limit = body_at[0] if body_at else len(text)
    summaries = [span for span in _headings(sheet, SUMMARY, SUMMARY_LEAD) if span[0] < limit]
    start = summaries[0] if summaries else (limit, limit)
    head_end = made[0][0] if made and made[0][0] < start[0] else start[0]
    summary = _after(text, SUMMARY_LEAD, start[1], limit) if summaries else None
    lead = ITEMS_LEAD.match(text, body_at[1]) if body_at else None
    begin = lead.end() if lead else limit
    if body_at and not lead:
        begin = body_at[1]
    return Sections(
        family,
        head=(0, head_end),
        reviewer=(head_end, start[0]),
        summary=summary,
        narrative=summary,
        body=(begin, _body_end(text, body_at, made)) if body_at else None,
        doubled=max(len(issues), len(summaries), len(made)) > 1,
    )


def _family_without_issues(text: str) -> Family:
    if F3_DECISIONS.search(text):
        return Family.F3
    if F2_SIGNS.search(text):
        return Family.F2
    return Family.F1 if F1_SIGNS.search(text) else Family.UNKNOWN


def _headings(
    sheet: Sheet, heading: re.Pattern[str], lead: re.Pattern[str] | None = None
) -> list[Span]:
    """Every place of a heading: those with their lead-in, else those alone on a line, else all."""
    found = [match.span() for match in heading.finditer(sheet.text)]
    if len(found) < 2:  # noqa: PLR2004  # one is no choice
        return found
    led = [span for span in found if lead and lead.match(sheet.text, span[1])]
    return led or [span for span in found if _alone(sheet, span)] or found


def _alone(sheet: Sheet, span: Span) -> bool:
    first, last = sheet.line_at(span[0]), sheet.line_at(span[1] - 1)
    return sheet.starts[first] == span[0] and sheet.ends[last] == span[1]


def _after(text: str, lead: re.Pattern[str], start: int, end: int) -> Span:
    match = lead.match(text, start, end)
    return (match.end() if match else start, end)


def _body_end(text: str, body_at: Span, made: list[Span]) -> int:
    return next((start for start, _ in made if start > body_at[1]), len(text))


def _early(text: str, family: Family) -> Sections:
    """F2 and F1 as far as FORMATS knows them: the whole letter is the body."""
    summary = narrative = None
    if match := F2_SUMMARY.search(text):
        end = F2_SUMMARY_END.search(text, match.end())
        narrative = (match.end(), end.start() if end else len(text))
        summary = _after(text, F2_DISCLAIMER, *narrative)
    whole = (0, len(text))
    return Sections(family, whole, whole, summary, narrative, whole, doubled=False)
