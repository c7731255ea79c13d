"""One date string, as a letter prints it, to a date of exactly that precision.

Nothing is guessed: what is no possible date is `None`, and a month without a day stays a month.
Finding dates in running text is the readers' business, each by its own means.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

FIRST_YEAR, LAST_YEAR = 1900, 2099
PIVOT_WITHOUT_LETTER_DATE = 29
"""Two-digit years above this are 19xx where the letter has no decision or review date."""

# "2013-02-07", "2012-11", "2012"; not "2012-13", not "13-02-07"
ISO_PARTIAL = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)

# "10-30-2016", "1/27/14", "10-27/2016"; not "10/204", not "4/5", not "5.3.16"
NUMERIC = re.compile(r"(\d{1,2})[-/](\d{1,2})[-/](\d{4}|\d{2})", re.ASCII)

# "06/2014", "04/14" and "11-2016" (month and year); not "10/204"
MONTH_YEAR = re.compile(r"(\d{1,2})[-/](\d{4}|\d{2})", re.ASCII)

# "10-302016", "1117-2016", "11-1516": a hyphen was lost at a line's end; not "10-30-2016"
JAMMED = re.compile(r"\d{1,2}-\d{3,6}|\d{2,4}-(?:\d{4}|\d{2})", re.ASCII)

# "October 24, 2016", "Oct. 24 2016", "24 October 2016", "November of 2012"; not "October 24"
NAMED = re.compile(
    r"(?:(?P<day1>\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(?P<month>[A-Za-z]{3,9})\.?,? ?(?:of )?"
    r"(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?: ?, ?| ))?(?P<year>\d{4})",
    re.ASCII,
)

# "2012"; not "12", not "20123"
YEAR = re.compile(r"\d{4}", re.ASCII)

_NAMES = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}


class PartialDate(str):
    """A date of day, month or year precision: an ISO string that is checked when made.

    `PartialDate("2016-10-30")`, `PartialDate("2012-11")` and `PartialDate("2012")` are the three
    precisions; it compares, hashes and dumps as the string it is. Raises ValueError otherwise.
    """

    __slots__ = ()

    def __new__(cls, value: str) -> PartialDate:
        """Check that `value` is an ISO date of one of the three precisions."""
        match = ISO_PARTIAL.fullmatch(value)
        if not match or not _possible(*(int(part) if part else None for part in match.groups())):
            raise ValueError("not an ISO date of the form YYYY, YYYY-MM or YYYY-MM-DD")
        return super().__new__(cls, value)

    @property
    def year(self) -> int:
        """The year, four digits."""
        return int(self[:4])

    @property
    def month(self) -> int | None:
        """The month 1 to 12; None where only a year was printed."""
        return int(self[5:7]) if len(self) > 4 else None  # noqa: PLR2004

    @property
    def day(self) -> int | None:
        """The day of the month; None where no day was printed."""
        return int(self[8:10]) if len(self) > 7 else None  # noqa: PLR2004

    def agrees(self, other: str) -> bool:
        """Tell whether two dates are equal at the precision of the coarser one."""
        return self.startswith(other) or other.startswith(self)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate from a string (or a `datetime.date`), serialise as the string."""
        return core_schema.no_info_plain_validator_function(
            cls._validated, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Describe the string to users of the JSON schema."""
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}

    @classmethod
    def _validated(cls, value: Any) -> PartialDate:
        if isinstance(value, cls):
            return value
        if hasattr(value, "isoformat") and not hasattr(value, "hour"):
            return cls(value.isoformat())
        if not isinstance(value, str):
            raise ValueError("a date is a string of the form YYYY, YYYY-MM or YYYY-MM-DD")
        return cls(value)


def parse_date(printed: str, latest_year: int | None = None) -> PartialDate | None:
    """Read one date as a letter prints it; None when it is no possible date.

    Blanks inside (`10- 05-2015`) mean nothing. A date that lost a hyphen at a line's end
    (`10-302016`) is read where only one reading is possible.

    Args:
        printed: the date string alone.
        latest_year: the year of the letter's latest decision or utilization review date. Two-digit
            years are 20xx unless that lies after it, or, without it, above 29; then 19xx.
    """
    words = printed.split()
    text = "".join(words)
    if match := NUMERIC.fullmatch(text):
        month, day, year = match.groups()
        return _made(_year(year, latest_year), int(month), int(day))
    if match := NAMED.fullmatch(" ".join(words)):
        if not (number := MONTHS.get(match["month"].lower())) or (match["day1"] and match["day2"]):
            return None
        named_day = match["day1"] or match["day2"]
        return _made(int(match["year"]), number, int(named_day) if named_day else None)
    if (match := MONTH_YEAR.fullmatch(text)) and (
        read := _made(_year(match[2], latest_year), int(match[1]), None)
    ):
        return read
    if JAMMED.fullmatch(text):
        readings = set(_readings(text, latest_year))
        return readings.pop() if len(readings) == 1 else None
    return _made(int(text), None, None) if YEAR.fullmatch(text) else None


def _readings(jammed: str, latest_year: int | None) -> list[PartialDate]:
    """Every possible date that `jammed` becomes when one hyphen is put back."""
    candidates = (f"{jammed[:k]}-{jammed[k:]}" for k in range(1, len(jammed)))
    matches = (NUMERIC.fullmatch(text) for text in candidates)
    dates = (_made(_year(m[3], latest_year), int(m[1]), int(m[2])) for m in matches if m)
    return [date for date in dates if date]


def _year(printed: str, latest_year: int | None) -> int:
    """Four digits for two, by the contract's pivot."""
    if len(printed) == 4:  # noqa: PLR2004
        return int(printed)
    if latest_year is None:
        latest_year = 2000 + PIVOT_WITHOUT_LETTER_DATE
    return 2000 + int(printed) if 2000 + int(printed) <= latest_year else 1900 + int(printed)


def _made(year: int, month: int | None, day: int | None) -> PartialDate | None:
    if not _possible(year, month, day):
        return None
    iso = f"{year:04}" if month is None else f"{year:04}-{month:02}"
    return str.__new__(PartialDate, iso if day is None else f"{iso}-{day:02}")


def _possible(year: int | None, month: int | None, day: int | None) -> bool:
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return False
    if month is None:
        return day is None
    try:
        date(year, month, 1 if day is None else day)
    except ValueError:
        return False
    return True
