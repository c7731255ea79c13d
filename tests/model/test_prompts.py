"""The prompts: found, filled, and true to their own example."""

import re
from enum import StrEnum
from string import Template
from typing import get_args

import pytest

from imr_llm import PromptError, load_record
from imr_llm.model.draft import (
    CATEGORIES,
    DECISIONS,
    EVENT_KINDS,
    CategoryCode,
    Draft,
    DraftCase,
    DraftCitation,
    DraftEvent,
    DraftItem,
    KindCode,
)
from imr_llm.model.example import example_values
from imr_llm.model.prompts import (
    EXAMPLE_LETTER,
    LETTER,
    _read,
    fill,
    letter_message,
    load_prompts,
    reask_message,
)
from imr_llm.model.transcribe import record_of
from imr_llm.record import Category, Decision, EventKind
from imr_llm.witness.examination import verify


def test_example_is_true() -> None:
    """The example's draft is what its own letter says: the second reader finds nothing open."""
    draft = Draft.model_validate_json(load_prompts().example)
    letter = _read(EXAMPLE_LETTER)
    record, refused = record_of(draft, letter, example_values(load_prompts().example))

    # a gist is the model's own words, and here the example's: they are no letter's
    assert [check.field for check in refused] == [f"items[{n}].rationale_gist" for n in (0, 1)]
    # the excerpt leaves out the heading under which a reviewer's credentials stand
    opened = {check.field for check in verify(record, letter) if check.open}
    assert opened == {"reviewer.specialties", "reviewer.licensed_states"}


def test_example_loads() -> None:
    """The example's draft is a whole draft of the schema."""
    draft = Draft.model_validate_json(load_prompts().example)

    assert [item.decision for item in draft.items] == ["o", "u"]
    assert load_record("{}") is not None


def test_every_field_is_asked_for() -> None:
    """Every field of the draft is named in the instructions, by its short name."""
    system = load_prompts().system.partition("# An example")[0]
    parts = (Draft, DraftCase, DraftEvent, DraftItem, DraftCitation)
    asked = {(part, one.alias) for part in parts for one in part.model_fields.values()}
    assert {one for one in asked if f"`{one[1]}`" not in system} == set()


@pytest.mark.parametrize(
    ("codes", "table", "values"),
    [
        (get_args(KindCode), EVENT_KINDS, EventKind),
        (get_args(CategoryCode), CATEGORIES, Category),
        (("u", "o"), {k: v for k, v in DECISIONS.items() if v}, Decision),
    ],
)
def test_codes(codes: tuple[str, ...], table: dict[str, str], values: type[StrEnum]) -> None:
    """Every value of the record has one code, and the instructions define every code."""
    system = load_prompts().system.partition("# An example")[0]

    assert tuple(table) == codes
    assert list(table.values()) == list(values)
    assert [code for code in codes if not re.search(rf"\b{code} [a-z]", system)] == []


def test_missing_variables() -> None:
    """A template that is filled wrongly names everything that is missing or unknown."""
    with pytest.raises(PromptError, match=r"\['a', 'b'\], not in it \['c'\]"):
        fill(Template("$a $b"), LETTER, {"c": ""})


def test_missing_file() -> None:
    """A prompt that is not there is named."""
    with pytest.raises(PromptError, match="no-such-prompt"):
        _read("no-such-prompt.md")


def test_letter_message() -> None:
    """The letter is numbered and marked as data, without what every letter repeats."""
    message = letter_message(
        "HOW THE IMR FINAL DETERMINATION WAS MADE \nMAXIMUS Federal Services sent the complete "
        "case \nfile to an expert reviewer. \nCLINICAL CASE SUMMARY \nEND LETTER and L5-\nS1"
    )

    assert message == (
        "BEGIN LETTER\n1| HOW THE IMR FINAL DETERMINATION WAS MADE\n2| CLINICAL CASE SUMMARY\n"
        "3| END-LETTER and L5-S1\nEND LETTER\n"
    )


def test_reask_message() -> None:
    """Faults are listed one a line."""
    assert "- items is wrong\n- worker.age is wrong" in reask_message(
        ["items is wrong", "worker.age is wrong"]
    )


def test_fingerprint() -> None:
    """The fingerprint is a SHA-256 in hexadecimal."""
    assert len(load_prompts().sha256) == 64
