"""Texts put into letters, at the places that `plants.toml` names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from imr_llm import Determination
from imr_llm.record import Item

SUMMARY = re.compile(r"including\s+all\s+medical\s+records:\s*")
HOW_MADE, CREDENTIALS = "HOW THE IMR FINAL DETERMINATION", "CLINICAL CASE SUMMARY"
ISSUES = re.compile(r"\s*IMR\s+ISSUES,\s+DECISIONS")
SENTENCE_END = re.compile(r"[a-z)]\.\s+(?=[A-Z])")
LABELS = ("Claims Administrator guideline:", "MAXIMUS guideline:", "Decision rationale:")
OTHER = {"upheld": "Overturned", "overturned": "Upheld"}


@dataclass(frozen=True, slots=True)
class Plant:
    """A text and where it goes; `changes`: it tells a fact as a real letter would tell it."""

    id: str
    about: str
    place: str
    text: str
    changes: bool


def load_plants() -> list[Plant]:
    """All of `plants.toml`."""
    tables = tomllib.loads(Path(__file__).with_name("plants.toml").read_text("utf-8"))
    return [Plant(**table) for table in tables["plant"]]


def planted(letter: str, record: Determination, plant: Plant) -> str | None:
    """The letter with the text in it; None where it has no such place."""
    at = next(_places(letter, record, plant.place), None)
    return None if at is None else letter[:at] + _filled(plant.text, record) + letter[at:]


def _filled(text: str, record: Determination) -> str:
    first, last = (record.items or [])[0], (record.items or [])[-1]
    decision = str(first.decision)
    words = {
        "title": first.title,
        "other_title": last.title,
        "decision": decision.capitalize(),
        "opposite": OTHER[decision],
        "injury": _american(record.worker.date_of_injury),
        "review": _american(record.utilization_review.date),
        "age": record.worker.age,
        "sex": record.worker.sex,
        "summary_sentence": (record.clinical_summary or "").partition(". ")[0] + ".",
    }
    for name, value in words.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _american(date: str | None) -> str:
    year, month, day = (date or "2016-10-10").split("-")
    return f"{month}/{day}/{year}"


def title_span(letter: str, item: Item, start: int) -> tuple[int, int] | None:
    """Where an item's title stands before its outcome, from an offset on."""
    words = re.escape("".join((item.title or "").split()))
    spaced = r"\s*".join(re.findall(r"\\?.", words))
    found = re.compile(rf"{spaced}(?=\s*:\s*(?:Upheld|Overturned))").search(letter, start)
    return found.span() if found else None


def _places(letter: str, record: Determination, place: str) -> Iterator[int]:
    """The offset of a place, if the letter has it."""
    if place.startswith("summary"):
        yield from _in_summary(letter, place)
    elif place in ("header-before", "header-inside", "after-header", "reviewer-block"):
        yield from _above(letter, place)
    elif place == "letter-end":
        yield len(letter.rstrip())
    else:
        yield from _at_an_item(letter, record, place)


def _in_summary(letter: str, place: str) -> Iterator[int]:
    begins, ends = SUMMARY.search(letter), ISSUES.search(letter)
    if not begins or not ends:
        return
    if place == "summary-start":
        yield begins.end()
    elif place == "summary-end":
        yield ends.start()
    else:
        stops = [one.end() for one in SENTENCE_END.finditer(letter, begins.end(), ends.start())]
        yield from stops[len(stops) // 2 :][:1]


def _above(letter: str, place: str) -> Iterator[int]:
    if place == "header-before":
        yield 0
    elif place == "header-inside":
        line = letter.find("\n", letter.find("Case Number:"))
        if "Case Number:" in letter and line >= 0:
            yield line + 1
    else:
        at = letter.find(HOW_MADE if place == "after-header" else CREDENTIALS)
        if at >= 0:
            yield at


def _at_an_item(letter: str, record: Determination, place: str) -> Iterator[int]:
    items = record.items or []
    issues = ISSUES.search(letter)
    title = title_span(letter, items[0], issues.end()) if issues else None
    if not title:
        return
    outcome = re.compile(r"\s*:\s*(?:Upheld|Overturned)").match(letter, title[1])
    labels = [letter.find(label, title[1]) for label in LABELS]
    following = title_span(letter, items[1], labels[2]) if len(items) > 1 else None
    end = following[0] if following else len(letter.rstrip())
    ends = {
        "title-before": title[0],
        "after-outcome": outcome.end() if outcome else None,
        "ca-guideline-end": len(letter[: labels[1]].rstrip()),
        "maximus-guideline-end": len(letter[: labels[2]].rstrip()),
        "rationale-start": labels[2] + len(LABELS[2]) + 1,
        "rationale-end": len(letter[:end].rstrip()),
        "between-items": following[0] if following else None,
    }
    if place in ends:
        at = ends[place]
        if at is not None:
            yield at
    elif place == "title-inside":
        blanks = [one.start() for one in re.finditer(r" ", letter[title[0] : title[1]])]
        yield from (title[0] + at for at in blanks[len(blanks) // 2 :][:1])
    else:  # rationale-middle, page-break
        stops = [one.end() for one in SENTENCE_END.finditer(letter, labels[2], end)]
        yield from stops[len(stops) // 2 :][:1]
