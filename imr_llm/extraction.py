"""The answer: a record, what the second reader found, and where it came from (contract 2)."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, computed_field

from imr_llm.errors import ChecksFailed
from imr_llm.record import Determination

Claim = bool | int | str | list[str] | None
"""A claimed or found value in JSON's own types; dates as ISO strings."""


class Status(StrEnum):
    """What the second reader says of one claim."""

    CONFIRMED = "confirmed"
    DIFFERS = "differs"
    UNSUPPORTED = "unsupported"
    OMITTED = "omitted"
    UNREADABLE = "unreadable"
    CONFLICT = "conflict"
    DOUBTFUL = "doubtful"


class Resolution(StrEnum):
    """Whether the record keeps the claim, or took what the letter prints."""

    KEPT = "kept"
    REPLACED = "replaced"


class Family(StrEnum):
    """The letter's layout."""

    F1 = "f1"
    F2 = "f2"
    F3 = "f3"
    F4 = "f4"
    UNKNOWN = "unknown"


class Check(BaseModel):
    """One claim of a record against the letter.

    `span` is `(start, end)` in the original text: `text[start:end]` is the evidence, None when
    there is none. A check is open unless it is confirmed or was replaced.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    field: str
    status: Status
    claimed: Claim = None
    found: Claim = None
    span: tuple[int, int] | None = None
    resolution: Resolution = Resolution.KEPT
    message: str = ""

    @property
    def open(self) -> bool:
        """True unless the claim is confirmed or was replaced by what the letter prints."""
        return self.status is not Status.CONFIRMED and self.resolution is not Resolution.REPLACED


class Provenance(BaseModel):
    """Where a record came from; tokens as the provider reported them, else None."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    engine: str
    family: Family
    prompt: str | None = None
    prompt_sha256: str | None = None
    version: str
    text_sha256: str
    requests: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float


class Extraction(BaseModel):
    """The record with its checks; `unverified` names the claims that nothing re-derives."""

    # `verified` is computed: an extraction that was dumped holds it and must load again
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    determination: Determination
    checks: tuple[Check, ...]
    unverified: tuple[str, ...]
    provenance: Provenance

    @computed_field  # type: ignore[prop-decorator]  # pydantic documents this pairing
    @property
    def verified(self) -> bool:
        """True when no check is open. Says nothing about the `unverified` fields."""
        return not any(check.open for check in self.checks)

    def raise_for_checks(self) -> None:
        """Raise ChecksFailed, naming fields and statuses only, when a check is open."""
        if found := [f"{check.field} {check.status}" for check in self.checks if check.open]:
            raise ChecksFailed(f"{len(found)} open check(s): {', '.join(found)}")
