"""How the failures of a request are met: which are tried again, and what each is called here.

One owner for each kind: tenacity has rate limits, timeouts, dropped connections and server errors;
Instructor has answers of the wrong shape; `asking` has what another mode or no bound on the answer
may mend; nobody retries a bad request, an exhausted quota, a refusal or a truncated answer. Foreign
errors are renamed without their cause and without a word of the server's: both may hold the letter.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import openai
from instructor.core import IncompleteOutputException, InstructorRetryException
from instructor.core.exceptions import ResponseParsingError
from pydantic import ValidationError
from tenacity import RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from imr_llm.errors import AnswerRejected, ModelError, ModelUnavailable
from imr_llm.model.answers import CUT_OFF, NO_API
from imr_llm.model.pace import PATIENT_ATTEMPTS, Pace, patient

ATTEMPTS = 6
"""Tries of one request."""
SHAPE_REASKS = 2
"""How often Instructor asks again for an answer of the right shape."""
TEMPORARY = (openai.RateLimitError, openai.APIConnectionError, openai.InternalServerError)
TEMPORARY_STATUS = {408, 409}
"""Request Timeout and Conflict, which OpenAI's own client tries again too."""
QUOTA = "insufficient_quota"
BACKOFF = wait_random_exponential(multiplier=0.5, max=20)
LONGEST_WORDS = 2000
"""Characters of a server's message that are looked at; some quote the whole request."""


class Reason(StrEnum):
    """What a server's own words say is wrong with a request."""

    CONTEXT = "context"
    BOUND = "bound"
    TOOLS = "tools"
    SCHEMA = "schema"
    TEMPLATE = "template"


# This model's maximum context length is 8192 tokens. However, you requested 9000 tokens
# the request exceeds the available context size, try increasing it
# not: context deadline exceeded
CONTEXT = re.compile(
    r"context[ _](?:length|size|window)|(?:prompt|input|request) (?:is )?too (?:long|large)"
    r"|too many tokens|tokens to keep from the initial prompt",
    re.IGNORECASE,
)
# max_tokens is too large: 9600. This model supports at most 4096 completion tokens
# Unsupported parameter: 'max_tokens' is not supported with this model
BOUND = re.compile(r"max_(?:completion_|new_|output_)?tokens", re.IGNORECASE)
# "auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set
# tools param requires --jinja flag
# Invalid tool_choice type: 'object'. Supported string values: none, auto, required
# registry.ollama.ai/library/some does not support tools
TOOLS = re.compile(r"\btools?\b|tool_(?:choice|calls?)|function call", re.IGNORECASE)
# This response_format type is unavailable now
# Invalid JSON payload received. Unknown name "$defs"
# failed to parse grammar
# not: the reviewer's scheme
SCHEMA = re.compile(
    r"response_format|json_?schema|\bschema\b|\bgrammar\b|guided|structured|\bstrict\b"
    r"|\$defs|\$ref|additionalProperties",
    re.IGNORECASE,
)
# how all of these say no; not: Internal server error
REFUSED = re.compile(
    r"requires?\b|\bnot\b|\bno\b|cannot|can't|un(?:supported|available|known|recognized|expected)"
    r"|invalid|must be|failed to|supported|too (?:large|long)|exceed",
    re.IGNORECASE,
)
# Jinja Exception: Conversation roles must alternate user/assistant/user/assistant/...
# this custom template is not supported, try using --jinja
TEMPLATE = re.compile(r"\bjinja\b|\btemplate\b|roles must", re.IGNORECASE)
# The model `gpt-9` does not exist or you do not have access to it
# model "some" not found, try pulling it first
# Invalid model name passed in model=some
# not: the model takes no tools
NO_SUCH = re.compile(
    r"\bmodel\b[^\n]{0,200}\b(?:not (?:found|exist)|unknown)\b"
    r"|\b(?:unknown|invalid|no such) model\b",
    re.IGNORECASE,
)
NO_MODEL = "model_not_found"
# 2 or 0.5; not: a date, ², nan
SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
# 8192 or 8,192; not: the 4 of gpt-4
TOKENS = re.compile(r"\b\d{1,3}(?:,\d{3})+\b|\b\d{3,9}\b")


