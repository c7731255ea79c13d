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
LABELS = (CLAIMS_LABEL, MAXIMUS_LABEL, RATIONALE_LABEL)

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
    labels: list[tuple[int, str]] = []
    body = start
    for number, outcome in enumerate(outcomes):
        after = outcomes[number + 1].start() if number + 1 < len(outcomes) else end
        first = body if number == 0 else title_start(folded, body, outcome.start())
        if blocks:
            blocks[-1] = _with_paragraphs(blocks[-1], labels, first)
        blocks.append(Block((first, outcome.start()), outcome["words"] or outcome["others"]))
        labels = _labels(folded.text, outcome.end(), after)
        body = labels[-1][0] + len(labels[-1][1]) if labels else outcome.end()
    if blocks:
        blocks[-1] = _with_paragraphs(blocks[-1], labels, end)
    return blocks


def _labels(text: str, start: int, end: int) -> list[tuple[int, str]]:
    """Where each label stands, in order."""
    found = []
    for label in LABELS:
        at = text.find(label, start, end)
        while at >= 0:
            found.append((at, label))
            at = text.find(label, at + len(label), end)
    return sorted(found)


def _outcomes(folded: Folded, start: int, end: int) -> list[re.Match[str]]:
    """Every outcome: printed before a label, or alone at a line's end."""
    found = {match.start(): match for match in OUTCOME.finditer(folded.text, start, end)}
    for match in BARE_OUTCOME.finditer(folded.text, start, end):
        ends_line = match.end() + 1 in folded.line_starts or match.end() == len(folded.text)
        if ends_line and match.start() not in found:
            found[match.start()] = match
    return [found[at] for at in sorted(found)]


def _with_paragraphs(block: Block, labels: list[tuple[int, str]], end: int) -> Block:
    """Cut what stands between an outcome and the next title at its labels, in their order."""
    spans: dict[str, Span] = {}
    at, last = 0, ""
    for start, label in labels:
        if label in spans or (last and LABELS.index(label) < LABELS.index(last)):
            continue
        if last:
            spans[last] = (at, start)
        at, last = start + len(label), label
        spans[last] = (at, end)
    return Block(
        block.title,
        block.words,
        spans.get(CLAIMS_LABEL),
        spans.get(MAXIMUS_LABEL),
        spans.get(RATIONALE_LABEL),
    )
