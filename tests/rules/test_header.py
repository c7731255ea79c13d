"""The header table, as five PDF tools lay it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product

import pytest

from imr_llm.letter.sections import read_letter
from imr_llm.record import Case, Priority
from imr_llm.rules.header import read_case

NUMBER, ASSIGNED, INJURY, DECIDED, DENIED, RECEIVED = VALUES = (
    "CM19-0000123",
    "02/01/2019",
    "03/02/2018",
    "04/03/2019",
    "01/04/2019",
    "01/25/2019",
)
FIELDS = (
    "case_number",
    "date_assigned",
    "date_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
)
LABELS = (
    "Case Number:",
    "Date Assigned:",
    "Date of Injury:",
    "Decision Date:",
    "UR Denial Date:",
    "Application \nReceived:",
)
# the same table as each tool prints it
LAYOUTS = {
    "pypdf": (
        " \nCase Number: {0}  \nDate Assigned: {1} Date of Injury:  {2} \nDecision Date: {3} "
        "UR Denial Date:  {4} \nPriority:  {6} Application \nReceived:  \n{5} \n \n"
    ),
    "PyMuPDF": (
        " \nCase Number: \n{0} \n \nDate Assigned: \n{1} \nDate of Injury:  \n{2} \nDecision Date: "
        "\n{3} \nUR Denial Date:  \n{4} \nPriority:  \n{6} \nApplication \nReceived:  \n{5} \n \n"
    ),
    "pdfminer, values first": (
        "Case Number: \nDate Assigned: \nDecision Date: \nPriority:  \n\n{0} \n{1} \n{3} \n{6} \n\n"
        "{2} \nDate of Injury:  \nUR Denial Date:   {4} \n{5} \nApplication \nReceived:  \n\n"
    ),
    "pdfminer, in turn": (
        "Case Number: \nDate Assigned: \nDecision Date: \nPriority:  \n\n{0} \n{1} \n{3} \n{6} \n\n"
        "Date of Injury:  \n{2} \nUR Denial Date:   {4} \nApplication \n{5} \nReceived:  \n\n"
    ),
    "poppler": (
        "Case Number:\nDate Assigned:\nDecision Date:\nPriority:\n\n{0}\n{1}\n{3}\n{6}\n\n"
        "Date of Injury:\nUR Denial Date:\nApplication\nReceived:\n\n{2}\n{4}\n{5}\n\n"
    ),
}
IN_TURN = ("pypdf", "PyMuPDF")
ILLEGIBLE = "[illegible]"


@pytest.fixture
def read(write: Callable[..., str]) -> Callable[[str], Case]:
    """Read a header."""
    return lambda header: read_case(read_letter(write(header=header)))


def case(*values: str, priority: Priority | None = Priority.STANDARD) -> dict[str, object]:
    """The facts that `values` print."""
    number, *dates = values
    read = [date(int(d[6:]), int(d[:2]), int(d[3:5])) if d else None for d in dates]
    return {**dict(zip(FIELDS, [number or None, *read], strict=True)), "priority": priority}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("priority", list(Priority))
def test_layouts(layout: str, priority: Priority, read: Callable[[str], Case]) -> None:
    """Every layout of the table gives the same facts."""
    header = LAYOUTS[layout].format(*VALUES, priority.title())

    assert read(header).model_dump() == case(*VALUES, priority=priority)


@pytest.mark.parametrize(
    ("layout", "blank", "gone"), list(product(LAYOUTS, range(6), ["", ILLEGIBLE, "13/45/2019"]))
)
def test_one_value_missing(layout: str, blank: int, gone: str, read: Callable[[str], Case]) -> None:
    """A missing or unreadable value is null and shifts no other value to a wrong label."""
    values = [gone if number == blank else value for number, value in enumerate(VALUES)]
    found, true = read(LAYOUTS[layout].format(*values, "Standard")).model_dump(), case(*VALUES)

    assert found[FIELDS[blank]] is None
    assert {name for name in FIELDS if found[name] not in (None, true[name])} == set()
    if layout in IN_TURN:
        assert sum(found[name] is not None for name in FIELDS) >= 4


@pytest.mark.parametrize("blank", range(6))
def test_one_label_missing(blank: int, read: Callable[[str], Case]) -> None:
    """A missing label leaves its value unclaimed by the others."""
    header = LAYOUTS["pypdf"].format(*VALUES, "Standard").replace(LABELS[blank], "")
    found, true = read(header).model_dump(), case(*VALUES)

    assert found[FIELDS[blank]] is None
    assert {name for name in FIELDS if found[name] not in (None, true[name])} == set()


@pytest.mark.parametrize(
    ("header", "expected", "why"),
    [
        ("", {}, "no header at all"),
        ("Case Number: IMR 13-000004 \n", {"case_number": "IMR 13-000004"}, "a number of 2013"),
        ("Case Number: CM13-0000004 \n", {"case_number": "CM13-0000004"}, "a usual number"),
        ("Dated: 9/6/2013 \n", {"decision_date": date(2013, 9, 6)}, "no leading zeros"),
        ("Decision Date: 9/6/13 \n", {"decision_date": date(2013, 9, 6)}, "a short year"),
        ("Decision Date: 09/2013 \n", {}, "a month is no header date"),
        ("Priority: EXPEDITED \n", {"priority": Priority.EXPEDITED}, "in capitals"),
        ("Priority: Urgent \n", {}, "an unknown priority"),
        ("Decision Date: Standard \n", {}, "a value of another kind"),
        (
            "Date of Injury: \nUR Denial Date: 01/04/2019 \n",
            {"ur_denial_date": date(2019, 1, 4)},
            "a value beside its label at a line's start",
        ),
        (
            "Date of Injury: UR Denial Date: 01/04/2019 \n",
            {},
            "a value beside two labels: nobody's",
        ),
        ("Date of Injury: \nUR Denial Date: \n01/04/2019 \n", {}, "a value below two labels"),
        (
            "Date of Injury: 01/02/2013 \nWe wrote on 03/04/2013 and on 05/06/2013. \n",
            {"date_of_injury": date(2013, 1, 2)},
            "dates in a cover letter's prose",
        ),
        (
            "Date of Injury: \nWe wrote to you on 03/04/2013. \n",
            {},
            "a date in prose after an empty label",
        ),
    ],
)
def test_facts(
    header: str, expected: dict[str, object], why: str, read: Callable[[str], Case]
) -> None:
    """Each fact is read as printed, and nothing is taken for one that is not."""
    found = {name: value for name, value in read(header).model_dump().items() if value is not None}

    assert found == expected, why


def test_narrative_is_not_read(write: Callable[..., str]) -> None:
    """Nothing that stands after the header is a header fact."""
    text = write("Decision Date: 01/02/2013. Date of Injury: 03/04/2012. Priority: Standard")

    assert set(read_case(read_letter(text)).model_dump().values()) == {None}
