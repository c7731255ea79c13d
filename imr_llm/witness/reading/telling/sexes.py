"""The worker's sex, as the summary says it: by noun, else by pronoun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from imr_llm.record import Sex
from imr_llm.witness.reading.facts import Candidate, Fact, Standing
from imr_llm.witness.reading.telling.lexicon import HE, SEX, SHE
from imr_llm.witness.reading.telling.lines import Line
from imr_llm.witness.reading.telling.people import NEAR, OWNED, RELATIVES, Told, keep

# "male", "lady"; not "male pattern baldness", "a female provider"
_SEX_NOUN = re.compile(
    r"(?<!\w)(?:(?P<male>male|man|gentlem[ae]n|guy)|(?P<female>female|woman|lady))(?![\w-])"
    r"(?! (?:pattern|connector|friend|relative|co))"
)
# "a female | provider"; but "a 44 year old female | nurse"
_PROFESSION = re.compile(r" (?:provider|physician|therapist|doctor|nurse|surgeon|chiropractor)")
_OF_AGE = re.compile(r"(?:old|of age|yo|y/o|y\.o\.),? $")
# "struck by a | male patient", "by a 30 year old | male inmate", "his trainee, a | female"
_ANOTHERS = re.compile(
    r"\b(?:(?:by|against|with another) (?:an?|one|another|the)|(?:his|her) \w+, an?) [^,.;]{0,24}$"
)
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
# "male | of 50", "male, | 27 years old"
_AGE_AFTER = re.compile(r",? (?:of |aged )?\d\d(?= ?y| of age|[,.;) ])")
# "48 year old | male", "the patient is a | lady"
_INTRODUCED = re.compile(
    r"(?:y\.o\.|(?:year|yr|y/o|yo|old|of age|is an?|this|involves an?|applicant|claimant|patient"
    r"|worker|employee|injured|aged? \d\d)\b)[^.;]{0,60}$"
)


def _nouns(text: str) -> Iterator[tuple[Sex, Told]]:
    for match in _SEX_NOUN.finditer(text):
        before = text[max(0, match.start() - NEAR) : match.start()]
        own = _OF_AGE.search(before) or not _PROFESSION.match(text, match.end())
        if own and not OWNED.search(before) and not _ANOTHERS.search(before):
            told = _INTRODUCED.search(before) or _AGE_AFTER.match(text, match.end())
            sure = Standing.SURE if told else Standing.MAYBE
            yield _sex_of(match), Told(match.start(), match.end(), sure)
    for match in _SEX_LETTER.finditer(text):
        letter = match["letter"] or match["tail"]
        sex_told = Sex.MALE if letter == "m" else Sex.FEMALE
        yield sex_told, Told(match.start(), match.end(), Standing.SURE)


def _sex_of(match: re.Match[str]) -> Sex:
    return Sex.MALE if match["male"] else Sex.FEMALE


def _pronouns(text: str) -> Iterator[tuple[Sex, Told]]:
    """The pronouns: the worker's own where nobody else is named before them."""
    another = _OTHERS.search(text)
    edge = another.start() if another else len(text)
    for match in _PRONOUN.finditer(text):
        sure = Standing.SURE if match.start() < edge else Standing.MAYBE
        yield _sex_of(match), Told(match.start(), match.end(), sure)


def sex(lines: list[Line]) -> Fact[Sex]:
    """The sexes told of the worker: by noun, else by pronoun."""
    nouns: dict[Sex, Candidate[Sex]] = {}
    pronouns: dict[Sex, Candidate[Sex]] = {}
    for line in lines:
        if line.signs & SEX:
            for value, one in _nouns(line.text):
                keep(nouns, value, one, line)
    # a pronoun of the sex that a noun tells adds nothing
    known = [value for value, one in nouns.items() if one.standing is Standing.SURE]
    wanted = (0 if Sex.MALE in known else HE) | (0 if Sex.FEMALE in known else SHE)
    for line in lines:
        if line.signs & wanted and (not known or _nobody_else(line)):
            for value, one in _pronouns(line.text):
                if not known or line.text[one.start : one.end] in ("he", "she"):
                    keep(pronouns, value, one, line)
    candidates = _weighed(list(nouns.values()), list(pronouns.values()))
    hints = () if candidates else (line.sign(SEX | HE | SHE) for line in lines)
    return Fact(tuple(candidates), tuple(hint for hint in hints if hint))


def _nobody_else(line: Line) -> bool:
    """A pronoun may deny a noun where nobody else is named in its sentence or the one before."""
    before = line.before.text if line.before else ""
    return not _OTHERS.search(line.text) and not _OTHERS.search(before)


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
