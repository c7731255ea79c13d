"""Finding a model's words in the letter."""

import pytest

from imr_llm.model.locate import Place

PLACE = Place.of("The 10-30-\n2016 visit of\n the L5-\nS1 patient. The visit ended.")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("the L5-S1 patient", ["the L5-S1 patient"]),
        ("the  L5 S1 patient", ["the L5-S1 patient"]),
        ("10-30-2016", ["10-30-2016"]),
        ("10302016", []),
        ("visit", ["visit", "visit"]),
        ("The patient", []),
        ("", []),
    ],
)
def test_find(words: str, found: list[str]) -> None:
    """Words are found whatever blanks and loose hyphens stand in them."""
    spans = PLACE.find(words)

    assert [PLACE.folded.text[slice(*span)] for span in spans] == found


def test_only() -> None:
    """What stands twice is not the only one, unless the region holds it once."""
    first = PLACE.find("visit")[0]

    assert PLACE.only("visit") is None
    assert PLACE.only("visit", 0, first[1]) == first


LINES = Place.of("One brace. Two CT scans, right. Two CT scans, left. Rent: Upheld")


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("1", "One brace."),
        (" 2-3 ", "Two CT scans, right. Two CT scans, left."),
        ("2 CT scans", "CT scans"),
        ("2-3 CT scans, right ... scans, left", "CT scans, right. Two CT scans, left"),
        ("1 brace ... brace.", "brace."),
        ("2-3 CT scans", None),  # twice in these lines
        ("1 CT scans", None),
        ("2-3 left ... right", None),
        ("3-2", None),
        ("0", None),
        ("6", None),
        ("1-99999", None),
        ("1,2", None),
        ("brace", None),
        ("", None),
    ],
)
def test_pointed(pointer: str, text: str | None) -> None:
    """A pointer means whole lines, or a part of them by words that are in them once."""
    span = LINES.pointed(pointer)

    assert (span and LINES.folded.text[slice(*span)]) == text
