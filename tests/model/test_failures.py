"""What servers say of a request that they do not take."""

from __future__ import annotations

import openai
import pytest

from imr_llm.model.clients import web
from imr_llm.model.failures import Reason, reason


def error(message: object, status: int = 400) -> openai.APIStatusError:
    """A server's error with these words, as openai raises it."""
    request = web().Request("POST", "http://127.0.0.1/v1")
    response = web().Response(status, request=request)
    kind = openai.RateLimitError if status == 429 else openai.APIStatusError
    return kind("told", response=response, body=message)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("This model's maximum context length is 8192 tokens.", Reason.CONTEXT),
        ("the request exceeds the available context size, try increasing it", Reason.CONTEXT),
        ("prompt is too long: 9000 tokens > 8192 maximum", Reason.CONTEXT),
        (
            "Trying to keep the first 5000 tokens when context the overflows. However, the model is"
            " loaded with context length of only 4096 tokens",
            Reason.CONTEXT,
        ),
        ("max_tokens is too large: 9600. This model supports at most 4096", Reason.BOUND),
        ("Unsupported parameter: 'max_tokens' is not supported with this model", Reason.BOUND),
        (
            'tool_choice="required" requires --tool-call-parser to be set',
            Reason.TOOLS,
        ),
        ("tools param requires --jinja flag", Reason.TOOLS),
        (
            "Invalid tool_choice type: 'object'. Supported string values: none, auto, required",
            Reason.TOOLS,
        ),
        ("registry.ollama.ai/library/some does not support tools", Reason.TOOLS),
        ('Invalid JSON payload received. Unknown name "$defs"', Reason.SCHEMA),
        ("This response_format type is unavailable now", Reason.SCHEMA),
        ("failed to parse grammar", Reason.SCHEMA),
        ("Extra inputs are not permitted: strict", Reason.SCHEMA),
        ("this custom template is not supported, try using --jinja", Reason.TEMPLATE),
        (
            "Jinja Exception: Conversation roles must alternate user/assistant/user/assistant/...",
            Reason.TEMPLATE,
        ),
        ("Internal server error", None),
        ("context deadline exceeded", None),
        ("The model `m` does not exist", None),
        ("The tool shed is full", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_reason(told: object, found: Reason | None) -> None:
    """The words of each kind, in the three forms that bodies have."""
    assert reason(error({"message": told})) is found
    assert reason(error({"error": told})) is found
    assert reason(error({"detail": told}, 500)) is found


def test_rate_limit() -> None:
    """A rate limit that speaks of tokens is a rate limit."""
    assert reason(error({"message": "Request too large: context length"}, 429)) is None
