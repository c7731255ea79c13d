"""Dates mentioned in running text: where they stand, and which of them cannot be read.

Works on folded text, so dates broken over a line are whole again but for a stray blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imr_llm.dates import PartialDate, parse_date
from imr_llm.rules.years import is_own, of_an_operation

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
# what makes digits a measure and no date: "5/30/16mg", "10-15-20 minutes"
_NO_MEASURE = (
    r"(?! ?(?:mg|ml|mcg|gm|grams?|%|percent|tabs?|tablets?|caps|mm|cm|lbs|pounds|degrees|minutes"
    r"|days|weeks|months|visits|sessions|times|mmhg)(?:\b|(?<=%)))(?!\.\d)"
)
# what dates the month or the slip that follows it: "since ", "MRI of ", "02/14 to "; not "pain "
_NAMED_THINGS = (
    r"MRI|CT|scans?|x-?rays?|radiographs?|films?|EMG|NC[SV]|ultrasound|stud(?:y|ies)"
    r"|surger(?:y|ies)|fusion|release|repair|\w+(?:scop|tom|plast)y|injections?|reports?|notes?"
    r"|visits?|exam|evaluation|RFA|requests?|review|injury|accident"
)
DATES_A_MONTH = re.compile(
    r"\b(?:since|until|till|during|in|from|dated|circa|early|late|mid|as of|onset of"
    r"|\d\d/\d\d (?:to|through|and)"
    rf"|(?:{_NAMED_THINGS})(?: (?:of|on|done))?) \(?$",
    re.IGNORECASE,
)
DATES_A_SLIP = re.compile(DATES_A_MONTH.pattern.replace("since", "since|on"), re.IGNORECASE)
# the same for a year alone: "in ", "fusion (", "laminectomy ", "1998 to "; not "(White, ", "al. ("
DATES_A_YEAR = re.compile(
    r"\b(?:since|until|during|in|from|early|late|mid|circa|around|through|injury (?:of|dated)"
    r"|\d{4} (?:to|and)|surgery|fusion|release|repair|replacement|C-section|injections?"
    r"|\w+(?:scop|tom|plast)y) $"
    r"|(?<!al\.)(?<!al) \((?:\d{4}, )*$",
    re.IGNORECASE,
)

# "10-30-2016", "1/27/14", "11/18/ 2016", "10-27/2016"; not "4/5", "7-8/10", "5/30/16mg"
NUMERIC = (
    r"(?<![\w/.$-])\d{1,2}(?:- ?\d{1,2}- ?(?:\d{4}|\d{2})|/ ?\d{1,2}/ ?(?:\d{4}|\d{2})"
    rf"|[-/] ?\d{{1,2}}[-/] ?(?:19|20)\d{{2}})(?![\d/]|-\d){_NO_MEASURE}"
)
# "October 24, 2016", "Oct. 24 2016", "24 October 2016", "November 2012"; not "May 28"
NAMED = (
    rf"(?:(?<!\w)\d{{1,2}}(?:st|nd|rd|th)?(?: of)? )?\b{_MONTH},? ?(?:of )?"
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?:, ?| ))?\d{3,5}(?!\w)"
)
# "06/2014", "11-2016"; not "10/325mg", "12-18 sessions"
MONTH_YEAR = rf"(?<![\w/.$-])(?:0?[1-9]|1[0-2])[-/] ?(?:19|20)\d{{2}}(?![\w/-]){_NO_MEASURE}"
# "04.22.2014", "10.22.15" and "2015-08-19"; not "3.3.1", "9792.24.2"
OTHER_NUMERIC = (
    r"(?<![\w/.$-])(?:\d{1,2}\.\d{1,2}\.(?:19|20)\d{2}|\d{2}\.\d{2}\.\d{2}"
    r"|(?:19|20)\d{2}-\d{2}-\d{2})(?![\w/-]|\.\d)"
)
# "04/14" after what dates it; not "strength 4/5", "pain 08/10", "10/25mg"
SHORT_MONTH_YEAR = rf"(?:0[1-9]|1[0-2])/(?!10)\d{{2}}(?![\w/%-]){_NO_MEASURE}"
# "10-302016", "1117-2016" (poppler lost a hyphen); not "100-150 feet", "9792-2016"
JAMMED = r"(?<![\w/.$-])(?:\d{1,2}-\d{1,2}(?:19|20)\d{2}|[01]?\d{2,3}-(?:19|20)\d{2})(?![\w/-])"
# "On 1-917", "dated 11-1516": the same with a year of two digits, only in a text that lost hyphens
SHORT_JAMMED = (
    r"(?:(?<=\b[Oo]n )|(?<=\bdated )|(?<=\bof )|(?<=\bfrom )|(?<=\())(?:\d{1,2}-\d{3,4}"
    r"|\d{2,4}-\d{2})"
    rf"(?![\w/-]){_NO_MEASURE}"
)
# "2009" after what dates it; not "the 2016 guidelines", "2016-17"
YEAR = rf"(?:19|20)\d{{2}}(?![\w/%-])(?! (?:guid|edit|stud|ODG|MTUS)){_NO_MEASURE}"
# "10/24/206", "10-24-206": a slip of the pen; "10/204" only after what dates it; not "10/325mg",
# "10-20-300"
SLIP = (
    r"(?<![\w/.$-])(?:\d{1,2}/\d{1,2}/(?:\d{3}|\d{5})"
    r"|(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])-(?:2\d\d|20\d{3}))(?![\w/-])"
    rf"{_NO_MEASURE}"
)
SHORT_SLIP = rf"\d{{1,2}}/(?:20|19)\d(?![\w/%-]){_NO_MEASURE}"

MENTION = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("numeric", NUMERIC),
            ("other_numeric", OTHER_NUMERIC),
            ("month_year", MONTH_YEAR),
            ("named", NAMED),
            ("jammed", JAMMED),
            ("slip", SLIP),
            ("short_slip", SHORT_SLIP),
            ("short_jammed", SHORT_JAMMED),
            ("short_month_year", SHORT_MONTH_YEAR),
            ("year", YEAR),
        )
    ),
    re.ASCII,
)
# where a mention can begin at all: a digit or a month's name at a word's edge
CANDIDATE = re.compile(
    r"[0-9JFMASOND](?<![\w/.$-].)(?:(?<=[0-9])|(?=an|eb|ar|pr|ay|u[nlg]|ep|ct|ov|ec))", re.ASCII
)
ALWAYS_A_DATE = {"named", "slip", "short_slip"}
NEEDS_A_WORD = {"short_month_year": DATES_A_MONTH, "short_slip": DATES_A_SLIP, "year": DATES_A_YEAR}
WORD_LENGTH, FAR = 30, 120
# "Jamar grip was 12/10/12 on the right": three trials; not "grip was tested on 12/10/16"
TRIALS = re.compile(
    r"\b(?:grips?|Jamar|dynamomet\w+|pinch)\b(?:[^.;]{0,80}[ (])?"
    r"(?:was|were|is|are|at|of|and|right|left|hand|:|=)[ (:=]{1,3}$",
    re.IGNORECASE,
)
# "10/24/2016", "2/30/16": a month, a day and a year, possible or not
MEANT = re.compile(r".*\d{4}|(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])[/-]\d{2}", re.ASCII)


ISO, DOTTED = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), re.compile(r"[\d.]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date-like string in folded text; `date` is None where it is no possible date."""

    start: int
    end: int
    printed: str
    date: PartialDate | None


