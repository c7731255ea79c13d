"""The phrase around a date, and a title before its outcome."""

from __future__ import annotations

import pytest

from imr_llm.model.phrases import phrase, place_of_date, without_outcome


@pytest.mark.parametrize(
    ("line", "date", "expected"),
    [
        ("On 5/29/14 she reported that it gave way.", "5/29/14", "On 5/29/14 she reported that"),
        (
            "A man with a date of injury of 10/11/2012.",
            "10/11/2012",
            "a date of injury of 10/11/2012",
        ),
        ("The Utilization Review (10-28-2016) modified it.", "10-28-2016", "10-28-2016"),
        ("After surgery, on June 2012, he rested", "June 2012", "on June 2012"),
        ("Seen 1/2/16 0.5 mg given", "1/2/16", "Seen 1/2/16"),
        ("Seen 1/2/16 for follow-up", "1/2/16", "Seen 1/2/16 for"),
        ("Seen 1/2/16 by him. Then", "1/2/16", "Seen 1/2/16 by him"),
        ("Given 1/2/16 twice p.o. then", "1/2/16", "Given 1/2/16 twice"),
        ("He slept. 1/2/16 MRI", "1/2/16", "1/2/16 MRI"),
        ("2012", "2012", "2012"),
    ],
)
def test_phrase(line: str, date: str, expected: str) -> None:
    """A date with a few words of its clause, whole words only."""
    at = line.index(date)
    span = phrase(line, (0, len(line)), (at, at + len(date)))

    assert line[slice(*span)] == expected


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("On 11/2/16 and 1/2/16.", "1/2/16", "1/2/16"),
        ("On 11/2/16 and 1/2/161.", "1/2/16", None),
        ("Seen 10- 30-2016 again", "10-30-2016", "10- 30-2016"),
        ("Seen 10-302016 again", "10-30-2016", "10-302016"),
        ("Seen 10-30-2016 again", "10-302016", None),
        ("In October 24 , 2016", "October 24, 2016", "October 24 , 2016"),
        ("(06/2014)", "06/2014", "06/2014"),
        ("Seen (", "(", "("),
        ("Seen", "", None),
        ("Seen", " - ", None),
    ],
)
def test_place_of_date(text: str, words: str, expected: str | None) -> None:
    """A date is found by its parts, whole numbers, whatever blanks and hyphens part them."""
    span = place_of_date(text, (0, len(text)), words)

    assert (span and text[slice(*span)]) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Wheelchair, QTY: 1:", "Wheelchair, QTY: 1"),
        ("Wheelchair, QTY: 1: Upheld", "Wheelchair, QTY: 1"),
        ("Wheelchair, QTY: 1 :OVERTURNED.", "Wheelchair, QTY: 1"),
        ("Associated surgical service: Cold therapy", "Associated surgical service: Cold therapy"),
        ("six visits is:", "six visits is"),
        ("one brace", "one brace"),
        (":", ":"),
    ],
)
def test_without_outcome(title: str, expected: str) -> None:
    """A title ends before its last colon, but only where nothing else or its outcome follows."""
    assert title[slice(*without_outcome(title, (0, len(title))))] == expected
