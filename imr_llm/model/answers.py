"""A draft out of whatever came back: servers put a right answer into many wrong places.

Read as right: a call with its arguments in a fence, two calls, JSON in the content instead of a
call (bare, fenced, after `<think>`, inside `<tool_call>`), raw line breaks in strings, something
behind the last brace, `"null"` for null, a null left out. What is still not of the shape is asked
for again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from types import SimpleNamespace
from typing import Any

from openai.types.chat import ChatCompletionMessage
from pydantic import BaseModel, ValidationError

from imr_llm.errors import AnswerRejected, ModelError, ModelUnavailable
from imr_llm.model.wire import schema_of

THOUGHT_ENDS = "</think>"
STARTS = 64
"""Braces of a text that are tried as the beginning of an answer: a rambling one has no end."""
FEW = 6
"""Fields that are named of an answer of the wrong shape."""
KINDS = {"missing": "lacks", "extra_forbidden": "has more than"}
"""What is said of an answer, by pydantic's kinds of errors."""
NO_API = "the answer is none of an OpenAI-compatible API: check --base-url, which often ends in /v1"
FAILED_WITHIN = "the server answered with an error of its own, as if it were an answer"
CUT_OFF = (
    "the answer was cut off: allow more (--max-tokens, options), or give the server more context"
)
ENDS = {
    "refusal": "the model refused to answer",
    "content_filter": "the provider's filter withheld the answer",
    "length": CUT_OFF,
}
"""How an answer may end that no other one would better."""
Schema = dict[str, Any]
_LENIENT = json.JSONDecoder(strict=False)  # raw line breaks in strings


def settle_answer(response: Any, shape: type[BaseModel], *, in_call: bool) -> ModelError | None:
    """Put the first answer of the right shape where it is looked for, a call or the content.

    Changes the completion in place. Returns None, or why it is of no use to ask again.
    """
    choices = getattr(response, "choices", None)
    if not isinstance(choices, list):
        failed = isinstance(getattr(response, "error", None), dict)
        return ModelUnavailable(FAILED_WITHIN) if failed else ModelError(NO_API)
    if not choices or not getattr(choices[0], "message", None):
        return AnswerRejected("the server sent no answer")
    choice = choices[0]
    found = right_answer(choice.message, shape)
    if found is not None:
        _put(choice, shape, found, in_call=in_call)
        return None
    choice.message = _typed(choice.message)
    refused = "refusal" if getattr(choice.message, "refusal", None) else choice.finish_reason
    known = isinstance(refused, str) and refused in ENDS
    return AnswerRejected(ENDS[refused]) if known else None


def right_answer(message: Any, shape: type[BaseModel]) -> str | None:
    """The JSON of the first answer of the right shape anywhere in a message, None without one.

    Calls come before the content, the content before a model's thoughts; of several in one text the
    last is taken, for a model that repeats the example or corrects itself does so before its
    answer.
    """
    schema = schema_of(shape)
    for text in _texts(message):
        for value in reversed([*_objects(text)]):
            for one in _unwrapped(value):
                straight = _written(one, schema)
                if one and _fits(straight, shape):
                    return straight
    return None


def lacking(messages: Sequence[Any], shape: type[BaseModel]) -> str:
    """What is wrong with answers none of which has the shape, in the names of its fields alone.

    `none of 3 was JSON`; `of 3 the last lacks also and is wrong in t[0].c`: what else an answer
    says may be the letter's. A client of another vendor shows no answers.
    """
    if not messages:
        return "the client does not show them"
    fields = {info.alias or name for name, info in shape.model_fields.items()}
    for message in reversed(messages):
        objects = [value for text in _texts(message) for value in _objects(text)]
        values = [one for value in reversed(objects) for one in _unwrapped(value)]
        if values:
            last = "the last" if message is messages[-1] else "the last that is JSON"
            closest = max(values, key=lambda one: len(fields & one.keys()))
            return f"of {len(messages)} {last} {_faults(closest, shape)}"
    return f"none of {len(messages)} was JSON"


