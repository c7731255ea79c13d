"""The draft that a faultless model would write for a labelled record, for stubs and benchmarks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from imr_llm.dates import parse_date
from imr_llm.folding import key
from imr_llm.letter.citations import read_guideline
from imr_llm.model import draft as wire
from imr_llm.model.locate import Place
from imr_llm.model.numbering import Span
from imr_llm.record import Citation

Labels = dict[str, Any]
GIST = "The records show no trial of simpler care that the guideline asks for before it."
LONGEST_DATE = 5
"""In words: `24 October of the 2016`."""
HEADER = {
    "n": "case_number",
    "a": "date_assigned",
    "i": "date_of_injury",
    "d": "decision_date",
    "u": "ur_denial_date",
    "r": "application_received",
}


def draft_of(record: Labels, letter: str, gist: str = GIST) -> Labels:
    """The draft for these labels (JSON) of this letter; what the letter lacks is null."""
    return _Desk(Place.of(letter), record, gist).draft()


def short_of(record: Labels, gist: str = GIST) -> Labels:
    """The short answer for these labels about their own items and dates."""
    dates: dict[str, str] = {}
    for event in record.get("events") or []:
        dates[event["date"]] = dates.get(event["date"], "") + _code(wire.EVENT_KINDS, event["kind"])
    items = record.get("items") or []
    return {
        "dx": (record.get("worker") or {}).get("diagnoses") or [],
        "t": [
            {
                "c": _code(wire.CATEGORIES, one.get("category")),
                "y": None if _repeated(one, items) else gist,
            }
            for one in items
        ],
        "e": list(dates.values()),
    }


@dataclass
class _Desk:
    """One letter being read with its labels in hand."""

    place: Place
    record: Labels
    gist: str
    at: int = 0
    """How far the letter has been read."""
    odd: list[Labels] = field(default_factory=list)

    def draft(self) -> Labels:
        """The whole draft."""
        record = self.record
        worker, review = record.get("worker") or {}, record.get("utilization_review") or {}
        reviewer = record.get("reviewer") or {}
        summary = self.found(record.get("clinical_summary"))
        where = summary or (0, len(self.place.folded.text))
        injury = [worker.get("injury_start"), worker.get("date_of_injury")]
        items = [self.item(one) for one in record.get("items") or []]
        return {
            "h": self.case(),
            "sp": reviewer.get("specialties"),
            "st": reviewer.get("licensed_states"),
            "s": self.pointer(summary),
            "a": worker.get("age"),
            "x": _code(wire.SEXES, worker.get("sex")),
            "i": [self.printed(one, where) for one in injury if one],
            "dx": worker.get("diagnoses") or [],
            "ud": self.printed(review.get("date"), where),
            "u": _code(wire.REVIEW_DECISIONS, review.get("decision")),
            "e": list(self.events(summary)),
            "b": record.get("unreadable_dates") or [],
            "t": items,
            "o": self.odd,
        }

    def case(self) -> Labels | None:
        """The header, or None where the labels have none."""
        case = self.record.get("case") or {}
        if not any(case.values()):
            return None
        whole = (0, len(self.place.folded.text))
        printed = {code: self.printed(case.get(name), whole) for code, name in HEADER.items()}
        priority = _code(wire.PRIORITIES, case.get("priority"))
        return {**printed, "n": case.get("case_number"), "p": priority}

    def item(self, one: Labels) -> Labels:
        """One disputed item; its parts stand behind its title, in the letter's order."""
        title = self.title(one)
        self.at = title[1] if title else self.at
        parts = ("claims_administrator_guideline", "maximus_guideline")
        guidelines = [self.guideline(one.get(part)) for part in parts]
        rationale = self.found(one.get("rationale"))
        return {
            "t": self.pointer(title, ending=":") or "0",
            "d": _code(wire.DECISIONS, one.get("decision")) or "x",
            "c": _code(wire.CATEGORIES, one.get("category")),
            "g": guidelines[0],
            "m": guidelines[1],
            "r": self.pointer(rationale),
            "n": one.get("medically_necessary"),
            "y": None if _repeated(one, self.record["items"]) else self.gist,
        }

    def title(self, one: Labels) -> Span | None:
        """Where a title stands before its outcome; else where its words stand at all."""
        title, outcome = one["title"], str(one.get("decision")).title()
        for words in (f"{title}: {outcome}", f"{title}:{outcome}", title):
            if found := self.place.find(words, self.at) or self.place.find(words):
                return (found[0][0], self.place.find(title, found[0][0])[0][1])
        return None

    def guideline(self, one: Labels | None) -> str | None:
        """The pointer to a guideline paragraph; what it cites in other words is told apart."""
        span = self.found(one.get("text")) if one else None
        pointer = self.pointer(span)
        if one is None or pointer is None or span is None:
            return None
        cited = [Citation.model_validate(citation) for citation in one.get("citations") or []]
        if cited != read_guideline(self.place.folded.text[slice(*span)]).citations:
            self.odd += [
                {
                    "g": pointer,
                    "s": _code(wire.SOURCES, citation.source),
                    "t": citation.title,
                    "x": citation.sections or [],
                    "p": citation.pages or [],
                }
                for citation in cited
            ]
        return pointer

    def events(self, summary: Span | None) -> Iterator[Labels]:
        """Every event with the first place where its date is printed, in summary or rationale."""
        rationales = [self.found(one.get("rationale"), 0) for one in self.record.get("items") or []]
        whole = (0, len(self.place.folded.text))
        spans = [span for span in (summary or whole, *rationales) if span]
        for event in self.record.get("events") or []:
            told = self.found(event.get("text"), 0)
            for span in ([told] if told else []) + spans:
                if printed := self.dated(event["date"], span):
                    yield self.event(printed, event["kind"])
                    break

    def event(self, printed: Span, kind: str) -> Labels:
        """One event at the place of its date."""
        line = 1 + next(n for n, (_, end) in enumerate(self.place.lines) if end > printed[0])
        words = self.place.folded.text[slice(*printed)]
        return {"n": line, "d": words, "k": _code(wire.EVENT_KINDS, kind)}

    def found(self, words: str | None, at: int | None = None) -> Span | None:
        """Where words stand first behind the place reached, else anywhere."""
        start = self.at if at is None else at
        spans = words and (self.place.find(words, start) or self.place.find(words))
        return spans[0] if spans else None

    def printed(self, value: str | None, where: Span) -> str | None:
        """A date as a stretch of the letter prints it; else in the header's form."""
        if value is None:
            return None
        if span := self.dated(value, where):
            return self.place.folded.text[slice(*span)]
        year, *rest = value.split("-")
        return "/".join([*rest, year])

    def dated(self, iso: str, where: Span) -> Span | None:
        """The first words in a stretch of the letter that read as this date."""
        text, at = self.place.folded.text, where[0]
        words: list[Span] = []
        for word in text[slice(*where)].split(" "):
            words.append((at, at + len(word)))
            at += len(word) + 1
        for first in range(len(words)):
            for last in reversed(words[first : first + LONGEST_DATE]):
                whole = text[words[first][0] : last[1]]
                inner = whole.strip(".,;:()[]\"'“”’")
                # two digits of the year stand in every way to print a date
                if iso[2:4] in inner and parse_date(inner, self.latest_year) == iso:
                    start = words[first][0] + whole.index(inner)
                    return (start, start + len(inner))
        return None

    @cached_property
    def latest_year(self) -> int | None:
        """As `record_of` knows it from the labels."""
        case, review = self.record.get("case") or {}, self.record.get("utilization_review") or {}
        dates = (case.get("decision_date"), case.get("ur_denial_date"), review.get("date"))
        return max((int(one[:4]) for one in dates if one), default=None)

    def pointer(self, span: Span | None, ending: str = "") -> str | None:
        """The shortest pointer to a span: lines alone where they end as it does."""
        if span is None:
            return None
        at = [n for n, (a, b) in enumerate(self.place.lines, 1) if a < span[1] and b > span[0]]
        if not at:
            return None
        numbers = f"{at[0]}-{at[-1]}" if at[-1] > at[0] else str(at[0])
        text = self.place.folded.text
        lines = self.place.run(at[0], at[-1]) or span
        if lines[0] == span[0] and text[span[1] : lines[1]].strip(f" {ending}") == "":
            return numbers
        words = text[slice(*span)].split(" ")
        for few in range(3, len(words) // 2):
            short = f"{numbers} {' '.join(words[:few])} ... {' '.join(words[-few:])}"
            if self.place.pointed(short) == span:
                return short
        return f"{numbers} {' '.join(words)}"


def _repeated(item: Labels, items: list[Labels]) -> bool:
    """Whether an earlier item has the same rationale."""
    reason = key(item.get("rationale") or "")
    earlier = items[: next(at for at, one in enumerate(items) if one is item)]
    return bool(reason) and any(key(one.get("rationale") or "") == reason for one in earlier)


def _code(table: Labels, value: str | None) -> Any:
    """The short form of a value on the wire, None for one that has none."""
    return next((code for code, one in table.items() if one == value and one is not None), None)
