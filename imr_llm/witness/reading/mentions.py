"""Every date printed in the summary and the rationales, found by scanning for its digits.

What only looks like a date is left alone: scores, doses, levels, ratios, publication years.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_llm.dates import PartialDate, parse_date
from imr_llm.witness.reading.sheet import Sheet

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
UNIT = r"(?!\w|%|\s*+(?:mg|mcg|ml|gm?|units?|tabs?|percent)\b)"

# "10-30-2016", "10/14/ \n2016", "1-8-17", "13/45/2016" (unreadable); not "320.5/30/16mg"
FULL = (
    r"(?<![\w./])(?:(?<!\d-)|(?=\d\d?/))(?P<full>\d{1,2}\s{0,3}([-/])\s*+\d{1,2}\s{0,3}\2\s*+"
    rf"(?:\d{{3,5}}|\d\d))(?!\2\d){UNIT}"
)
# "October 24, \n2016", "Oct. 24th, 2016", "24 October 2016", "November 2012", "May 9, 20116"
# (unreadable); not "May" alone
NAMED = (
    r"(?<![A-Za-z])(?P<named>(?:\d{1,2}(?:st|nd|rd|th)?\s++(?:of\s++)?)?"
    rf"{MONTH}\b\.?,?\s*+(?:of\s++)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s*+,?\s*+)?(?:(?:1[89]"
    rf"|[2-9]\d)\d\d|20\d{{3}}))(?!\d)"
)
# "11-2016", "06/ 2014"; not "2014-2016", not "L4-2016", not the tail of "11-10-2016"
MONTH_YEAR = r"(?<![\w./-])(?P<month_year>\d{1,2}\s?[-/]\s*+(?:19|20)\d\d)(?![-/]?\w)"
# "10-302016", "1117-2016": poppler dropped a hyphen; not "2014-2016"
JAMMED = r"(?<![\w./-])(?P<jammed>\d{1,2}-\d{1,2}20\d\d|(?!19|20)\d{3,4}-\s*+20\d\d)(?![-/]?\w)"
# "in 11/14", "dated 9/15" where a word says that a date follows; not "rated 4/5", "from 7/10"
SHORT = (
    r"(?<![\w./-])(?P<short>\d{1,2}/\s?(?!10|05)\d\d)"
    rf"(?![-/.]?\d|\s*+(?:on|pain|VAS|strength|scale|with|to|motor|tender)\b){UNIT}"
)
# "10/204": a year cut short, never a date; not "10/325mg", "120/80", "10/200"
CUT_YEAR = rf"(?<![\w./-])(?P<cut_year>(?:0?[1-9]|1[0-2])/\s?20[1-9])(?![-/.]?\d){UNIT}"
# "MRI 04/14": no score is printed with a leading nought
PADDED = rf"(?<![\w./-])(?P<padded>0\d/(?!10|05)\d\d)(?![-/.]?\d){UNIT}"
# "On 1-917", "(11-2916)" in poppler's text: the year has two digits and one hyphen is gone
JAMMED_SHORT = r"(?<=[\s(])(?P<jammed_short>\d{1,2}-\d{3,4}|\d{3,4}-\d\d)(?![-/.]?\d)(?!\w|%)"
# "in 2009", "since 2012", "(2011)", "early 2015"; not "(White, 2004)", "the 2016 guidelines"
YEAR = (
    r"(?<![\w./-])(?P<year>(?:19|20)\d\d)(?![\w/-]|\.\d|\s*+(?:MTUS|ODG|ACOEM|[Gg]uideline|[Cc]hronic"
    r"|[Oo]pioid))"
)
FOLLOWING_YEAR = r"(?:and|or|to|through)\s++(?P<also>(?:19|20)\d\d)(?![\w/-])"

SHAPES = re.compile("|".join((FULL, NAMED, JAMMED, MONTH_YEAR, CUT_YEAR, PADDED, SHORT, YEAR)))
# where any of them can begin: at a digit, or at "Oct", "May"; not at "MRI", "Medication"
BEGINNING = re.compile(r"[0-9JFMASOND](?<![A-Za-z].)(?:(?<=\d)|(?=[aceopu][bcglnprtvy]))")
NEXT_YEAR = re.compile(r"\s*+,?\s*+" + FOLLOWING_YEAR)
SHORT_JAM = re.compile(JAMMED_SHORT)

# words that must stand before a month with a short year, and before a bare year
CUES = {
    "short": re.compile(r"\b(?:in|since|dated?|until|through)\s+$"),
    "year": re.compile(
        r"(?:\b(?:[Ii]n|[Ss]ince|from|circa|around|during|year|early|late|mid|until|through|back to"
        r"|injury (?:of|dated)|\w+(?:ectomy|oscopy|plasty|otomy)|surgery|fusion|repair"
        r"|[Cc]-section|replacement|release)\s+"
        r"|\((?:\d{4},\s+)*)$"
    ),
}

# "(updated 11/23/16)", "accessed 02/18/2017", "FDA approved since "; not "noted on 11/23/16"
PUBLICATION = re.compile(
    r"(?:updated|accessed|retrieved|revised|published|version|edition|Edition|et al\.?"
    r"|FDA[ -]approved,?(?:\s+since)?)\s*+(?:on|in|:|,|\()?\s*+$"
)
# "On ", "dated ", "(": words and signs after which digits are a date
DATE_CUE = re.compile(r"(?:\b(?:[Oo]n|[Ii]n|dated?|of|from|to|through|and|since|[Aa]s of)\s++|\()$")

DAY_BEFORE_YEAR = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+(?=\d{4}$)")


class Mention(NamedTuple):
    """One printed date: its place, its words, and what they mean; None where unreadable."""

    start: int
    end: int
    printed: str
    date: PartialDate | None


def scan(
    sheet: Sheet, span: tuple[int, int], *, years: bool, latest_year: int | None
) -> list[Mention]:
    """Every date inside `span`; bare years count only with `years` (in the summary)."""
    text, found = sheet.text, []
    at, end = span
    for beginning in BEGINNING.finditer(text, *span):
        match = SHAPES.match(text, beginning.start(), end) if beginning.start() >= at else None
        kind = match.lastgroup if match else None
        if not match or not kind or (kind == "year" and not years):
            continue
        if (cue := CUES.get(kind)) and not cue.search(
            text, max(span[0], match.start() - 24), match.start()
        ):
            continue
        at = match.end(kind)
        if mention := _mention(text, match, kind, latest_year):
            found.append(mention)
            at = mention.end
        if kind == "year" and (also := NEXT_YEAR.match(text, at, end)):
            start, at = also.span("also")
            found.append(Mention(start, at, also["also"], parse_date(also["also"])))
    if sheet.hyphens_lost:
        read = {mention.start for mention in found}
        jams = _short_jams(text, span, latest_year)
        found += [mention for mention in jams if mention.start not in read]
        found.sort(key=lambda mention: mention.start)
    return found


def _mention(text: str, match: re.Match[str], kind: str, latest_year: int | None) -> Mention | None:
    start, end = match.span(kind)
    before = text[max(0, start - 24) : start]
    if PUBLICATION.search(before):
        return None
    printed = match[kind]
    date = _meaning(printed, latest_year)
    if date is None and not _looks_like_a_date(printed, kind):
        return None
    return Mention(start, end, printed, date)


def _meaning(printed: str, latest_year: int | None) -> PartialDate | None:
    printed = DAY_BEFORE_YEAR.sub(r"\1, ", " ".join(printed.split()))
    return parse_date(printed, latest_year)


def _looks_like_a_date(printed: str, kind: str) -> bool:
    """An impossible date is reported only where nothing but a date can be meant."""
    numbers = [int(number) for number in re.findall(r"\d+", printed)]
    if kind == "full":
        century = 1900 <= numbers[2] <= 2099  # noqa: PLR2004
        return century or (numbers[0] <= 12 and numbers[1] <= 31 and numbers[2] > 99)  # noqa: PLR2004
    return kind in ("named", "cut_year")


def _short_jams(text: str, span: tuple[int, int], latest_year: int | None) -> list[Mention]:
    """Dates like `1-917`, told from ranges by the word before them and by having one reading."""
    found = []
    for match in SHORT_JAM.finditer(text, *span):
        start, end = match.span("jammed_short")
        date = parse_date(match[0], latest_year)
        if date and DATE_CUE.search(text[max(0, start - 12) : start]):
            found.append(Mention(start, end, match[0], date))
    return found
