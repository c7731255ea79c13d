"""The only module that touches the network: one request for one draft, with its retries.

One owner for each kind of failure: tenacity has rate limits, timeouts, dropped connections and
server errors; Instructor has answers of the wrong shape; nobody retries a bad request, an exhausted
quota, a refusal or a truncated answer. Every foreign error becomes one of ours, without its cause:
Instructor's errors hold the letter.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from contextvars import ContextVar
from importlib import import_module
from typing import Any

import instructor
import openai
from instructor.core import IncompleteOutputException, InstructorRetryException
from instructor.core.exceptions import InstructorError
from instructor.core.hooks import HookName, Hooks
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
)
from tenacity.wait import wait_random_exponential

from imr_llm.conversation import Message
from imr_llm.draft import Draft
from imr_llm.errors import AnswerRejected, ModelError, ModelUnavailable

ATTEMPTS, DEADLINE = 6, 300.0
"""Tries of one request, and seconds that all of them may take together."""
SHAPE_REASKS = 2
"""How often Instructor asks again for an answer of the right shape."""
TEMPORARY = (openai.RateLimitError, openai.APIConnectionError, openai.InternalServerError)
QUOTA = "insufficient_quota"
BACKOFF = wait_random_exponential(multiplier=0.5, max=20)

_asking: ContextVar[bool] = ContextVar("_asking", default=False)


class _NoLetters(logging.Filter):
    """Keeps what other libraries log about our requests out of the logs: it holds the letter."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _asking.get()


for _name in (
    "instructor",
    "instructor.v2",
    "instructor.v2.retry",
    "openai._base_client",
    "openai",
):
    logging.getLogger(_name).addFilter(_NoLetters())


class Model:
    """A model that is asked for drafts; counts its requests and the tokens the provider reports."""

    def __init__(
        self,
        *,
        model: str | None = None,
        base_url: str | None = None,
        client: Any = None,
        timeout: float,
        options: dict[str, Any] | None = None,
    ) -> None:
        """Take a ready Instructor client, or name a model of an OpenAI-compatible server."""
        if client is None and not model:
            raise ModelUnavailable("no model named: give --model or set IMR_LLM_MODEL")
        self.model = model
        self.requests = 0
        self.tokens_in: int | None = None
        self.tokens_out: int | None = None
        self._base_url = base_url
        self._client = client
        self._timeout = timeout
        self._options = options or {}

    def ask(self, messages: list[Message]) -> Draft:
        """One draft for these messages; raises ModelError and its kinds."""
        try:
            with _quiet(), self._connected(openai.OpenAI) as raw:
                client = self._client or instructor.from_openai(raw)
                draft: Draft = Retrying(**_policy())(client.create, **self._request(messages))
                return draft
        except (InstructorError, openai.OpenAIError) as error:
            failure = _translated(error)
        raise failure  # here, not above: the foreign error must not hang on ours

    async def aask(self, messages: list[Message]) -> Draft:
        """`ask` for asynchronous callers."""
        try:
            with _quiet():
                async with self._connected(openai.AsyncOpenAI) as raw:
                    client = self._client or instructor.from_openai(raw)
                    request = self._request(messages)
                    draft: Draft = await AsyncRetrying(**_policy())(client.create, **request)
                    return draft
        except (InstructorError, openai.OpenAIError) as error:
            failure = _translated(error)
        raise failure

    @property
    def name(self) -> str:
        """`provider/model`, as far as it is known."""
        provider = getattr(self._client, "provider", None) or "openai"
        return f"{getattr(provider, 'value', provider)}/{self.model or 'default'}"

    def dry_run(self, messages: list[Message]) -> dict[str, Any]:
        """What `ask` would send first: method, URL and body. Nothing leaves this process."""
        sent: dict[str, Any] = {}

        def refuse(request: Any) -> Any:
            sent.update(method=request.method, url=str(request.url))
            sent.update(body=json.loads(request.content))
            raise ConnectionError("a dry run sends nothing")

        web = import_module(openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0])
        with web.Client(transport=web.MockTransport(refuse)) as http:
            client = instructor.from_openai(self._openai(openai.OpenAI, http_client=http))
            with _quiet(), suppress(InstructorError):
                client.create(**self._request(messages))
        return sent

    def _connected(self, kind: Any) -> Any:
        """An OpenAI client for one request, closed after it; nothing beside a client given."""
        return nullcontext() if self._client else self._openai(kind)

    def _openai(self, kind: Any, **more: Any) -> Any:
        """An OpenAI client that leaves retrying to us; a server of one's own needs no key."""
        own_server = self._base_url or os.environ.get("OPENAI_BASE_URL")
        key = os.environ.get("OPENAI_API_KEY") or ("none" if own_server else None)
        if not key:
            raise ModelUnavailable("no key: set OPENAI_API_KEY or --base-url")
        return kind(
            api_key=key, base_url=self._base_url, max_retries=0, timeout=self._timeout, **more
        )

    def _request(self, messages: list[Message]) -> dict[str, Any]:
        """The arguments of one request; strict on the wire with a client of ours."""
        named = {"model": self.model} if self.model else {}
        strict = {} if self._client else {"extra_body": {"tools": [wire_tool()]}}
        return {
            **named,
            **strict,
            "messages": messages,
            "response_model": Draft,
            "max_retries": SHAPE_REASKS,
            "hooks": self._hooks(),
            **self._options,
        }

    def _hooks(self) -> Hooks:
        """Count every request as it leaves, and its tokens as the provider reports them."""
        hooks = Hooks()
        hooks.on(HookName.COMPLETION_KWARGS, self._count_request)
        hooks.on(HookName.COMPLETION_RESPONSE, self._count_tokens)
        return hooks

    def _count_request(self, *_: Any, **__: Any) -> None:
        self.requests += 1

    def _count_tokens(self, response: Any) -> None:
        usage = getattr(response, "usage", None)
        if isinstance(into := getattr(usage, "prompt_tokens", None), int):
            self.tokens_in = (self.tokens_in or 0) + into
        if isinstance(out := getattr(usage, "completion_tokens", None), int):
            self.tokens_out = (self.tokens_out or 0) + out


