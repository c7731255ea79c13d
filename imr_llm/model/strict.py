"""Whether a caller's model can be asked for strictly.

Strict means as OpenAI's structured outputs mean it, which other servers take too: every field is
answered, null the only way to leave one out, no keys but the fields, no model inside itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.errors import PydanticUserError

from imr_llm.model.wire import UNSENT

WORDS = UNSENT | {
    *("type", "properties", "required", "items", "anyOf", "enum", "const", "format"),
    *("description", "$ref", "$defs", "default", "additionalProperties"),
}
"""What the schema of such a model may say."""
KINDS = frozenset({"type", "anyOf", "enum", "const", "$ref"})
Schema = dict[str, Any]


def faults(model: type[BaseModel]) -> list[str]:
    """What of a model cannot be strict, with the field that it is of."""
    try:
        schema = model.model_json_schema()
    except PydanticUserError:
        return ["a field of a type that JSON has not"]
    if "$ref" not in schema and schema.get("type") != "object":
        return ["it is no object with fields"]
    return list(dict.fromkeys(_faults(schema, model.__name__, schema.get("$defs", {}), ())))


def _faults(node: Schema, where: str, parts: Schema, way: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        if name in way:
            yield f"{where}: {name} holds itself"
        else:
            yield from _faults(parts[name], where, parts, (*way, name))
    for word in sorted(node.keys() - WORDS):
        yield f"{where}: {word}"
    if node.get("default") is not None:
        yield f"{where}: a default other than None, for every field is answered"
    if node.get("additionalProperties"):
        yield f"{where}: keys that are no fields"
    if not node.keys() & KINDS:
        yield f"{where}: any value at all"
    if node.get("type") == "object" and not node.get("properties"):
        yield f"{where}: no fields"
    for name, one in node.get("properties", {}).items():
        yield from _faults(one, f"{where}.{name}", parts, way)
    for one in (*node.get("anyOf", ()), *([node["items"]] if "items" in node else ())):
        yield from _faults(one, where, parts, way)
