"""The reviewer's specialties and licensing states: a labelled block or a sentence."""

from __future__ import annotations

import re

from imr_llm.letter.sections import Letter
from imr_llm.record import Reviewer

# "State(s) of Licensure: Iowa, Utah Certification(s)/Specialty: Toxicology";
# the block may lack either line
STATES = re.compile(r"State\(s\) of Licensure: ?(?P<names>.{1,300}?)(?= ?Certification\(s\)|$)")
SPECIALTIES = re.compile(r"Certification\(s\) ?/ ?Specialty: ?(?P<names>.{1,300}?)(?=$)")

# "The physician reviewer is Board Certified in Orthopedic Surgery, has a subspecialty in Pain
# Management and is licensed to practice in California, New York, and Washington."
SENTENCE = re.compile(
    r"(?:is (?:a |an )?(?:(?:Board[ -]?Certified"
    r"|Licensed) in )?(?P<specialty>(?!licensed to)[A-Z][^.;]{1,120}?)"
    r"(?:,? (?:and )?has a subspecialty in (?P<subspecialty>[^.;]{1,120}?))?"
    r",? and )(?:he/she )?is licensed to practice in (?P<states>[A-Z][^.;]{1,300})\."
)
MEMBER = re.compile(r" ?, ?(?:and )?| and (?=[A-Z])")
COMMA = re.compile(r" ?, ?")


def read_reviewer(letter: Letter) -> Reviewer:
    """Specialties and states as printed, one name each; None where the letter has neither form."""
    paragraph = letter[letter.reviewer] or ""
    states, specialties = STATES.search(paragraph), SPECIALTIES.search(paragraph)
    if states or specialties:
        return Reviewer(
            specialties=_names(COMMA, specialties["names"]) if specialties else None,
            licensed_states=_names(MEMBER, states["names"]) if states else None,
        )
    if sentence := SENTENCE.search(paragraph):
        named = [sentence["specialty"], sentence["subspecialty"] or ""]
        return Reviewer(
            specialties=[one for names in named for one in _names(COMMA, names)],
            licensed_states=_names(MEMBER, sentence["states"]),
        )
    return Reviewer(specialties=None, licensed_states=None)


def _names(separator: re.Pattern[str], printed: str) -> list[str]:
    return [name for one in separator.split(printed) if (name := one.strip(" .,"))]