def find_mentions(
    text: str,
    start: int,
    end: int,
    *,
    latest_year: int | None,
    years: bool = True,
    hyphens_lost: bool = False,
) -> Iterator[Mention]:
    """Every date mentioned in `text[start:end]`, readable or not.

    Args:
        text: folded text.
        start: where to begin.
        end: where to stop.
        latest_year: see `parse_date`.
        years: whether a bare year ("in 2009") counts; in a rationale it is a study's, unless
            somebody was injured in it.
        hyphens_lost: whether the text lost the hyphens at line ends (`folding.lost_hyphens`).
    """
    done = start
    for candidate in CANDIDATE.finditer(text, start, end):
        match = MENTION.match(text, candidate.start(), end) if candidate.start() >= done else None
        if not match:
            continue
        shape = match.lastgroup or ""
        before = NEEDS_A_WORD.get(shape)
        operated = shape == "year" and of_an_operation(text, match.start(), match.end())
        if (
            not operated
            and before
            and not before.search(text, max(start, match.start() - WORD_LENGTH), match.start())
        ):
            continue
        done = match.end()
        if shape == "numeric" and _is_a_measure(text, start, match):
            continue
        if shape == "year" and not (years or operated or is_own(text, match.start())):
            continue
        if shape == "short_jammed" and not hyphens_lost:
            continue
        date = parse_date(_usual(match[0]), latest_year)
        if (
            date
            and latest_year
            and date.year > latest_year + 1
            and shape in ("short_month_year", "year")
        ):
            continue
        if date or _meant_as_date(match[0], shape):
            yield Mention(match.start(), match.end(), match[0], date)


def _is_a_measure(text: str, start: int, match: re.Match[str]) -> bool:
    if len(match[0]) > len("12/10/12"):
        return False
    return bool(TRIALS.search(text, max(start, match.start() - FAR), match.start()))


def _meant_as_date(printed: str, shape: str) -> bool:
    """Whether a string that is no possible date was surely meant as one."""
    return shape in ALWAYS_A_DATE or bool(MEANT.fullmatch(printed))


def _usual(printed: str) -> str:
    """A date with dots, or the year first, as letters mostly print it."""
    if ISO.fullmatch(printed):
        year, month, day = printed.split("-")
        return f"{month}/{day}/{year}"
    return printed.replace(".", "/") if DOTTED.fullmatch(printed) else printed
