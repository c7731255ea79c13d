"""The outcome of the review, out of the rulings of all sentences."""

from __future__ import annotations

import re

from imr_llm.record import ReviewDecision
from imr_llm.witness.reading.facts import Candidate, Fact, Standing
from imr_llm.witness.reading.telling.lines import Line
from imr_llm.witness.reading.telling.tally import Ruling
from imr_llm.witness.reading.telling.timing import Dated
from imr_llm.witness.reading.telling.words import REVIEW, VERDICT, kinds

_APPEAL = kinds("appeal")
_EARLIER = kinds("earlier")
_DECIDERS = kinds("review payer denial")
# "UR also modified ...", "In addition, the brace was denied."
_ADDING = re.compile(r"\b(?:also|additionally|addition|further|furthermore|moreover|likewise)\b")
_PREAMBLE = "original request"


def _put_aside(line: Line, aside: set[int]) -> bool:
    """All reviews dated in the sentence are plainly others than the one in dispute."""
    dated = [number for number, role in line.roles.items() if role.review]
    return bool(dated) and aside.issuperset(dated)


def _standing(line: Line, ruling: Ruling) -> Standing:
    dated = [role for role in line.roles.values() if role.review]
    both = len(dated) > 1 and ruling.refused and ruling.partly  # "modified on D, denied on D"
    if both or line.has(_APPEAL) or any(role.review is Standing.MAYBE for role in dated):
        return Standing.MAYBE
    return ruling.standing


def _decision(ruling: Ruling, *, preamble: bool) -> ReviewDecision | None:
    if ruling.decision is None and ruling.granted and preamble:
        return ReviewDecision.MODIFIED  # "Six sessions was authorized by the Claims Administrator."
    return ruling.decision


def outcome(lines: list[Line], dates: list[Dated], aside: set[int]) -> Fact[ReviewDecision]:
    """The outcome, joined where several sentences tell of one review."""
    preamble = any(_PREAMBLE in line.text for line in lines)
    told: dict[ReviewDecision, Candidate[ReviewDecision]] = {}
    rulings: list[Ruling] = []
    apart = not preamble  # every later sentence tells of another request than those before
    for line in lines:
        ruling = line.ruling if line.signs & VERDICT else None
        decision = _decision(ruling, preamble=preamble) if ruling else None
        if ruling is None or decision is None or _put_aside(line, aside):
            continue
        apart = apart and (not told or decision in told or _other_request(line, ruling, rulings))
        rulings.append(ruling)
        standing = _standing(line, ruling)
        if decision not in told or told[decision].standing < standing:
            told[decision] = Candidate(decision, line.place(ruling.first, ruling.last), standing)
    if not told:
        return Fact((), tuple(hint for line in lines if (hint := line.hint(REVIEW))))
    reviews = {one.mention.date for one in dates if one.role.review and one.number not in aside}
    if len(told) > 1 and len(reviews) <= 1:
        return Fact((_joined(list(told.values()), apart=apart),))
    return Fact(tuple(told.values()))


def _other_request(line: Line, ruling: Ruling, before: list[Ruling]) -> bool:
    """As in "UR also modified Norco", "The request for Norco was modified", or of other things."""
    if line.has(_EARLIER) and not any(one.earlier for one in before):
        return False
    if ruling.itemized or _ADDING.search(line.text):
        return True
    if not line.has(_DECIDERS):
        return False
    known = {one for each in before for one in each.about}
    return bool(ruling.about) and all(each.about for each in before) and known.isdisjoint(ruling.about)


def _joined(told: list[Candidate[ReviewDecision]], *, apart: bool) -> Candidate[ReviewDecision]:
    """Refused in one sentence, partly granted in another: some of each."""
    whole = any(one.value is ReviewDecision.MIXED and one.standing for one in told)
    sure = (apart or whole) and all(one.standing is Standing.SURE for one in told)
    return Candidate(ReviewDecision.MIXED, told[0].span, Standing.SURE if sure else Standing.MAYBE)
