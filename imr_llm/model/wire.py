"""What stands in the body of a request beside the messages, in each mode; no network here."""

from __future__ import annotations

import ipaddress
import json
from functools import cache
from typing import Any, Literal
from urllib.parse import urlsplit

import openai
from pydantic import BaseModel
from pydantic_core import from_json

from imr_llm.errors import OptionError

Mode = Literal["auto", "tools", "json-schema", "text"]
MODES: tuple[Mode, ...] = ("auto", "tools", "json-schema", "text")
OWN_MODES: tuple[Mode, Mode] = ("json-schema", "text")
"""What `auto` asks a server of one's own in, and what it changes to when told "not supported".

Measured (eval/results/servers.md): llama.cpp and vLLM hold an answer to a strict JSON schema with
no flag set, where vLLM takes tools only with two flags and llama.cpp only with jinja, and holds an
answer to them only from where a call begins. Ollama, by its source, makes the schema its
constrained format and holds a tool's arguments to nothing. Plain text any server takes.
"""
OTHER_MODES: tuple[Mode, Mode] = ("tools", "json-schema")
"""The same for OpenAI and for whoever else is far away: vendors document strict tools first."""

THOUGHT = 4096
"""Tokens of an answer that are left for a model that thinks before it answers."""
ANSWER_TOKENS = 1 / 4
"""Tokens of the answer itself for every character of the letter: about as long as the letter, where
a good answer takes a fifth of that."""

BOUNDS = frozenset({"max_tokens", "max_completion_tokens"})
OURS = frozenset(
    {"messages", "model", "tools", "tool_choice", "response_format", "stream", "n", "extra_body"}
)
"""What `options` may not say: the request would no longer be the one that is read here."""
IN_WORDS = (
    "Answer with the draft as one JSON object and nothing else: no comment, no code fence."
    " Its JSON schema:\n"
)

UNSENT = frozenset(
    {"title", "examples", "deprecated", "pattern", "minLength", "maxLength", "minItems", "maxItems"}
    | {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"}
)
"""What of a shape's schema is not sent: servers differ over it, and the shape itself checks it."""

Message = dict[str, str]


def check(
    mode: Mode, options: dict[str, Any] | None, model: str | None = None, *, ready: bool
) -> None:
    """Raise OptionError for a mode, options or a model's name that cannot be.

    A `ready` client has its own mode.
    """
    if mode not in MODES:
        raise OptionError(f"mode is one of {', '.join(MODES)}")
    if ready and mode != "auto":
        raise OptionError("a client asks in its own mode: leave out mode, or make another client")
    try:
        told = json.dumps([options, model], default=repr, allow_nan=False, ensure_ascii=False)
        from_json(told.encode())
    except (ValueError, RecursionError):
        raise OptionError(
            "options, or the model's name, hold what no request can: NaN or Infinity, half a"
            " character, or lists within lists without end"
        ) from None
    if refused := sorted(OURS & set(options or ())):
        raise OptionError(
            f"options cannot hold {', '.join(refused)}: the request says these itself"
        )


def modes(*, own: bool) -> tuple[Mode, Mode]:
    """What `auto` asks in, and what it changes to when told that this is not supported."""
    return OWN_MODES if own else OTHER_MODES


def body(mode: Mode, shape: type[BaseModel], *, own: bool) -> dict[str, Any]:
    """How the shape of the answer is asked for: members of the request's body.

    One tool that is `required` says the same as naming it, in the one form that OpenAI, vLLM,
    llama.cpp and LM Studio all take. That no second call be made is said to servers of one's `own`
    only: some vendors refuse a request for a member that they do not know.
    """
    if mode == "tools":
        alone = {"parallel_tool_calls": False} if own else {}
        return {"tools": [_tool(shape)], "tool_choice": "required", **alone}
    if mode == "json-schema":
        schema = {"name": shape.__name__, "strict": True, "schema": schema_of(shape)}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    return {"response_format": openai.Omit()}


def worded(messages: list[Message], mode: Mode | None, shape: type[BaseModel]) -> list[Message]:
    """The messages; as plain text the shape is asked for in the first of them."""
    if mode != "text":
        return messages
    first, *rest = messages
    schema = json.dumps(schema_of(shape), ensure_ascii=False, separators=(",", ":"))
    return [{**first, "content": f"{first['content']}\n\n{IN_WORDS}{schema}"}, *rest]


def bound(messages: list[Message], server: str) -> dict[str, int]:
    """The most tokens that an answer about the letter, the longest of these messages, may take.

    OpenAI's newer models refuse `max_tokens`, older servers know nothing else.
    """
    said = [len(one["content"]) for one in messages if one["role"] == "user"]
    host = urlsplit(server).hostname or ""
    newer = host.endswith(("openai.com", "openai.azure.com"))
    name = "max_completion_tokens" if newer else "max_tokens"
    return {name: THOUGHT + round(ANSWER_TOKENS * max(said))}


def own_server(url: str) -> bool:
    """Whether an address is of one's own: this machine, a private network, a name without a dot."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".local", ".internal")))


@cache
def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """The strict JSON schema of a shape: no references, nothing UNSENT, its fields in order."""
    tool: dict[str, Any] = dict(openai.pydantic_function_tool(shape))
    schema = dict(tool["function"]["parameters"])
    inlined: dict[str, Any] = _inlined(schema, schema.pop("$defs", {}))
    return inlined


def _tool(shape: type[BaseModel]) -> dict[str, Any]:
    function = {
        "name": shape.__name__,
        "description": shape.__doc__ or "",
        "strict": True,
        "parameters": schema_of(shape),
    }
    return {"type": "function", "function": function}


def _inlined(node: Any, parts: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(one, parts) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _inlined({**parts[name], **beside}, parts)
    # below `properties` stand names, and a disputed item has a title
    return {
        key: {name: _inlined(one, parts) for name, one in value.items()}
        if key == "properties"
        else _inlined(value, parts)
        for key, value in node.items()
        if key not in UNSENT
    }
