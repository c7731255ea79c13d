"""The disputed items of the 2013 notice (F2): results told in sentences, and printed twice."""

from __future__ import annotations

import re

from imr_llm.folding import Folded
from imr_llm.letter.blocks import Block

# "1) MAXIMUS Federal Services, Inc. has determined the request for a 28 day functional restoration
# program is not medically necessary and appropriate."; the blank after "not" may be lost
SENTENCE_OUTCOME = re.compile(
    r"(?:(?P<number>\d{1,2})\) ?)?MAXIMUS Federal Services, Inc\. has determined the request for "
    r"(?P<title>.{1,600}?) (?P<words>(?:is|are|was|were) ?(?P<negation>not ?)?medically necessary"
    r" and appropriate)",
    re.IGNORECASE,
)
# "Case Summary:", and what ends it
SUMMARY = re.compile(r"Case Summary: ?")
SECTION = re.compile(
    r"Documents Reviewed for Determination|\d{1,2}\) ?Regarding the request for"
    r"|Effect of the Decision"
    r"|Medical Qualifications of the Expert Reviewer"
)
RATIONALE = re.compile(r"Rationale for the Decision: ?")


def sentence_items(folded: Folded, start: int) -> list[Block]:
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
        blocks[name] = Block(span, words)
    rationales = list(RATIONALE.finditer(text, start))
    if len(rationales) != len(blocks):
        return list(blocks.values())
    spans = []
    for rationale in rationales:
        following = SECTION.search(text, rationale.end())
        spans.append((rationale.end(), following.start() if following else len(text)))
    return [
        Block(block.title, block.words, rationale=span)
        for block, span in zip(blocks.values(), spans, strict=True)
    ]
