"""The outcome of the review, out of the rulings of all sentences."""

from __future__ import annotations

import re
from dataclasses import replace

from imr_llm.record import ReviewDecision
from imr_llm.witness.reading.facts import Candidate, Fact, Standing
from imr_llm.witness.reading.telling.lexicon import REVIEW, kinds
from imr_llm.witness.reading.telling.lines import Line
from imr_llm.witness.reading.telling.quantities import words_in
from imr_llm.witness.reading.telling.rulings import Ruling
from imr_llm.witness.reading.telling.timing import Dated

_APPEAL = kinds("appeal")
_EARLIER = kinds("earlier")
_AGAINST = kinds("refuse part unsure_verdict")
_DECIDERS = kinds("review payer denial")
# "UR also modified ...", "In addition, the brace was denied."
_ADDING = re.compile(r"\b(?:also|additionally|addition|further|furthermore|moreover|likewise)\b")
# "Twelve sessions was the original request." "The remaining portion of the original request"
_ORIGINAL = "the original request"
_PREAMBLE = re.compile(r"\b(?:was|were|as|portion of) the original request\b")


def _put_aside(line: Line, aside: set[int]) -> bool:
    """All reviews dated in the sentence are plainly others than the one in dispute."""
    dated = [number for number, role in line.roles.items() if role.review]
    return bool(dated) and aside.issuperset(dated)


def _standing(line: Line, ruling: Ruling, aside: set[int]) -> Standing:
    dated = [role for role in line.roles.values() if role.review]
    both = len(dated) > 1 and ruling.refused and (ruling.partly or ruling.granted)
    both = both and not _earlier_grant(line)
    own = [role for number, role in line.roles.items() if number not in aside]
    if both or line.has(_APPEAL) or any(role.review is Standing.MAYBE for role in own):
        return Standing.MAYBE
    return ruling.standing


def _earlier_grant(line: Line) -> bool:
    """As in "UR of D agreed with neither, and an earlier one (D) had agreed to therapy"."""
    at = next((at for at, word in enumerate(line.row) if word.kind == "earlier"), len(line.row))
    verdicts = [at > place for place, word in enumerate(line.row) if word.kind in _AGAINST]
    return at < len(line.row) and all(verdicts)


# "A thirty day trial was offered in its stead": perhaps granted in part
_INSTEAD = re.compile(r"\b(?:in (?:its|their) (?:stead|place)|instead|in lieu|substituted)\b")


def _substituted(line: Line) -> bool:
    """Right after a verdict something else is offered."""
    return line.told_before and _INSTEAD.search(line.text) is not None


def _open(line: Line) -> bool:
    """A number was granted in it, perhaps fewer than were asked for."""
    told = line.names_review or line.told_before
    return told and line.ruling is not None and line.ruling.open and not line.ruling.earlier


def _decision(ruling: Ruling, *, preamble: bool) -> ReviewDecision | None:
    if ruling.decision is None and ruling.granted and preamble:
        return ReviewDecision.MODIFIED  # "Six sessions was authorized by the Claims Administrator."
    return ruling.decision


def outcome(lines: list[Line], dates: list[Dated], aside: set[int]) -> Fact[ReviewDecision]:
    """The outcome, joined where several sentences tell of one review."""
    ruled = [line for line in lines if line.ruling and not _put_aside(line, aside)]
    preamble = any(_ORIGINAL in line.text and _PREAMBLE.search(line.text) for line in lines)
    told: dict[ReviewDecision, Candidate[ReviewDecision]] = {}
    rulings: list[Ruling] = []
    apart = not preamble  # every later sentence tells of another request than those before
    for line in ruled:
        ruling = line.ruling or Ruling()
        decision = _decision(ruling, preamble=preamble)
        if decision is None:
            continue
        apart = apart and (not told or decision in told or _other_request(line, ruling, rulings))
        rulings.append(ruling)
        standing = _standing(line, ruling, aside)
        if decision not in told or told[decision].standing < standing:
            told[decision] = Candidate(decision, line.place(ruling.first, ruling.last), standing)
    if not told:
        return Fact((), tuple(hint for line in lines if (hint := line.hint(REVIEW))))
    denied = told.get(ReviewDecision.DENIED)
    if denied and len(told) == 1:
        return _denied(denied, ruled, lines, aside)
    reviews = {one.mention.date for one in dates if one.role.review and one.number not in aside}
    if len(told) > 1 and len(reviews) <= 1:
        return Fact((_joined(list(told.values()), apart=apart),))
    return Fact(tuple(told.values()))


def _denied(
    denied: Candidate[ReviewDecision], ruled: list[Line], lines: list[Line], aside: set[int]
) -> Fact[ReviewDecision]:
    """All refused, but for what was certified: in full or in part where a number is told."""
    open_ = [line.ruling for line in ruled if line.ruling and _open(line)]
    substituted = any(map(_substituted, lines))
    if not open_ and not substituted:
        return Fact((denied,))
    maybe = (replace(denied, standing=Standing.MAYBE),)
    known = [
        _standing(line, line.ruling._replace(open=False), aside)
        for line in ruled
        if line.ruling and line.ruling.decision
    ]
    if substituted or Standing.MAYBE in known or not all(one.of for one in open_):
        return Fact(maybe)
    unless = frozenset[str]().union(*(one.of for one in open_))
    refusals = [line.text for line in ruled if line.ruling and line.ruling.refused]
    return Fact(maybe, unless=unless, refused=words_in(" ".join(refusals)))


def _other_request(line: Line, ruling: Ruling, before: list[Ruling]) -> bool:
    """As in "UR also modified Norco", "The request for Norco was modified", or of other things."""
    if line.has(_EARLIER) != any(one.earlier for one in before):
        return False
    known = [each.about for each in before if each.decision is not ruling.decision]
    if not all(map(ruling.about.isdisjoint, known)):
        return False  # of the same thing, with another verdict
    if ruling.itemized or _ADDING.search(line.text):
        return True
    return line.has(_DECIDERS) and bool(ruling.about) and all(known)


def _joined(told: list[Candidate[ReviewDecision]], *, apart: bool) -> Candidate[ReviewDecision]:
    """Refused in one sentence, partly granted in another: some of each."""
    whole = any(one.value is ReviewDecision.MIXED and one.standing for one in told)
    sure = (apart or whole) and all(one.standing is Standing.SURE for one in told)
    return Candidate(ReviewDecision.MIXED, told[0].span, Standing.SURE if sure else Standing.MAYBE)
