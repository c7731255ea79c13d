"""The draft: what a model is asked for (contract, section 5).

What the letter prints is pointed at by the numbers of its lines (`numbering`), not copied; dates
and diagnoses are short and stand in the letter's own words. On the wire names and choices are
short, for every character of an answer is waited and paid for; in code they have clear names, the
fields by alias, the choices by the tables below. Every field is required, null the only way to
abstain; no formats, no patterns.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from imr_llm.record import Category, Decision, EventKind, Priority, ReviewDecision, Sex, Source

PRIORITIES = {"s": Priority.STANDARD, "e": Priority.EXPEDITED}
SEXES = {"m": Sex.MALE, "f": Sex.FEMALE}
REVIEW_DECISIONS = {
    "d": ReviewDecision.DENIED,
    "m": ReviewDecision.MODIFIED,
    "x": ReviewDecision.MIXED,
}
EVENT_KINDS = {
    "i": EventKind.INJURY,
    "v": EventKind.VISIT,
    "d": EventKind.DIAGNOSTIC,
    "p": EventKind.PROCEDURE,
    "t": EventKind.TREATMENT,
    "r": EventKind.REQUEST,
    "u": EventKind.UTILIZATION_REVIEW,
    "o": EventKind.OTHER,
}
DECISIONS = {"u": Decision.UPHELD, "o": Decision.OVERTURNED, "x": None}
"""`x`: the letter prints something else."""
CATEGORIES = {
    "diag": Category.DIAGNOSTIC_TESTING,
    "dme": Category.DMEPOS,
    "eval": Category.EVALUATION_MANAGEMENT,
    "home": Category.HOME_HEALTH,
    "inj": Category.INJECTION,
    "rx": Category.PHARMACEUTICALS,
    "prog": Category.PROGRAMS,
    "psy": Category.PSYCH_SERVICES,
    "rehab": Category.REHABILITATION,
    "surg": Category.SURGERY,
    "ther": Category.THERAPIES,
    "trans": Category.TRANSPORTATION,
    "oth": Category.OTHER,
}
SOURCES = {"m": Source.MTUS, "n": Source.NON_MTUS}

KindCode = Literal["i", "v", "d", "p", "t", "r", "u", "o"]
CategoryCode = Literal[
    "diag",
    "dme",
    "eval",
    "home",
    "inj",
    "rx",
    "prog",
    "psy",
    "rehab",
    "surg",
    "ther",
    "trans",
    "oth",
]

Pointer = str
"""`12`, `12-15`, or with the words of a part of these lines: `12 first words ... last words`."""


def _kinds(codes: str) -> str:
    """Kinds of one date, a letter each; raises ValueError for a letter that is none."""
    if not codes or set(codes) - EVENT_KINDS.keys():
        raise ValueError(f"give one or several of the letters {', '.join(EVENT_KINDS)}")
    return codes


class DraftPart(BaseModel):
    """Base of the draft's parts: no field beyond those named, none left out.

    A pointer given as a bare number is one all the same.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        serialize_by_alias=True,
        coerce_numbers_to_str=True,
        field_title_generator=lambda name, _: name,
    )


class DraftCase(DraftPart):
    """The header table, as printed."""

    case_number: str | None = Field(alias="n")
    date_assigned: str | None = Field(alias="a")
    date_of_injury: str | None = Field(alias="i")
    decision_date: str | None = Field(alias="d")
    ur_denial_date: str | None = Field(alias="u")
    application_received: str | None = Field(alias="r")
    priority: Literal["s", "e"] | None = Field(alias="p")


class DraftEvent(DraftPart):
    """One dated fact: the line that tells it, the date as printed there, what it is."""

    line: int = Field(alias="n")
    date: str = Field(alias="d")
    kind: KindCode = Field(alias="k")


class DraftItem(DraftPart):
    """One disputed item; the decision is what stands printed behind the title."""

    title: Pointer = Field(alias="t")
    decision: Literal["u", "o", "x"] = Field(alias="d")
    category: CategoryCode = Field(alias="c")
    claims_administrator_guideline: Pointer | None = Field(alias="g")
    maximus_guideline: Pointer | None = Field(alias="m")
    rationale: Pointer | None = Field(alias="r")
    medically_necessary: bool | None = Field(alias="n")
    rationale_gist: str | None = Field(alias="y")


class DraftCitation(DraftPart):
    """What a guideline paragraph cites that is not worded as the block form words it."""

    paragraph: Pointer = Field(alias="g")
    source: Literal["m", "n"] = Field(alias="s")
    title: str = Field(alias="t")
    sections: list[str] = Field(alias="x")
    pages: list[str] = Field(alias="p")


class Draft(DraftPart):
    """What the letter says, field by field."""

    case: DraftCase | None = Field(alias="h")
    specialties: list[str] | None = Field(alias="sp")
    licensed_states: list[str] | None = Field(alias="st")
    clinical_summary: Pointer | None = Field(alias="s")
    age: int | None = Field(alias="a")
    sex: Literal["m", "f"] | None = Field(alias="x")
    injury: list[str] = Field(alias="i")
    diagnoses: list[str] = Field(alias="dx")
    review_date: str | None = Field(alias="ud")
    review_decision: Literal["d", "m", "x"] | None = Field(alias="u")
    events: list[DraftEvent] = Field(alias="e")
    unreadable_dates: list[str] = Field(alias="b")
    items: list[DraftItem] = Field(alias="t")
    citations: list[DraftCitation] = Field(alias="o")


class ShortItem(DraftPart):
    """What needs judgment of one listed item."""

    category: CategoryCode = Field(alias="c")
    rationale_gist: str | None = Field(alias="y")


class ShortDraft(DraftPart):
    """What needs judgment of a letter that was read already: about its listed items and dates."""

    diagnoses: list[str] = Field(alias="dx")
    items: list[ShortItem] = Field(alias="t")
    events: list[Annotated[str, AfterValidator(_kinds)]] = Field(alias="e")
