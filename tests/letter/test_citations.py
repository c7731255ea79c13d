"""Guideline paragraphs: basis and citations."""

from __future__ import annotations

import pytest

from imr_llm.letter.chapters import CHAPTERS
from imr_llm.letter.citations import read_guideline
from imr_llm.record import Basis, Citation, Source


def mtus(title: str, sections: tuple[str, ...] = (), pages: tuple[str, ...] = ()) -> Citation:
    """An MTUS citation."""
    return Citation(source=Source.MTUS, title=title, sections=list(sections), pages=list(pages))


def other(title: str) -> Citation:
    """A Non-MTUS citation."""
    return Citation(source=Source.NON_MTUS, title=title, sections=[], pages=[])


ELBOW = "Decision based on MTUS Elbow Complaints 2007"
OUTSIDE = (
    "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines."
)
PARAGRAPHS = [
    (f"{ELBOW}.", Basis.MTUS, [mtus("Elbow Complaints 2007")], "a chapter"),
    (
        f"{ELBOW}, Section(s): Splints.",
        Basis.MTUS,
        [mtus("Elbow Complaints 2007", ("Splints",))],
        "a section",
    ),
    (
        f"{ELBOW}, Section(s): Splints, Medications.",
        Basis.MTUS,
        [mtus("Elbow Complaints 2007", ("Splints", "Medications"))],
        "two sections",
    ),
    (
        f"{ELBOW}, Section(s): NSAIDs, GI symptoms & cardiovascular risk, Splints.",
        Basis.MTUS,
        [mtus("Elbow Complaints 2007", ("NSAIDs, GI symptoms & cardiovascular risk", "Splints"))],
        "a name with a comma",
    ),
    (
        f"{ELBOW}, Section(s): TENS, chronic pain (transcutaneous, electrical).",
        Basis.MTUS,
        [mtus("Elbow Complaints 2007", ("TENS, chronic pain (transcutaneous, electrical)",))],
        "commas before a small letter and in brackets",
    ),
    (
        "Decision based on MTUS Opioid Treatment 2016, Section(s): 1.4 Opioids for Pain: Acute, "
        "Mild, 3.2.1 Screening for Misuse, Abuse.",
        Basis.MTUS,
        [
            mtus(
                "Opioid Treatment 2016",
                ("1.4 Opioids for Pain: Acute, Mild", "3.2.1 Screening for Misuse, Abuse"),
            )
        ],
        "numbered sections",
    ),
    (
        f"{ELBOW}, Section(s): Splints, and Chronic Pain Medical Treatment 2016, Section(s): CRPS.",
        Basis.MTUS,
        [
            mtus("Elbow Complaints 2007", ("Splints",)),
            mtus("Chronic Pain Medical Treatment 2016", ("CRPS",)),
        ],
        "two chapters",
    ),
    (
        "Decision based on MTUS ACOEM Chapter 8 Neck and Upper Back Complaints Page(s): 175,181.",
        Basis.MTUS,
        [mtus("ACOEM Chapter 8 Neck and Upper Back Complaints", pages=("175", "181"))],
        "pages",
    ),
    (
        "Decision based on MTUS Chronic Pain Medical Treatment Guidelines, Section Opioids, "
        "Page(s): 74-96.",
        Basis.MTUS,
        [mtus("Chronic Pain Medical Treatment Guidelines", ("Opioids",), ("74-96",))],
        "a section without a colon",
    ),
    (
        "Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004.",
        Basis.MTUS,
        [mtus("Forearm, Wrist, and Hand Complaints 2004")],
        "a chapter with commas and an and",
    ),
    (
        "Decision based on MTUS Workplace Mental Health: Depressive Disorders 2020, Section(s): "
        "Exercise.",
        Basis.MTUS,
        [mtus("Workplace Mental Health: Depressive Disorders 2020", ("Exercise",))],
        "a chapter with a colon",
    ),
    (
        f"{OUTSIDE} Decision based on Non-MTUS Citation Journal of Braces 2012; 4: 1-9.",
        Basis.NON_MTUS,
        [other("Journal of Braces 2012; 4: 1-9")],
        "free text",
    ),
    (
        "Decision based on Non-MTUS Citation : A Handbook, 17th edition: Braces, and Splints",
        Basis.NON_MTUS,
        [other("A Handbook, 17th edition: Braces, and Splints")],
        "a stray colon, no full stop",
    ),
    (
        "Decision based on Non- MTUS Citation A Handbook.",
        Basis.NON_MTUS,
        [other("A Handbook")],
        "a stray blank",
    ),
    (
        f"{ELBOW}. Decision based on Non-MTUS Citation A Handbook (updated 11/23/16).",
        Basis.BOTH,
        [mtus("Elbow Complaints 2007"), other("A Handbook (updated 11/23/16)")],
        "both",
    ),
    (
        "The Expert Reviewer did not base their decision on the MTUS. Decision based on Non-MTUS "
        "Citation What is a brace? A Handbook.",
        Basis.NON_MTUS,
        [other("What is a brace? A Handbook")],
        "the older wording, a question",
    ),
    (OUTSIDE, Basis.NON_MTUS, [], "outside, and nothing cited"),
    (
        "The Claims Administrator did not cite any medical evidence for its decision.",
        Basis.NONE_CITED,
        [],
        "nothing",
    ),
    ("The chapter was read.", None, [], "none of the formulas"),
]


@pytest.mark.parametrize(
    ("printed", "sections"),
    [
        ("When to Continue, Weaning", ["When to Continue", "Weaning"]),
        ("Splints (Day, Night), Straps", ["Splints (Day, Night)", "Straps"]),
        ("Straps, Splints (Day, Night)", ["Straps", "Splints (Day, Night)"]),
        ("Long Use: Starting, Stopping", ["Long Use: Starting, Stopping"]),
        ("Braces, straps and splints", ["Braces, straps and splints"]),
    ],
)
def test_sections(printed: str, sections: list[str]) -> None:
    """Sections are parted at commas, but for those that may belong to a name."""
    read = read_guideline(f"{ELBOW}, Section(s): {printed}.")

    assert read.citations == [mtus("Elbow Complaints 2007", tuple(sections))]


@pytest.mark.parametrize(("paragraph", "basis", "citations", "why"), PARAGRAPHS)
def test_paragraphs(
    paragraph: str, basis: Basis | None, citations: list[Citation], why: str
) -> None:
    """A paragraph is kept whole beside its basis and its citations."""
    read = read_guideline(paragraph)

    assert (read.text, read.basis, read.citations) == (paragraph, basis, citations), why


@pytest.mark.parametrize("chapter", CHAPTERS)
@pytest.mark.parametrize("year", ["", " 2019"])
def test_every_chapter(chapter: str, year: str) -> None:
    """Each chapter is read whole, first and after another, with its year or without."""
    read = read_guideline(
        f"Decision based on MTUS {chapter}{year}, Section(s): One, and {chapter}{year}, "
        "Section(s): Two."
    )
    name = f"{chapter}{year}"

    assert read.citations == [mtus(name, ("One",)), mtus(name, ("Two",))]