def _faults(value: dict[str, Any], shape: type[BaseModel]) -> str:
    """`lacks also and is wrong in t[0].c`, with no name that is not the shape's own."""
    schema = schema_of(shape)
    known, found = _names(schema), defaultdict[str, list[str]](list)
    try:
        shape.model_validate_json(_written(value, schema), strict=True)
    except ValidationError as error:
        for one in error.errors(include_url=False, include_context=False, include_input=False):
            own = [part for part in one["loc"] if isinstance(part, int) or part in known]
            name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in own)
            found[KINDS.get(one["type"], "is wrong in")].append(name.lstrip(".") or "its fields")
    return " and ".join(f"{told} {_listed(names)}" for told, names in found.items())


def _listed(names: list[str]) -> str:
    names = [*dict.fromkeys(names)]
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f"{', '.join(names[:FEW])}{more}"


def _names(schema: Any) -> set[str]:
    """The names of all fields of a schema, at any depth."""
    if isinstance(schema, list):
        return set().union(*map(_names, schema))
    if not isinstance(schema, dict):
        return set()
    fields: Schema = schema.get("properties", {})
    inner = [_names(one) for name, one in schema.items() if name != "properties"]
    return set(fields).union(*inner, *map(_names, fields.values()))


def _written(value: Any, schema: Schema) -> str:
    """A value straightened, as JSON; nothing where it is nested without end."""
    try:
        return json.dumps(straightened(value, schema), ensure_ascii=False)
    except RecursionError:
        return ""


def straightened(value: Any, schema: Schema) -> Any:
    """A value with null for `"null"` and for what was left out, wherever the schema allows null.

    What the schema does not know stays as it is, however deep.
    """
    if not schema:
        return value
    kinds = schema.get("anyOf", [schema])
    if _nullable(schema) and isinstance(value, str) and value.strip().lower() == "null":
        return None
    if isinstance(value, dict):
        fields: Schema = next((one["properties"] for one in kinds if "properties" in one), {})
        absent = {name: None for name, one in fields.items() if _nullable(one)}
        given = {name: straightened(one, fields.get(name, {})) for name, one in value.items()}
        return {**absent, **given}
    if isinstance(value, list):
        items: Schema = next((one["items"] for one in kinds if "items" in one), {})
        return [straightened(one, items) for one in value]
    return value


def _nullable(schema: Schema) -> bool:
    return any(one.get("type") == "null" for one in schema.get("anyOf", ()))


def _texts(message: Any) -> Iterator[str]:
    calls = _get(message, "tool_calls")
    calls = [_get(call, "function") for call in calls] if isinstance(calls, list) else []
    places = chain(
        (getattr(call, "arguments", None) for call in (*calls, _get(message, "function_call"))),
        (_get(message, name) for name in ("content", "reasoning_content", "reasoning")),
    )
    for found in places:
        if isinstance(found, dict):
            yield json.dumps(found)
        elif isinstance(found, str):
            yield found


def _typed(message: Any) -> Any:
    """A message as the API has it; one with odd members as its words alone.

    Instructor's next request would quote these, and pydantic would in a warning.
    """
    try:
        ChatCompletionMessage.model_validate(message.model_dump(warnings=False))
    except (ValueError, AttributeError, RecursionError):
        return ChatCompletionMessage(role="assistant", content="\n".join(_texts(message)))
    return message


def _get(message: Any, name: str) -> Any:
    return getattr(message, name, None)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of a text, one after the other, behind a model's thoughts."""
    at = text.find("{", text.rfind(THOUGHT_ENDS) + 1)
    for _ in range(STARTS):
        if at < 0:
            return
        try:
            value, end = _LENIENT.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            yield value
        at = text.find("{", end)


def _unwrapped(value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """An object, and what a call written out as text (`{"name": …, "arguments": …}`) holds."""
    yield value
    for inner in value.values():
        if isinstance(inner, dict):
            yield inner
        elif isinstance(inner, str):
            yield from _objects(inner)


def _fits(text: str, shape: type[BaseModel]) -> bool:
    try:
        shape.model_validate_json(text, strict=True)
    except ValidationError:
        return False
    return True


def _put(choice: Any, shape: type[BaseModel], found: str, *, in_call: bool) -> None:
    message = choice.message
    function = SimpleNamespace(name=shape.__name__, arguments=found)
    message.tool_calls = [SimpleNamespace(id="call", function=function)] if in_call else None
    message.content = None if in_call else found
    message.refusal = None
    choice.finish_reason = "stop"
