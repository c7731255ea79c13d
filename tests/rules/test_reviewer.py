"""The reviewer's specialties and licensing states."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imr_llm.letter.sections import read_letter
from imr_llm.record import Reviewer
from imr_llm.rules.reviewer import read_reviewer

HEADING = "HOW THE IMR FINAL DETERMINATION WAS MADE \nThe file was sent to an expert reviewer. "
BLOCK = "State(s) of Licensure: {} \nCertification(s)/Specialty: {} \n"
LICENSED = "The expert reviewer is {} licensed to practice in {}. He/she is in practice. \n"

FOUND = [
    (BLOCK.format("Utah", "Toxicology"), ["Toxicology"], ["Utah"], "one of each"),
    (
        BLOCK.format("Utah,New Mexico", "Toxicology, Sleep Medicine"),
        ["Toxicology", "Sleep Medicine"],
        ["Utah", "New Mexico"],
        "commas with or without a blank",
    ),
    (
        BLOCK.format("Utah", "Toxicology, Public Health & \nGeneral Preventive Medicine"),
        ["Toxicology", "Public Health & General Preventive Medicine"],
        ["Utah"],
        "a name broken over a line, an ampersand inside",
    ),
    (BLOCK.format("Utah", "Chiropractor"), ["Chiropractor"], ["Utah"], "no physician"),
    (BLOCK.format("Utah", "Toxicologya"), ["Toxicologya"], ["Utah"], "a typo stays"),
    ("State(s) of Licensure: Utah \n", None, ["Utah"], "no specialty line"),
    ("Certification(s)/Specialty: Toxicology \n", ["Toxicology"], None, "no licensure line"),
    (
        LICENSED.format("Board Certified in Toxicology, and is", "Utah"),
        ["Toxicology"],
        ["Utah"],
        "a sentence with a comma",
    ),
    (
        LICENSED.format("Board Certified in Toxicology and is", "Utah, Ohio, and New Mexico"),
        ["Toxicology"],
        ["Utah", "Ohio", "New Mexico"],
        "a sentence with several states",
    ),
    (
        LICENSED.format("Board Certified in Toxicology and is", "Utah and Ohio"),
        ["Toxicology"],
        ["Utah", "Ohio"],
        "two states",
    ),
    (
        LICENSED.format(
            "Board Certified in Toxicology, has a subspecialty in Sleep Medicine and is", "Utah"
        ),
        ["Toxicology", "Sleep Medicine"],
        ["Utah"],
        "a subspecialty",
    ),
    (LICENSED.format("a Chiropractor and is", "Utah"), ["Chiropractor"], ["Utah"], "a profession"),
    (
        LICENSED.format("Licensed in Psychology and is", "Utah"),
        ["Psychology"],
        ["Utah"],
        "a licence",
    ),
    ("He/she has no affiliation with the employer. \n", None, None, "neither form"),
]


@pytest.mark.parametrize(("printed", "specialties", "states", "why"), FOUND)
def test_reviewer(
    printed: str,
    specialties: list[str] | None,
    states: list[str] | None,
    why: str,
    write: Callable[..., str],
) -> None:
    """Names are those printed, one each, and null where the letter does not say."""
    read = read_reviewer(read_letter(write(made=f"{HEADING}{printed}")))

    assert read == Reviewer(specialties=specialties, licensed_states=states), why


def test_only_in_its_section(write: Callable[..., str]) -> None:
    """Credentials told of anybody else in the summary are not the reviewer's."""
    read = read_reviewer(read_letter(write(BLOCK.format("Utah", "Toxicology"), made=HEADING)))

    assert read == Reviewer(specialties=None, licensed_states=None)


def test_no_section() -> None:
    """A letter without the section has no reviewer."""
    read = read_reviewer(read_letter("CLINICAL CASE SUMMARY \nHe fell."))

    assert read == Reviewer(specialties=None, licensed_states=None)
