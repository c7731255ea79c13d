"""Guideline paragraphs: what a decision rests on, and its citations one by one.

An MTUS citation names chapters, each with sections or pages; names hold commas, colons and dotted
numbers, so the chapters of the state's own list (FORMATS 1.5) say where one ends. A Non-MTUS
citation is free text and is kept whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from imr_llm.letter.chapters import CHAPTER_START, NAMES_WITH_COMMAS
from imr_llm.record import Basis, Citation, Guideline, Source

NONE_CITED = re.compile(r"did not cite any medical evidence", re.IGNORECASE)
# "did not base their decision on the MTUS", "recommendation(s) outside of the MTUS Guidelines"
OUTSIDE_MTUS = re.compile(
    r"did not base (?:their|its|his|her) decision on the MTUS|outside of the MTUS"
)

# "Decision based on MTUS Low Back Complaints 2004", "Decision based on Non- MTUS Citation ODG"
DECISION = re.compile(r"Decision based on (?:(?P<non>Non- ?MTUS(?: Citations?)?)|MTUS)\b[ :]*")

# ", Section(s): Special Studies", " Section Opioids" and " Page(s): 305,307"
SECTIONS = re.compile(r"(?=[, S]),? ?\bSections?(?:\(s\))?(?:: ?| (?=[A-Z]))")
PAGES = re.compile(r"(?=[, P]),? ?\bPages?(?:\(s\))?: ?")
# "3.3.1.2 Opioids for Chronic Pain", "3. Opioids": numbered sections, whose names hold commas
NUMBERED = re.compile(r"\d+(?:\.\d+)*\.? [A-Z]")
NUMBERED_SPLIT = re.compile(r", (?=\d+(?:\.\d+)*\.? [A-Z])")
# a comma between two names; not before a lower-case word ("TENS, chronic pain")
COMMA = re.compile(r", ?(?=[^a-z ])")
PAGE_SPLIT = re.compile(r" ?[,;] ?| and ")


def read_guideline(paragraph: str) -> Guideline:
    """A folded guideline paragraph to its text, basis (None if it names none) and citations."""
    citations = list(_citations(paragraph))
    return Guideline(text=paragraph, basis=_basis(paragraph, citations), citations=citations)


def _basis(paragraph: str, citations: list[Citation]) -> Basis | None:
    sources = {citation.source for citation in citations}
    if sources == {Source.MTUS, Source.NON_MTUS}:
        return Basis.BOTH
    if Source.MTUS in sources:
        return Basis.MTUS
    if sources or OUTSIDE_MTUS.search(paragraph):
        return Basis.NON_MTUS
    return Basis.NONE_CITED if NONE_CITED.search(paragraph) else None


def _citations(paragraph: str) -> Iterator[Citation]:
    starts = list(DECISION.finditer(paragraph))
    for number, match in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(paragraph)
        cited = _without_stop(paragraph[match.end() : end])
        if match["non"]:
            yield Citation(source=Source.NON_MTUS, title=cited, sections=[], pages=[])
        else:
            yield from (_chapter(part) for part in _chapters(cited))


def _without_stop(text: str) -> str:
    text = text.strip()
    return text[:-1].rstrip() if text.endswith(".") else text


def _chapters(cited: str) -> Iterator[str]:
    """An MTUS citation cut where a further chapter begins: "..., and Opioid Treatment 2016"."""
    at = 0
    for match in CHAPTER_START.finditer(cited):
        yield cited[at : match.start()]
        at = match.end()
    yield cited[at:]


def _chapter(part: str) -> Citation:
    """One chapter: its name as printed, then sections and pages in either order."""
    sections, pages = SECTIONS.search(part), PAGES.search(part)
    marks = sorted((m.start(), m.end(), kind) for m, kind in ((sections, "s"), (pages, "p")) if m)
    values = {"s": "", "p": ""}
    for number, (_, end, kind) in enumerate(marks):
        stop = marks[number + 1][0] if number + 1 < len(marks) else len(part)
        values[kind] = _without_stop(part[end:stop])
    title = part[: marks[0][0]] if marks else part
    return Citation(
        source=Source.MTUS,
        title=title.strip(" ,."),
        sections=_sections(values["s"]),
        pages=[page for one in PAGE_SPLIT.split(values["p"]) if (page := one.strip(" ,."))],
    )


def _sections(printed: str) -> list[str]:
    """Section names, kept together where a comma may belong to one."""
    if NUMBERED.match(printed):
        return [name.strip() for name in NUMBERED_SPLIT.split(printed)]
    whole = _inside_names(printed)
    cuts = [match for match in COMMA.finditer(printed) if match.start() not in whole]
    edges = [0, *(at for match in cuts for at in match.span()), len(printed)]
    names = (printed[one:two].strip() for one, two in zip(edges[::2], edges[1::2], strict=True))
    return [name for name in names if name]


def _inside_names(printed: str) -> set[int]:
    """The places in brackets, after a name's colon, or in a name that holds a comma."""
    colon = printed.find(": ")
    inside = set(range(colon + 2, len(printed))) if colon >= 0 else set()
    for name in NAMES_WITH_COMMAS.finditer(printed):
        inside.update(range(name.start() + 1, name.end()))
    depth = 0
    for at, sign in enumerate(printed):
        if depth > 0:
            inside.add(at)
        depth += (sign == "(") - (sign == ")")
    return inside
