"""The record: what it claims, what it leaves out, and how it is loaded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from imr_llm import Determination, RecordError, load_record
from imr_llm.record import Category, Event, EventKind, Item, Outcome, outcome_of

FULL: dict[str, Any] = {
    "case": {"case_number": "CM16-0000001", "decision_date": "2016-12-09", "priority": None},
    "reviewer": {"specialties": ["Toxicology"], "licensed_states": []},
    "worker": {"age": 40, "sex": "male", "date_of_injury": "2016-10", "diagnoses": None},
    "utilization_review": {"date": "2016-11-03", "decision": "mixed"},
    "clinical_summary": "He is a 40 year old male.",
    "events": [{"date": "2016-10", "kind": "injury", "text": "in October 2016"}],
    "unreadable_dates": [],
    "items": [
        {
            "title": "Wrist brace",
            "decision": "upheld",
            "retrospective": False,
            "date_of_service": None,
            "maximus_guideline": {"basis": "mtus", "citations": [{"source": "MTUS", "pages": []}]},
            "medically_necessary": None,
        }
    ],
    "outcome": "upheld",
}


class TestLeftOut:
    """Null, left out and empty are three things."""

    @pytest.mark.parametrize(
        "data",
        [
            FULL,
            {},
            {"events": None},
            {"events": []},
            {"worker": {"age": None}},
            {"worker": {}},
            {"items": [{"title": None}, {}], "outcome": None},
            {"outcome": None},
        ],
        ids=lambda data: json.dumps(data)[:40],
    )
    def test_round_trip(self, data: dict[str, Any]) -> None:
        """What was null, left out or empty is so again after dumping and loading."""
        record = Determination.model_validate(data)
        again = load_record(record.model_dump_json())

        assert record.model_dump(mode="json") == data
        assert again.model_dump(mode="json") == data
        assert again.model_fields_set == record.model_fields_set

    @pytest.mark.parametrize("part", ["case", "reviewer", "worker", "utilization_review"])
    def test_null_part(self, part: str) -> None:
        """A part given as null counts as left out."""
        assert Determination.model_validate({part: None}) == Determination()
        assert load_record(json.dumps({part: None})).model_dump() == {}

    def test_record_of_a_record(self) -> None:
        """A record is a valid record."""
        record = Determination.model_validate(FULL)

        assert Determination.model_validate(record) == record

    def test_equality(self) -> None:
        """Null and left out read the same, and differ in what is claimed."""
        null, left_out = Item(title=None), Item()

        assert null.title is left_out.title is None
        assert (null.model_dump(), left_out.model_dump()) == ({"title": None}, {})


class TestOutcome:
    """The case as a whole."""

    @pytest.mark.parametrize(
        ("decisions", "expected"),
        [
            (["upheld", "upheld"], Outcome.UPHELD),
            (["overturned"], Outcome.OVERTURNED),
            (["upheld", "overturned"], Outcome.PARTIALLY_OVERTURNED),
            (["upheld", None], None),
            ([None], None),
            ([], None),
        ],
    )
    def test_computed(self, decisions: list[str | None], expected: Outcome | None) -> None:
        """It is computed from the items, and null where a decision is missing."""
        items = [{"decision": decision} for decision in decisions]
        record = Determination.model_validate({"items": items})

        assert record.outcome is expected
        assert outcome_of(record.items or ()) is expected
        assert record.model_dump(mode="json").get("outcome") == expected

    def test_given(self) -> None:
        """One that is given is kept, though it is contrary to the items."""
        record = Determination.model_validate(
            {"items": [{"decision": "upheld"}], "outcome": "overturned"}
        )
        assert record.outcome is Outcome.OVERTURNED


class TestRefusals:
    """What no record can be."""

    @pytest.mark.parametrize(
        "data",
        [
            {"extra": 1},
            {"case": {"extra": 1}},
            {"items": [{"extra": 1}]},
            {"items": [{"maximus_guideline": {"citations": [{"extra": 1}]}}]},
            {"items": [{"decision": "modified"}]},
            {"items": [{"decision": "Upheld"}]},
            {"items": [{"category": "magic"}]},
            {"items": {"title": "Wrist brace"}},
            {"worker": {"age": 131}},
            {"worker": {"age": -1}},
            {"worker": {"date_of_injury": "2016-13"}},
            {"case": {"decision_date": "2016-12"}},
            {"events": [{"kind": "party"}]},
            {"unreadable_dates": [1]},
            {"case": "CM16-0000001"},
        ],
        ids=json.dumps,
    )
    def test_refused(self, data: dict[str, Any]) -> None:
        """Unknown fields, unknown words and impossible values are refused."""
        with pytest.raises(ValidationError):
            Determination.model_validate(data)

    def test_frozen(self) -> None:
        """No field of a record or of its parts can be set."""
        record = Determination.model_validate(FULL)
        parts: list[Any] = [record, record.case, (record.items or [])[0]]

        for part in parts:
            for name in type(part).model_fields:
                with pytest.raises(ValidationError, match="frozen"):
                    setattr(part, name, None)


class TestLoad:
    """`load_record`."""

    @pytest.mark.parametrize("wrap", [lambda it: it, lambda it: {"determination": it, "checks": 1}])
    @pytest.mark.parametrize("encode", [str, str.encode])
    def test_shapes(self, wrap: Any, encode: Any) -> None:
        """Text or bytes, bare or inside an extraction, give the same record."""
        assert load_record(encode(json.dumps(wrap(FULL)))) == Determination.model_validate(FULL)

    @pytest.mark.parametrize("data", ["", "no JSON", "[1]", "null", '"text"', b"\xff\xfe\x00", "1"])
    def test_no_object(self, data: str | bytes) -> None:
        """What is no JSON object is refused as that."""
        with pytest.raises(RecordError, match="no JSON object"):
            load_record(data)

    @pytest.mark.parametrize(
        ("data", "path"),
        [
            ({"items": [{"decision": "SECRET"}]}, "items.0.decision"),
            ({"items": [{"decision": "upheld"}, {"title": ["SECRET"]}]}, "items.1.title"),
            ({"worker": {"date_of_injury": "SECRET"}}, "worker.date_of_injury"),
            ({"case": {"decision_date": "SECRET"}}, "case.decision_date"),
            ({"determination": "SECRET"}, "record"),
        ],
    )
    def test_paths_only(self, data: dict[str, Any], path: str) -> None:
        """The error names the path at fault, and neither it nor its causes hold the value."""
        with pytest.raises(RecordError) as caught:
            load_record(json.dumps(data))

        assert path in str(caught.value)
        assert "SECRET" not in repr(caught.value.args)
        assert (caught.value.__cause__, caught.value.__context__) == (None, None)

    @pytest.mark.parametrize("data", ["[" * 100_000, '{"items":' * 100_000, None, Path("a.json")])
    def test_nothing_readable(self, data: Any) -> None:
        """Nested for ever, or no text at all: no JSON object either."""
        with pytest.raises(RecordError, match="no JSON object"):
            load_record(data)

    def test_no_value_chained_to_bad_json(self) -> None:
        """Broken JSON leaves no text behind in the error."""
        with pytest.raises(RecordError) as caught:
            load_record('{"SECRET": ')

        assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_unreadable_dates_are_folded() -> None:
    """A date that cannot be read is kept as printed, but on one line."""
    assert Determination(unreadable_dates=["July 17, \n3015"]).unreadable_dates == ["July 17, 3015"]


def test_words() -> None:
    """There are eight kinds of event and thirteen categories."""
    assert (len(EventKind), len(Category)) == (8, 13)


class TestSchema:
    """The JSON schema that users are given."""

    SCHEMA = Determination.model_json_schema()

    def test_fields(self) -> None:
        """It names every field, requires none and allows no other."""
        assert set(self.SCHEMA["properties"]) == set(Determination.model_fields)
        assert "required" not in self.SCHEMA
        assert {part["additionalProperties"] for part in self.parts()} == {False}

    def test_dates(self) -> None:
        """Partial dates are strings of the ISO pattern."""
        when = self.SCHEMA["$defs"][Event.__name__]["properties"]["date"]

        assert {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"} in when["anyOf"]

    def parts(self) -> list[dict[str, Any]]:
        """The schemas of the record and of its parts, without the enumerations."""
        parts = [self.SCHEMA, *self.SCHEMA["$defs"].values()]
        return [part for part in parts if part["type"] == "object"]
