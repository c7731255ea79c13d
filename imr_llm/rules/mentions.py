"""Dates mentioned in running text: where they stand, and which of them cannot be read.

Works on folded text, so dates broken over a line are whole again but for a stray blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from imr_llm.dates import PartialDate, parse_date

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
# what makes digits a measure and no date: "5/30/16mg", "10-15-20 minutes"
_NO_MEASURE = (
    r"(?! ?(?:mg|ml|mcg|gm|grams?|%|percent|tabs?|tablets?|caps|mm|cm|lbs|pounds|degrees|minutes"
    r"|days|weeks|months|visits|sessions|times|mmhg)(?:\b|(?<=%)))(?!\.\d)"
)
# words that date what follows them; a digit pair after "on" may be a day of a month
_SINCE = "|".join(rf"(?<=\b{word} )" for word in ("since", "Since", "until", "during"))
_MONTH_AFTER = _SINCE + "|" + "|".join(rf"(?<=\b{one} )" for one in ("in", "from", "dated"))

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
# "since 04/14", "dated 04/14": only with such a word before; not "strength 4/5", "pain 08/10"
SHORT_MONTH_YEAR = rf"(?:{_MONTH_AFTER})(?:0[1-9]|1[0-2])/(?!10)\d{{2}}(?![\w/%-]){_NO_MEASURE}"
# "10-302016", "1117-2016" (poppler lost a hyphen); not "100-150 feet", "9792-2016"
JAMMED = r"(?<![\w/.$-])(?:\d{1,2}-\d{1,2}(?:19|20)\d{2}|[01]?\d{2,3}-(?:19|20)\d{2})(?![\w/-])"
# "On 1-917", "dated 11-1516": the same with a year of two digits, only in a text that lost hyphens
SHORT_JAMMED = (
    r"(?:(?<=\b[Oo]n )|(?<=\bdated )|(?<=\bof )|(?<=\bfrom )|(?<=\())(?:\d{1,2}-\d{3,4}"
    r"|\d{2,4}-\d{2})"
    rf"(?![\w/-]){_NO_MEASURE}"
)
# "in 2009", "since 2011", "early 2015", "a fusion (2011)", "from 1998 to 2013"; not "(White,
# 2004)", "Smith et al. (2013)", "the 2016 guidelines"
_WORDS = ("[Ii]n", "from", "early", "late", "mid", "circa", "around", "through")
_YEAR_AFTER = "|".join(
    rf"(?<=\b{words} )" for words in (*_WORDS, r"\d{4} to", r"\d{4} and", "injury of", "injury dated")
)
YEAR = (
    rf"(?:{_SINCE}|{_YEAR_AFTER}|(?<=\()(?<!al\. \()(?<!al \()(?=\d{{4}}(?:, \d{{4}})*\))|(?<=\(\d{{4}}, ))(?:19|20)\d{{2}}"
    r"(?![\w/%-])(?! (?:guid|edit|stud|ODG|MTUS))"
)
# "10/204", "10/24/206": a slip of the pen after a word that dates; not "10/325mg", "rated 8/10"
SLIP = (
    rf"(?:{_MONTH_AFTER}|(?<=\bon ))\d{{1,2}}/(?:\d{{1,2}}/)?(?:20|19)\d(?![\w/%-]){_NO_MEASURE}"
    r"|(?<![\w/.$-])\d{1,2}/\d{1,2}/(?:\d{3}|\d{5})(?![\w/-])"
)

MENTION = re.compile(
    "|".join(
        f"(?P<{name}>{pattern})"
        for name, pattern in (
            ("numeric", NUMERIC),
            ("month_year", MONTH_YEAR),
            ("named", NAMED),
            ("jammed", JAMMED),
            ("slip", SLIP),
            ("short_jammed", SHORT_JAMMED),
            ("short_month_year", SHORT_MONTH_YEAR),
            ("year", YEAR),
        )
    ),
    re.ASCII,
)
# where a mention can begin at all: a digit or a month's capital at a word's edge
CANDIDATE = re.compile(r"[0-9JFMASOND](?<![\w/.$-].)", re.ASCII)
ALWAYS_A_DATE = {"named", "slip"}
FOUR_DIGIT_YEAR = re.compile(r"\d{4}$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Mention:
    """A date-like string in folded text; `date` is None where it is no possible date."""

    start: int
    end: int
    printed: str
    date: PartialDate | None


# "was injured in ", "the injury of "; not "injuries are common (2009"
HARMED = re.compile(r"\b(?:was injured|(?:injury|accident) (?:of|in|from|dated)|injured)(?: in)? $")


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
        done, shape = match.end(), match.lastgroup or ""
        if shape == "year" and not (years or _harmed(text, match.start())):
            continue
        if shape == "short_jammed" and not hyphens_lost:
            continue
        date = parse_date(match[0], latest_year)
        if (
            date
            and latest_year
            and date.year > latest_year + 1
            and shape in ("short_month_year", "year")
        ):
            continue
        if date or _meant_as_date(match[0], shape):
            yield Mention(match.start(), match.end(), match[0], date)


def _harmed(text: str, year: int) -> bool:
    return bool(HARMED.search(text, max(0, year - 40), year))


def _meant_as_date(printed: str, shape: str) -> bool:
    """Whether a string that is no possible date was surely meant as one."""
    return shape in ALWAYS_A_DATE or bool(FOUR_DIGIT_YEAR.search(printed))
