"""What people decided on the pages of a review, as the file that the pages save."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

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


class Reviewed(BaseModel):
    """What was decided of one letter's record, by the paths of its fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    text_sha256: str
    record_sha256: str
    values: dict[str, Decided]


class Corrections(BaseModel):
    """A file of corrections: who decided, and what of which letters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    imr_llm_review: Literal[1]
    by: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
    letters: list[Reviewed]


@dataclass(frozen=True, slots=True)
class Ruling:
    """One value's decision with the name of who decided."""

    decided: Decided
    by: str


@dataclass(frozen=True, slots=True)
class Rulings:
    """All that was decided of one letter's record."""

    text_sha256: str
    record_sha256: str
    values: dict[str, Ruling]
    quarrels: frozenset[str]
    """Fields that two people decided differently."""


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
            both = known.values | mine, known.quarrels | quarrels
            found[letter.source] = Rulings(*shas, *both)
    return found


def _differs(before: Ruling | None, now: Ruling) -> bool:
    if before is None or before.by == now.by:
        return False
    one, other = before.decided, now.decided
    return (one.verdict, one.value) != (other.verdict, other.value)
