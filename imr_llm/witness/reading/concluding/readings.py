"""Concluding words in one clause, and which way they point."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from imr_llm.witness.reading.concluding import around, said
from imr_llm.witness.reading.concluding.clauses import Clause
from imr_llm.witness.reading.concluding.subjects import marked_by, of_necessity, subject_of
from imr_llm.witness.reading.concluding.vocabulary import mentions
from imr_llm.witness.reading.concluding.weighing import (
    FIRM,
    LOOSE,
    PLAIN,
    VOID,
    Reading,
    grade_of,
    hedged,
    past,
    weighed,
)

MOST_VERBS = 8  # of one clause; more is no prose


def read(clause: Clause, grade: int = 0) -> list[Reading]:
    """Every reading of the clause that is not void; loose words only below PLAIN `grade`."""
    readings = [weighed(clause, *raw) for raw in _raw(clause, grade) if raw[1].grade > VOID]
    return [one for one in readings if one.grade > VOID]


def _raw(clause: Clause, grade: int) -> Iterator[tuple[int, Reading]]:
    """Readings by their own words, each with where its verb begins in the sentence."""
    text, begin = clause.text, clause.begin
    verbs = list(said.PREDICATE.finditer(text))[-MOST_VERBS:]
    for found in verbs:
        yield begin + found.start(), _predicate(clause, found)
    rules = _RARER
    if mentions(text, said.CORE_STEMS):
        rules = _ALL if verbs else _ALL + _WITHOUT_VERB
    after = verbs[-1].end() if verbs else 0
    for pattern, judge, stems in rules if grade >= PLAIN else rules + _LOOSE:
        if mentions(text, stems):
            start = after if judge is _loose_no else 0
            for found in list(pattern.finditer(text, start))[-MOST_VERBS:]:
                yield begin + found.start(), _reading(clause, found, *judge(clause, found))


# -- polarity and grade --------------------------------------------------------------------------

_Judged = tuple[bool | None, int]


def _predicate(clause: Clause, found: re.Match[str]) -> Reading:
    """Of "is not medically necessary", "has not been established", "is denied"."""
    group = found["group"]
    before = _before(clause, found)
    after = clause.sentence[clause.begin + found.end() :]
    negations = len(around.NEGATOR.findall(group))
    upheld = found["upheld"] and not of_necessity(subject_of(before))
    turned = bool(found["bad"] or found["unproof"] or found["refuse"] or upheld)
    turned = turned or bool(found["core"] and found["un"])
    unclear = negations + turned > 1 or found["partly"]
    necessary = None if unclear else not (negations or turned)
    grade = grade_of(clause, found, before, after)
    if around.UNSURE_MODAL.search(group):
        grade = VOID
    elif modal := around.HEDGE.search(group):
        needs = not (found["core"] or found["grant"] or found["overturned"])
        grade = VOID if necessary and needs else hedged(clause, modal[0], before, necessary, grade)
    elif group.startswith("to be"):
        grade = grade if around.OWN.search(before) else VOID
    elif group.startswith(("was", "were", "did", "had")):
        grade = past(clause, group, before, after, grade)
    return _reading(clause, found, necessary, grade)


def _proves(clause: Clause, found: re.Match[str]) -> _Judged:
    """Of "does not support the medical necessity of", "fails to necessitate the procedure"."""
    before = clause.text[: found.start()]
    subject = subject_of(before)
    firm = around.REQUEST.search(clause.sentence) or marked_by(clause, before)
    if undone := said.UNDONE.search(before):
        double = around.NEGATOR.search(subject_of(before[: undone.start()])[-160:])
        return None if double else False, FIRM if firm else PLAIN
    lacking = len(around.LACK.findall(subject[-160:]))
    if lacking == 1 and not before.endswith(("needed to ", "required to ", "order to ")):
        return False, FIRM if firm else PLAIN
    void = found["tells"] or found["calls_for"] or lacking or around.HEDGE.search(subject)
    if void or (before.endswith("to ") and not found["end"]):
        return True, VOID
    return True, PLAIN if firm else LOOSE


def _lacks(clause: Clause, found: re.Match[str]) -> _Judged:
    """Of "the request lacks medical necessity"."""
    before = clause.text[: found.start()]
    if around.LACK.search(before):
        return None, PLAIN
    firm = around.REQUEST.search(before) or found["lack"].startswith("lack")
    return False, FIRM if firm else PLAIN


def _telegraph(_: Clause, found: re.Match[str]) -> _Judged:
    """Of "Conclusion: not medically necessary"."""
    return None if found["un"] else False, FIRM


def _own_finding(_: Clause, found: re.Match[str]) -> _Judged:
    """Of "I find the request not medically necessary"."""
    negations = len(around.DOUBLE.findall(found[0][: found.start("core") - found.start()]))
    negations += bool(found["un"])
    return None if negations > 1 else not negations, FIRM


def _on_review(clause: Clause, found: re.Match[str]) -> _Judged:
    """Of "I recommend overturning the denial"."""
    before = _before(clause, found)
    issued = around.ISSUED.match(before) and not around.LACK.search(before)
    return bool(found["overturned"]), FIRM if issued else VOID


def _review_was_right(_: Clause, found: re.Match[str]) -> _Judged:
    return bool(found["neg"]), PLAIN


def _recommended_outcome(clause: Clause, found: re.Match[str]) -> _Judged:
    """Of "I recommend non-certification", "the request is recommended for approval"."""
    before = _before(clause, found)
    of_request = around.REQUEST.search(before) and before.endswith((" is ", " are ", " not "))
    grade = PLAIN if of_request or around.ISSUED.match(before) else LOOSE
    return bool(found["grant"]) != bool(around.LACK.search(before)), grade


def _loose_no(clause: Clause, found: re.Match[str]) -> _Judged:
    """Of "the remaining six are not", "the visits exceed"; not "the denial is not supported"."""
    return False, VOID if around.DECISION.search(clause.text, 0, found.start()) else LOOSE


_Rule = tuple[re.Pattern[str], Callable[[Clause, "re.Match[str]"], _Judged], tuple[str, ...]]
_BESIDE_VERBS: tuple[_Rule, ...] = (
    (said.PROVES, _proves, said.PROVING_STEMS),
    (said.LACKS_NECESSITY, _lacks, said.LACKING_STEMS),
)
_WITHOUT_VERB: tuple[_Rule, ...] = (
    (said.TELEGRAPH, _telegraph, ("no",)),
    (said.OWN_FINDING, _own_finding, said.CORE_STEMS),
)
_RARER: tuple[_Rule, ...] = (
    (said.VERDICT_ON_REVIEW, _on_review, said.VERDICT_STEMS),
    (said.REVIEW_WAS_RIGHT, _review_was_right, ("correct", "proper", "right")),
    (said.RECOMMENDED_OUTCOME, _recommended_outcome, ("recommend",)),
)
_ALL = _RARER + _BESIDE_VERBS
_LOOSE: tuple[_Rule, ...] = (
    (said.BREAKS_OFF, _loose_no, ("not", "n't")),
    (said.EXCEEDS, _loose_no, ("exceed", "excess", "surpass")),
)


def _before(clause: Clause, found: re.Match[str]) -> str:
    """What stands before the words in the clause's group."""
    return clause.sentence[clause.group : clause.begin + found.start()]


def _reading(clause: Clause, found: re.Match[str], necessary: bool | None, grade: int) -> Reading:
    place = clause.at + clause.begin
    lead = len(found[0]) - len(found[0].lstrip(" ,"))
    return Reading(place + found.start() + lead, place + found.end(), necessary, grade)
