"""What the caller asks for beside: a model of their own, whose fields are read by the same answer.

Its strict schema and its descriptions go into the request. What comes back is validated by that
model; nothing re-derives it, but for strings marked `Verbatim`, which the second reader locates.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from imr_llm.errors import OptionError
from imr_llm.extraction import Check
from imr_llm.model.prompts import Prompts, with_also
from imr_llm.model.strict import faults
from imr_llm.witness import locate

MEMBER = "also"
"""The member of an answer that holds the caller's fields."""
EXTRA = "extra"
"""The same in an extraction, and in the names of its fields."""


class Verbatim:
    """Marks a string that the letter prints word for word: `name: Annotated[str, Verbatim]`.

    It is located in the letter, folded as the contract folds (section 3), and has a check.
    """


@dataclass(frozen=True, slots=True)
class Extra:
    """The caller's fields as an answer has them, the checks of those located, the names of others.

    `values` is None where none were asked for.
    """

    values: dict[str, Any] | None = None
    checks: tuple[Check, ...] = ()
    unverified: tuple[str, ...] = ()


def check(also: type[BaseModel]) -> None:
    """Raise TypeError for what is no pydantic model, OptionError for one that cannot be strict."""
    if not (isinstance(also, type) and issubclass(also, BaseModel)):
        raise TypeError("also is a pydantic model: a class of BaseModel with fields")
    if found := faults(also):
        raise OptionError(f"also={also.__name__} cannot be asked for strictly: {'; '.join(found)}")


def beside(shape: type[BaseModel], also: type[BaseModel] | None) -> type[BaseModel]:
    """The shape of an answer with the caller's fields as one more member; itself without any."""
    return _beside(shape, also) if also else shape


@cache
def _beside(shape: type[BaseModel], also: type[BaseModel]) -> type[BaseModel]:
    check(also)
    more: Any = {MEMBER: (also, ...)}
    return create_model(shape.__name__, __base__=shape, __doc__=shape.__doc__, **more)


@cache
def prompted(prompts: Prompts, also: type[BaseModel] | None) -> Prompts:
    """The instructions that ask for the caller's fields too, with their own schema in words."""
    if also is None:
        return prompts
    schema = json.dumps(also.model_json_schema(), ensure_ascii=False, separators=(",", ":"))
    return with_also(prompts, schema, ", ".join(_verbatim(MEMBER, also)) or "none")


def extra_of(answer: BaseModel, text: str) -> Extra:
    """What an answer holds of the caller's fields, against the letter."""
    told = getattr(answer, MEMBER, None)
    if not isinstance(told, BaseModel):
        return Extra()
    leaves = list(_leaves(EXTRA, told, verbatim=False))
    wanted = {name: value for name, value, verbatim in leaves if verbatim}
    others = tuple(name for name, _, _ in leaves if name not in wanted)
    return Extra(told.model_dump(mode="json"), locate(wanted, text), others)


def _leaves(name: str, value: Any, *, verbatim: bool) -> Iterator[tuple[str, Any, bool]]:
    """Every value with its path, and whether it is a string to be located."""
    if isinstance(value, BaseModel):
        for field, info in type(value).model_fields.items():
            marked = _marked(info)
            yield from _leaves(f"{name}.{field}", getattr(value, field), verbatim=marked)
    elif isinstance(value, list | tuple) and value:
        for number, one in enumerate(value):
            yield from _leaves(f"{name}[{number}]", one, verbatim=verbatim)
    else:
        yield name, value, verbatim and isinstance(value, str)


def _verbatim(name: str, model: type[BaseModel]) -> Iterator[str]:
    """The paths of the marked fields, through the models inside."""
    for field, info in model.model_fields.items():
        if _marked(info):
            yield f"{name}.{field}"
        for inner in _parts(info.annotation):
            if isinstance(inner, type) and issubclass(inner, BaseModel):
                yield from _verbatim(f"{name}.{field}", inner)


def _marked(info: FieldInfo) -> bool:
    """Whether a mark stands anywhere in a type, as in `list[Annotated[str, Verbatim]] | None`."""
    marks = (*info.metadata, *_parts(info.annotation))
    return any(one is Verbatim or isinstance(one, Verbatim) for one in marks)


def _parts(annotation: Any) -> Iterator[Any]:
    """A type and whatever it is made of."""
    yield annotation
    for one in get_args(annotation):
        yield from _parts(one)