def reason(error: BaseException) -> Reason | None:
    """What the server itself says is wrong, None where it says nothing that is known."""
    cause = cause_of(error)
    if not isinstance(cause, openai.APIStatusError) or isinstance(cause, openai.RateLimitError):
        return None
    told = _words(cause)
    if CONTEXT.search(told):
        return Reason.CONTEXT
    if not REFUSED.search(told):
        return Reason.TEMPLATE if TEMPLATE.search(told) else None
    for found, pattern in (
        (Reason.BOUND, BOUND),
        (Reason.TOOLS, TOOLS),
        (Reason.SCHEMA, SCHEMA),
        (Reason.TEMPLATE, TEMPLATE),
    ):
        if pattern.search(told):
            return found
    return None


def policy(pace: Pace, left: Callable[[], float]) -> dict[str, Any]:
    """How often and how long a temporary failure is tried again; a rate limit holds the `pace`.

    `left` tells the seconds that remain for the letter: a pause that takes more is not begun.
    """

    def wait(state: RetryCallState) -> float:
        pause = _wait(state)
        if _rate_limited(state):
            pace.hold(pause)
        return pause

    def enough(state: RetryCallState) -> bool:
        waiting = patient.get() and _rate_limited(state)
        tried = state.attempt_number >= (PATIENT_ATTEMPTS if waiting else ATTEMPTS)
        return tried or state.upcoming_sleep >= left()

    return {
        "stop": enough,
        "wait": wait,
        "retry": retry_if_exception(_temporary),
        "reraise": True,
    }


def reasks(worth_it: Callable[[], bool]) -> dict[str, Any]:
    """How often Instructor asks again for the right shape, and what is an answer without it."""

    def shapeless(error: BaseException) -> bool:
        return isinstance(error, ValidationError | ResponseParsingError) and worth_it()

    return {
        "stop": stop_after_attempt(1 + SHAPE_REASKS),
        "retry": retry_if_exception(shapeless),
        "reraise": True,
    }


def cause_of(error: BaseException | None) -> BaseException | None:
    """The provider's error inside Instructor's: every one arrives wrapped, some of them twice."""
    while isinstance(error, InstructorRetryException) and error.__cause__:
        error = error.__cause__
    return error


def _temporary(error: BaseException) -> bool:
    cause = cause_of(error)
    passing = isinstance(cause, TEMPORARY) and getattr(cause, "code", None) != QUOTA
    return (passing or _status(cause) in TEMPORARY_STATUS) and reason(error) is None


def _status(error: BaseException | None) -> int | None:
    status = getattr(error, "status_code", None)
    return status if isinstance(status, int) else None


