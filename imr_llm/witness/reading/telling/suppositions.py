"""Dates of a summary that no pattern reads, where an injury or the review is likely told.

A date in the sentences that introduce the worker may be the injury's; one beside words of a review,
or in the last sentence, may be the review's. Only where no pattern is sure of such a date.
"""

from __future__ import annotations

from imr_llm.witness.reading.facts import Roles, Standing
from imr_llm.witness.reading.telling.lexicon import REVIEW, VERDICT
from imr_llm.witness.reading.telling.lines import OPENING, Line

_UNREAD = Roles()
_RULING = REVIEW | VERDICT


def suppose(lines: list[Line]) -> None:
    """Give the unread dates the roles that their place makes likely, maybe."""
    dated = [line for line in lines if line.dated]
    opening = [line for line in lines[:OPENING] if line.dated]
    sure = Standing.SURE
    if sure not in [role.injury for line in opening for role in line.roles.values()]:
        for line in opening:
            _set(line, injury=True)
    told = [line for line in dated if sure in [role.review for role in line.roles.values()]]
    if not all(line.grants for line in told):
        return
    for at, line in enumerate(lines):
        near = lines[max(0, at - 1) : at + 2]
        if line.dated and (at == len(lines) - 1 or any(one.signs & _RULING for one in near)):
            _set(line, injury=False)


def _set(line: Line, *, injury: bool) -> None:
    """Each unread date of a sentence may be the injury's, or else the review's."""
    for number, role in line.roles.items():
        if role == _UNREAD or (number in line.guessed and role.other is Standing.NO):
            maybe = Standing.MAYBE
            supposed = role._replace(injury=maybe) if injury else role._replace(review=maybe)
            line.roles[number] = supposed
            line.guessed.add(number)
