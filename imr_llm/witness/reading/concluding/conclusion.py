"""What a decision rationale concludes: that the request is medically necessary, or that it is not.

A rationale is split into sentences and clauses. Every concluding word in a clause becomes a
`Reading` with a polarity, judged by its own verb and negation, and a grade, judged by its own
subject and clause. The highest grade decides if nothing of that grade, and nothing later,
says the opposite.
"""

from __future__ import annotations

from dataclasses import dataclass

from imr_llm.witness.reading.concluding import around, said
from imr_llm.witness.reading.concluding.clauses import level, sentences, split
from imr_llm.witness.reading.concluding.plainly import plainly
from imr_llm.witness.reading.concluding.readings import read
from imr_llm.witness.reading.concluding.vocabulary import mentions
from imr_llm.witness.reading.concluding.weighing import FIRM, PLAIN, Reading
from imr_llm.witness.reading.facts import Standing

# an ordinary subject's reading ("Norco is not medically necessary") decides only this near the end
LAST_SENTENCES = 3


@dataclass(frozen=True)
class Conclusion:
    """What was read; `necessary` and `place` are None unless `standing` is SURE."""

    standing: Standing
    necessary: bool | None
    place: tuple[int, int] | None


def conclude(rationale: str) -> Conclusion:
    """Read what `rationale` (folded to running text) concludes."""
    text = level(rationale)
    spans = sentences(text)
    found = _readings(text, spans)
    near_the_end = spans[-LAST_SENTENCES:][0][0] if spans else 0
    decided = _decided(found, near_the_end)
    if decided is not None and not _turned_back(decided, text):
        return Conclusion(Standing.SURE, decided.necessary, (decided.begin, decided.end))
    hinted = bool(found) or said.HINT.search(level(rationale, quotes=True)) is not None
    return Conclusion(Standing.MAYBE if hinted else Standing.NO, None, None)


def _readings(text: str, spans: list[tuple[int, int]]) -> list[Reading]:
    """Every reading that can matter.

    The end goes first: before a reading, only what is of its grade or higher can gainsay it.
    """
    found: list[Reading] = []
    grade = 0
    for begin, end in reversed(spans):
        sentence = text[begin:end]
        if sentence.endswith("?") or not _may_reach(grade, sentence):
            continue
        before = grade
        if plain := plainly(sentence, begin):
            found.append(plain)
            grade = max(grade, plain.grade)
        for clause in () if plain else reversed(split(sentence, begin)):
            if mentions(clause.text, said.FIRM_STEMS if grade == FIRM else said.STEMS):
                found += read(clause, grade)
                grade = max([grade, *(one.grade for one in found)])
        if grade == FIRM > before and not mentions(text[:begin], said.FIRM_STEMS):
            break
    return sorted(found, key=lambda one: one.begin)


def _may_reach(grade: int, sentence: str) -> bool:
    """Whether a sentence may hold a reading of this grade."""
    if grade == FIRM:
        return mentions(sentence, said.FIRM_STEMS)
    if grade == PLAIN and not mentions(sentence, said.FIRM_STEMS + said.PLAIN_STEMS):
        return mentions(sentence, said.STEMS) and around.MARK.search(sentence) is not None
    return mentions(sentence, said.STEMS)


def _decided(found: list[Reading], near_the_end: int) -> Reading | None:
    """The last reading of the highest grade, if nothing as high and nothing later gainsays it."""
    grade = max((one.grade for one in found), default=0)
    if grade < PLAIN:
        return None
    highest = [one for one in found if one.grade == grade]
    last = highest[-1]
    later = [one for one in found if one.begin > last.begin and one.necessary is not None]
    if last.necessary is None or any(o.necessary is not last.necessary for o in highest + later):
        return None
    return last if grade == FIRM or last.begin >= near_the_end else None


def _turned_back(decided: Reading, text: str) -> bool:
    """Whether "however", "only", "exceeds" follow a conclusion that the request is necessary."""
    if not decided.necessary:
        return False
    after = around.DENIAL_UNDONE.sub("", text[decided.end :])
    return around.TURNS_BACK.search(after) is not None
