"""Letters and records made to square the time that they take, and how time grows on them.

Each shape was once found to do so, or could. `tests/test_hostile.py` reads them all;
`python -m eval.benchmarks.bench` measures a byte's time on each over an eightfold size. Those that
`python -m eval.benchmarks.pumping` found are among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from imr_llm import Determination

ITEM = """Physical{gap} therapy: Upheld
Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.
MAXIMUS guideline: Decision based on MTUS {citation}Low Back Complaints 2004, Page(s): 300{pages}.
Decision rationale: {rationale} The request is not medically necessary.
"""
LETTER = f"""IMR Case Number: {{number}} CM16-0000001 Date of Injury: 10/30/2016
HOW THE IMR FINAL DETERMINATION WAS MADE
MAXIMUS Federal Services sent the complete case file to an expert reviewer. He/she has the
following credentials:
State(s) of Licensure: {{states}}California
Certification(s)/Specialty: Pain Management
CLINICAL CASE SUMMARY
The injured worker is a 48 year old male injured on 10-30-2016. {{summary}}
IMR ISSUES, DECISIONS AND RATIONALES
The Final Determination was based on decisions for the disputed items/services set forth below:
{{title}}{ITEM}{{items}}"""
PLACES = re.findall(r"\{(\w+)\}", LETTER)
COUNTED = re.compile("#")


@dataclass(frozen=True)
class Shape:
    """A unit repeated in a letter, `#` in it counting up; `spoil` replaced in all of it."""

    unit: str
    places: tuple[str, ...] = ("summary", "rationale")
    spoil: tuple[str, str] | None = None

    def letter(self, size: int) -> str:
        """The letter with so many characters of the repeated unit."""
        times = size // len(self.unit) // len(self.places)
        run = "".join(COUNTED.sub(str(at), self.unit) for at in range(times))
        text = LETTER.format(**{one: run if one in self.places else "" for one in PLACES})
        return text.replace(*self.spoil) if self.spoil else text


LETTERS = {
    "blanks": Shape(" "),
    "line ends": Shape("\n"),
    "digits": Shape("1"),
    "colons": Shape(":"),
    "slashes": Shape("1/"),
    "hyphens": Shape("-\n"),
    "dates": Shape("10-30-2016 "),
    "titles": Shape("Physical therapy: Upheld\n"),
    "labels": Shape("Claims Administrator guideline: "),
    "headings": Shape("CLINICAL CASE SUMMARY\n"),
    "items": Shape(ITEM.format(gap="", citation="", pages="", rationale=""), ("items",)),
    "numbered items": Shape(
        "Brace #: " + ITEM.format(gap="", citation="", pages="", rationale="")[18:], ("items",)
    ),
    "line ends after a label": Shape("\n", ("number",)),
    "short lines": Shape("a\n", ("rationale", "title")),
    "blanks in a title": Shape(" ", ("gap",)),
    "referrals": Shape("Referral to ", ("title",)),
    "short lines above a title": Shape("- device \n", ("items", "title", "rationale")),
    "other line ends": Shape("seen \x1c"),
    "only other line ends": Shape("seen by him\n", spoil=("\n", "\x1c")),
    "hyphens at line ends": Shape("word\n", spoil=("\n", "-\n")),
    "spaced hyphens at line ends": Shape("word -\n"),
    "blanks in a citation": Shape(" ", ("citation",)),
    "line ends in a citation": Shape(" \n", ("citation",)),
    "blanks among pages": Shape(" ", ("pages",)),
    "chapters": Shape("Forearm, Wrist, and Hand, and ", ("citation",)),
    "sections": Shape("Forearm, Wrist, and Hand]'", ("pages",)),
    "outside the guideline": Shape("did not base their decision on the MTUS", ("pages",)),
    "verdicts without a stop": Shape("the visits are likewise not medically necessary  "),
    "verdicts": Shape("Visits cannot be considered medically necessary. "),
    "verdicts under a condition": Shape("if it is medically necessary, and the request, "),
    "outcomes alone": Shape("Home visits, #: Upheld \n", ("rationale",)),
    "pronouns": Shape("he fell and he ", ("summary",), spoil=("2016. ", "2016 when ")),
    "a review without stops": Shape(
        "the patient was injured on the utilization review denied request for and ", ("summary",)
    ),
    "a review in sentences": Shape("UR denied it on 1-1-2016. He fell. ", ("summary",)),
    "authorized on a date": Shape("therapy was authorized on 12-30-2016, ", ("summary",)),
    "joined dates": Shape("on 1-1-2016 and ", ("summary",)),
    "dates from and to": Shape("1-1-2016 to ", ("summary",), spoil=("2016. ", "2016 from ")),
    "counts without a noun": Shape("4 of the ", ("summary",)),
    "numbers": Shape("44 ", ("summary",)),
    "ages": Shape("44 year old ", ("summary",)),
    "a word of hyphens": Shape("non-", ("summary",)),
    "a word of letters": Shape("a", ("summary",)),
    "hyphens among digits": Shape("1 1 1 1-1-1 ", ("summary",)),
    "open brackets": Shape("((UR) (", ("summary",)),
    "outcomes of a review": Shape("denied modified certified ", ("summary",)),
    "states": Shape("California, ", ("states",)),
    "days of the injury": Shape("on the day of his injury (", ("summary",)),
    "counted dates": Shape("Seen on #-#-2016. "),
    "unreadable dates": Shape("seen on 10/204, "),
}
Claims = Callable[[int], tuple[Determination, str]]


def _events(said: str, text: str) -> Claims:
    def claims(size: int) -> tuple[Determination, str]:
        event = {"date": "2014-03-05", "kind": "visit", "text": text}
        record = {"events": [event] * (size // 100)}
        return Determination.model_validate(record), Shape(said, ("summary",)).letter(size // 2)

    return claims


def _listed(part: str, name: str, value: str, said: str, place: str) -> Claims:
    def claims(size: int) -> tuple[Determination, str]:
        listed = [COUNTED.sub(str(at), value) for at in range(size // 2 // (len(value) + 4))]
        record: dict[str, Any] = {part: {name: listed}} if part else {name: listed}
        return Determination.model_validate(record), Shape(said, (place,)).letter(size // 2)

    return claims


def _items(size: int) -> tuple[Determination, str]:
    item = {"title": "Physical therapy", "decision": "upheld", "rationale": "None."}
    return Determination.model_validate({"items": [item] * (size // 80)}), LETTERS["items"].letter(
        size // 2
    )


RECORDS: dict[str, Claims] = {
    "events of one date": _events("Seen on 3-5-2014. ", "Seen on 3-5-2014"),
    "events that are not so told": _events("Seen on 3-5-2014. ", "ill on 3-5-2014"),
    "events of one sentence": _events("and seen on 3-5-2014 ", "ill on 3-5-2014"),
    "events of no date": _events("and seen on 10/204 ", "seen on 3-6-2014"),
    "states against a line": _listed(
        "reviewer", "licensed_states", "Cal ifornia", "Cali fornia, ", "states"
    ),
    "diagnoses": _listed("worker", "diagnoses", "low back pain", "low back pain, ", "summary"),
    "diagnoses denied": _listed(
        "worker", "diagnoses", "back pain", "He denies back pain. ", "summary"
    ),
    "diagnoses counted": _listed("worker", "diagnoses", "pain #", "pain #, ", "summary"),
    "unreadable dates claimed": _listed("", "unreadable_dates", "10/204", "on 10/204, ", "summary"),
    "items claimed": _items,
}
