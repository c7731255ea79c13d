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


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        ("The 10-30", "patient.", "The 10-30-2016 visit of the L5-S1 patient."),
        ("The", "ended.", None),
        ("patient.", "The 10-30", None),
        ("nobody", "ended.", None),
    ],
)
def test_passage(first: str, last: str, text: str | None) -> None:
    """A passage runs from unique first words to unique last words behind them."""
    span = PLACE.passage(first, last, 0, len(PLACE.folded.text))

    assert (span and PLACE.folded.text[slice(*span)]) == text


def test_next_passage() -> None:
    """Short paragraphs that are alike are taken one after the other."""
    place = Place.of("None cited. None cited. End.")
    first = place.next_passage("None", "cited.", 0, 28)

    assert first == (0, 11)
    assert place.next_passage("None", "cited.", first[1], 28) == (12, 23)
