"""The worker's age and sex, as the summary says them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from imr_llm.record import Sex
from imr_llm.witness.reading.facts import Candidate, Fact, Span, Standing
from imr_llm.witness.reading.telling.lines import Line
from imr_llm.witness.reading.telling.words import AGE, HE, SEX, SHE, alternatives

RELATIVES = alternatives("relative")
_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_VALUES = {word: n for n, word in enumerate(_TEENS, 10)} | {
    word: 10 * n for n, word in enumerate(_TENS, 2)
}
_ONES = {word: n for n, word in enumerate(_UNITS, 1)}
_FIRST = ("", "a", "an", "now", "this")
_YOUNGEST, _OLDEST = 14, 105  # working people and pensioners

_N = rf"(?P<n>\d{{1,3}}|(?:{'|'.join(_VALUES)})(?:[ -]?(?:{'|'.join(_UNITS)}))?)"
_OLD = r"(?:years?|yrs?)[.']?[ -]{0,2}(?:olds?|of age)\b|y[/ ]?o(?!\w)|yo[mf]\b|y[.]o[.]"
# "48 year old", "45-year-old", "44 y/o", "44yo", "44 years of age", "48 yr. old"; not "4/5 yo"
_YEARS_OLD = re.compile(rf"(?<![\w.#/-]){_N}[ -]{{0,2}}(?:{_OLD})")
# "aged 44", "age 44", "age: 44", "age is 44"; not "44 years in age"
_AGED = re.compile(rf"\b(?P<at>at )?(?:the )?aged?(?: of| is|:|,)? ?{_N}\b")
# "at the age of | 13", "when he was | 30 years old"
_THEN = re.compile(
    r"\b(?:(?:at|since|from|until) (?:the )?age(?: of)?|since|until"
    r"|when (?:he|she) was|was only) ?$"
)
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
# "his wife is | 57 years old", and "his 9-year-old | son"
_OWNED = re.compile(rf"\b(?:{RELATIVES})\b[^.;]{{0,40}}$")
_OWN_AHEAD = re.compile(rf"^[ ,-]{{0,2}}(?:\w+ ){{0,2}}(?:{RELATIVES}|boys?|girls?|students?|resident|inmate)\b")
# "48 year old | right hand dominant male", "... | carpenter", "... | who"
_PERSON = (
    "male|female|man|woman|gentleman|lady|patient|worker|employee|applicant|claimant|individual"
    r"|person|injured|who\b|right|left|hand|[mf]\b|[a-z]+(?:er|or|ist|an)\b"
)
_PERSON_AHEAD = re.compile(rf"^[ ,-]{{0,2}}(?:[a-z/-]+ ){{0,4}}?(?:{_PERSON})")
_PERSON_BEFORE = re.compile(
    r"\b(?:(?:patient|worker|employee|applicant|claimant|individual|he|she|this|involves|who)\b"
    r"[^.;]{0,60}|(?:his|her) (?:current )?)$"
)

# "male", "lady"; not "male pattern baldness", "a female provider"
_SEX_NOUN = re.compile(
    r"(?<!\w)(?:(?P<male>male|man|gentlem[ae]n|guy)|(?P<female>female|woman|lady))(?![\w-])"
    r"(?! (?:pattern|connector|friend|relative|co))"
)
# "a female | provider"; but "a 44 year old female | nurse"
_PROFESSION = re.compile(r" (?:provider|physician|therapist|doctor|nurse|surgeon|chiropractor)")
_OF_AGE = re.compile(r"(?:old|of age|yo|y/o|y\.o\.),? $")
# "struck by a | male patient", "attacked by a 30 year old | male inmate"
_ANOTHERS = re.compile(r"\b(?:by|against|with another) (?:an?|one|another|the) [^,.;]{0,24}$")
# "44 yo M with", "38 y/o F injured", "45yof"
_SEX_LETTER = re.compile(
    r"(?:y/?o\b|y\.o\.|years? old|year-old|yr old) ?(?P<letter>[mf])\b|yo(?P<tail>[mf])\b"
)
_PRONOUN = re.compile(r"\b(?:(?P<male>he|his|him|himself)|(?P<female>she|her|hers|herself))\b")
# Whoever else "he" or "she" may be.
_OTHERS = re.compile(
    r"\b(?:physician|provider|doctor|surgeon|dr|therapist|chiropractor|nurse|attorney|adjuster"
    rf"|examiner|psychologist|reviewer|treater|friend|customer|passenger|supervisor|manager|boss"
    rf"|driver|resident|inmate|student|boy|girl|colleague|employer|assistant|{RELATIVES})\b"
)
# "48 year old | male", "the patient is a | lady"
_INTRODUCED = re.compile(
    r"(?:y\.o\.|(?:year|yr|y/o|yo|old|of age|is an?|this|involves an?|applicant|claimant|patient"
    r"|worker|employee|injured|aged? \d\d)\b)[^.;]{0,60}$"
)

# "a male of | 50", "(m, | 44)"; not "50 mg", "12/15"
_BARE = re.compile(r"(?:\b(?:fe)?male|\bm|\bf|man),? (?:of |aged )?(?:1[6-9]|[2-8]\d)(?![\w/.%-])")

T = TypeVar("T")
_NEAR = 80  # letters looked at on either side


class _Told(NamedTuple):
    """A place in a sentence, and how surely it tells the fact."""

    start: int
    end: int
    standing: Standing


def number_of(word: str) -> int:
    """The number that digits or words say: "44", "forty-four", "forty four"."""
    if word.isdigit():
        return int(word)
    tens = next(name for name in sorted(_VALUES, key=len, reverse=True) if word.startswith(name))
    return _VALUES[tens] + _ONES.get(word.removeprefix(tens).strip(" -"), 0)


def _standing(text: str, match: re.Match[str]) -> Standing:
    """How surely the age is the worker's now; NO where it is plainly not."""
    before = text[max(0, match.start() - 80) : match.start()]
    after = text[match.end() : match.end() + 80]
    then = _THEN.search(before) or _THEN_AFTER.match(after) or match.groupdict().get("at")
    if then or _THINGS.match(after) or _OWNED.search(before) or _OWN_AHEAD.match(after):
        return Standing.NO
    if _PERSON_AHEAD.match(after) or _PERSON_BEFORE.search(before) or before.strip() in _FIRST:
        return Standing.SURE
    return Standing.SURE if before.rstrip().endswith(("current", "(")) else Standing.MAYBE


