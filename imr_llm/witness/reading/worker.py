"""The worker's age and sex, from the first words that state them."""

from __future__ import annotations

import re

Found = tuple[object, tuple[int, int]]

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS = {word: number for number, word in enumerate(ONES, 1)}
NUMBERS |= {ten: 20 + 10 * place for place, ten in enumerate(TENS)}

_YEARS_OLD = r"(?:[\s-]*+(?:years?|yrs?\.?)[\s-]*+(?:old\b|of\s+age\b)|[\s-]*+(?:y/?o\b|y\.o\.))"
# "48 year old", "45-year-old", "44 year-old", "44 y/o", "aged 44"; not "since 13 years old"
AGE = re.compile(
    rf"(?<!since )(?<!at )\b(?P<after>\d{{1,3}}){_YEARS_OLD}|\b(?:aged|age(?:\s+(?:of"
    rf"|is))?)\s+(?P<before>\d{{1,3}})\b",
    re.IGNORECASE,
)
# "forty-four year old"
AGE_IN_WORDS = re.compile(
    rf"\b(?P<ten>{'|'.join(TENS)})(?:[\s-]+(?P<one>{'|'.join(ONES)}))?{_YEARS_OLD}", re.IGNORECASE
)
# "male", "gentleman", "woman"; not "male" inside "female"
NOUN = re.compile(
    r"\b(?:(?P<male>male|man|gentleman)|(?P<female>female|woman|lady))\b", re.IGNORECASE
)
PRONOUN = re.compile(r"\b(?:(?P<male>he|his|him)|(?P<female>she|hers?))\b", re.IGNORECASE)


def age(text: str, span: tuple[int, int]) -> Found | None:
    """The first age stated in the summary, in years, with its place."""
    if match := AGE.search(text, *span):
        return int(match["after"] or match["before"]), match.span()
    if match := AGE_IN_WORDS.search(text, *span):
        years = NUMBERS[match["ten"].lower()] + NUMBERS.get((match["one"] or "").lower(), 0)
        return years, match.span()
    return None


def sex(text: str, span: tuple[int, int]) -> Found | None:
    """The sex by the first noun that states it, else by the first pronoun, with its place."""
    match = NOUN.search(text, *span) or PRONOUN.search(text, *span)
    return (str(match.lastgroup), match.span()) if match else None
