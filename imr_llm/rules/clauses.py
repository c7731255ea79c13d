"""Clauses of a sentence: where one ends and the next begins, so that words keep to their own."""

from __future__ import annotations

import re

# "...; ", ", but the MRI", " who advised", ", and the provider", "that he was"; not "as of 5/5/16",
# "since 2014" (the word that joins a date to its clause), not "and" between two nouns
JOINT = re.compile(
    r"[;—]|(?:, | )(?:but|which|who|whom|whose|where|whereas|when|while|although|though|because|if"
    r"|that|after|before|until|since|unless|prior to|following|noting|stating|citing"
    r"|based (?:up)?on)\b"
    r"|(?:, | )and (?=(?:he|she|it|they|an?|the|this|these|his|her|was|were|is|has|had|then)\b)"
    r"|, (?:as|since|so|and|with)\b",
    re.IGNORECASE,
)
# what stands between a joint and a date that it joins: "after the 5/5/16 visit" is no such
JOINED = re.compile(r"[\s,(]*(?:about|around|approximately|at least)?[\s(]*")


def clause_before(text: str, start: int, at: int) -> int:
    """Where the clause that ends at `at` begins, not before `start`.

    A joint right before `at` ("since 2014") begins nothing.
    """
    begin = start
    for joint in JOINT.finditer(text, start, at):
        if not JOINED.fullmatch(text, joint.end(), at):
            begin = joint.end()
    return begin


def clause_after(text: str, at: int, end: int) -> int:
    """Where the clause that goes on at `at` ends, not after `end`."""
    joint = JOINT.search(text, at, end)
    return joint.start() if joint else end