def _ages(text: str) -> Iterator[tuple[int, _Told]]:
    for pattern in (_YEARS_OLD, _AGED):
        for match in pattern.finditer(text):
            value = number_of(match["n"])
            working = _YOUNGEST <= value <= _OLDEST
            yield (
                value,
                _Told(
                    match.start(), match.end(), _standing(text, match) if working else Standing.NO
                ),
            )


def _unsaid(lines: list[Line]) -> list[Span]:
    """Numbers beside a sex where the worker is introduced: "a male of 50", "(m, 44)"."""
    return [
        line.sentence.place(*match.span())
        for line in lines
        if line.introduces and line.signs & SEX and (match := _BARE.search(line.text))
    ]


def _keep(found: dict[T, Candidate[T]], value: T, told: _Told, line: Line) -> None:
    """Keep the best telling of a value, the first of its kind."""
    if value not in found or found[value].standing < told.standing:
        span = line.sentence.place(told.start, told.end)
        found[value] = Candidate(value, span, told.standing)


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
                _keep(found, value, one, line)
            elif _THEN_AFTER.match(line.text[one.end : one.end + _NEAR]):
                hints.append(line.sentence.place(one.start, one.end))  # "45 years old at the time"
        if not told and (hint := line.sign(AGE)):
            hints.append(hint)
    return Fact(tuple(found.values()), tuple(hints if found or hints else _unsaid(lines)))


def _nouns(text: str) -> Iterator[tuple[Sex, _Told]]:
    for match in _SEX_NOUN.finditer(text):
        before = text[max(0, match.start() - 80) : match.start()]
        own = _OF_AGE.search(before) or not _PROFESSION.match(text, match.end())
        if own and not _OWNED.search(before) and not _ANOTHERS.search(before):
            sure = Standing.SURE if _INTRODUCED.search(before) else Standing.MAYBE
            yield _sex_of(match), _Told(match.start(), match.end(), sure)
    for match in _SEX_LETTER.finditer(text):
        letter = match["letter"] or match["tail"]
        sex_told = Sex.MALE if letter == "m" else Sex.FEMALE
        yield sex_told, _Told(match.start(), match.end(), Standing.SURE)


def _sex_of(match: re.Match[str]) -> Sex:
    return Sex.MALE if match["male"] else Sex.FEMALE


def _pronouns(text: str) -> Iterator[tuple[Sex, _Told]]:
    """The pronouns: the worker's own where nobody else is named before them."""
    another = _OTHERS.search(text)
    edge = another.start() if another else len(text)
    for match in _PRONOUN.finditer(text):
        sure = Standing.SURE if match.start() < edge else Standing.MAYBE
        yield _sex_of(match), _Told(match.start(), match.end(), sure)


def sex(lines: list[Line]) -> Fact[Sex]:
    """The sexes told of the worker: by noun, else by pronoun."""
    nouns: dict[Sex, Candidate[Sex]] = {}
    pronouns: dict[Sex, Candidate[Sex]] = {}
    signed = [line for line in lines if line.signs & SEX]
    for line in signed:
        for value, one in _nouns(line.text):
            _keep(nouns, value, one, line)
    # a pronoun of the sex that a noun tells adds nothing
    known = [value for value, one in nouns.items() if one.standing is Standing.SURE]
    wanted = (0 if Sex.MALE in known else HE) | (0 if Sex.FEMALE in known else SHE)
    for line in signed:
        if line.signs & wanted:
            for value, one in _pronouns(line.text):
                if not known or _rivals(line, one):
                    _keep(pronouns, value, one, line)
    candidates = _weighed(list(nouns.values()), list(pronouns.values()))
    hints = () if candidates else tuple(hint for line in signed if (hint := line.sign(SEX)))
    return Fact(tuple(candidates), hints)


def _rivals(line: Line, told: _Told) -> bool:
    """A pronoun may deny a noun where nobody else is named in its sentence or the one before."""
    before = line.before.text if line.before else ""
    spoken = line.text[told.start : told.end] in ("he", "she")
    return spoken and not _OTHERS.search(line.text) and not _OTHERS.search(before)


def _weighed(nouns: list[Candidate[Sex]], pronouns: list[Candidate[Sex]]) -> list[Candidate[Sex]]:
    """A noun outranks pronouns; a pronoun of the other sex that is the worker's own is a rival."""
    sure = [one for one in nouns if one.standing is Standing.SURE]
    own = [one for one in pronouns if one.standing is Standing.SURE]
    if sure:
        named = {one.value for one in sure}
        rivals = [replace(one, standing=Standing.MAYBE) for one in own if one.value not in named]
        return sure + rivals
    if len(own) > 1:
        own = [replace(one, standing=Standing.MAYBE) for one in own]
    told = {one.value: one for one in nouns}
    told |= {one.value: one for one in own or pronouns}
    return list(told.values())
