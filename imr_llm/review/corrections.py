"""What people decided on the pages of a review, as the file that the pages save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from imr_llm.errors import RecordError


class Verdict(StrEnum):
    """What a person says of a value."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    CANNOT_BE_TOLD = "cannot_be_told"


class Decided(BaseModel):
    """One value, decided on a day; `value` is what stands there now, if it was corrected."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    verdict: Verdict
    value: Any = None
    at: date


class Added(BaseModel):
    """An item or an event that the record left out, by the letter's words for it.

    `quote` is the item's title, the event's phrase; white space aside it stands in the letter, and
    `nth` of its places is meant, from 0. `values` are other fields, such as `decision` or `date`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    part: Literal["items", "events"]
    quote: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    nth: Annotated[int, Field(ge=0)] = 0
    values: dict[str, str]
    at: date

    @property
    def place(self) -> Place:
        """What makes it the same as another person's."""
        return Place(self.part, " ".join(self.quote.split()), self.nth)


class Place(NamedTuple):
    """Words of the letter, and the list of parts that they belong to."""

    part: str
    words: str
    nth: int


class Reviewed(BaseModel):
    """What was decided of one letter's record, by the paths of its fields, and what was added."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    text_sha256: str
    record_sha256: str
    values: dict[str, Decided]
    added: list[Added] = []


class Corrections(BaseModel):
    """A file of corrections: who decided, and what of which letters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    imr_llm_review: Literal[1]
    by: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    letters: list[Reviewed]


@dataclass(frozen=True, slots=True)
class Ruling:
    """One value's decision with the name of who decided.

    `added` is where the words stand of what the record left out; None for a value that it had.
    """

    decided: Decided
    by: str
    added: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rulings:
    """All that was decided of one letter's record."""

    text_sha256: str
    record_sha256: str
    values: dict[str, Ruling]
    quarrels: frozenset[str]
    """Fields that two people decided differently."""
    added: dict[Place, dict[str, Added]] = field(default_factory=dict)
    """What was left out, as each of the people who added it told it."""


def load_corrections(path: Path) -> Corrections:
    """A file that a page of the review saved.

    Raises RecordError, naming the places at fault and none of their values.
    """
    try:
        return Corrections.model_validate_json(path.read_bytes())
    except OSError as error:
        raise RecordError(f"cannot read {str(path)!r}: {error.strerror}") from None
    except ValidationError as error:
        faults = {f"{'.'.join(map(str, one['loc'][:1])) or 'file'}" for one in error.errors()}
    raise RecordError(f"{path} is no file of corrections: {', '.join(sorted(faults))}")


def rulings_of(files: Iterable[Corrections]) -> dict[str, Rulings]:
    """What was decided, by letter: of one person's files the last counts, two people may differ.

    Raises RecordError where two files are about different records of one letter.
    """
    found: dict[str, Rulings] = {}
    for file in files:
        for letter in file.letters:
            shas = letter.text_sha256, letter.record_sha256
            known = found.get(letter.source, Rulings(*shas, {}, frozenset()))
            if (known.text_sha256, known.record_sha256) != shas:
                raise RecordError(f"{letter.source}: the corrections are of different records")
            mine = {name: Ruling(one, file.by) for name, one in letter.values.items()}
            quarrels = {name for name, one in mine.items() if _differs(known.values.get(name), one)}
            added = {place: dict(told) for place, told in known.added.items()}
            for one in letter.added:
                added.setdefault(one.place, {})[file.by] = one
            both = known.values | mine, known.quarrels | quarrels
            found[letter.source] = Rulings(*shas, *both, added)
    return found


def _differs(before: Ruling | None, now: Ruling) -> bool:
    if before is None or before.by == now.by:
        return False
    one, other = before.decided, now.decided
    return (one.verdict, one.value) != (other.verdict, other.value)
