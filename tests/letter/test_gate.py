"""The gate: one IMR determination passes, everything else is named for what it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from imr_llm import LetterError
from imr_llm.letter.gate import FILE_NAME, admit

LETTERS = Path(__file__).parents[1] / "letters"
POSITIVE = sorted(path.stem for path in LETTERS.glob("*.txt"))
KINDS = {
    "bill-review": "not an IMR determination but an independent bill review",
    "health-insurer-review": "but a health plan's independent medical review",
    "health-plan-review": "but a health plan's independent medical review",
    "ineligible": "but a notice of ineligibility",
    "noarfi": "but a notice of assignment",
    "recipe": "neither 'Independent Medical Review' nor one of its headings",
    "termination": "but a notice of termination",
    "two-determinations": "more than one determination",
    "utilization-review-letter": "but no determination (a letter about a review still to come)",
}


def refusal(text: str) -> str:
    """The message with which `text` is refused."""
    with pytest.raises(LetterError) as caught:
        admit(text)
    return str(caught.value)


def test_every_negative_letter_has_its_kind() -> None:
    """The table names every letter that must be refused."""
    assert set(KINDS) == {path.stem for path in (LETTERS / "negative").glob("*.txt")}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_negative(name: str, kind: str, letter: Callable[[str], str]) -> None:
    """Each is refused with a message that says which kind of text it is, and quotes none of it."""
    text = letter(f"negative/{name}")
    message = refusal(text)

    assert kind in message
    assert not any(line in message for line in map(str.strip, text.splitlines()) if len(line) > 40)


@pytest.mark.parametrize("name", POSITIVE)
def test_positive(name: str, letter: Callable[[str], str]) -> None:
    """Every determination passes, its layout known or not."""
    admit(letter(name))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        (" \n\f\t\u00a0 ", "empty"),
        ("\x00", "binary"),
        ("CLINICAL CASE SUMMARY \x00", "binary"),
        ("CLINICAL CASE SUMMARY \ud800", "binary"),
        ("\udcff", "binary"),
        ("MEDICAL PROFESSIONAL REVIEW again MEDICAL \nPROFESSIONAL  REVIEW", "more than one"),
        ("The independent medical examination was held.", "neither"),
        ("The clinical case summary is attached.", "neither"),
        ("A request for Independent Bill Review under CLINICAL CASE SUMMARY", "bill review"),
        (
            "Independent Medical Review\n  NOTICE OF ASSIGNMENT AND REQUEST FOR INFORMATION \n"
            "The reviewer will uphold or overturn the denial.",
            "notice of assignment",
        ),
        (
            "NOTICE OF UTILIZATION REVIEW DETERMINATION - NON-CERTIFICATION\n"
            "If upheld, you may ask for an Independent Medical Review.",
            "utilization review's own letter",
        ),
    ],
)
def test_refused(text: str, kind: str) -> None:
    """Empty, binary, doubled and foreign texts are refused as what they are."""
    assert kind in refusal(text)


@pytest.mark.parametrize("given", [Path("a.txt"), b"CLINICAL CASE SUMMARY", None, 5, ["text"]])
def test_no_text(given: Any) -> None:
    """What is no text says what it is, and what reads a file."""
    message = refusal(given)
    assert f"not as {type(given).__name__}" in message
    assert "read_document" in message


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("letters/CM16-0246487.pdf", True),
        ("a.TXT", True),
        ("The letter is in a.txt\nand in b.txt", False),
        ("Independent Medical Review upheld in a.txt.", False),
        (".txt", False),
    ],
)
def test_file_name(text: str, named: bool) -> None:
    """A file's name in place of its text is told as that; a text that names a file is a text."""
    assert bool(FILE_NAME.fullmatch(text)) is named
    if named:
        assert "read_document" in refusal(text)


@pytest.mark.parametrize(
    "text",
    [
        "CLINICAL \n\nCASE SUMMARY",
        "HOW THE IMR FINAL DETERMINATION WAS MADE",
        "IMR ISSUES, DECISIONS AND RATIONALES",
        "IMR DECISION(S) AND RATIONALE(S)",
        "ISSUE AT DISPUTE: a brace",
        "The Independent Medical Review ended in a decision nobody has the layout of.",
        "Independent Medical Review\nA Notice of Assignment was sent. The denial is upheld.",
        "CLINICAL CASE SUMMARY The enrollee of a health plan was terminated and is ineligible.",
        "CLINICAL CASE SUMMARY Her Independent Medical Review is no independent bill review.",
    ],
)
def test_admitted(text: str) -> None:
    """A heading or the programme's name is enough, whatever else the letter mentions."""
    admit(text)
