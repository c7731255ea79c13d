"""A determination letter, taken apart: family, header, sections and disputed items as spans.

Works top-down on the folded text: headings, then labels, then the outcome before each first label,
then the title before each outcome. Every span can be led back to the original text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imr_llm.errors import UnknownLayout
from imr_llm.extraction import Family
from imr_llm.folding import Folded, fold
from imr_llm.titles import title_start

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

CLAIMS_LABEL, MAXIMUS_LABEL, RATIONALE_LABEL = (
    "Claims Administrator guideline:",
    "MAXIMUS guideline:",
    "Decision rationale:",
)
LABEL = re.compile("|".join(map(re.escape, (CLAIMS_LABEL, MAXIMUS_LABEL, RATIONALE_LABEL))))

# ": Upheld Claims Administrator guideline:", ": Partially overturned MAXIMUS guideline:";
# not ": Upheld" inside a sentence
OUTCOME = re.compile(
    r": ?(?:(?P<words>(?i:upheld|overturned))\.? ?(?=Claims Administrator guideline:"
    r"|MAXIMUS guideline:|Decision rationale:)"
    r"|(?P<others>[A-Z][A-Za-z]{1,20}(?: [A-Za-z]{1,20}){0,3})\.? ?"
    r"(?=Claims Administrator guideline:))"
)
# ": Upheld" that ends its line though no label follows
BARE_OUTCOME = re.compile(r": ?(?P<words>Upheld|Overturned)(?P<others>)(?= |$)")

# "1) MAXIMUS Federal Services, Inc. has determined the request for a 28 day functional restoration
# program is not medically necessary and appropriate."; the blank after "not" may be lost
SENTENCE_OUTCOME = re.compile(
    r"(?:(?P<number>\d{1,2})\) ?)?MAXIMUS Federal Services, Inc\. has determined the request for "
    r"(?P<title>.{1,600}?) (?P<words>(?:is|are|was|were) ?(?P<negation>not ?)?medically necessary"
    r" and appropriate)",
    re.IGNORECASE,
)
# "Case Summary:" of F2, and what ends it
F2_SUMMARY = re.compile(r"Case Summary: ?")
F2_SECTION = re.compile(
    r"Documents Reviewed for Determination|\d{1,2}\) ?Regarding the request for"
    r"|Effect of the Decision"
    r"|Medical Qualifications of the Expert Reviewer"
)
F2_RATIONALE = re.compile(r"Rationale for the Decision: ?")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Block:
    """One disputed item: folded spans of its parts; None where the letter lacks the part."""

    title: Span
    words: str
    printed_between: bool
    claims: Span | None = None
    maximus: Span | None = None
    rationale: Span | None = None


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

    blocks = _blocks(folded, items_from, end) or _sentence_blocks(folded, items_from)
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


def _blocks(folded: Folded, start: int, end: int) -> list[Block]:
    """The item blocks of the block form between two folded offsets."""
    outcomes = _outcomes(folded, start, end)
    blocks: list[Block] = []
    body = start
    for number, outcome in enumerate(outcomes):
        after = outcomes[number + 1].start() if number + 1 < len(outcomes) else end
        first = body if number == 0 else title_start(folded, body, outcome.start())
        if blocks:
            blocks[-1] = _with_paragraphs(folded, blocks[-1], outcomes[number - 1].end(), first)
        between = folded.text.startswith(CLAIMS_LABEL, outcome.end())
        blocks.append(
            Block((first, outcome.start()), outcome["words"] or outcome["others"], between)
        )
        labels = [m.end() for m in LABEL.finditer(folded.text, outcome.end(), after)]
        body = max(labels, default=outcome.end())
    if blocks:
        blocks[-1] = _with_paragraphs(folded, blocks[-1], outcomes[-1].end(), end)
    return blocks


def _outcomes(folded: Folded, start: int, end: int) -> list[re.Match[str]]:
    """Every outcome: printed before a label, or alone at a line's end."""
    found = {match.start(): match for match in OUTCOME.finditer(folded.text, start, end)}
    for match in BARE_OUTCOME.finditer(folded.text, start, end):
        ends_line = match.end() + 1 in folded.line_starts or match.end() == len(folded.text)
        if ends_line and match.start() not in found:
            found[match.start()] = match
    return [found[at] for at in sorted(found)]


def _with_paragraphs(folded: Folded, block: Block, start: int, end: int) -> Block:
    """Cut what stands between an outcome and the next title at its labels, in their order."""
    spans: dict[str, Span] = {}
    at, label = start, ""
    for match in LABEL.finditer(folded.text, start, end):
        if match[0] in spans or (label and _order(match[0]) < _order(label)):
            continue
        if label:
            spans[label] = (at, match.start())
        at, label = match.end(), match[0]
        spans[label] = (at, end)
    return Block(
        block.title,
        block.words,
        block.printed_between,
        spans.get(CLAIMS_LABEL),
        spans.get(MAXIMUS_LABEL),
        spans.get(RATIONALE_LABEL),
    )


def _order(label: str) -> int:
    return (CLAIMS_LABEL, MAXIMUS_LABEL, RATIONALE_LABEL).index(label)


def _read_notice(source: str, folded: Folded) -> Letter:
    """F2: the numbered results are sentences, and stand twice."""
    text = folded.text
    summary = F2_SUMMARY.search(text)
    blocks = _sentence_blocks(folded, 0)
    span = None
    if summary:
        following = F2_SECTION.search(text, summary.end())
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


def _sentence_blocks(folded: Folded, start: int) -> list[Block]:
    """The results told in sentences, each once; rationales follow in the same order."""
    text = folded.text
    blocks: dict[tuple[str | None, str], Block] = {}
    for match in SENTENCE_OUTCOME.finditer(text, start):
        words = "Upheld" if match["negation"] else "Overturned"
        name = (match["number"], match["title"].casefold())
        known = blocks.get(name)
        if known and known.words != words:
            words = "stated both ways"
        span = known.title if known else match.span("title")
        blocks[name] = Block(span, words, printed_between=False)
    rationales = list(F2_RATIONALE.finditer(text, start))
    if len(rationales) != len(blocks):
        return list(blocks.values())
    spans = []
    for rationale in rationales:
        following = F2_SECTION.search(text, rationale.end())
        spans.append((rationale.end(), following.start() if following else len(text)))
    return [
        Block(block.title, block.words, printed_between=False, rationale=span)
        for block, span in zip(blocks.values(), spans, strict=True)
    ]
