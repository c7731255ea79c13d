"""The whole letter as the second reader sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imr_llm.dates import PartialDate
from imr_llm.extraction import Family
from imr_llm.folding import folded, key, same
from imr_llm.record import Decision, Outcome, ReviewDecision
from imr_llm.witness.reading.early import find_sentence_items
from imr_llm.witness.reading.header import Header, read_header
from imr_llm.witness.reading.items import Items, find_items
from imr_llm.witness.reading.mentions import Mention, scan
from imr_llm.witness.reading.narrative import narrate
from imr_llm.witness.reading.refusal import verdict
from imr_llm.witness.reading.roles import Roles, assign
from imr_llm.witness.reading.sections import Sections, Span, divide
from imr_llm.witness.reading.sheet import Sheet, spread

# "Final Determination: UPHOLD.", "Final Determination: PARTIAL OVERTURN" on a cover page
COVER_OUTCOME = re.compile(
    r"Final\s+Determination\s*:\s*(?P<word>UPHOLD|UPHELD"
    r"|(?P<part>PARTIAL(?:LY)?\s+)?OVERTURN(?:ED)?)\b",
    re.IGNORECASE,
)


@dataclass
class Told:
    """The dates of the summary and the rationales, and their roles."""

    summary: list[Mention] = field(default_factory=list)
    rationales: list[Mention] = field(default_factory=list)
    roles: Roles = field(default_factory=Roles)
    review_dates: list[Mention] = field(default_factory=list)
    injury_dates: list[Mention] = field(default_factory=list)
    maybe_injury: set[str] = field(default_factory=set)
    maybe_review: set[str] = field(default_factory=set)
    period: tuple[Mention, Mention] | None = None
    decision: ReviewDecision | None = None

    @property
    def mentions(self) -> list[Mention]:
        """All of them, in the letter's order."""
        return [*self.summary, *self.rationales]


@dataclass
class Reading:
    """Everything the second reader found, as places in the original text."""

    sheet: Sheet
    sections: Sections
    header: Header
    items: Items
    told: Told
    latest_year: int | None
    _keys: dict[Span, str] = field(default_factory=dict)

    def folded(self, span: Span) -> str:
        """The folded text of a place."""
        return folded(self.sheet.text[slice(*span)])

    def key(self, span: Span) -> str:
        """What counts of a place in a comparison."""
        if span not in self._keys:
            printed = self.sheet.text[slice(*span)]
            self._keys[span] = key(printed, hyphens_lost=self.sheet.hyphens_lost)
        return self._keys[span]

    def agree(self, one: str, other: str) -> bool:
        """Compare two strings as this letter's tool allows."""
        return same(one, other, hyphens_lost=self.sheet.hyphens_lost)

    @property
    def outcome(self) -> Outcome | None:
        """The case's outcome from the decisions printed; None without, or with another word."""
        decisions = {item.decision for item in self.items.items}
        if not decisions or None in decisions:
            return None
        if len(decisions) > 1:
            return Outcome.PARTIALLY_OVERTURNED
        upheld = decisions == {Decision.UPHELD}
        return Outcome.UPHELD if upheld else Outcome.OVERTURNED

    def cover(self) -> tuple[Outcome, Span] | None:
        """The outcome that a cover page prints, with its place."""
        match = COVER_OUTCOME.search(self.sheet.text, *self.sections.head)
        if not match:
            return None
        if match["part"]:
            return Outcome.PARTIALLY_OVERTURNED, match.span()
        upheld = match["word"].upper().startswith("UPH")
        return (Outcome.UPHELD if upheld else Outcome.OVERTURNED), match.span()


def read(text: str) -> Reading:
    """Read a letter; never raises, whatever the text."""
    sheet = spread(text)
    sections = divide(sheet)
    header = read_header(sheet.text, sections.head)
    items = find_items(sheet, sections)
    if not items.items and sections.family in (Family.F2, Family.F3):
        items = find_sentence_items(sheet)
    years = [
        date.year for name in ("decision_date", "ur_denial_date") if (date := header.date(name))
    ]
    latest = max(years, default=None)
    told = _tell(sheet, sections, items, latest)
    _tell_by_header(told, header.date("date_of_injury"))
    review_years = [one.date.year for one in told.review_dates if one.date]
    newest = max([*years, *review_years], default=None)
    if newest != latest and newest is not None:
        told = _tell(sheet, sections, items, newest)
        _tell_by_header(told, header.date("date_of_injury"))
    return Reading(sheet, sections, header, items, told, newest)


def _tell(sheet: Sheet, sections: Sections, items: Items, latest: int | None) -> Told:
    told = Told()
    if sections.narrative:
        told.summary = scan(sheet, sections.narrative, years=True, latest_year=latest)
        narrative = narrate(sheet, sections.narrative, told.summary)
        told.roles = assign(narrative)
        told.decision = verdict(narrative.sentences)
        _note(told, told.summary, told.roles)
        told.review_dates = [told.summary[number] for number in told.roles.review]
        told.injury_dates = [told.summary[number] for number in told.roles.injury]
        if told.roles.periods:
            first, last = told.roles.periods[0]
            told.period = (told.summary[first], told.summary[last])
    for item in items.items:
        if span := item.parts.get("rationale"):
            _tell_rationale(sheet, span, told, latest)
    return told


def _tell_by_header(told: Told, printed: PartialDate | None) -> None:
    """Where no words tell an injury, the header's day tells which of the dates it is."""
    if printed and not told.injury_dates:
        told.injury_dates = [one for one in told.summary if one.date == printed][:1]


def _tell_rationale(sheet: Sheet, span: Span, told: Told, latest: int | None) -> None:
    mentions = scan(sheet, span, years=False, latest_year=latest)
    if mentions:
        told.rationales += mentions
        _note(told, mentions, assign(narrate(sheet, span, mentions)))


def _note(told: Told, mentions: list[Mention], roles: Roles) -> None:
    """Remember by value which dates may be told as injuries and as reviews."""
    for numbers, dates in (
        ([*roles.injury, *roles.maybe_injury], told.maybe_injury),
        ([*roles.review, *roles.maybe_review], told.maybe_review),
    ):
        dates.update(str(date) for n in numbers if (date := mentions[n].date))