def _rate_limited(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return isinstance(cause_of(error), openai.RateLimitError)


def _wait(state: RetryCallState) -> float:
    """The server's own Retry-After, seconds or a date, else a jittered, growing pause."""
    error = state.outcome.exception() if state.outcome else None
    response = getattr(cause_of(error), "response", None)
    asked = response.headers.get("retry-after", "") if response is not None else ""
    if SECONDS.fullmatch(asked):
        return float(asked)
    with suppress(ValueError, OverflowError):
        until = parsedate_to_datetime(asked)
        return max(0.0, (until - datetime.now(until.tzinfo)).total_seconds())
    return BACKOFF(state)


def _words(error: openai.APIStatusError) -> str:
    """The message of an error's body, in the three forms that servers give it."""
    told: Any = error.body
    for name in ("error", "message", "detail"):
        told = told.get(name, told) if isinstance(told, dict) else told
    return told[:LONGEST_WORDS] if isinstance(told, str) else ""


FAILED = "the server failed, also when tried again"
MEANINGS: tuple[tuple[type[Exception], type[ModelError], str], ...] = (
    (IncompleteOutputException, AnswerRejected, CUT_OFF),
    (json.JSONDecodeError, ModelError, NO_API),
    (openai.AuthenticationError, ModelUnavailable, "the key was refused: check OPENAI_API_KEY"),
    (openai.PermissionDeniedError, ModelUnavailable, "the key was refused: check OPENAI_API_KEY"),
    (
        openai.RateLimitError,
        ModelUnavailable,
        "rate limited or out of quota, also when tried again",
    ),
    (openai.APITimeoutError, ModelUnavailable, "no answer in time, also when tried again"),
    (
        openai.APIConnectionError,
        ModelUnavailable,
        "no connection to {server}: is a server there? check the network and --base-url",
    ),
    (openai.InternalServerError, ModelUnavailable, FAILED),
    (
        openai.NotFoundError,
        ModelError,
        "no such model or address: {server} was asked for {model}; check --model and --base-url,"
        " which often ends in /v1",
    ),
    (openai.APIStatusError, ModelError, "the server refused the request"),
    (TypeError, ModelError, "the client does not take this request: name a model, look at options"),
    (AssertionError, AnswerRejected, "the model refused to answer"),
)
"""Most specific first; what is none of these is an answer of the wrong shape."""
REMEDIES = {
    Reason.BOUND: "the server does not take this bound on the answer's length: check --max-tokens",
    Reason.TOOLS: "the server takes no tools as it was started: enable them (vLLM:"
    " --enable-auto-tool-choice and --tool-call-parser, llama.cpp: --jinja) or ask with"
    " --mode json-schema",
    Reason.SCHEMA: "the server does not take the answer's JSON schema: ask with --mode text",
    Reason.TEMPLATE: "the server's chat template does not take these messages: start it with"
    " another template (llama.cpp: --jinja)",
}
SHAPELESS = "no answer had the shape of a draft: {lacking}; --answers FILE keeps what comes"
UNKNOWN = "the server does not know the model {model}: check --model"
CERTIFICATE = "the server's certificate is not trusted: check --base-url"
REDIRECT = "the server points elsewhere: give the address itself in --base-url"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a message may tell of a request: who was asked, as it may be shown, and for what."""

    server: str
    model: str | None
    lacking: str
    """What is wrong with the answers (`answers.lacking`)."""


def translated(error: Exception, asked: Asked) -> ModelError:
    """A foreign error as one of ours: kind and remedy, nothing of what was sent or answered."""
    cause = cause_of(error)
    status = _status(cause)
    behind = f" (status {status})" if status else ""
    if _knows_no(asked.model, cause):
        return ModelError(f"{UNKNOWN.format(model=asked.model)}{behind}")
    told = reason(error)
    if told is Reason.CONTEXT and isinstance(cause, openai.APIStatusError):
        return ModelError(f"{_too_long(cause)}{behind}")
    if told:
        return ModelError(f"{REMEDIES[told]}{behind}")
    ours, message = _meaning(cause, status)
    named = {"server": asked.server, "model": asked.model or "its own model"}
    return ours(f"{message.format(**named, lacking=asked.lacking)}{behind}")


def _meaning(cause: BaseException | None, status: int | None) -> tuple[type[ModelError], str]:
    """What a failure without words of the server's own is called."""
    if status and 300 <= status < 400:  # noqa: PLR2004
        return ModelError, REDIRECT
    if status in TEMPORARY_STATUS:
        return ModelUnavailable, FAILED
    if _by_tls(cause):
        return ModelUnavailable, CERTIFICATE
    told = ((ours, message) for foreign, ours, message in MEANINGS if isinstance(cause, foreign))
    return next(told, (AnswerRejected, SHAPELESS))


def _knows_no(model: str | None, error: BaseException | None) -> bool:
    """Whether a server says that it has no such model."""
    if not model or not isinstance(error, openai.BadRequestError | openai.NotFoundError):
        return False
    told = _words(error)
    return error.code == NO_MODEL or (model in told and NO_SUCH.search(told) is not None)


def _by_tls(error: BaseException | None) -> bool:
    """Whether a connection came to nothing because of a certificate."""
    while error and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__cause__ or error.__context__
    return error is not None


def _too_long(error: openai.APIStatusError) -> str:
    """What fits not into what, with the numbers of tokens that the server gives."""
    told = [int(one.replace(",", "")) for one in TOKENS.findall(_words(error))]
    fields = error.body if isinstance(error.body, dict) else {}
    given = (fields.get(name) for name in ("n_ctx", "n_prompt_tokens"))  # llama.cpp's
    told += [one for one in given if isinstance(one, int)]
    need = f"{max(told):,} tokens are needed" if told else "more tokens are needed"
    have = f" and it has {min(told):,}" if len(set(told)) > 1 else ""
    return f"the server's context is too short for this letter: {need}{have}; start it with more"
