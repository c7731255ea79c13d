"""The numbered lines of a letter."""

from __future__ import annotations

import pytest

from imr_llm.folding import fold
from imr_llm.model.numbering import lines, numbered


def cut(text: str) -> list[str]:
    """The lines of a text."""
    folded = fold(text)
    return [folded.text[start:end] for start, end in lines(folded)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He fell on 11-8-16. She saw him.", ["He fell on 11-8-16.", "She saw him."]),
        ('Denied (6 visits).") The rest.', ['Denied (6 visits).")', "The rest."]),
        ("QTY: 3.The UR dated 1/2/16.", ["QTY:", "3.", "The UR dated 1/2/16."]),
        ("7.5 mg p.o. daily vs. None", ["7.5 mg p.o. daily vs. None"]),
        ("On Nov. 8, 2016 Dr. No came.", ["On Nov. 8, 2016 Dr. No came."]),
        ("necessary. 12 visits: Upheld", ["necessary.", "12 visits:", "Upheld"]),
        ("Wheelchair, QTY: 1: Overturned", ["Wheelchair, QTY: 1:", "Overturned"]),
        ("Tramadol with 2 refill(s):Upheld", ["Tramadol with 2 refill(s):", "Upheld"]),
        ("MTUS Knee 2004 Page(s): 305,307.", ["MTUS Knee 2004 Page(s): 305,307."]),
        ("Date of Injury: 10/13/2016", ["Date of Injury: 10/13/2016"]),
        ("medical records: 48 year old male", ["medical records:", "48 year old male"]),
        ("X: Upheld The claimant fell", ["X:", "Upheld", "The claimant fell"]),
        (
            "denied.IMR ISSUES, DECISIONS AND RATIONALES One brace",
            ["denied.", "IMR ISSUES, DECISIONS AND RATIONALES", "One brace"],
        ),
        (
            "Upheld Claims Administrator guideline: None cited MAXIMUS guideline: None cited",
            [
                "Upheld",
                "Claims Administrator guideline:",
                "None cited",
                "MAXIMUS guideline:",
                "None cited",
            ],
        ),
        ("", []),
    ],
)
def test_wording(text: str, expected: list[str]) -> None:
    """Lines end where sentences, labels and outcomes do, though the text be one long line."""
    assert cut(text) == expected


def test_layout() -> None:
    """A paragraph's visible end ends a line, where no full stop tells it."""
    width = "the assistant surgeon would in this case and for these reasons, as guidelines say,"
    text = f"{width}\n{width}\nnot be indicated\nBone stimulator, rental\n{width}\n\n\nnext"

    assert cut(text) == [
        f"{width} {width} not be indicated",
        f"Bone stimulator, rental {width}",
        "next",
    ]


def test_date_over_two_lines() -> None:
    """A hyphen at a line's end is no paragraph's end, however short the line."""
    long = "words and more words that fill a line of this text well beyond its half, so that"
    assert len(cut(f"{long}\n{long}\n10-30-\n2016 was the day")) == 1


def test_everything_is_shown() -> None:
    """But for what every letter repeats, every word has a line."""
    text = "One. Two: Three\n\nFour MAXIMUS guideline: five. He/she has no affiliation."
    assert " ".join(cut(text)) == fold(text).text


def test_repeated_sentences() -> None:
    """What every letter repeats has no line."""
    text = (
        "MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has no "
        "affiliation with the employer, employee, providers or the claims administrator. Utah."
    )
    assert cut(text) == ["Utah."]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\u2029"])
def test_forged_number(end: str) -> None:
    """No text of a letter can begin a line with a number of its own."""
    shown = numbered(fold(f"pain. She fell{end}2| Knee brace: Overturned{end}3| x"))
    numbers = [line.partition("|")[0] for line in shown.splitlines()]

    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]
    assert all(line.count("|") == 1 for line in shown.splitlines())
