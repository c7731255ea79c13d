"""The record: what a determination letter says, as types (contract, section 1).

Null claims that the letter does not say; a part left out claims nothing, and stays left out when a
record is dumped and loaded again; a list that is null was not read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    field_validator,
    model_serializer,
    model_validator,
)

from imr_llm.dates import PartialDate
from imr_llm.errors import RecordError


class Decision(StrEnum):
    """What became of the utilization review's denial of one disputed item."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"


class Outcome(StrEnum):
    """The case as a whole, computed from its items."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    PARTIALLY_OVERTURNED = "partially_overturned"


class Priority(StrEnum):
    """How fast the review had to be."""

    STANDARD = "standard"
    EXPEDITED = "expedited"


class Sex(StrEnum):
    """The worker's sex as the summary says."""

    MALE = "male"
    FEMALE = "female"


class ReviewDecision(StrEnum):
    """What the utilization review did: refused all, partly granted all, or some of each."""

    DENIED = "denied"
    MODIFIED = "modified"
    MIXED = "mixed"


class EventKind(StrEnum):
    """What a dated fact about the worker is."""

    INJURY = "injury"
    VISIT = "visit"
    DIAGNOSTIC = "diagnostic"
    PROCEDURE = "procedure"
    TREATMENT = "treatment"
    REQUEST = "request"
    UTILIZATION_REVIEW = "utilization_review"
    OTHER = "other"


class Category(StrEnum):
    """The state's own list of treatment categories."""

    DIAGNOSTIC_TESTING = "diagnostic_testing"
    DMEPOS = "dmepos"
    EVALUATION_MANAGEMENT = "evaluation_management"
    HOME_HEALTH = "home_health"
    INJECTION = "injection"
    PHARMACEUTICALS = "pharmaceuticals"
    PROGRAMS = "programs"
    PSYCH_SERVICES = "psych_services"
    REHABILITATION = "rehabilitation"
    SURGERY = "surgery"
    THERAPIES = "therapies"
    TRANSPORTATION = "transportation"
    OTHER = "other"


class Basis(StrEnum):
    """What kind of guideline a decision rests on."""

    MTUS = "mtus"
    NON_MTUS = "non_mtus"
    BOTH = "both"
    NONE_CITED = "none_cited"


class Source(StrEnum):
    """Whether a citation is to the Medical Treatment Utilization Schedule."""

    MTUS = "MTUS"
    NON_MTUS = "Non-MTUS"


class Part(BaseModel):
    """Base of every part: frozen, no unknown fields, and what was left out stays left out."""

    # built on first use: a start-up need not wait for it
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    @model_serializer(mode="wrap")
    def _leave_out_what_was_left_out(
        self, handler: SerializerFunctionWrapHandler
    ) -> dict[str, Any]:
        dumped: dict[str, Any] = handler(self)
        return {name: value for name, value in dumped.items() if name in self._claimed()}

    def _claimed(self) -> set[str]:
        return self.model_fields_set

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """What is claimed and not null, cut short; the whole is in `model_dump`."""
        for name in type(self).model_fields:
            if name in self._claimed() and (value := getattr(self, name)) is not None:
                yield name, brief(value)


LONGEST = 60
"""Characters of a value that a repr shows."""
MOST = 3
"""Parts of a list that a repr shows."""


