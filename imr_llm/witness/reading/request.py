"""What an item's title tells of the request: its parts, and whether care was already given.

A partial authorization is a paragraph of set phrases (FORMATS 1.4); the parts lie between them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from imr_llm.dates import PartialDate, parse_date

WAS_ORIGINAL = re.compile(r"(?<!\s)\s++was\s+the\s+original\s+request\s*\.")
WAS_AUTHORIZED = re.compile(
    r"(?<!\s)\s++(?:was|were)\s+authorized\s+by\s+the\s+Claims\s+Administrator\s*\."
)
CA_AUTHORIZED = re.compile(r"\s*The\s+Claims\s+Administrator\s+authorized\s+")
LEAVING = re.compile(r"(?:,|(?<!\s))\s++leaving\s+the\s+original\s+request\s+IMR\s+eligible\s*\.")
# "The remaining IMR eligible portion of the original request," and form B's "The original request,"
REMAINING = re.compile(
    r"\s*The\s+(?:remaining\s+IMR\s+eligible\s+portion\s+of\s+the\s+)?original\s+request\s*,?\s*"
)
CLOSING_IS = re.compile(r"(?<!\s)\s++(?:is|are)\s*+$")
RETROSPECTIVE = re.compile(r"\bretro(?:spective(?:ly)?)?\b(?!-)")
# "(DOS 12/29/16)", "DOS: 11/14/16"; not "per 12/07/2016 order"
DATE_OF_SERVICE = re.compile(
    r"\b(?:DOS|dates?\s+of\s+service)\b[\s:]*(\d{1,2}\s?[-/]\s*\d{1,2}\s?[-/]\s*\d{2,4}"
    r"|[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4}|\d{1,2}-\d{4,6}|\d{3,4}-\d{2,4})"
    r"|(\d{1,2}[-/]\d{1,2}[-/]\d{2,4})\s+(?:DOS|date\s+of\s+service)\b",
    re.IGNORECASE,
)
PARTIAL_OPENS = "was the original request"
# what follows the opening of a partial authorization; a title that holds it must hold the opening
PARTIAL_GOES_ON = re.compile(
    r"remaining\s+IMR\s+eligible|original\s+request,|leaving\s+the\s+original\s+request|"
    r"authorized\s+by\s+the\s+Claims|Claims\s+Administrator\s+authorized"
)


@dataclass(frozen=True)
class Request:
    """The parts of one title; `unreadable` is a date of service that is no possible date.

    `retrospective` is None where the title has a date of service and does not say the word.
    """

    request: str | None
    original_request: str | None
    authorized: str | None
    retrospective: bool | None
    date_of_service: PartialDate | None
    unreadable: bool


def take_apart(title: str, latest_year: int | None) -> Request:
    """Take a folded title apart; `request` is None where the set phrases do not fit together."""
    small = title.lower()
    dated = DATE_OF_SERVICE.search(title) if "dos" in small or "service" in small else None
    date = parse_date(dated[1] or dated[2], latest_year) if dated else None
    whole, original, authorized = parts(title)
    return Request(
        whole,
        original,
        authorized,
        retrospective=True if RETROSPECTIVE.search(small) else None if dated else False,
        date_of_service=date,
        unreadable=bool(dated) and date is None,
    )


def parts(title: str) -> tuple[str | None, str | None, str | None]:
    """What is in dispute, what was asked for, what was authorized; as `Request` has them."""
    opening = WAS_ORIGINAL.search(title)
    if not opening:
        return title, None, None
    original, rest = title[: opening.start()].strip(), title[opening.end() :]
    if match := WAS_AUTHORIZED.search(rest):
        authorized, rest = rest[: match.start()].strip(), rest[match.end() :]
    elif (match := CA_AUTHORIZED.match(rest)) and (leaving := LEAVING.search(rest, match.end())):
        authorized, rest = rest[match.end() : leaving.start()].strip(), rest[leaving.end() :]
    else:
        return None, original, None
    remaining = REMAINING.match(rest)
    if not remaining:
        return None, original, authorized
    return CLOSING_IS.sub("", rest[remaining.end() :]).strip(), original, authorized
