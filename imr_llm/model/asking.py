"""The asking of a server, the only module that touches the network: messages out, drafts in."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import time
from contextlib import nullcontext, suppress
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import instructor
import openai
from instructor.core.exceptions import InstructorError
from instructor.core.hooks import HookName, Hooks
from tenacity import AsyncRetrying, Retrying

from imr_llm.errors import AnswerRejected, ModelUnavailable
from imr_llm.model.conversation import Conversation, Message, Outcome
from imr_llm.model.draft import Draft
from imr_llm.model.failures import policy, translated
from imr_llm.model.pace import pace_of
from imr_llm.model.quiet import quiet

SHAPE_REASKS = 2
"""How often Instructor asks again for an answer of the right shape."""


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
        server = base_url or os.environ.get("OPENAI_BASE_URL") or "openai"
        self._pace = pace_of(str(id(client)) if client else server)

    def ask(self, messages: list[Message]) -> Draft:
        """One draft for these messages; raises ModelError and its kinds."""
        try:
            with quiet(), self._connected(openai.OpenAI) as raw:
                client = self._client or instructor.from_openai(raw)
                request = self._request(messages)

                def create() -> Draft:
                    time.sleep(self._pace.left())
                    draft: Draft = client.create(**request)
                    return draft

                return Retrying(**policy(self._pace))(create)
        except (InstructorError, openai.OpenAIError) as error:
            failure = translated(error)
        raise failure  # here, not above: the foreign error must not hang on ours

    async def aask(self, messages: list[Message]) -> Draft:
        """`ask` for asynchronous callers."""
        try:
            with quiet():
                async with self._connected(openai.AsyncOpenAI) as raw:
                    client = self._client or instructor.from_openai(raw)
                    request = self._request(messages)

                    async def create() -> Draft:
                        await asyncio.sleep(self._pace.left())
                        draft: Draft = await client.create(**request)
                        return draft

                    return await AsyncRetrying(**policy(self._pace))(create)
        except (InstructorError, openai.OpenAIError) as error:
            failure = translated(error)
        raise failure

    def carry(self, conversation: Conversation) -> Outcome:
        """Carry a conversation through to its outcome; the first answer must have the shape."""
        try:
            draft: Draft | None = self.ask(next(conversation))
            while True:
                messages = conversation.send(draft)
                try:
                    draft = self.ask(messages)
                except AnswerRejected:
                    draft = None
        except StopIteration as settled:
            outcome: Outcome = settled.value
            return outcome

    async def acarry(self, conversation: Conversation) -> Outcome:
        """`carry` for asynchronous callers."""
        try:
            draft: Draft | None = await self.aask(next(conversation))
            while True:
                messages = conversation.send(draft)
                try:
                    draft = await self.aask(messages)
                except AnswerRejected:
                    draft = None
        except StopIteration as settled:
            outcome: Outcome = settled.value
            return outcome

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

        with _web().Client(transport=_web().MockTransport(refuse)) as http:
            client = instructor.from_openai(self._openai(openai.OpenAI, http_client=http))
            with quiet(), suppress(InstructorError):
                client.create(**self._request(messages))
        return sent

    def _connected(self, kind: Any) -> Any:
        """An OpenAI client for one request, closed after it; nothing beside a client given."""
        return nullcontext() if self._client else self._openai(kind)

    def _openai(self, kind: Any, **more: Any) -> Any:
        """An OpenAI client that leaves retrying to us; a server of one's own needs no key."""
        own_server = self._base_url or os.environ.get("OPENAI_BASE_URL")
        key = os.environ.get("OPENAI_API_KEY", "").strip() or ("none" if own_server else None)
        if not key:
            raise ModelUnavailable("no key: set OPENAI_API_KEY or --base-url")
        if not (key.isascii() and key.isprintable()):  # refused later by words that quote it
            raise ModelUnavailable("no key has a line end or an odd character: see OPENAI_API_KEY")
        if "http_client" not in more:
            asynchronous = kind is openai.AsyncOpenAI
            http = openai.DefaultAsyncHttpxClient if asynchronous else openai.DefaultHttpxClient
            more["http_client"] = http(verify=_trusted())
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


@cache
def wire_tool() -> dict[str, Any]:
    """The draft's schema as a strict function tool."""
    return dict(openai.pydantic_function_tool(Draft, name="Draft"))


def _web() -> ModuleType:
    """The HTTP library that openai uses, whichever it is."""
    return import_module(openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0])


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once: it takes longer than everything else here."""
    context: ssl.SSLContext = _web().create_ssl_context()
    return context
