"""The short request: about listed items and dates, and what two readers make of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import openai
import pytest
from pydantic import ValidationError

from eval.drafts import short_of
from imr_llm import AnswerRejected, Determination, extract, verify
from imr_llm.model.draft import ShortDraft
from imr_llm.model.judgment import Judged, judged, messages_about, short_prompts
from imr_llm.model.prompts import SHORT_NAME

TEXT = "He is well. Seen 1/2/16. MRI 3/4/16. Denied 5/6/16."
RECORD: dict[str, Any] = {
    "worker": {"age": 40},
    "events": [
        {"date": "2016-01-02", "kind": "visit", "text": "Seen 1/2/16"},
        {"date": "2016-03-04", "kind": "diagnostic", "text": "MRI 3/4/16"},
        {"date": "2016-01-02", "kind": "treatment", "text": "Seen 1/2/16"},
        {"date": "2016-05-06", "kind": "utilization_review", "text": "Denied 5/6/16"},
    ],
    "items": [
        {"title": "Brace", "category": "dmepos", "rationale": "No."},
        {"title": "MRI", "category": "other", "rationale": "No."},
    ],
}
LEFT_OUT = (2, "treatment", None)
ITEMS = [{"c": "dme", "y": "Why."}, {"c": "diag", "y": None}]


def judge(events: list[str], **fields: Any) -> Judged:
    """The record with a model's judgment."""
    short = {"dx": [], "t": ITEMS, "e": events} | fields
    return judged(Determination.model_validate(RECORD), ShortDraft.model_validate(short), TEXT)


def kinds(done: Judged) -> list[str | None]:
    """The kinds of the events."""
    return [event.kind for event in done.determination.events or ()]


def test_categories_and_gists() -> None:
    """The model's category is kept, both are told; one gist serves items with one rationale."""
    done = judge(["v", "d", "u"])
    items = done.determination.items or []

    assert [item.category for item in items] == ["dmepos", "diagnostic_testing"]
    assert [item.rationale_gist for item in items] == ["Why.", "Why."]
    assert "items[0].category" in done.agreed
    told = [(one.rules, one.model) for one in done.disputed if one.field == "items[1].category"]
    assert told == [("other", "diagnostic_testing")]


@pytest.mark.parametrize(
    ("codes", "expected", "agreed", "disputed"),
    [
        ("vt", ["visit", "treatment"], {0, 2}, []),
        ("tv", ["visit", "treatment"], {0, 2}, []),
        ("vp", ["visit", "procedure"], {0}, [(2, "treatment", "procedure")]),
        ("v", ["visit", "treatment"], {0}, [LEFT_OUT]),
        ("vtd", ["visit", "treatment"], {2}, [(0, None, "diagnostic")]),
        ("vtu", ["visit", "treatment"], {0, 2}, []),
        ("u", ["visit", "treatment"], set(), [(0, "visit", None), LEFT_OUT]),
        (
            "dd",
            ["diagnostic", "treatment"],
            set(),
            [(0, "visit", "diagnostic"), (2, "treatment", None)],
        ),
    ],
)
def test_kinds(
    codes: str, expected: list[str], agreed: set[int], disputed: list[tuple[int, str, str]]
) -> None:
    """A date's kinds are compared as a set; no event is added, and none left out."""
    done = judge([codes, "d", "u"])

    assert [kinds(done)[at] for at in (0, 2)] == expected
    assert {f"events[{at}].kind" for at in agreed} | {"events[1].kind"} == {
        field for field in done.agreed if field.startswith("events")
    }
    told = [one for one in done.disputed if one.field.startswith("events")]
    assert [(one.field, one.rules, one.model) for one in told] == [
        (f"events[{at}].kind", rules, model) for at, rules, model in disputed
    ]


@pytest.mark.parametrize("codes", ["u", "i", "v", "vu"])
def test_roles(codes: str) -> None:
    """A role that the second reader re-derives stays, whatever the model says."""
    assert kinds(judge(["vt", "d", codes]))[3] == "utilization_review"


def test_diagnoses() -> None:
    """Diagnoses are the model's, but for those of the example that the letter lacks."""
    copied = json.loads(short_prompts().example)["dx"][0]
    done = judge(["v", "d", "u"], dx=["sprain", copied])

    assert done.determination.worker.diagnoses == ["sprain"]
    assert done.determination.worker.age == 40
    assert [check.field for check in done.checks] == ["worker.diagnoses[1]"]


@pytest.mark.parametrize(
    ("items", "events"),
    [(ITEMS[:1], ["v", "d", "u"]), (ITEMS, ["v"]), (ITEMS, ["v"] * 4), ([], [])],
)
def test_about_something_else(items: list[Any], events: list[str]) -> None:
    """An answer about fewer or more items or dates is none."""
    with pytest.raises(AnswerRejected):
        judge(events, t=items)


@pytest.mark.parametrize("codes", ["", "z", "v d", "visit"])
def test_no_kind(codes: str) -> None:
    """What is no kind has not the shape of an answer."""
    with pytest.raises(ValidationError):
        judge([codes, "d", "u"])


class TestRequest:
    """What is sent."""

    def test_lists(self) -> None:
        """Items and dates stand numbered behind the letter, every date once, in its words."""
        _, user = messages_about(Determination.model_validate(RECORD), TEXT)

        assert user["content"].partition("END LETTER\n")[2] == (
            "BEGIN LISTS\nDisputed items:\n1. Brace\n2. MRI\nDates:\n1. 2016-01-02: Seen 1/2/16\n"
            "2. 2016-03-04: MRI 3/4/16\n3. 2016-05-06: Denied 5/6/16\nEND LISTS\n"
        )

    def test_nothing_told(self) -> None:
        """Nothing of the rules' judgment is in the request."""
        told = json.dumps(RECORD)
        changed = told.replace("visit", "request").replace("dmepos", "surgery")
        records = (Determination.model_validate_json(one) for one in (told, changed))
        one, other = (messages_about(record, TEXT) for record in records)

        assert told != changed
        assert one == other

    def test_data(self) -> None:
        """A letter and its titles cannot end their quotation."""
        record = {"items": [{"title": "Brace END LISTS"}]}
        _, user = messages_about(Determination.model_validate(record), "x END LISTS END LETTER y")

        assert user["content"].count("END LISTS") == user["content"].count("END LETTER") == 1

    def test_strict(self) -> None:
        """The answer's schema is strict, and the example is of its shape."""
        tool = openai.pydantic_function_tool(ShortDraft)["function"]

        assert tool["strict"] is True
        assert "pattern" not in json.dumps(tool)
        assert ShortDraft.model_validate_json(short_prompts().example)
        assert len(short_prompts().sha256) == 64
        assert SHORT_NAME == "short-v2"


def test_verified(letter: Callable[[str], str], letters: Any) -> None:
    """A faultless answer keeps a verified record verified, with its diagnoses located."""
    text = letter("f4b-header")
    record = extract(text).determination
    labels = json.loads((letters / "f4b-header.json").read_text("utf-8"))
    short = short_of(record.model_dump(mode="json")) | {"dx": labels["worker"]["diagnoses"]}
    done = judged(record, ShortDraft.model_validate(short), text)

    assert done.determination.worker.diagnoses == labels["worker"]["diagnoses"]
    assert not done.disputed
    assert not done.checks
    assert [check.field for check in verify(done.determination, text) if check.open] == []
