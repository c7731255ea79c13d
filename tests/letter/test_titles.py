"""Titles: what they put up for decision, when it was given, and where they begin."""

from __future__ import annotations

import pytest

from imr_llm.folding import fold
from imr_llm.letter.titles import (
    Request,
    date_of_service,
    is_retrospective,
    request_of,
    title_start,
)

REQUESTS = [
    ("Wrist brace", Request("Wrist brace"), "a plain title"),
    (
        "Ten visits was the original request. Four visits was authorized by the Claims "
        "Administrator. The remaining IMR eligible portion of the original request, six visits is",
        Request("six visits", "Ten visits", "Four visits"),
        "form A",
    ),
    (
        "Drug 10mg #90 was the original request. Drug 10mg #60 was authorized by the Claims "
        "Administrator. The remaining IMR eligible portion of the original request, Drug 10mg #30",
        Request("Drug 10mg #30", "Drug 10mg #90", "Drug 10mg #60"),
        "form A without its closing verb",
    ),
    (
        "Two braces was the original request. One brace was approved by the Claims Administrator. "
        "The remaining IMR eligible portion of the original request is for one brace are",
        Request("one brace", "Two braces", "One brace"),
        "form A, told otherwise",
    ),
    (
        "A bath seat, vs. a rail was the original request. The Claims Administrator authorized a "
        "one week trial, leaving the original request IMR eligible. The original request, A bath "
        "seat, vs. a rail is",
        Request("A bath seat, vs. a rail", "A bath seat, vs. a rail", "a one week trial"),
        "form B, a full stop inside",
    ),
    (
        "This is what was the original request",
        Request("This is what was the original request"),
        "the words alone make no partial authorization",
    ),
]


@pytest.mark.parametrize(("title", "expected", "why"), REQUESTS)
def test_request(title: str, expected: Request, why: str) -> None:
    """A partial authorization gives its three parts, any other title itself."""
    assert request_of(title) == expected, why


def test_endless_title() -> None:
    """A title too long to be one is taken as it is."""
    title = "x " * 2000 + "was the original request."
    assert request_of(title) == Request(title)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Retrospective brace", True),
        ("Retrospective: brace", True),
        ("Brace (retrospectively)", True),
        ("RETROSPECTIVE REQUEST FOR A BRACE", True),
        ("Brace", False),
        ("Prospective brace", False),
        ("Retrospection study", False),
        ("Shockwave therapy, one session, DOS: 11/14/16", True),
        ("Brace, per 12/07/2016 order", False),
    ],
)
def test_retrospective(title: str, expected: bool) -> None:
    """The word itself or a date of service makes an item retrospective."""
    assert is_retrospective(title) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Brace (DOS 12/29/16)", "2016-12-29"),
        ("Brace (DOS: 1-4-2016)", "2016-01-04"),
        ("Brace, date of service 12/13/2016", "2016-12-13"),
        ("Brace, dates of service of 12/13/2016", "2016-12-13"),
        ("Brace (DOS 11/14/98)", "1998-11-14"),
        ("Brace (DOS 13/14/16)", None),
        ("Brace per 12/07/2016 order", None),
        ("Brace 12/29/16", None),
        ("Brace", None),
    ],
)
def test_date_of_service(title: str, expected: str | None) -> None:
    """A date of service is one that is called so and can be one."""
    assert date_of_service(title, 2017) == expected


RATIONALE = "The worker has a brace at home which fits him well and has been in use for a year"
STARTS = [
    (f"{RATIONALE}.\nWrist brace", "Wrist brace", "the line after a full stop"),
    (f"{RATIONALE}. \n \nwrist brace", "wrist brace", "no capital is needed"),
    (f'{RATIONALE}.)"\nWrist brace', "Wrist brace", "brackets and quotes after the full stop"),
    (
        f"{RATIONALE}.\nWrist brace with two straps of fabric and a thumb rest of plastic for"
        "\nthe left hand",
        "Wrist brace with two",
        "a title of two lines",
    ),
    (
        f"{RATIONALE} and is not indicated\n\nWrist brace",
        "Wrist brace",
        "a rationale without a full stop, a blank line",
    ),
    (
        f"{RATIONALE}\nand therefore it is not indicated\nWrist brace of molded plastic",
        "Wrist brace of",
        "a rationale without a full stop, a short line",
    ),
    (
        f"{RATIONALE}.\nTwo braces was the original request. One brace was authorized by the Claims"
        " Administrator.\nThe remaining IMR eligible portion of the original request, one brace is",
        "Two braces was",
        "a full stop at a line's end inside a partial authorization",
    ),
    (
        f"{RATIONALE}.\nTwo braces was the original request.\nOne brace was authorized by the"
        " Claims Administrator.\nThe remaining IMR eligible portion of the original request,"
        " one brace is",
        "Two braces was",
        "each of its sentences on a line of its own",
    ),
    (
        f"{RATIONALE}.\nTwo braces was the original request. The Claims Administrator authorized"
        " one brace,\nleaving the original request IMR eligible.\nThe original request,"
        " Two braces is",
        "Two braces was",
        "the other form of it",
    ),
    (
        f"{RATIONALE}.\nAssociated surgical service: Therapy QTY: 24 was the original request."
        "\nTherapy QTY: 12 was authorized by the Claims Administrator. The\nremaining IMR eligible"
        " portion of the original request, Associated surgical service:\nTherapy QTY: 12 is",
        "Associated surgical service: Therapy QTY: 24",
        "colons inside a partial authorization",
    ),
]


@pytest.mark.parametrize(("text", "begins", "why"), STARTS)
def test_title_start(text: str, begins: str, why: str) -> None:
    """A title begins a line after the end of a paragraph."""
    folded = fold(text)
    at = title_start(folded, 0, len(folded.text))
    assert folded.text[at:].startswith(begins), why


def test_title_without_a_start() -> None:
    """Where nothing ends before it, a title begins where it may."""
    folded = fold("wrist brace for the night, #1")
    assert title_start(folded, 0, len(folded.text)) == 0


def test_title_start_in_one_line() -> None:
    """Where all lines were joined, a title begins after the last sentence."""
    folded = fold(f"{RATIONALE}. It is not necessary. Wrist brace, #1")
    assert folded.text[title_start(folded, 0, len(folded.text)) :] == "Wrist brace, #1"
