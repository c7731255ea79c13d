"""The account of a clinical case summary: every fact, its candidates, and what hints at it."""

from __future__ import annotations

from imr_llm.witness.reading.facts import Account, Roles
from imr_llm.witness.reading.narrative import Narrative
from imr_llm.witness.reading.telling import timing
from imr_llm.witness.reading.telling.ages import age
from imr_llm.witness.reading.telling.conclusion import outcome
from imr_llm.witness.reading.telling.lines import lines_of, roles_in
from imr_llm.witness.reading.telling.sexes import sex
from imr_llm.witness.reading.telling.suppositions import suppose


def roles(narrative: Narrative) -> dict[int, Roles]:
    """How surely each date of a section is an injury's, a review's, or anything else's."""
    return roles_in(narrative, lines_of(narrative))


def account(narrative: Narrative) -> Account:
    """What a clinical case summary tells of the worker, the injury and the review."""
    lines = lines_of(narrative)
    suppose(lines)
    dates = timing.told(narrative, lines)
    injury, injury_start = timing.injury(dates, lines)
    review, put_aside = timing.review(dates, lines)
    return Account(
        age=age(lines),
        sex=sex(lines),
        injury=injury,
        injury_start=injury_start,
        review=review,
        outcome=outcome(lines, dates, put_aside),
        roles=roles_in(narrative, lines),
    )
