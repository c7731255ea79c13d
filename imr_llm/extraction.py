"""The answer: a record, what the second reader found, and where it came from (contract 2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, PrivateAttr, computed_field

from imr_llm.errors import ChecksFailed, LetterError
from imr_llm.notebook import checks_html, extraction_html
from imr_llm.record import Determination, brief

Claim = str | list[str] | bool | int | None
"""A claimed or found value in JSON's own types; dates as ISO strings. A value is tried as each in
turn, so the commonest comes first."""


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

    def __str__(self) -> str:
        return repr(self)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        yield None, self.field
        yield None, self.status.value
        for name in ("claimed", "found", "span"):
            if (value := getattr(self, name)) is not None:
                yield name, brief(value)
        if self.resolution is Resolution.REPLACED:
            yield "resolution", self.resolution.value

    def _repr_html_(self) -> str:
        return checks_html([self])


class Checks(tuple[Check, ...]):
    """Checks as a tuple that a notebook shows as a table, the open ones first."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return checks_html(self)


def told_once(checks: Iterable[Check]) -> Iterator[tuple[int, Check]]:
    """The open checks by number, without a doubt that a conflict on the same field tells too."""
    opened = [(number, one) for number, one in enumerate(checks) if one.open]
    told = {one.field for _, one in opened if one.status is Status.CONFLICT}
    for number, one in opened:
        if one.status is not Status.DOUBTFUL or one.field not in told:
            yield number, one


class Disputed(BaseModel):
    """A field that two readers read differently; the record has the model's value.

    A value is None where that reader has none: of an event's kind, no such event at its date.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    field: str
    rules: Claim = None
    model: Claim = None


@dataclass(frozen=True, slots=True)
class Letter:
    """The text that an extraction was made of: no part of what is compared, printed or dumped."""

    text: str | None = field(default=None, compare=False, repr=False)


class Provenance(BaseModel):
    """Where a record came from.

    `requests` were made, `reused` answers came from a file of kept ones. Tokens are of all of them,
    as the provider reported them, else None.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    engine: str
    family: Family
    prompt: str | None = None
    prompt_sha256: str | None = None
    version: str
    text_sha256: str
    requests: int = 0
    reused: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    seconds: float


class Extraction(BaseModel):
    """The record with its checks; `unverified` names the claims that nothing re-derives.

    `agreed` and `disputed` are of engine `both`: unverified fields that the rules and the model
    read alike, and those that they read differently. `extra` holds the caller's own fields (`also`)
    in JSON's types, None where none were asked for.
    """

    # `verified` is computed: an extraction that was dumped holds it and must load again
    model_config = ConfigDict(extra="ignore", frozen=True, defer_build=True)

    determination: Determination
    checks: Annotated[tuple[Check, ...], AfterValidator(Checks)]
    unverified: tuple[str, ...]
    agreed: tuple[str, ...] = ()
    disputed: tuple[Disputed, ...] = ()
    extra: dict[str, Any] | None = None
    provenance: Provenance
    _letter: Letter = PrivateAttr(default=Letter())

    @computed_field  # type: ignore[prop-decorator]  # pydantic documents this pairing
    @property
    def verified(self) -> bool:
        """True when no check is open. Says nothing about the `unverified` fields."""
        return not any(check.open for check in self.checks)

    def raise_for_checks(self) -> None:
        """Raise ChecksFailed, naming fields and statuses only, when a check is open."""
        if found := [f"{check.field} {check.status}" for check in self.checks if check.open]:
            raise ChecksFailed(f"{len(found)} open check(s): {', '.join(found)}")

    def beside(self, text: str) -> Extraction:
        """The same extraction that can show the words of its letter in a notebook.

        Raises LetterError when this is not the text that its spans index.
        """
        found = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if found != self.provenance.text_sha256:
            raise LetterError("this is not the text that the extraction was made of")
        copy = self.model_copy()
        copy._letter = Letter(text)
        return copy

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        record = self.determination
        yield "case_number", record.case.case_number
        yield "outcome", record.outcome and record.outcome.value
        yield "items", len(record.items or ())
        yield "verified", self.verified
        yield "open", sum(check.open for check in self.checks)
        yield "engine", self.provenance.engine

    def _repr_html_(self) -> str:
        source, verdict = self.provenance, "verified" if self.verified else "not verified"
        name = self.determination.case.case_number or "IMR determination"
        heading = f"{name}: {verdict} (engine {source.engine}, letter family {source.family.value})"
        return extraction_html(heading, self, self._letter.text)
