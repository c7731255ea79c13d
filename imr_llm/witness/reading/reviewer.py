"""The reviewer's specialties and licensing states, in a block or a sentence (FORMATS 1.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]

# "State(s) of Licensure: Nevada,Utah" / "Certification(s)/Specialty: Toxicology"
STATES = re.compile(r"State\(s\)\s+of\s+Licensure\s*+:")
SPECIALTIES = re.compile(r"Certification\(s\)\s*/\s*Specialty\s*+:")

# "is Board Certified in Orthopedic Surgery, and is licensed to practice in New York, and Ohio."
CERTIFIED = re.compile(
    r"\bBoard[\s-]+Certified\s+in\s+(.{1,300}?)(?=,?\s+and\s+is\s+licensed\b)", re.DOTALL
)
PROFESSION = re.compile(
    r"\breviewer\s+is\s+an?\s+([A-Z].{1,200}?)(?=,?\s+and\s+is\s+licensed\b)", re.DOTALL
)
LICENSED = re.compile(r"\blicensed\s+to\s+practice\s+in\s+([^.]{1,600})")
SUBSPECIALTY = re.compile(r",?\s*(?:and\s+)?has\s+a\s+subspecialty\s+in\s+")
# one specialty each, although "and" stands in the name
WHOLE_NAME = re.compile(
    r"\b(?:Oral|Physical Medicine|Hospice|Obstetrics|Allergy|Public Health|Asthma|Spinal Cord|Neck"
    r"|Physical Therapy|Pulmonary Disease|Foot|Hand) and ",
    re.IGNORECASE,
)
PAREN = re.compile(r"^[\s.;]+|[\s.;]+$")


@dataclass(frozen=True)
class Names:
    """A printed list of names and where it stands; empty where the label has no value."""

    names: tuple[str, ...]
    span: Span


def states(text: str, span: Span) -> Names | None:
    """The states of licensure."""
    if label := STATES.search(text, *span):
        other = SPECIALTIES.search(text, label.end(), span[1])
        return _listed(
            text, (label.end(), other.start() if other else _paragraph(text, label, span))
        )
    if match := LICENSED.search(text, *span):
        return _listed(text, match.span(1), last_and=True)
    return None


def specialties(text: str, span: Span) -> Names | None:
    """The certifications and specialties."""
    if label := SPECIALTIES.search(text, *span):
        other = STATES.search(text, label.end(), span[1])
        return _listed(text, (label.end(), other.start() if other else span[1]))
    match = CERTIFIED.search(text, *span) or PROFESSION.search(text, *span)
    if not match:
        return None
    plain = SUBSPECIALTY.sub(",", match[1])
    return Names(_split(plain, last_and=True), match.span(1))


def _paragraph(text: str, label: re.Match[str], span: Span) -> int:
    end = re.compile(r"\S[^\n]*\n").search(text, label.end(), span[1])
    return end.end() if end else span[1]


def _listed(text: str, span: Span, *, last_and: bool = False) -> Names:
    start, end = span
    inside = text[start:end]
    start += len(inside) - len(inside.lstrip())
    return Names(_split(inside, last_and=last_and), (start, start + len(inside.strip())))


def _split(listed: str, *, last_and: bool) -> tuple[str, ...]:
    """Names parted by commas; in a sentence also by the last "and"."""
    folded = " ".join(listed.split())
    parts = folded.split(",")
    if last_and:
        *head, last = parts
        last = last.strip()
        halves = [last[4:]] if last.startswith("and ") else _halves(last)
        parts = [*head, *halves]
    return tuple(name for part in parts if (name := PAREN.sub("", part)))


def _halves(last: str) -> list[str]:
    return [last] if WHOLE_NAME.search(last) else last.split(" and ")
