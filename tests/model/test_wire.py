"""What stands in a request beside its messages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from imr_llm.model import wire
from imr_llm.model.draft import Draft
from imr_llm.pipeline import dry_run

LETTER = Path(__file__).parents[1] / "letters" / "f4b-cumulative.txt"


def body(base_url: str | None, mode: wire.Mode = "auto") -> dict[str, Any]:
    """The body that would be sent."""
    sent = dry_run(LETTER.read_text("utf-8"), model="m", base_url=base_url, mode=mode)
    found: dict[str, Any] = sent["body"]
    return found


def nodes(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema within a schema; the names of properties are none."""
    if isinstance(schema, dict):
        yield schema
        for name, one in schema.items():
            for inner in one.values() if name == "properties" else [one]:
                yield from nodes(inner)
    elif isinstance(schema, list):
        for one in schema:
            yield from nodes(one)


def test_schema() -> None:
    """The schema is strict, refers to nothing, has no titles, and keeps the fields' order."""
    schema = wire.schema_of(Draft)

    names = [one.alias for one in Draft.model_fields.values()]
    assert list(schema["properties"]) == names
    for node in nodes(schema):
        assert not {"$ref", "$defs", "title", "default"} & node.keys()
        if "properties" in node:
            assert node["required"] == list(node["properties"])
            assert node["additionalProperties"] is False


def test_a_field_called_title() -> None:
    """A title is dropped where it describes, not where it is a field."""

    class Item(BaseModel):
        """A disputed item."""

        title: str

    class Short(BaseModel):
        """A list of them."""

        items: list[Item]

    item = wire.schema_of(Short)["properties"]["items"]["items"]
    assert item["properties"] == {"title": {"type": "string"}}
    assert "title" not in item


def test_another_shape() -> None:
    """Any shape can be asked for in any mode."""

    class Short(BaseModel):
        """What the rules do not read."""

        diagnoses: list[str] | None

    tool = wire.body("tools", Short, own=False)["tools"][0]["function"]
    schema = wire.body("json-schema", Short, own=False)["response_format"]["json_schema"]
    told = wire.worded([{"role": "system", "content": "Read."}], "text", Short)[0]["content"]

    assert tool["name"] == schema["name"] == "Short"
    assert tool["parameters"] == schema["schema"] == json.loads(told.split("\n")[-1])
    assert told.startswith("Read.\n")


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost:11434/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://10.1.2.3/v1", True),
        ("http://192.168.0.7:8000/v1", True),
        ("http://vllm:8000/v1", True),
        ("http://reader.local/v1", True),
        ("https://api.openai.com/v1", False),
        ("https://api.mistral.ai/v1", False),
        ("http://8.8.8.8/v1", False),
        ("client 1234", False),
    ],
)
def test_own_server(url: str, own: bool) -> None:
    """A server of one's own is on this machine or in a private network."""
    assert wire.own_server(url) is own


def test_auto(monkeypatch: pytest.MonkeyPatch) -> None:
    """`auto` begins with a schema on servers of one's own, with a strict tool elsewhere."""
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    own, openai_itself = body("http://127.0.0.1:9/v1"), body(None)
    other = body("https://api.mistral.ai/v1")

    assert own["response_format"]["json_schema"]["strict"] is True
    assert "tools" not in own
    for one in (openai_itself, other):
        assert one["tools"][0]["function"]["strict"] is True
        assert one["tool_choice"] == "required"
        assert "response_format" not in one
        assert "parallel_tool_calls" not in one
    assert body("http://127.0.0.1:9/v1", "tools")["parallel_tool_calls"] is False


def test_text() -> None:
    """As plain text the shape stands in the words alone."""
    sent = body("http://127.0.0.1:9/v1", "text")

    assert not {"tools", "tool_choice", "response_format"} & sent.keys()
    assert '"properties"' in sent["messages"][0]["content"]
