"""Which roles a rationale surely gives its dates: those of the summary, and those it names.

A rationale argues: "a gap between her lifting on D and the job", "he denied heartburn on D".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from imr_llm.dates import PartialDate
from imr_llm.witness.reading.facts import Account, Roles, Standing
from imr_llm.witness.reading.narrative import Narrative
from imr_llm.witness.reading.telling import roles

# what names an injury or a review; not "her lifting on", "denied heartburn on"
HARMED = re.compile(
    r"\b(?:injury|injuries|injured(?! (?:worker|employee|part|person|body))|doi|accident|claim)\b",
    re.IGNORECASE,
)
REVIEWED = re.compile(
    r"\b(?:reviews?|reviewers?|ur|administrator|adjuster|carrier|insurer|adviser|advisor|denial"
    r"|determination|certif\w+|request\w*)\b",
    re.IGNORECASE,
)


def argued(narrative: Narrative, told: Account) -> dict[int, Roles]:
    """The roles of a rationale's dates, by number; `told`: the summary's account."""
    injuries = [one.value for one in told.injury.candidates]
    reviews = [one.value for one in told.review.candidates]
    found = roles(narrative)
    for sentence in narrative.sentences:
        harmed, reviewed = HARMED.search(sentence.text), REVIEWED.search(sentence.text)
        for number in sentence.dates:
            date, role = narrative.mentions[number].date, found.get(number, Roles())
            injury = role.injury if harmed or _agrees(date, injuries) else Standing.MAYBE
            review = role.review if reviewed or _agrees(date, reviews) else Standing.MAYBE
            found[number] = role._replace(
                injury=min(role.injury, injury), review=min(role.review, review)
            )
    return found


def _agrees(date: PartialDate | None, told: Sequence[PartialDate]) -> bool:
    return date is not None and any(one.agrees(date) for one in told)
