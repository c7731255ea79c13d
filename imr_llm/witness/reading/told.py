"""What the summary and the rationales tell, and every date in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from imr_llm.dates import PartialDate
from imr_llm.witness.reading.argued import argued
from imr_llm.witness.reading.facts import Account, Roles, Span, Standing
from imr_llm.witness.reading.faint import faint
from imr_llm.witness.reading.mentions import Mention, scan
from imr_llm.witness.reading.narrative import TOKEN, Narrative, narrate
from imr_llm.witness.reading.sheet import Sheet
from imr_llm.witness.reading.telling import account

# "Treatment Guidelines (", "8 C.C.R. 9792.24.4 (", "ODG (updated ": the date is the text's own
CITED = re.compile(
    r"(?:(?:[Gg]uidelines?|[Ss]chedule|[Ee]dition|MTUS|ODG|ACOEM|\b\d{4}\.\d{1,3}(?:\.\d{1,3})?)\W{1,3}\("
    r"|\((?:updated|revised|accessed|published|adopted)\b[ ,on]{0,6})$"
)
# what stands before a date is matched in small letters, but for the above

# "the guideline published in", "as revised on"; not "the report dated"
PUBLISHED = re.compile(
    r"\b(?:publish\w+|adopt\w+|revis(?:ed|ion)|edition|issued by the|effective|updated?|version"
    r"|guidelines?|journal|et al|literature|copyright|accessed|retrieved|fda|mtus|odg"
    r"|acoem)\b[^.;\x00]{0,24}$"
)
# " RFA form", " office visit": the date is this paper's, whatever is named before it
A_PAPER_FOLLOWS = re.compile(
    r"\s(?:RFA|request|office|progress|clinic\w*|handwritten|order|medical|report|note|visit|letter)\b"
)
# "grip strength with the dynamometer was ": three trials may follow; not "grip was tested on "
MEASURED = re.compile(r"\b(?:grip\w*|jamar|dynamom\w+|pinch\w*|trials?)\b(?!.*\bon $)")
# "readings on the right were ", "left "; not "the last visit was "
A_READING = re.compile(
    r"(?!.*\b(?:dates?|do[bi]|visits?|appointments?|sessions?|days?|injur\w+|exam\w*|surger\w+"
    r"|seen|work\w*|request\w*|review\w*|rfa|ur)\b)"
    r".*\b(?:was|were|right|left|hand|measured|readings?|at) $"
)
# "It cannot be known in ", "might have been seen on ": in an argument
SUPPOSED = re.compile(
    r"\b(?:cannot|can not|can't|could|would|should|might|may|if|unless|whether)\b[^,;:()]*$"
)
# "following her fusion in ", "two earlier procedures in 1996 and ": a year that is no study's
OWN = re.compile(
    r"\b(?:his|her|their|(?:worker|patient|claimant|applicant|employee)['\u2019]s|prior|previous"
    r"|earlier|former|status post)\s(?:(?!studies|trials?\b|reviews|series|patients)[\w-]+\s){0,4}?"
    r"(?:surger|operati|procedure|fusion|repair|releas|replac|reconstruct"
    r"|\w{2,20}(?:ectom|otom|oscop|plast))"
    r"\w*\s(?:back\s)?(?:in|of|from)\s(?:\x00\d+\x00\sand\s)?$"
)
_THE_WORKER = r"(?:patient|worker|applicant|claimant|employee)"
# "his wife drives him, and she would go back to her job ": of somebody else; not "the patient's
# wife drove him on": who is told of last counts
OF_A_RELATIVE = re.compile(
    rf"\b(?:(?:wife|daughter|mother|sister)\b(?!.*\b(?:he|him|his)\b(?!.*\b(?:she|her)\b))"
    rf"|(?:husband|son|father|brother)\b(?!.*\b(?:she|her)\b(?!.*\b(?:he|him|his)\b))"
    r"|(?:spouse|partner|family|friend|neighbor|caregiver|source patient)\b"
    rf"(?!.*\b(?:he|him|his|she|her)\b))(?!.*\b{_THE_WORKER}\b)"
)
REACH, FAR = 60, 160
OF_SOMEBODY_ELSE = "its sentence may tell of somebody else"
OF_A_TEXT = "its sentence may tell when a text was published"
A_MEASURE = "its sentence may tell three trials of a measure"
ONLY_SUPPOSED = "its sentence may only suppose it"
NOT_READ = "it may be a date, in a shape that is not read"


class Dated(NamedTuple):
    """One date of a section, and the sentence that it stands in.

    `unsure`: why it may be no date of the worker's; empty where nothing speaks against it.
    """

    mention: Mention
    roles: Roles
    sentence: Span
    unsure: str = ""


@dataclass(frozen=True)
class Told:
    """The account of the summary, and the dates of summary and rationales in the letter's order."""

    account: Account = field(default_factory=Account)
    dates: tuple[Dated, ...] = ()

    @property
    def readable(self) -> Iterator[Dated]:
        """The dates that are possible ones."""
        return (one for one in self.dates if one.mention.date)

    def of(self, date: PartialDate | None) -> list[Dated]:
        """Every place where a date is printed, in whatever shape; none for None."""
        return self._by_date.get(date, []) if date else []

    @cached_property
    def _by_date(self) -> dict[PartialDate, list[Dated]]:
        found: dict[PartialDate, list[Dated]] = {}
        for one in self.dates:
            if one.mention.date:
                found.setdefault(one.mention.date, []).append(one)
        return found


