"""The made-up rationales of conclusions.json against `conclude`, and what holds of any text."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from imr_llm.witness.reading.concluding import Conclusion, conclude, conclusion
from imr_llm.witness.reading.facts import Standing

ROWS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("conclusions.json").read_text(encoding="utf-8")
)
NARRATIVE = "The patient has neck pain. An exam was done in May. "
HOSTILE = [
    "medically necessary ", "is not ", "not ", "the request is ", '"', "a", " ", ", the ", ". ",
    "is not medically necessary, ", "medical necessity of ", "I find ", "as the ", "if ", "is is ",
    "UR denied that ", "is not reasonable and ", "that the request ", "support ", "uphold ", "İ",
    "request for ", "therefore, ", "is ", "be a ", "to be not ", '" "', "no evidence that ",
    "is, for ", "is, as x,", "is both a and ", "need for ", "a that ", "two of ", "without x, ",
    "the remaining portion of ", "necessitate ", ", therefore, is ", "is found to be ", ",  ",
    "UR in the UR letter ", "necessity, a, ",
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row["rationale"][-60:] for row in ROWS])
def test_concludes(row: dict[str, Any]) -> None:
    """Every row, bare and behind a narrative, as its own words say."""
    for text in (row["rationale"], NARRATIVE + row["rationale"]):
        answer = conclude(text)
        assert (answer.standing is Standing.SURE) is row["sure"]
        assert answer.necessary is row["necessary"]
        assert (answer.place is not None) is row["sure"]
        if answer.place:
            begin, end = answer.place
            assert text[begin:end] == text[begin:end].strip() != ""
    if row["why"].startswith(("no word", "only hints")):
        assert answer.standing is (Standing.NO if row["why"][0] == "n" else Standing.MAYBE)


def test_the_place_quotes_the_deciding_words() -> None:
    """The place is of the text as given."""
    text = "“A” is fine. The request IS NOT MEDICALLY NECESSARY."
    place = conclude(text).place
    assert place is not None
    assert text[place[0] : place[1]] == "IS NOT MEDICALLY NECESSARY"


def test_the_short_cut_reads_as_clause_by_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spliced rows read the same without the short cut for plain endings."""
    chance = random.Random(7)  # noqa: S311
    words = [row["rationale"].split(" ") for row in ROWS]
    texts = [row["rationale"] for row in ROWS]
    for _ in range(2000):
        one, two = chance.choice(words), chance.choice(words)
        texts.append(" ".join(one[: chance.randint(0, len(one))] + two[chance.randint(0, 9) :]))
    short = [conclude(text) for text in texts]
    monkeypatch.setattr(conclusion, "plainly", lambda *_: None)
    assert [conclude(text) for text in texts] == short


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read(piece: str) -> None:
    """Repetition neither raises nor, being linear, keeps the reader busy for long."""
    assert isinstance(conclude(piece * (100_000 // len(piece))), Conclusion)


def test_empty() -> None:
    """Nothing concludes nothing."""
    assert conclude("") == Conclusion(Standing.NO, None, None)
