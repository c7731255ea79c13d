"""The injured worker's age and sex, as the clinical case summary says."""

from __future__ import annotations

import re

from imr_llm.record import Sex

TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

# "48 year old", "45-year-old", "44 year-old", "44 yo", "aged 44", "44 years of age",
# "The claimant, 61, is", "forty-two year old", "a woman of 57";
# not "since 13 years old", "at 2 years old", "12 years ago"
AGE = re.compile(
    r"(?<!since )(?<!at )(?<!\d)(?P<age>\d{1,3})[- ](?:years?|yrs?)[- ]?(?:old|of age)\b"
    r"|(?<!\d)(?P<brief>\d{1,3})[- ]?y[/.]?o\b|\b(?:aged|age of|age:?) (?P<named>\d{1,3})\b"
    r"|\b(?:claimant|patient|worker|applicant|employee), (?P<apposed>\d{2}),"
    r"|\b(?:(?:wo)?man|(?:fe)?male|gentleman|lady|worker) of (?P<of>\d{2})(?=[,.;)]|$)"
    rf"|\b(?P<spelled>(?:{'|'.join(TENS)})(?:[- ](?:{'|'.join(UNITS)}))?)[- ]years?[- ]old\b",
    re.IGNORECASE,
)
OLDEST = 120
# "a 58 yr old M plumber", "27yo F"; right after the age alone
INITIAL = re.compile(r"[ -]?(?:(?P<male>M)|(?P<female>F))(?![\w.'])")

# "48 year old right-hand dominant male", "gentleman"; not "male erectile disorder"
SEX_NOUN = re.compile(
    r"\b(?:(?P<male>male|man|gentleman|boy|Mr\.)|(?P<female>female|woman|lady|girl|M(?:r)?s\.))"
    r"(?!\s(?:erectile|pattern|genital|partner|sibling|relative))(?!\w)",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"\b(?:(?P<male>he|his|him|himself)|(?P<female>she|her|hers|herself))\b", re.IGNORECASE
)
NEAR = 120


def read_age_and_sex(summary: str) -> tuple[int | None, Sex | None]:
    """Age in years and sex; None for what the summary does not give."""
    first = None
    for match in AGE.finditer(summary):
        first = first or match
        spelled = match["spelled"]
        digits = match["age"] or match["brief"] or match["named"] or match["apposed"] or match["of"]
        age = _spelled(spelled) if spelled else int(digits)
        if 0 < age <= OLDEST:
            return age, _sex(summary, first.end())
    return None, _sex(summary, first.end() if first else None)


def _sex(summary: str, after_age: int | None) -> Sex | None:
    """Sex by what stands beside the age, else the first noun, else the commoner pronoun."""
    initial = INITIAL.match(summary, after_age) if after_age else None
    if initial:
        return Sex.MALE if initial["male"] else Sex.FEMALE
    near = SEX_NOUN.search(summary, after_age, after_age + NEAR) if after_age else None
    noun = near or SEX_NOUN.search(summary)
    if noun:
        return Sex.MALE if noun["male"] else Sex.FEMALE
    counts = {Sex.MALE: 0, Sex.FEMALE: 0}
    for match in PRONOUN.finditer(summary):
        counts[Sex.MALE if match["male"] else Sex.FEMALE] += 1
    if counts[Sex.MALE] == counts[Sex.FEMALE]:
        return None
    return max(counts, key=lambda sex: counts[sex])


def _spelled(words: str) -> int:
    """An age in words as a number: "forty-two" is 42."""
    ten, _, unit = words.lower().replace("-", " ").partition(" ")
    return 10 * (TENS.index(ten) + 2) + (UNITS.index(unit) + 1 if unit else 0)
