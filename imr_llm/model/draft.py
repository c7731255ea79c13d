"""The draft: what a model is asked for (contract, section 5).

A plain wire schema: every field required, null the only way to abstain, no formats and no patterns.
Dates are asked for in the letter's own words; long passages by their first and last words, so that
the letter's own text is cut, never generated; evidence stands before what is concluded from it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

CategoryName = Literal[
    "diagnostic_testing",
    "dmepos",
    "evaluation_management",
    "home_health",
    "injection",
    "pharmaceuticals",
    "programs",
    "psych_services",
    "rehabilitation",
    "surgery",
    "therapies",
    "transportation",
    "other",
]
EventKindName = Literal[
    "injury",
    "visit",
    "diagnostic",
    "procedure",
    "treatment",
    "request",
    "utilization_review",
    "other",
]


class DraftPart(BaseModel):
    """Base of the draft's parts: no field beyond those named, none left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DraftPassage(DraftPart):
    """A passage by its first and its last words, verbatim."""

    first_words: str
    last_words: str


class DraftCase(DraftPart):
    """The header table, as printed."""

    case_number: str | None
    date_assigned: str | None
    date_of_injury: str | None
    decision_date: str | None
    ur_denial_date: str | None
    application_received: str | None
    priority: Literal["standard", "expedited"] | None


class DraftReviewer(DraftPart):
    """The reviewer's credentials, one name each."""

    specialties: list[str] | None
    licensed_states: list[str] | None


class DraftWorker(DraftPart):
    """The worker, from the clinical case summary."""

    quote: str | None
    age: int | None
    sex: Literal["male", "female"] | None
    date_of_injury: str | None
    injury_start: str | None
    diagnoses: list[str]


class DraftReview(DraftPart):
    """The utilization review, from the clinical case summary."""

    quote: str | None
    date: str | None
    decision: Literal["denied", "modified", "mixed"] | None


class DraftEvent(DraftPart):
    """One dated fact: the phrase that holds the date, the date as printed, what it is."""

    phrase: str
    date: str
    kind: EventKindName


class DraftCitation(DraftPart):
    """One MTUS chapter or one Non-MTUS text."""

    source: Literal["MTUS", "Non-MTUS"]
    title: str
    sections: list[str]
    pages: list[str]


class DraftGuideline(DraftPart):
    """A guideline paragraph."""

    passage: DraftPassage
    basis: Literal["mtus", "non_mtus", "both", "none_cited"] | None
    citations: list[DraftCitation]


class DraftPartial(DraftPart):
    """The three parts of a title that tells of a partial authorization."""

    original_request: str
    authorized: str
    request: str


class DraftItem(DraftPart):
    """One disputed item; `decision_words` are printed after the title's last colon."""

    title: str
    partial: DraftPartial | None
    retrospective: bool
    date_of_service: str | None
    decision_words: str
    decision: Literal["upheld", "overturned", "other"]
    category: CategoryName
    claims_administrator_guideline: DraftGuideline | None
    maximus_guideline: DraftGuideline | None
    rationale: DraftPassage | None
    conclusion_quote: str | None
    medically_necessary: bool | None
    rationale_gist: str | None


class Draft(DraftPart):
    """What the letter says, field by field."""

    case: DraftCase
    reviewer: DraftReviewer
    clinical_summary: DraftPassage | None
    worker: DraftWorker
    utilization_review: DraftReview
    events: list[DraftEvent]
    unreadable_dates: list[str]
    items: list[DraftItem]