def wire_tool() -> dict[str, Any]:
    """The draft's schema as a strict function tool."""
    return dict(openai.pydantic_function_tool(Draft, name="Draft"))


def _policy() -> dict[str, Any]:
    """How often and how long a temporary failure is tried again."""
    return {
        "stop": stop_after_attempt(ATTEMPTS) | stop_before_delay(DEADLINE),
        "wait": _wait,
        "retry": retry_if_exception(_temporary),
        "reraise": True,
    }


def _temporary(error: BaseException) -> bool:
    cause = _cause(error)
    return isinstance(cause, TEMPORARY) and getattr(cause, "code", None) != QUOTA


def _wait(state: RetryCallState) -> float:
    """The server's own Retry-After where it gives seconds, else a jittered, growing pause."""
    error = state.outcome.exception() if state.outcome else None
    response = getattr(_cause(error), "response", None)
    asked = response.headers.get("retry-after", "") if response is not None else ""
    return float(asked) if asked.replace(".", "", 1).isdigit() else BACKOFF(state)


def _cause(error: BaseException | None) -> BaseException | None:
    """The provider's error inside Instructor's: every one arrives wrapped, some of them twice."""
    while isinstance(error, InstructorRetryException) and error.__cause__:
        error = error.__cause__
    return error


MEANINGS: tuple[tuple[type[Exception], type[ModelError], str], ...] = (
    (IncompleteOutputException, AnswerRejected, "the answer was cut off: allow more (max_tokens)"),
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
        "no connection: check the network and --base-url",
    ),
    (openai.InternalServerError, ModelUnavailable, "the server failed, also when tried again"),
    (openai.NotFoundError, ModelError, "no such model or address: check --model and --base-url"),
    (openai.APIStatusError, ModelError, "the server refused the request"),
    (AssertionError, AnswerRejected, "the model refused to answer"),
)
"""Most specific first; what is none of these is an answer of the wrong shape."""


def _translated(error: Exception) -> ModelError:
    """A foreign error as one of ours: kind and remedy, nothing of what was sent or answered."""
    cause = _cause(error)
    for foreign, ours, message in MEANINGS:
        if isinstance(cause, foreign):
            status = getattr(cause, "status_code", None)
            return ours(f"{message} (status {status})" if status else message)
    return AnswerRejected("no answer had the shape of a draft")


@contextmanager
def _quiet() -> Iterator[None]:
    """While a request of ours is under way, nobody logs what is in it."""
    token = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(token)