def tell(
    sheet: Sheet, summary: Span | None, rationales: Sequence[Span], latest_year: int | None
) -> Told:
    """Read the running text; `latest_year` is the pivot of two-digit years (`parse_date`)."""
    told = Account()
    dates: list[Dated] = []
    if summary:
        mentions = scan(sheet, summary, years=True, latest_year=latest_year)
        narrative = narrate(sheet, summary, mentions)
        told = account(narrative)
        dates += _dated(narrative, told.roles)
        dates += _unread(faint(sheet.text, summary, mentions, latest_year, rationale=False))
    for span in rationales:
        mentions = scan(sheet, span, years=True, latest_year=latest_year)
        if mentions:
            narrative = narrate(sheet, span, mentions)
            found = list(_dated(narrative, argued(narrative, told), rationale=True))
            dates += found
            kept = {one.mention for one in found}
            mentions = [one for one in mentions if one in kept or not _bare_year(one)]
        dates += _unread(faint(sheet.text, span, mentions, latest_year, rationale=True))
    return Told(told, tuple(dates))


def _bare_year(mention: Mention) -> bool:
    return len(mention.printed) == len("2016")


def _unread(found: Iterator[Mention]) -> Iterator[Dated]:
    return (Dated(one, Roles(), (one.start, one.end), NOT_READ) for one in found)


def _dated(
    narrative: Narrative, found: dict[int, Roles], *, rationale: bool = False
) -> Iterator[Dated]:
    for sentence in narrative.sentences:
        place = None
        for token in TOKEN.finditer(sentence.text):
            before = sentence.text[max(0, token.start() - REACH) : token.start()]
            if "(" in before and CITED.search(before):
                continue
            before = before.lower()
            far = sentence.text[max(0, token.start() - FAR) : token.start()].lower()
            number = int(token[1])
            place = place or sentence.place(0, len(sentence.text))
            mention, role = narrative.mentions[number], found.get(number, Roles())
            if rationale and _bare_year(mention) and not (_surely(role) or OWN.search(before)):
                continue  # a study's
            after = sentence.text[token.end() : token.end() + REACH]
            unsure = _unsure(mention, before, after, rationale=rationale)
            unsure = unsure or (OF_SOMEBODY_ELSE if OF_A_RELATIVE.search(far) else "")
            yield Dated(mention, role, place, unsure)


def _surely(roles: Roles) -> bool:
    return Standing.SURE in (roles.injury, roles.review)


def _unsure(mention: Mention, before: str, after: str, *, rationale: bool) -> str:
    """Why the words beside a date, small before it, leave open whether it is the worker's."""
    if PUBLISHED.search(before) and not A_PAPER_FOLLOWS.match(after):
        return OF_A_TEXT
    short = len(mention.printed) <= len("12/10/12")
    if short and (MEASURED.search(before) or A_READING.match(before)):
        return A_MEASURE
    return ONLY_SUPPOSED if rationale and SUPPOSED.search(before) else ""
