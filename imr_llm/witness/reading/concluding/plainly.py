"""The plainest conclusions, such as "The request for X is necessary", read at once.

Only a short cut: clause by clause the same is read, at three times the cost.
"""

from __future__ import annotations

import re

from imr_llm.witness.reading.concluding import around
from imr_llm.witness.reading.concluding.said import VERB
from imr_llm.witness.reading.concluding.vocabulary import any_of, phrase
from imr_llm.witness.reading.concluding.weighing import FIRM, PLAIN, Reading

# " are not medically necessary and appropriate at this time.", " is considered not medically ..."
PLAIN_END = re.compile(
    r" (?P<verb>(?:is|are|cannot be)(?: (?:not|also|likewise|therefore|considered|deemed|determined"
    r"|found|indicated|seen|supported|as|to|be|being)){0,5}"
    r" medically necessary)(?: (?:and|or) appropriate)?(?: at this time)?[. ]*$"
)
# a second verb, a condition, another speaker, a negation, a part: then it is not plain
TURNING = re.compile(
    rf"\b(?:{VERB}|as(?! such| a result)|should|that|only|first|up to|question|disagree[a-z]*"
    "|(?:"
    + any_of(
        *("opener.contrast", "opener.concede", "opener.reason", "opener.hard", "opener.soft"),
        *("subject.other", "subject.review", "report.says", "report.lack", "filler.negators"),
        *("proof.weighed", "partial.words"),
    )
    + r"))(?![a-z])|n't|\bportion"
)
# of an ordinary subject these ask for a closer look, too
GENERAL = phrase("subject.source")


def plainly(sentence: str, at: int) -> Reading | None:
    """The reading of a sentence that ends plainly and has nothing before that turns it."""
    end = PLAIN_END.search(sentence)
    if not end or TURNING.search(sentence, 0, end.start("verb") - 1):
        return None
    if " of " in sentence and around.PARTIAL.search(sentence):
        return None
    grade = FIRM
    if not around.REQUEST.search(sentence):
        if GENERAL.search(sentence) or around.IN_GENERAL.search(sentence):
            return None
        grade = FIRM if around.MARK.search(sentence) else PLAIN
    negations = end["verb"].replace("cannot", "can not").split().count("not")
    necessary = None if negations > 1 else not negations
    return Reading(at + end.start("verb"), at + end.end("verb"), necessary, grade)
