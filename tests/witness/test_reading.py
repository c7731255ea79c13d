"""The second reader's own parts, one table for each."""

from __future__ import annotations

import pytest

from imr_llm.folding import folded
from imr_llm.record import Basis, Source
from imr_llm.witness.comparing.pairing import in_order, pair
from imr_llm.witness.comparing.passage import passage
from imr_llm.witness.reading import guideline, reviewer
from imr_llm.witness.reading.header import read_header
from imr_llm.witness.reading.mentions import scan
from imr_llm.witness.reading.request import take_apart
from imr_llm.witness.reading.sheet import spread
from imr_llm.witness.reading.whole import read

DATES = [
    ("on 10-30-\n2016 he", ["2016-10-30"]),
    ("10/14/ \n2016", ["2016-10-14"]),
    ("On 1-9- 17, the", ["2017-01-09"]),
    ("10- \n\n05-2015", ["2015-10-05"]),
    ("October 24, \n2016,", ["2016-10-24"]),
    ("Oct. 24th, 2016", ["2016-10-24"]),
    ("24 October 2016", ["2016-10-24"]),
    ("October 24 2016", ["2016-10-24"]),
    ("November \n2012", ["2012-11"]),
    ("MRI of 06/2014 and (11-2016)", ["2014-06", "2016-11"]),
    ("CT 04/14 showed", ["2014-04"]),
    ("in 11/14 he", ["2014-11"]),
    ("in 2009 and 2011, fusion (2013)", ["2009", "2011", "2013"]),
    ("1/1/2010-3/4/2012", ["2010-01-01", "2012-03-04"]),
    ("3/4/17 and 3/4/18", ["2017-03-04", "1918-03-04"]),
    ("10-302016 and 1117-2016", ["2016-10-30", "2016-11-17"]),
    ("10/204, February 30, 2016, 13-45-2016", [None, None, None]),
    ("December 9, 3026", [None]),
    ("May 29, \n20116; he", [None]),
    ("reflexes 2/4 on 3/4/16", ["2016-03-04"]),
    ("the 2016 guidelines (White, 2004) of MTUS 9792.20(e)", []),
    ("pain 7-8/10, 8/10 to 10/10, strength 4/5, of 4/10", []),
    ("10/325mg, 10/325 mg, 320.5/30/16mg, 50/325/40 mg", []),
    ("L4-5, T9-10, BP 120/80, 2-3 weeks, 0-120 degrees", []),
    ("(updated 11/23/16), accessed 02/18/2017", []),
    ("http://x.example/2016/10/11/a and CPT 97110-97140", []),
    ("2014-2016, ICD 729.1, May be seen", []),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_scanner_finds_dates_and_leaves_lookalikes(text: str, expected: list[str | None]) -> None:
    """Every shape of date is found with its meaning; scores, doses and publications are not."""
    found = scan(spread(text), (0, len(text)), years=True, latest_year=2017)
    assert expected == [one.date and str(one.date) for one in found]


def test_bare_years_count_in_the_summary_only() -> None:
    """A bare year in a rationale is a publication's, not the worker's."""
    text = "surgery in 2009"
    assert scan(spread(text), (0, len(text)), years=False, latest_year=2017) == []


def test_reviewer_in_a_block_and_in_a_sentence() -> None:
    """Both forms give one name each; "&" and some "and" stand inside names."""
    block = (
        "State(s) of Licensure: Ohio,New York \nCertification(s)/Specialty: Public Health & \n"
        "General Preventive Medicine, Urology "
    )
    prose = "is Board Certified in Urology, and is licensed to practice in Ohio, Utah, and Iowa."
    found = [
        read(text, (0, len(text)))
        for text in (block, prose)
        for read in (reviewer.states, reviewer.specialties)
    ]
    assert [one and one.names for one in found] == [
        ("Ohio", "New York"),
        ("Public Health & General Preventive Medicine", "Urology"),
        ("Ohio", "Utah", "Iowa"),
        ("Urology",),
    ]


INLINE = (
    "Case Number: CM16-0000123 \nDate Assigned: 01/02/2017 Date of Injury:  03/04/2016 \n"
    "Decision Date: 02/03/2017 UR Denial Date:  12/13/2016 \nPriority:  Standard Application \n"
    "Received:  \n12/20/2016 \n"
)
COLUMNS = (
    "Case Number:\nDate Assigned:\nDecision Date:\nPriority:\n\nCM16-0000123\n01/02/2017\n"
    "02/03/2017\nStandard\n\nDate of Injury:\nUR Denial Date:\nApplication\nReceived:\n\n"
    "03/04/2016\n12/13/2016\n12/20/2016\n"
)
MIXED = (
    "Case Number: \nDate Assigned: \nDecision Date: \nPriority:  \n\nCM16-0000123 \n01/02/2017 \n"
    "02/03/2017 \nStandard \n\n03/04/2016 \nDate of Injury:  \nUR Denial Date:   12/13/2016 \n"
    "12/20/2016 \nApplication \nReceived:  \n"
)
HEADER = {
    "case_number": "CM16-0000123",
    "date_assigned": "2017-01-02",
    "decision_date": "2017-02-03",
    "priority": "standard",
    "date_of_injury": "2016-03-04",
    "ur_denial_date": "2016-12-13",
    "application_received": "2016-12-20",
}


@pytest.mark.parametrize("text", [INLINE, COLUMNS, MIXED, INLINE.replace("\n", " ")])
def test_header_in_every_layout(text: str) -> None:
    """Inline, column and mixed tables, and joined lines, give the same entries."""
    found = read_header(text, (0, len(text)))
    assert {name: entry.value for name, entry in found.entries.items()} == HEADER


def test_header_with_a_value_missing_is_not_guessed() -> None:
    """In columns a missing value makes every pairing of dates unproved."""
    text = COLUMNS.replace("12/13/2016\n", "")
    assert set(read_header(text, (0, len(text))).entries) == {"case_number", "priority"}


def test_a_partial_authorization_is_taken_apart() -> None:
    """Both forms tell the original request, the authorized part and what was decided."""
    form_a = (
        "Massage, 8 visits was the original request. Massage, 3 visits was authorized by the "
        "Claims Administrator. The remaining IMR eligible portion of the original request, 5 "
        "visits is"
    )
    form_b = (
        "A cane was the original request. The Claims Administrator authorized a stick, leaving the "
        "original request IMR eligible. The original request, A cane is"
    )
    told = [take_apart(title, 2017) for title in (form_a, form_b)]
    assert [(one.original_request, one.authorized, one.request) for one in told] == [
        ("Massage, 8 visits", "Massage, 3 visits", "5 visits"),
        ("A cane", "a stick", "A cane"),
    ]


def test_a_date_of_service_needs_its_words() -> None:
    """The words "DOS" make a date of service; the date of an order is none."""
    dated = take_apart("Retrospective brace (DOS 12/29/16)", 2017)
    ordered = take_apart("Brace, per 12/29/2016 order", 2017)
    assert (dated.date_of_service, dated.retrospective) == ("2016-12-29", True)
    assert (ordered.date_of_service, ordered.retrospective) == (None, False)
    assert take_apart("Brace (DOS 12/29/16)", 2017).retrospective is None


PARAGRAPHS = [
    ("The Expert Reviewer did not cite any medical evidence for its decision.", "none_cited", []),
    (
        "Decision based on MTUS Forearm, Wrist, and Hand Complaints 2004, Section(s): Summary, and "
        "Opioid Treatment 2016, Section(s): 1.4 Pain: A, B. Decision based on Non-MTUS Citation : "
        "Some Book, 3rd ed.",
        "both",
        [
            (Source.MTUS, "Forearm, Wrist, and Hand Complaints 2004", "Summary", ""),
            (Source.MTUS, "Opioid Treatment 2016", "1.4 Pain: A, B", ""),
            (Source.NON_MTUS, "Some Book, 3rd ed", "", ""),
        ],
    ),
    (
        "Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 305,307.",
        "mtus",
        [(Source.MTUS, "ACOEM Chapter 12 Low Back Complaints", "", "305,307")],
    ),
    (
        "The Expert Reviewer did not base their decision on the MTUS. Decision based on Non-\nMTUS "
        "Citation ODG.",
        "non_mtus",
        [(Source.NON_MTUS, "ODG", "", "")],
    ),
    (
        "Decision based on MTUS Neck and Upper Back Complaints 2004, Section(s): Initial Care, and "
        "Shoulder Complaints 2004.",
        "mtus",
        [
            (Source.MTUS, "Neck and Upper Back Complaints 2004", "Initial Care", ""),
            (Source.MTUS, "Shoulder Complaints 2004", "", ""),
        ],
    ),
]


@pytest.mark.parametrize(("paragraph", "basis", "cited"), PARAGRAPHS)
def test_a_guideline_paragraph(
    paragraph: str, basis: str, cited: list[tuple[Source, str, str, str]]
) -> None:
    """Basis and citations are told by the lead-ins, chapters by their names."""
    sheet, span = spread(paragraph), (0, len(paragraph))
    found = guideline.citations(sheet, span)
    assert guideline.basis(sheet, span) is Basis(basis)
    assert cited == [(one.source, one.title, one.sections, one.pages) for one in found]


def test_a_passage_finds_whole_words_and_their_place() -> None:
    """Blanks and loose hyphens do not matter, but a phrase never starts inside a word."""
    text = "A cervical sprain of L5-\nS1, mus-\ncle pain."
    found = passage(spread(text), (0, len(text)))
    places = [found.find(phrase) for phrase in ("L5-S1", "muscle pain", "rain", "pain")]
    assert [place and text[slice(*place)] for place in places] == [
        "L5-\nS1",
        "mus-\ncle pain",
        None,
        "pain",
    ]


def test_pairing_keeps_ties_in_order_and_pairs_changed_titles() -> None:
    """Equal titles pair in order; a changed quantity is still the same item."""
    letter: list[tuple[str, str | None]] = [("mri", "a"), ("norco#60", "b"), ("mri", "c")]
    record: list[tuple[str | None, str | None]] = [("mri", "a"), ("norco#90", "b"), ("mri", "c")]
    assert pair(record, letter) == {0: 0, 1: 1, 2: 2}
    assert not in_order(pair(list(reversed(record[:2])), letter[:2]))


LABELS = "Claims Administrator guideline: A.\nMAXIMUS guideline: B.\nDecision rationale: "
LEAD = (
    "IMR ISSUES, DECISIONS AND RATIONALES\nThe Final Determination was based on decisions for the "
    "disputed items/services set forth below:\n"
)
FULL_LINE = (
    "It has been considered at some length whether the means asked for would be of any help "
)
TITLES = [
    (f"{FULL_LINE}here\nand so it is not.\nA cane: Upheld\n", "A cane", True),
    (f"{FULL_LINE}and\nso it is not\nA cane: Upheld\n", "A cane", True),
    (f"{FULL_LINE}no.\nA cane\nA tip: Upheld\n", "A cane A tip", True),
    (f"{FULL_LINE}so.\n\nA cane, with a tip for use \n\f\nout of doors: Upheld\n", None, True),
    (f"{FULL_LINE}by\n{FULL_LINE}by\nA cane of oak: Upheld\n", None, False),
    (f"{FULL_LINE}no.\nRental (DOS \n12/29/16): Upheld\n", "Rental (DOS 12/29/16)", True),
    (f"{FULL_LINE}no.\nLabs to include: EKG: \nUpheld\n", "Labs to include: EKG", True),
    (f"{FULL_LINE}no.\nNorco 5/325 q.i.d.\n#60: Upheld\n", "Norco 5/325 q.i.d. #60", True),
    (f"{FULL_LINE}no.\nMRI\nLumbar spine: Upheld\n", "MRI Lumbar spine", True),
    (f"{FULL_LINE}no.\nMRI\n\nLumbar spine: Upheld\n", None, False),
    (f"{FULL_LINE}no.\nA cane\nPage 2 of 3\nof oak: Upheld\n", None, False),
]


@pytest.mark.parametrize(("between", "title", "proved"), TITLES)
def test_where_a_title_starts(between: str, title: str | None, proved: bool) -> None:
    """A title starts where the layout shows that a paragraph ended; else it stays unproved."""
    chair = f"A chair: Upheld\n{LABELS}{FULL_LINE}now.\n{FULL_LINE}then.\n"
    text = f"{LEAD}{chair}{between}{LABELS}No."
    item = read(text).items.items[1]
    assert item.proved is proved
    if title:
        assert folded(text[slice(*item.title)]) == title


@pytest.mark.parametrize("between", ["It is not necessary. A cane: Upheld ", "A cane: Upheld "])
def test_running_text_is_no_item(between: str) -> None:
    """A label inside running text makes no item; its place is told."""
    text = f"{LEAD}A chair: Upheld\n{LABELS}{FULL_LINE}{between}{LABELS}No."
    found = read(text).items
    assert len(found.items) == 1
    assert "Claims Administrator guideline:" in {text[slice(*span)] for span, _ in found.strays}