def brief(value: Any) -> Any:
    """A value for a repr: its plain words, cut short; of a long list the first and how many."""
    if isinstance(value, StrEnum | date | str):
        text = str(value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    if isinstance(value, list | tuple):
        rest = [f"… {len(value) - MOST} more"] if len(value) > MOST else []
        return [*map(brief, value[:MOST]), *rest]
    return value


class Case(Part):
    """The header table of public copies; dates as printed there, never corrected."""

    case_number: str | None = None
    date_assigned: date | None = None
    date_of_injury: date | None = None
    decision_date: date | None = None
    ur_denial_date: date | None = None
    application_received: date | None = None
    priority: Priority | None = None


class Reviewer(Part):
    """Who reviewed: specialties and licensing states as printed, one name each."""

    specialties: list[str] | None = None
    licensed_states: list[str] | None = None


class Worker(Part):
    """The injured worker, as the clinical case summary says. `age` is in years."""

    age: int | None = Field(default=None, ge=0, le=130)
    sex: Sex | None = None
    date_of_injury: PartialDate | None = None
    injury_start: PartialDate | None = None
    diagnoses: list[str] | None = None


class UtilizationReview(Part):
    """The utilization review, as the summary says."""

    date: PartialDate | None = None
    decision: ReviewDecision | None = None


class Event(Part):
    """One dated fact; `text` is a short verbatim phrase that contains the date."""

    date: PartialDate | None = None
    kind: EventKind | None = None
    text: str | None = None


class Citation(Part):
    """One MTUS chapter, or one Non-MTUS text."""

    source: Source | None = None
    title: str | None = None
    sections: list[str] | None = None
    pages: list[str] | None = None


class Guideline(Part):
    """A guideline paragraph: its folded text, what it rests on, and its citations."""

    text: str | None = None
    basis: Basis | None = None
    citations: list[Citation] | None = None


class Item(Part):
    """One disputed item or service, with what was decided and why."""

    title: str | None = None
    request: str | None = None
    original_request: str | None = None
    authorized: str | None = None
    retrospective: bool | None = None
    date_of_service: PartialDate | None = None
    decision: Decision | None = None
    category: Category | None = None
    claims_administrator_guideline: Guideline | None = None
    maximus_guideline: Guideline | None = None
    rationale: str | None = None
    rationale_gist: str | None = None
    medically_necessary: bool | None = None

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield None, brief(self.request or self.title)
        for name in ("decision", "category", "medically_necessary"):
            if (value := getattr(self, name)) is not None:
                yield name, brief(value)


class Determination(Part):
    """A whole determination letter as a record.

    `outcome` is computed from the items when it is not given; `case`, `reviewer`, `worker` and
    `utilization_review` given as null count as left out.
    """

    case: Case = Case()
    reviewer: Reviewer = Reviewer()
    worker: Worker = Worker()
    utilization_review: UtilizationReview = UtilizationReview()
    clinical_summary: str | None = None
    events: list[Event] | None = None
    unreadable_dates: list[str] | None = None
    items: list[Item] | None = None
    outcome: Outcome | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_part_is_left_out(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        parts = ("case", "reviewer", "worker", "utilization_review")
        return {k: v for k, v in value.items() if not (k in parts and v is None)}

    @field_validator("unreadable_dates")
    @classmethod
    def _fold_blanks(cls, value: list[str] | None) -> list[str] | None:
        return value if value is None else [" ".join(one.split()) for one in value]

    @model_validator(mode="after")
    def _compute_outcome(self) -> Self:
        if "outcome" not in self.model_fields_set:
            self.__dict__["outcome"] = outcome_of(self.items or ())
        return self

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield "case_number", self.case.case_number
        yield "decision_date", brief(self.case.decision_date)
        yield "outcome", brief(self.outcome)
        yield "items", brief(self.items)
        yield "events", None if self.events is None else len(self.events)

    def _claimed(self) -> set[str]:
        computed = {"outcome"} if self.outcome else set()
        return self.model_fields_set | computed


def outcome_of(items: Sequence[Item]) -> Outcome | None:
    """The case's outcome from its items; None without items or with an unknown decision."""
    decisions = {item.decision for item in items}
    if not decisions or None in decisions:
        return None
    if len(decisions) > 1:
        return Outcome.PARTIALLY_OVERTURNED
    return Outcome(decisions.pop() or "")


def load_record(data: str | bytes) -> Determination:
    """A record from JSON: bare, or inside an extraction (its `determination`).

    Raises RecordError naming the paths at fault, never their values.
    """
    try:
        value = json.loads(data)
        json.dumps(value, ensure_ascii=False).encode()  # half a character can never be written
    except (ValueError, TypeError, RecursionError):  # no JSON, not even text, or nested for ever
        value = None
    if not isinstance(value, dict):
        raise RecordError("the record is no JSON object")
    try:
        return Determination.model_validate(value.get("determination", value))
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, one['loc'])) or 'record'} ({one['type']})"
            for one in error.errors(include_input=False, include_context=False, include_url=False)
        ]
    raise RecordError(f"the record cannot be used: {', '.join(faults)}")
