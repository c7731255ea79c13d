"""A guideline paragraph: what it rests on, and the chapters and texts it cites (FORMATS 1.5)."""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_llm.record import Basis, Source
from imr_llm.witness.reading.sheet import Sheet

Span = tuple[int, int]

# "Decision based on MTUS ", "Decision based on Non-MTUS Citation", "NonMTUS" (poppler)
BASED_ON = re.compile(
    r"Decision\s+based\s+on\s+(?:(?P<other>Non\s?-?\s*MTUS(?:\s+Citation)?)|(?P<mtus>MTUS))\b\s*"
)
# "did not cite any medical evidence for its decision."
NONE_CITED = re.compile(r"did\s+not\s+cite\s+any\s+(?:medical\s+)?evidence")
SAYS_OUTSIDE = re.compile(
    r"outside\s+of\s+the\s+MTUS|did\s+not\s+base\s+their\s+decision\s+on\s+the\s+MTUS"
)

# ", Section(s): ", " Section Opioids" and " Page(s): " after a chapter
_BEFORE = r"(?:,\s*+|(?<!\s)\s++|)"
SECTIONS = re.compile(rf"{_BEFORE}\bSections?(?:\(s\))?(?:\s*+:\s*+|\s++(?=[A-Z]))")
PAGES = re.compile(rf"{_BEFORE}Pages?(?:\(s\))?\s*+:\s*+")
# either of them; the first sign is looked at before anything is tried
MARK = re.compile(rf"(?=[,\sSP])(?:(?P<sections>{SECTIONS.pattern})|(?P<pages>{PAGES.pattern}))")
ANOTHER = re.compile(r",\s+and\s+")

# chapters as the letters name them (FORMATS 1.5), with or without a year; keyed by their first word
CHAPTER = re.compile(
    r"(?:ACOEM\b,?\s*)?(?:Chapter\s+\d+\s+)?"
    r"(?:Forearm,\s+Wrist,?\s+and\s+Hand|Hand,\s+Wrist,?\s+and\s+Forearm|Neck\s+and\s+Upper\s+Back"
    r"|Ankle\s+and\s+Foot|Cervical\s+and\s+Thoracic\s+Spine|Hip\s+and\s+Groin|General\s+Approach"
    r"|Initial\s+Approaches\s+to\s+Treatment\s+20|Chronic\s+Pain|Opioid|Acupuncture\s+Treatment"
    r"|Postsurgical\s+Treatment|(?:Low\s+Back|Knee|Shoulder|Elbow)\s+(?:Complaints|Disorders)"
    r"|Stress-\s*Related\s+Conditions|Eye\b|Occupational|Work-\s*Related|Traumatic\s+Brain"
    r"|Antiemetics"
    r"|Posttraumatic|Workplace\s+Mental|Cornerstones\s+of[\w\s]{1,60}20\d\d|Prevention\s+20"
    r"|Coronavirus)"
)
# the year that closes a chapter's name
CLOSING_YEAR = re.compile(r"\b(?:19|20)\d\d(?:\s+Guidelines?)?\s*$")

LONGEST_CHAPTER = 160
# what stands around a title or a list
AROUND = " ,\n\r\t\f\u00a0"
LAST_JOINER = re.compile(r",\s+and$")


class Cited(NamedTuple):
    """One citation, not folded: `sections` and `pages` hold the list as one string."""

    source: Source
    title: str
    sections: str
    pages: str
    span: Span


def basis(sheet: Sheet, span: Span) -> Basis | None:
    """What a paragraph rests on, told by its lead-ins alone; None where it has none of them."""
    sources = {_source(match) for match in BASED_ON.finditer(sheet.text, *span)}
    if sources:
        if len(sources) > 1:
            return Basis.BOTH
        return Basis.MTUS if Source.MTUS in sources else Basis.NON_MTUS
    if NONE_CITED.search(sheet.text, *span):
        return Basis.NONE_CITED
    return Basis.NON_MTUS if SAYS_OUTSIDE.search(sheet.text, *span) else None


def citations(sheet: Sheet, span: Span) -> list[Cited]:
    """What a paragraph cites, in order: a chapter each of the MTUS, a paragraph each of others."""
    found: list[Cited] = []
    leads = list(BASED_ON.finditer(sheet.text, *span))
    for lead, after in zip(leads, [*leads[1:], None], strict=False):
        start, end = lead.end(), after.start() if after else span[1]
        end = start + len(sheet.text[start:end].rstrip())
        if _source(lead) is Source.MTUS:
            found += _chapters(sheet, (start, end))
        else:
            title = _bare(sheet.text[start:end])
            found.append(Cited(Source.NON_MTUS, title, "", "", (start, end)))
    return found


def _source(lead: re.Match[str]) -> Source:
    return Source.MTUS if lead["mtus"] else Source.NON_MTUS


def _chapters(sheet: Sheet, span: Span) -> list[Cited]:
    bounds = _chapter_starts(sheet.text, span)
    return [
        _chapter(sheet.text, (start, end))
        for start, end in zip(bounds, [*bounds[1:], span[1]], strict=True)
    ]


def _chapter_starts(text: str, span: Span) -> list[int]:
    """A new chapter begins after ", and " where a chapter's name or a closed title stands."""
    starts = [span[0]]
    name = CHAPTER.match(text, *span)
    for joiner in ANOTHER.finditer(text, *span):
        if name and name.end() > joiner.start():
            continue  # the joiner of "Forearm, Wrist, and Hand"
        another = CHAPTER.match(text, joiner.end(), span[1])
        if another or _titled(text, joiner.end(), span[1]):
            starts.append(joiner.end())
            name = another
    return starts


def _titled(text: str, start: int, end: int) -> bool:
    """What follows is closed by a year before the next list begins, as chapter names are."""
    ahead = text[start : min(end, start + LONGEST_CHAPTER)]
    mark = MARK.search(ahead)
    title = ahead[: mark.start()] if mark else ""
    return "," not in title and bool(CLOSING_YEAR.search(title))


def _chapter(text: str, span: Span) -> Cited:
    start, end = span
    marks = list(MARK.finditer(text, start, end))
    title_end = marks[0].start() if marks else end
    lists = {"sections": "", "pages": ""}
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        lists[str(mark.lastgroup)] += text[mark.end() : after.start() if after else end]
    return Cited(
        Source.MTUS,
        _bare(text[start:title_end]),
        _bare(lists["sections"]),
        _bare(lists["pages"]),
        span,
    )


def _bare(printed: str) -> str:
    """As printed, without the blank, comma, joiner or full stop that the letter sets around it."""
    inner = LAST_JOINER.sub("", printed.strip(AROUND)).removeprefix(": ").strip(AROUND)
    return inner.removesuffix(".").strip()
