"""The worker's age, as the summary says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from imr_llm.witness.reading.facts import Candidate, Fact, Span, Standing
from imr_llm.witness.reading.telling.lexicon import AGE, SEX
from imr_llm.witness.reading.telling.lines import Line
from imr_llm.witness.reading.telling.people import NEAR, OWNED, RELATIVES, Told, keep

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_TEENS = [
    "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
_VALUES = {word: n for n, word in enumerate(_TEENS, 10)} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
_ONES = {word: n for n, word in enumerate(_UNITS, 1)}
_OPENING = 2  # sentences in which the worker is introduced
_FIRST = ("", "a", "an", "now", "this")
_YOUNGEST, _OLDEST = 14, 105  # working people and pensioners

_N = rf"(?P<n>\d{{1,3}}|(?:{'|'.join(_VALUES)})(?:[ -]?(?:{'|'.join(_UNITS)}))?)"
_OLD = r"(?:years?|yrs?)[.']?[ -]{0,2}(?:olds?|of age)\b|y[/ ]?o(?!\w)|yo[mf]\b|y[.]o[.]"
# "48 year old", "45-year-old", "44 y/o", "44yo", "44 years of age", "48 yr. old"; not "4/5 yo"
_YEARS_OLD = re.compile(rf"(?=[\dtefsn])(?<![\w.#/-]){_N}[ -]{{0,2}}(?:{_OLD})")
# "aged 44", "age 44", "age: 44", "age is 44"; not "44 years in age"
_AGED = re.compile(rf"\b(?P<at>at )?(?:the )?aged?(?: of| is|:|,)? ?{_N}\b")
# "at the age of | 13", "when he was | 30 years old"
_THEN = re.compile(
    r"\b(?:(?:at|since|from|until) (?:the )?age(?: of)?|since|until"
    r"|when (?:he|she) was|was only) ?$"
)
# "as the patient was less than | 40 years of age": a bound, nobody's age
_BOUND = re.compile(r"\b(?:than|under|over|above|below|beyond|at least|up to) $")
# "45 years old | at the time of the injury"
_THEN_AFTER = re.compile(
    r"^[ ,]{0,2}(?:when|at (?:the )?(?:time|onset)|at that time|on the date|then\b)"
)
# "a 5 year old | injury", "a 10-year-old | MRI"
_THINGS = re.compile(
    r"^[ ,-]{0,2}(?:work |industrial |back |knee )?(?:injur(?!ed)|accident|fracture|mri|scan|brace"
    r"|unit|record|case|claim(?!ant)|stud(?!ent)|report|surg(?!eon)|house|film|car\b|device|wound"
    r"|problem)"
)
_OWN_AHEAD = re.compile(
    rf"^[ ,-]{{0,2}}(?:\w+ ){{0,2}}(?:{RELATIVES}|boys?|girls?|students?|resident|inmate)\b"
)
# "48 year old | right hand dominant male", "... | carpenter", "... | who"
_PERSON = (
    "male|female|man|woman|gentleman|lady|patient|worker|employee|applicant|claimant|individual"
    r"|person|injured|who\b|right|left|hand|[mf]\b|[a-z]+(?:er|or|ist|an)\b"
)
_PERSON_AHEAD = re.compile(rf"^[ ,-]{{0,2}}(?:[a-z/-]+ ){{0,4}}?(?:{_PERSON})")
_PERSON_BEFORE = re.compile(
    r"\b(?:(?:patient|worker|employee|applicant|claimant|individual|he|she|this|involves|who)\b"
    r"[^.;]{0,60}|(?:his|her) (?:current )?|(?:male|man|woman),? )$"
)
# "a male of | 50", "(m, | 44)"; not "50 mg", "12/15"
_BARE = re.compile(r"(?:\b(?:fe)?male|\bm|\bf|man),? (?:of |aged )?(?:1[6-9]|[2-8]\d)(?![\w/.%-])")
# "Roofer, 31, fell", "the claimant (44)": a lone number beside the person; not "C5, 6, 7"
_APPOSED = re.compile(r"(?<=[a-z])(?:, | \()(?:1[6-9]|[2-8]\d)(?=,|\))")


def number_of(word: str) -> int:
    """The number that digits or words say: "44", "forty-four", "forty four"."""
    if word.isdigit():
        return int(word)
    tens = next(name for name in sorted(_VALUES, key=len, reverse=True) if word.startswith(name))
    return _VALUES[tens] + _ONES.get(word.removeprefix(tens).strip(" -"), 0)


def _standing(text: str, match: re.Match[str]) -> Standing:
    """How surely the age is the worker's now; NO where it is plainly not."""
    before = text[max(0, match.start() - NEAR) : match.start()]
    after = text[match.end() : match.end() + NEAR]
    then = _THEN.search(before) or _THEN_AFTER.match(after) or match.groupdict().get("at")
    then = then or _BOUND.search(before)
    if then or _THINGS.match(after) or OWNED.search(before) or _OWN_AHEAD.match(after):
        return Standing.NO
    if _PERSON_AHEAD.match(after) or _PERSON_BEFORE.search(before) or before.strip() in _FIRST:
        return Standing.SURE
    return Standing.SURE if before.rstrip().endswith(("current", "(")) else Standing.MAYBE


def _ages(text: str) -> Iterator[tuple[int, Told]]:
    for pattern in (_YEARS_OLD, _AGED) if "age" in text else (_YEARS_OLD,):
        for match in pattern.finditer(text):
            value = number_of(match["n"])
            working = _YOUNGEST <= value <= _OLDEST
            yield (
                value,
                Told(
                    match.start(), match.end(), _standing(text, match) if working else Standing.NO
                ),
            )


def _unsaid(lines: list[Line]) -> list[Span]:
    """Numbers beside the worker, introduced: "a male of 50", "(m, 44)", "Roofer, 31, fell"."""
    found = []
    for number, line in enumerate(lines):
        match = line.introduces and line.signs & SEX and _BARE.search(line.text)
        match = match or (number < _OPENING and _APPOSED.search(line.text))
        if match:
            found.append(line.sentence.place(*match.span()))
    return found


def age(lines: list[Line]) -> Fact[int]:
    """The ages told of the worker."""
    found: dict[int, Candidate[int]] = {}
    hints: list[Span] = []
    for line in lines:
        if not line.signs & AGE:
            continue
        told = list(_ages(line.text))
        for value, one in told:
            if one.standing is not Standing.NO:
                keep(found, value, one, line)
            elif _THEN_AFTER.match(line.text[one.end : one.end + NEAR]):
                hints.append(line.sentence.place(one.start, one.end))  # "45 years old at the time"
        if not told and (hint := line.sign(AGE)):
            hints.append(hint)
    return Fact(tuple(found.values()), tuple(hints if found or hints else _unsaid(lines)))
