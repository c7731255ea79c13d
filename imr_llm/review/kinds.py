"""What may stand in a field of the record, told by its type, so that a person can correct it."""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Union, get_args, get_origin

from imr_llm.dates import PartialDate
from imr_llm.record import Determination, Part

# "items[0].decision" is items, [0], decision
STEP = re.compile(r"(\w+)|\[(\d{1,9})\]")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a value is given: `choice` (of `options`), `flag`, `number`, `date`, `text`, `lines`.

    `none` is what no single value can put right: a list of parts, or a field that is unknown.
    """

    name: str
    options: tuple[str, ...] = ()


def steps(path: str) -> list[str | int]:
    """A field's path taken apart: names, and numbers of a list's parts."""
    return [name or int(number) for name, number in STEP.findall(path)]


def kind_of(path: str) -> Kind:
    """What kind of value a field of the record holds."""
    kind: Any = Determination
    for step in steps(path):
        kind = _inside(kind, step)
        if kind is None:
            return Kind("none")
    return _named(kind)


def _inside(kind: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return get_args(kind)[0] if get_origin(kind) is list else None
    if not (isinstance(kind, type) and issubclass(kind, Part)) or step not in kind.model_fields:
        return None
    return _without_none(kind.model_fields[step].annotation)


def _without_none(annotation: Any) -> Any:
    if get_origin(annotation) in (Union, types.UnionType):
        return next(one for one in get_args(annotation) if one is not type(None))
    return annotation


def _named(kind: Any) -> Kind:
    if get_origin(kind) is list:
        return Kind("lines") if get_args(kind) == (str,) else Kind("none")
    if issubclass(kind, StrEnum):
        return Kind("choice", tuple(one.value for one in kind))
    for type_, name in ((bool, "flag"), (int, "number"), (date, "date"), (PartialDate, "date")):
        if issubclass(kind, type_):
            return Kind(name)
    return Kind("text") if issubclass(kind, str) else Kind("none")
