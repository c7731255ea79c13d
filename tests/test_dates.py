"""One printed date to one date of the same precision."""

from __future__ import annotations

import calendar
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from imr_llm import PartialDate
from imr_llm.dates import parse_date

PRINTED = [
    ("10-30-2016", "2016-10-30", "numbers with hyphens"),
    ("10/30/2016", "2016-10-30", "numbers with slashes"),
    ("1/7/14", "2014-01-07", "one digit each, two for the year"),
    ("10-27/2016", "2016-10-27", "a hyphen and a slash"),
    ("10- 05-2015", "2015-10-05", "a blank after a line's hyphen"),
    ("11/18/ 2016", "2016-11-18", "a stray blank"),
    (" 10/\n30/2016 ", "2016-10-30", "broken over a line"),
    ("2/29/2016", "2016-02-29", "a leap day"),
    ("2/29/2015", None, "no leap year"),
    ("13/01/2016", None, "no thirteenth month, and never day first"),
    ("04-31-2016", None, "April has thirty days"),
    ("10/204", None, "a year of three digits"),
    ("10-15-20166", None, "a year of five digits"),
    ("July 17, 3015", None, "a year beyond reason"),
    ("6/1/1899", None, "a year before all letters"),
    ("10-30-16-04", None, "four numbers"),
    ("06/2014", "2014-06", "month and year"),
    ("04/14", "2014-04", "month and short year"),
    ("11-2016", "2016-11", "month and year with a hyphen"),
    ("13/2014", None, "no such month"),
    ("00/2014", None, "no month zero"),
    ("October 24, 2016", "2016-10-24", "named"),
    ("October 24, \n2016", "2016-10-24", "named, broken over a line"),
    ("Oct. 24 2016", "2016-10-24", "abbreviated"),
    ("Sept 9, 2016", "2016-09-09", "the other abbreviation of September"),
    ("24 October 2016", "2016-10-24", "day first"),
    ("24th of October 2016", "2016-10-24", "day first, in words"),
    ("October 3rd, 2016", "2016-10-03", "an ordinal"),
    ("OCTOBER 24, 2016", "2016-10-24", "capitals"),
    ("November 2012", "2012-11", "named month"),
    ("November, 2012", "2012-11", "named month and comma"),
    ("May 2016", "2016-05", "the month that is its own abbreviation"),
    ("Febtober 3, 2016", None, "no month"),
    ("3 October 4, 2016", None, "two days"),
    ("October 32, 2016", None, "no such day"),
    ("October 24", None, "no year"),
    ("2012", "2012", "a year"),
    ("1812", None, "a year before all letters"),
    ("10-302016", "2016-10-30", "a hyphen lost before the year"),
    ("1117-2016", "2016-11-17", "a hyphen lost before the day"),
    ("117-2016", None, "1-17 or 11-7: two readings"),
    ("1-172016", "2016-01-17", "a hyphen lost, one reading"),
    ("", None, "nothing"),
    ("soon", None, "a word"),
    ("\u0661\u0660/\u0663\u0660/\u0662\u0660\u0661\u0666", None, "digits of another script"),
]


@pytest.mark.parametrize(("printed", "expected", "why"), PRINTED)
def test_parse(printed: str, expected: str | None, why: str) -> None:
    """A printed date is read at its own precision, and an impossible one not at all."""
    assert parse_date(printed, 2016) == expected, why


@pytest.mark.parametrize(
    ("printed", "latest_year", "expected"),
    [
        ("3/4/98", 2014, "1998-03-04"),
        ("3/4/14", 2014, "2014-03-04"),
        ("3/4/15", 2014, "1915-03-04"),
        ("3/4/29", None, "2029-03-04"),
        ("3/4/30", None, "1930-03-04"),
        ("3/4/00", None, "2000-03-04"),
    ],
)
def test_pivot(printed: str, latest_year: int | None, expected: str) -> None:
    """Two digits are 20xx unless that is after the latest year, or above 29 without one."""
    assert parse_date(printed, latest_year) == expected


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
@settings(derandomize=True)
def test_every_day(day: date) -> None:
    """Every day is read back from each of the ways to print it."""
    name = calendar.month_name[day.month]
    shapes = (
        f"{day:%m/%d/%Y}",
        f"{day.month}-{day.day}-{day.year}",
        f"{name} {day.day}, {day.year}",
        f"{day.day} {name[:3]}. {day.year}",
    )
    assert {parse_date(shape) for shape in shapes} == {PartialDate(day.isoformat())}


@given(st.dates(date(2000, 1, 1), date(2029, 12, 31)), st.integers(0, 1))
@settings(derandomize=True)
def test_lost_hyphen(day: date, lost: int) -> None:
    """A date that lost one hyphen is read as itself or not at all."""
    parts = f"{day:%m-%d-%Y}".split("-")
    jammed = "-".join([*parts[:lost], parts[lost] + parts[lost + 1], *parts[lost + 2 :]])
    assert parse_date(jammed) in (PartialDate(day.isoformat()), None)


@given(st.text(max_size=30))
@settings(derandomize=True)
def test_any_text(text: str) -> None:
    """Any text at all is a date or None, and a date is one that can be made again."""
    read = parse_date(text)
    assert read is None or PartialDate(str(read)) == read


class TestPartialDate:
    """The type."""

    @pytest.mark.parametrize(
        ("iso", "parts"),
        [
            ("2016-10-30", (2016, 10, 30)),
            ("2012-11", (2012, 11, None)),
            ("2012", (2012, None, None)),
        ],
    )
    def test_parts(self, iso: str, parts: tuple[int | None, ...]) -> None:
        """Year, month and day are those printed, None where nothing was."""
        made = PartialDate(iso)
        assert (made.year, made.month, made.day) == parts

    @pytest.mark.parametrize(
        "text",
        ["2012-13", "2015-02-29", "12", "20123", "10/30/2016", "2016-1-1", "1812", "", " 2012"],
    )
    def test_refused(self, text: str) -> None:
        """What is no ISO date of the three precisions cannot be made."""
        with pytest.raises(ValueError, match="not an ISO date"):
            PartialDate(text)

    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            ("2012-11-05", "2012-11", True),
            ("2012", "2012-11-05", True),
            ("2012-11", "2012-11", True),
            ("2012-11", "2012-12", False),
            ("2012-11-05", "2012-11-06", False),
        ],
    )
    def test_agrees(self, one: str, other: str, expected: bool) -> None:
        """Dates agree when they are equal at the coarser one's precision."""
        assert PartialDate(one).agrees(other) is expected

    @pytest.mark.parametrize("value", ["2012-11", date(2012, 11, 5), PartialDate("2012")])
    def test_validates(self, value: Any) -> None:
        """A model takes a string, a date or the type itself and dumps a string."""

        class Holder(BaseModel):
            """One date."""

            when: PartialDate

        held = Holder.model_validate({"when": value})
        assert Holder.model_validate_json(held.model_dump_json()) == held
        assert held.model_dump(mode="json") == {"when": str(value)}
        with pytest.raises(ValidationError):
            Holder.model_validate({"when": "2012-13"})

    @pytest.mark.parametrize("value", [2012, None, datetime(2012, 11, 5), ["2012"]])
    def test_other_types(self, value: Any) -> None:
        """A number, null, a time or a list is no date."""

        class Holder(BaseModel):
            """One date."""

            when: PartialDate

        with pytest.raises(ValidationError):
            Holder.model_validate({"when": value})
