"""Digits that may date something and that `mentions` does not read: open, never nothing.

Broad on purpose: what is found here is neither taken for a date nor passed over (contract 2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from imr_llm.dates import PartialDate, parse_date
from imr_llm.witness.reading.mentions import MONTH as NAME
from imr_llm.witness.reading.mentions import Mention

# "Prior hysterectomy 2003", "later than 2013", "(2001, 2003)"; not "$2016", "2016-17", "2,013"
YEAR = r"(?<![\w./$-])(?<!\d,)(?:19|20)\d\d(?![\w/%-]|[.,]\d)"
# "neg 10-16.", "PT in 9-16,"; not "levels 7-8.", "rates it 0-10", "L4-5", "2-11-16"
MONTH = r"(?<![\w./$%-])(?:0?[1-9]|1[0-2])-(?:0[5-9]|[1-3]\d)(?=[,;:)]|\.(?!\d))"
# "9-26 to 10-14-16": the first day's year is told by the second; not "3-4 to 10 visits"
BEGINNING = (
    r"(?<![\w./$-])(?P<beginning>\d{1,2}[-/]\d{1,2})\s*(?:to|through|thru|till|until|and|or|[&,-])\s*"
    r"\d{1,2}[-/]\d{1,2}[-/](?P<its_year>\d{4}|\d\d)(?![\w-])"
)
# "from September to November 2014", "May 3 and again in August 2014"; not "May 2014 and June 2014"
MONTHS = (
    rf"(?<!\w)(?P<month>{NAME}\b(?:\.(?=\s+[\da-z]))?(?:\s+\d{{1,2}}(?:st|nd|rd|th)?\b)?)(?!,?\s*(?:of\s+)?\d)"
    rf"(?=[^.;()]{{1,40}}?\b{NAME}\b\.?,?\s+(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:of\s+)?"
    r"(?P<same_year>(?:19|20)\d\d)\b)"
)
# "10.24.16", "2016-10-24"; not "3.3.1", "5.30.16mg"
ODD = (
    r"(?<![\w./$-])(?P<odd>\d{1,2}(?P<sign>[-/.])\d{1,2}(?P=sign)(?:\d{4}|\d\d)"
    r"|(?:19|20)\d\d-\d\d-\d\d)(?![\w%-]|\.\d|\s*mg\b)"
)
# "Oct 24 '16", "May '15"
APOSTROPHE = rf"(?<!\w){NAME}\.?\s+(?:\d{{1,2}},?\s+)?['\u2019]\d\d(?!\w)"
FAINT = re.compile("|".join((ODD, BEGINNING, MONTHS, MONTH, YEAR, APOSTROPHE)))
# where one of them can begin: at a digit, or at "Oct", "May"
POSSIBLE = re.compile(r"[0-9JFMASOND](?<!\w.)(?:(?<=\d)|(?=[aceopu][bcglnprtvy]))")

# "MTUS ", "ACOEM chapter dates from ", "Guidelines, ", "(Chou, ", "et al. (": a text's own year
OF_A_TEXT = re.compile(
    r"(?:\b(?:MTUS|ACOEM|ODG|FDA|guidelines?|schedule|chapter|edition|journal|et al|stud(?:y|ies)"
    r"|published|adopted|updated?|revised|version|section)\b[^.;]{0,24}|\([^()]{0,60})$",
    re.IGNORECASE,
)
# " MTUS Chronic Pain Guidelines", " California MTUS", " edition"
A_TEXT_FOLLOWS = re.compile(
    r"[\w ,]{0,30}?\b(?:MTUS|ACOEM|ODG|guidelines?|edition|version|stud(?:y|ies))\b", re.IGNORECASE
)
# "3-4 sessions to begin and then 6-10": so many again; not "PT sessions in 9-16"
COUNTED = re.compile(
    r"\b(?:sessions?|visits?|treatments?|times|hours|days|weeks|months)\b[^.;]{0,30}"
    r"(?<!\bin)(?<!\bon)(?<!\bof)(?<!since)(?<!from)(?<!until)\s$",
    re.IGNORECASE,
)
REACH = 64
OLDEST = 1940  # no worker of these letters was hurt or treated before


def faint(
    text: str,
    span: tuple[int, int],
    read: Sequence[Mention],
    latest_year: int | None,
    *,
    rationale: bool,
) -> Iterator[Mention]:
    """What may be a date inside `span` beside those `read`, which are in order.

    In a rationale a date beside the name of a text, or in brackets, is the text's own; a period is
    not.
    """
    ahead = iter([*read, Mention(span[1], span[1], "", None)])
    known, at = next(ahead), span[0]
    for possible in POSSIBLE.finditer(text, *span):
        start = possible.start()
        while known.end <= start:
            known = next(ahead)
        match = FAINT.match(text, start, known.end) if at <= start < known.start else None
        if not match:
            continue
        period = match["beginning"] or match["month"]
        if len(match[0]) <= len("12-16") and COUNTED.search(
            text[max(span[0], start - REACH) : start]
        ):
            continue
        if rationale and not period and _of_a_text(text, match, span):
            continue
        date = _meaning(match, latest_year)
        if date and OLDEST <= date.year <= (latest_year or date.year) + 1:
            at = match.start() + len(period or match[0])
            yield Mention(start, at, text[start:at], date)


def _of_a_text(text: str, date: re.Match[str], span: tuple[int, int]) -> bool:
    before = " ".join(text[max(span[0], date.start() - REACH) : date.start()].split())
    after = " ".join(text[date.end() : min(span[1], date.end() + REACH)].split())
    return bool(OF_A_TEXT.search(before) or A_TEXT_FOLLOWS.match(after))


def _meaning(match: re.Match[str], latest_year: int | None) -> PartialDate | None:
    if first := match["beginning"]:
        return parse_date(f"{first}-{match['its_year']}".replace("-", "/"), latest_year)
    if month := match["month"]:
        return parse_date(f"{' '.join(month.split())} {match['same_year']}", latest_year)
    if odd := match["odd"]:
        year, *rest = re.findall(r"\d+", odd)
        parts = (*rest, year) if len(year) == len("2016") else (year, *rest)
        return parse_date("/".join(parts), latest_year)
    return parse_date(match[0].replace("'", "20").replace("\u2019", "20"), latest_year)
