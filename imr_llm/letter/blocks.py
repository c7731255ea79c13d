"""The disputed items of the block form: an outcome before its labels, a title before its outcome.

Works on folded text between two offsets; every span can be led back to the original text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_llm.folding import Folded
from imr_llm.letter.titles import title_start

Span = tuple[int, int]

CLAIMS_LABEL, MAXIMUS_LABEL, RATIONALE_LABEL = (
    "Claims Administrator guideline:",
    "MAXIMUS guideline:",
    "Decision rationale:",
)
LABEL = re.compile("|".join(map(re.escape, (CLAIMS_LABEL, MAXIMUS_LABEL, RATIONALE_LABEL))))

# ": Upheld MAXIMUS guideline:", ": Partially overturned Claims Administrator guideline:"; not
# ": Upheld" inside a sentence, not ": Special Studies. MAXIMUS guideline:"
OUTCOME = re.compile(
    r": ?(?:(?P<words>(?i:upheld|overturned))\.? ?(?=Claims Administrator guideline:"
    r"|MAXIMUS guideline:|Decision rationale:)"
    r"|(?P<others>[A-Z][A-Za-z]{1,20}(?: [A-Za-z]{1,20}){0,3})\.? ?"
    r"(?=Claims Administrator guideline:))"
)
# ": Upheld" that ends its line though no label follows
BARE_OUTCOME = re.compile(r": ?(?P<words>Upheld|Overturned)(?P<others>)(?= |$)")


@dataclass(frozen=True, slots=True)
class Block:
    """One disputed item: folded spans of its parts; None where the letter lacks the part."""

    title: Span
    words: str
    claims: Span | None = None
    maximus: Span | None = None
    rationale: Span | None = None


def block_items(folded: Folded, start: int, end: int) -> list[Block]:
    """The item blocks of the block form between two folded offsets."""
    outcomes = _outcomes(folded, start, end)
    blocks: list[Block] = []
    body = start
    for number, outcome in enumerate(outcomes):
        after = outcomes[number + 1].start() if number + 1 < len(outcomes) else end
        first = body if number == 0 else title_start(folded, body, outcome.start())
        if blocks:
            blocks[-1] = _with_paragraphs(folded, blocks[-1], outcomes[number - 1].end(), first)
        blocks.append(Block((first, outcome.start()), outcome["words"] or outcome["others"]))
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
        spans.get(CLAIMS_LABEL),
        spans.get(MAXIMUS_LABEL),
        spans.get(RATIONALE_LABEL),
    )


def _order(label: str) -> int:
    return (CLAIMS_LABEL, MAXIMUS_LABEL, RATIONALE_LABEL).index(label)
