"""The whole letter as the second reader sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imr_llm.dates import PartialDate
from imr_llm.extraction import Family
from imr_llm.folding import joined
from imr_llm.record import Decision, EventKind, Outcome
from imr_llm.witness.reading.concluding import Conclusion, conclude
from imr_llm.witness.reading.early import find_sentence_items
from imr_llm.witness.reading.header import Header, read_header
from imr_llm.witness.reading.items import Items, find_items
from imr_llm.witness.reading.sections import Sections, Span, divide
from imr_llm.witness.reading.sheet import Sheet, spread
from imr_llm.witness.reading.told import Told, tell

# "Final Determination: UPHOLD.", "Final Determination: PARTIAL OVERTURN" on a cover page
COVER_OUTCOME = re.compile(
    r"[Ff](?i:inal\s+Determination\s*:\s*(?P<word>UPHOLD|UPHELD"
    r"|(?P<part>PARTIAL(?:LY)?\s+)?OVERTURN(?:ED)?)\b)"
)

HEADER = {
    EventKind.INJURY: "date_of_injury",
    EventKind.UTILIZATION_REVIEW: "ur_denial_date",
}
"""Where the header prints the date of an injury and of a review."""


@dataclass
class Reading:
    """Everything the second reader found, as places in the original text."""

    sheet: Sheet
    sections: Sections
    header: Header
    items: Items
    told: Told
    latest_year: int | None
    _folded: dict[Span, str] = field(default_factory=dict)
    _concluded: dict[str, Conclusion] = field(default_factory=dict)

    def conclusion(self, rationale: Span) -> Conclusion:
        """What a rationale concludes; bundled items share theirs word for word."""
        words = self.folded(rationale)
        if words not in self._concluded:
            self._concluded[words] = conclude(words)
        return self._concluded[words]

    def folded(self, span: Span) -> str:
        """The folded text of a place, folded once however often it is asked for."""
        if span not in self._folded:
            self._folded[span] = joined(self.sheet.text[slice(*span)])
        return self._folded[span]

    def printed(self, span: Span) -> str:
        """The letter's own characters at a place."""
        return self.sheet.text[slice(*span)]

    def printed_by_header(self, kind: EventKind) -> PartialDate | None:
        """The date that the header prints for the injury or the review."""
        return self.header.date(HEADER[kind])

    @property
    def after(self) -> Span | None:
        """Text behind the last rationale that looks like none of it; None where there is none."""
        return self.items.after

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
    dated = (header.date(name) for name in ("decision_date", "ur_denial_date"))
    latest = newest = max((date.year for date in dated if date), default=None)
    rationales = [item.parts["rationale"] for item in items.items if "rationale" in item.parts]
    told = tell(sheet, sections.narrative, rationales, latest)
    for one in told.account.review.candidates:
        newest = max(newest or 0, one.value.year)
    if (
        newest != latest
    ):  # two-digit years depend on the review's, which may have been read only now
        told = tell(sheet, sections.narrative, rationales, newest)
    return Reading(sheet, sections, header, items, told, newest)
