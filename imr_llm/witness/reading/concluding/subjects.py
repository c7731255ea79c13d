"""What stands before a verb: its subject, and the "therefore" that introduces it."""

from __future__ import annotations

import re
from functools import lru_cache

from imr_llm.witness.reading.concluding import around
from imr_llm.witness.reading.concluding.clauses import Clause


@lru_cache(maxsize=64)
def subject_of(before: str) -> str:
    """What stands before the verb, from the last comma or "and" that begins a main clause."""
    if "," not in before and "and " not in before:
        return before
    starts = [found.end() for found in _NEW_SUBJECT.finditer(before)]
    return before[starts[-1] :] if starts else before


# after "without progress, ", and before "the" or "request" after a comma or "and"
_NEW_SUBJECT = re.compile(
    r"^[ ,]*(?:without|absent|in (?:the )?absence of|given|based on|in (?:light|view) of|due to"
    r"|because of)\b[^,]{1,200}, |(?:, (?:and |so )?|\band )(?=(?:the|this|these) (?:[a-z]+ ){0,2}"
    r"(?:request|propos|current)|(?:the|this|it|these|his|her)\b|request)"
)
_OPENING = re.compile(rf"^[ ,]*(?:(?:and|but|so|that) )?(?:{around.MARK.pattern})?[ ,]*")


def unopened(subject: str) -> str:
    """The subject without "therefore," and its like."""
    return _OPENING.sub("", subject, count=1)


def marked_by(clause: Clause, before: str) -> bool:
    """Whether "therefore", "based on" or the like introduces the clause."""
    return clause.opener == "mark" or around.MARK.search(before) is not None


def of_necessity(subject: str) -> bool:
    """Of "the medical necessity of the request" before its verb."""
    return "ity" in subject and around.NECESSITY_SUBJECT.search(subject[-330:]) is not None
