"""A determination letter, taken apart: family, header, sections and disputed items as spans.

Works top-down on the folded text: headings, then labels, then the outcome before each first label,
then the title before each outcome. Every span can be led back to the original text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from imr_llm.errors import UnknownLayout
from imr_llm.extraction import Family
from imr_llm.folding import Folded, fold, lost_hyphens
from imr_llm.letter.blocks import Block, Span, block_items
from imr_llm.letter.notice import SECTION, sentence_items
from imr_llm.letter.notice import SUMMARY as NOTICE_SUMMARY

# headings, folded; each stands once in a letter
HOW_MADE = re.compile(r"HOW THE IMR FINAL DETERMINATION WAS MADE")
SUMMARY = re.compile(r"CLINICAL CASE SUMMARY")
ISSUES = re.compile(r"IMR ISSUES, DECISIONS AND RATIONALES|IMR DECISION\(S\) AND RATIONALE\(S\)")
DOCUMENTS = re.compile(r"DOCUMENTS REVIEWED")
F1_HEADING = re.compile(r"MEDICAL PROFESSIONAL REVIEW|ISSUE AT DISPUTE:")
F2_HEADING = re.compile(
    r"Notice of Independent Medical Review Determination"
    r"|INDEPENDENT MEDICAL REVIEW DECISION AND RATIONALE"
    r"|MAXIMUS Federal Services, Inc\. has determined the request for",
    re.IGNORECASE,
)

# "The expert reviewer developed the following clinical case summary based on a review of the case
# file, including all medical records:"; not the narrative after it
SUMMARY_LEAD = re.compile(
    r" ?The [^.:]{0,40}reviewer developed the following clinical case summary[^.:]{0,160}:"
)
# "The Final Determination was based on decisions for the disputed items/services set forth below:"
ISSUES_LEAD = re.compile(r" ?The Final Determination was based on decisions[^.:]{0,120}below:")


@dataclass(frozen=True)
class Letter:
    """A letter as spans of its folded text; `folded.span` leads back to the original."""

    source: str
    folded: Folded
    family: Family
    header: Span
    reviewer: Span | None
    summary: Span | None
    blocks: tuple[Block, ...] = field(default=())

    @cached_property
    def hyphens_lost(self) -> bool:
        """Whether a tool dropped the hyphens at its line ends."""
        return lost_hyphens(self.source)

    def __getitem__(self, span: Span | None) -> str | None:
        """The folded text of a span, trimmed; None for None or for nothing."""
        return (self.folded.text[slice(*span)].strip() or None) if span else None


def read_letter(text: str) -> Letter:
    """Take a letter apart; raise UnknownLayout for a layout whose items the rules cannot find."""
    folded = fold(text)
    family = family_of(folded.text)
    if family in (Family.F1, Family.UNKNOWN):
        raise UnknownLayout(
            f"a determination in a layout the rules do not know ({family}): use the llm engine"
        )
    if family is Family.F2:
        return _read_notice(text, folded)
    return _read_block_form(text, folded, family)


def family_of(folded_text: str) -> Family:
    """The layout of a folded letter, told by its headings."""
    issues = ISSUES.search(folded_text)
    if issues:
        return Family.F3 if "(S)" in issues[0] else Family.F4
    if F2_HEADING.search(folded_text):
        return Family.F2
    if SUMMARY.search(folded_text) or HOW_MADE.search(folded_text):
        return Family.F4
    return Family.F1 if F1_HEADING.search(folded_text) else Family.UNKNOWN


def _read_block_form(source: str, folded: Folded, family: Family) -> Letter:
    text, end = folded.text, len(folded.text)
    how, summary, issues = (heading.search(text) for heading in (HOW_MADE, SUMMARY, ISSUES))
    starts = [m.start() for m in (how, DOCUMENTS.search(text), summary, issues) if m]
    items_from = _after(text, issues.end(), ISSUES_LEAD) if issues else end

    def until_next(start: int) -> int:
        return min((one for one in starts if one > start), default=end)

    blocks = block_items(folded, items_from, end) or sentence_items(folded, items_from)
    return Letter(
        source=source,
        folded=folded,
        family=family,
        header=(0, min(starts, default=0)),
        reviewer=(how.end(), until_next(how.start())) if how else None,
        summary=(_after(text, summary.end(), SUMMARY_LEAD), until_next(summary.start()))
        if summary
        else None,
        blocks=tuple(blocks),
    )


def _after(text: str, at: int, lead: re.Pattern[str]) -> int:
    """The end of the lead sentence where it stands at `at`, else `at`."""
    match = lead.match(text, at)
    return match.end() if match else at


def _read_notice(source: str, folded: Folded) -> Letter:
    """F2: the numbered results are sentences, and stand twice."""
    text = folded.text
    summary = NOTICE_SUMMARY.search(text)
    blocks = sentence_items(folded, 0)
    span = None
    if summary:
        following = SECTION.search(text, summary.end())
        span = (summary.end(), following.start() if following else len(text))
    return Letter(
        source=source,
        folded=folded,
        family=Family.F2,
        header=(0, blocks[0].title[0] if blocks else 0),
        reviewer=(0, len(text)),
        summary=span,
        blocks=tuple(blocks),
    )
