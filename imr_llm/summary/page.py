"""A summary as one self-contained page: rates as plots within tables that can be copied."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from imr_llm.pages.shell import render
from imr_llm.summary.counting import Summary
from imr_llm.summary.glance import SAID, Concern, Glance, fields_of
from imr_llm.summary.groups import Group
from imr_llm.version import __version__

MOST = 30
"""Groups of a table; what follows is told in one line."""
LISTED = 200
"""Letters of a list."""


@dataclass(frozen=True, slots=True)
class Rates:
    """One table of groups with its plots; `more` and `rest` are groups and items not shown."""

    name: str
    title: str
    note: str
    groups: tuple[Group, ...]
    more: int
    rest: int


@dataclass(frozen=True, slots=True)
class Urgent:
    """A letter to look at, why, and the fields that are open, in words."""

    letter: Glance
    why: str
    fields: str


def summary_page(summary: Summary, title: str, whole: str = "") -> str:
    """The page as HTML; it makes no request, and needs no script to be read.

    `title` is what the page is called; `whole` says how far the run has come, where that is known.
    """
    return render(
        Path(__file__).parent,
        "page",
        title=title,
        whole=whole,
        version=__version__,
        summary=summary,
        concerns=[(SAID[one], summary.concerns.get(one, 0)) for one in Concern],
        rates=[_rates(summary, *one) for one in TABLES],
        contradicting=summary.contradicting[:LISTED],
        first=[_urgent(one) for one in summary.first],
    )


TABLES = (
    (
        "category",
        "By category",
        "Categories are read by one reader and nothing re-derives them: in 36 published letters"
        " that the rules had not been made for, 65 of 72 were right.",
    ),
    ("year", "By year of the decision", ""),
    ("basis", "By kind of guideline", "What the reviewer's own guideline paragraph rests on."),
    (
        "guideline",
        "By chapter or text cited",
        "An item counts once for every text that its reviewer cites.",
    ),
)


def _rates(summary: Summary, name: str, title: str, note: str) -> Rates:
    groups: tuple[Group, ...] = getattr(summary, name)
    shown, rest = groups[:MOST], groups[MOST:]
    return Rates(name, title, note, shown, len(rest), sum(one.decided for one in rest))


def _urgent(letter: Glance) -> Urgent:
    return Urgent(letter, SAID[letter.concern], fields_of(letter))
