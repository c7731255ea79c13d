"""The asking of a server, the only module that touches the network: messages out, drafts in.

What is asked, again or in another way, is described once (`_story`); `carry` and `acarry` do it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Generator
from contextlib import nullcontext, suppress
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeGuard

import instructor
import openai
from instructor.core.exceptions import InstructorError
from instructor.core.hooks import HookName, Hooks
from pydantic import BaseModel, create_model
from tenacity import AsyncRetrying, Retrying

from imr_llm.errors import AnswerRejected, ModelError, ModelUnavailable, OptionError
from imr_llm.model import clients, wire
from imr_llm.model.answers import lacking, settle_answer
from imr_llm.model.conversation import Conversation, Message, Outcome, Question, judging
from imr_llm.model.failures import Asked, Reason, policy, reasks, reason, translated
from imr_llm.model.kept import Desk, kept_answers, offline
from imr_llm.model.pace import pace_of
from imr_llm.model.quiet import quiet

LETTER_TIMEOUTS = 5
"""One letter may take so many times what one try may: tries, waits and re-asks together."""
LONGEST_TRY = 86_400.0
"""Seconds that a try may take, however many are allowed: a socket waits some weeks at most."""
MOST_TOKENS = 10**12
"""Tokens of an answer that anybody may count."""
FAILURES = (InstructorError, openai.OpenAIError, ModelError)
UNSUPPORTED: dict[wire.Mode, set[Reason]] = {
    "tools": {Reason.TOOLS, Reason.SCHEMA, Reason.TEMPLATE},
    "json-schema": {Reason.SCHEMA},
}
"""What a server says that does not take a mode."""
_changed: dict[tuple[str, str | None], wire.Mode] = {}
"""What `auto` has changed to, by server and model, for as long as the program runs."""

Request = dict[str, Any]
Answer = BaseModel | InstructorError | openai.OpenAIError | ModelError


class Model:
    """A model that is asked about one letter; counts requests and tokens, and keeps the time.

    `tokens_in` and `tokens_out` are as the provider reports them, else None.
    """

    def __init__(
        self,
        *,
        model: str | None = None,
        base_url: str | None = None,
        client: Any = None,
        mode: wire.Mode = "auto",
        timeout: float,
        options: dict[str, Any] | None = None,
        answers: str | Path | None = None,
    ) -> None:
        """Take a ready Instructor client, or name a model of an OpenAI-compatible server.

        `answers` is a file that keeps what is answered. Raises ModelUnavailable without a model,
        OptionError for a mode or options that cannot be, AnswersError for such a file.
        """
        wire.check(mode, options, model, ready=client is not None)
        if client is not None and (answers is not None or offline.get()):
            raise OptionError("a client's answers cannot be kept: name a model and a base URL")
        if client is None and not model:
            raise ModelUnavailable(
                "no model named: give one (model=, --model) or set IMR_LLM_MODEL"
            )
        self.model = model
        self._sent = 0
        self.tokens_in: int | None = None
        self.tokens_out: int | None = None
        self._client, self._base_url = client, base_url
        self._timeout, self._options = min(timeout, LONGEST_TRY), dict(options or {})
        self._ends = time.monotonic() + LETTER_TIMEOUTS * self._timeout
        self._compatible = client is None or clients.is_compatible(client)
        self._server = clients.address(client, base_url)
        self._own = wire.own_server(self._server)
        self._auto = client is None and mode == "auto"
        if self._auto:
            mode = _changed.get((self._server, model)) or wire.modes(own=self._own)[0]
        self._mode = clients.mode_of(client) if client else mode
        self._bounded = self._compatible and not wire.BOUNDS & self._options.keys()
        self._verdict: ModelError | None = None
        self._told: list[Any] = []
        """The messages of the answers to one question."""
        self._pace = pace_of(self._server)
        kept = None if answers is None else kept_answers(answers)
        self._desk = Desk(kept) if kept or offline.get() else None

    def carry(self, conversation: Conversation) -> Outcome:
        """Carry a conversation through to its outcome; raises ModelError and its kinds."""
        clients.check(self._client, asynchronous=False)
        story = self._story(conversation)
        with quiet(), self._connected(openai.OpenAI) as raw:
            step = next(story)
            while isinstance(step, dict):  # a request; else the outcome
                try:
                    answer: Answer = Retrying(**policy(self._pace, self._left))(
                        self._send, raw, step
                    )
                except FAILURES as error:
                    answer = error
                step = story.send(answer)
        return step

    async def acarry(self, conversation: Conversation) -> Outcome:
        """`carry` for asynchronous callers."""
        clients.check(self._client, asynchronous=True)
        story = self._story(conversation)
        with quiet():
            async with self._connected(openai.AsyncOpenAI) as raw:
                step = next(story)
                while isinstance(step, dict):  # a request; else the outcome
                    try:
                        answer: Answer = await AsyncRetrying(**policy(self._pace, self._left))(
                            self._asend, raw, step
                        )
                    except FAILURES as error:
                        answer = error
                    # a draft that is judged elsewhere is waited for beside the loop
                    step = (
                        await asyncio.to_thread(story.send, answer)
                        if judging.get()
                        else story.send(answer)
                    )
        return step

    @property
    def requests(self) -> int:
        """How many requests left for the server."""
        return self._sent - self.reused

    @property
    def reused(self) -> int:
        """How many answers came from the file of kept ones."""
        return self._desk.reused if self._desk else 0

    @property
    def name(self) -> str:
        """`provider/model`, as far as it is known."""
        provider = getattr(self._client, "provider", None) or "openai"
        return f"{getattr(provider, 'value', provider)}/{self.model or 'default'}"

    def dry_run(self, question: Question) -> dict[str, Any]:
        """What would be sent for it: method, URL and body. Nothing leaves this process."""
        sent: dict[str, Any] = {}

        def refuse(request: Any) -> Any:
            sent.update(method=request.method, url=str(request.url))
            sent.update(body=json.loads(request.content))
            raise ConnectionError("a dry run sends nothing")

        web = clients.web()
        with web.Client(transport=web.MockTransport(refuse)) as http:
            # by way of a desk, as what sends nothing needs no key
            raw = clients.connected(openai.OpenAI, self._base_url, Desk(None), http_client=http)
            with quiet(), suppress(InstructorError):
                request = self._request(question.messages, question.shape)
                self._asked(raw).create(**request, max_retries=0)
        return sent

    def _story(self, conversation: Conversation) -> Generator[Request | Outcome, Answer, None]:
        """Everything that is asked, in its order, and the outcome at last; raises ModelError.

        Yields the arguments of a request, and is sent its answer or how it failed. An answer that
        is needed must have its shape; another may have not, or come too late.
        """
        question = next(conversation)
        while True:
            answer = None
            try:
                answer = yield from self._answer(question.messages, question.shape)
            except ModelError as error:
                lost = isinstance(error, AnswerRejected) or self._left() <= 0
                if question.needed or not lost:
                    raise
            try:
                question = conversation.send(answer)
            except StopIteration as settled:
                yield settled.value
                return

    def _answer(
        self, messages: list[Message], shape: type[BaseModel]
    ) -> Generator[Request, Answer, Any]:
        """One draft for these messages, asked for in every way that may bring one."""
        self._ask_as_before(messages, shape)
        self._told = []
        while True:
            answer = yield self._request(messages, shape)
            if self._desk and self._desk.problem:
                raise self._desk.problem
            if not isinstance(answer, FAILURES):
                return answer
            if isinstance(answer, ModelError):
                raise answer
            if not self._ask_otherwise(reason(answer)):
                raise self._verdict or translated(answer, self._asked_for(shape))

    def _asked_for(self, shape: type[BaseModel]) -> Asked:
        """What may be told of a request that failed."""
        told = lacking(self._told, shape)
        return Asked(clients.shown(self._server), self.model, told)

    def _ask_otherwise(self, told: Reason | None) -> bool:
        """Whether something else is left to try: no bound on the answer, or `auto`'s other mode."""
        if self._bounded and told in (Reason.CONTEXT, Reason.BOUND):
            self._bounded = False
            return True
        if self._auto and self._mode and told in UNSUPPORTED.get(self._mode, ()):
            self._auto, self._mode = False, wire.modes(own=self._own)[1]
            _changed[self._server, self.model] = self._mode
            return True
        return False

    def _ask_as_before(self, messages: list[Message], shape: type[BaseModel]) -> None:
        """Ask in the way that has a kept answer: the server may have refused the others."""
        if self._desk is None:
            return
        now = self._mode, self._bounded
        modes = dict.fromkeys((self._mode, *wire.modes(own=self._own))) if self._auto else now[:1]
        for mode in modes:
            for bounded in dict.fromkeys((self._bounded, False)):
                self._mode, self._bounded = mode, bounded
                if self._desk.has(self._body(messages, shape)):
                    self._auto = self._auto and mode == now[0]
                    return
                self._mode, self._bounded = now

    def _body(self, messages: list[Message], shape: type[BaseModel]) -> dict[str, Any]:
        """The body of a request to a server as it is sent."""
        request = self._request(messages, shape)
        members = {name: request[name] for name in ("messages", "model")} | request["extra_body"]
        return {name: one for name, one in members.items() if not isinstance(one, openai.Omit)}

    def _request(self, messages: list[Message], shape: type[BaseModel]) -> Request:
        """The arguments of one request; what Instructor would say of the shape is said strictly."""
        request: Request = {
            "messages": wire.worded(messages, self._mode, shape),
            "response_model": _named(shape) if self._mode else shape,
            "hooks": self._hooks(shape),
            **({"model": self.model} if self.model else {}),
        }
        if not self._compatible:
            return request | self._options
        bound = wire.bound(messages, self._server) if self._bounded else {}
        said = wire.body(self._mode, shape, own=self._own) if self._mode else {}
        return request | {"extra_body": {**said, **bound, **self._options}}

    def _send(self, raw: Any, request: Request) -> BaseModel:
        time.sleep(self._pause())
        draft: BaseModel = self._asked(raw).create(**request, **self._limits(Retrying))
        return draft

    async def _asend(self, raw: Any, request: Request) -> BaseModel:
        await asyncio.sleep(self._pause())
        draft: BaseModel = await self._asked(raw).create(**request, **self._limits(AsyncRetrying))
        return draft

    def _pause(self) -> float:
        """Seconds to wait for the server's sake; raises ModelUnavailable where time runs out."""
        pause = self._pace.left()
        if pause >= self._left():
            self._ends = time.monotonic()
            raise ModelUnavailable("no answer in the time that one letter may take: see --timeout")
        return pause

    def _limits(self, retrying: Any) -> dict[str, Any]:
        """How long one try may take, and when an answer of a wrong shape is asked for again."""
        seconds = min(self._timeout, self._left())

        def worth_it() -> bool:
            return self._verdict is None and self._left() >= seconds

        timed = {"timeout": seconds} if self._compatible else {}
        return {"max_retries": retrying(**reasks(worth_it)), **timed}

    def _left(self) -> float:
        return self._ends - time.monotonic()

    def _connected(self, kind: Any) -> Any:
        """An OpenAI client for one letter, closed after it; nothing beside a client given."""
        if self._client:
            return nullcontext()
        return clients.connected(kind, self._base_url, self._desk, self._ends)

    def _asked(self, raw: Any) -> Any:
        """The Instructor client that is asked in the mode of now."""
        if self._client:
            return self._client
        return instructor.from_openai(raw, mode=clients.INSTRUCTORS[self._mode or "text"])

    def _hooks(self, shape: type[BaseModel]) -> Hooks:
        """Count every request as it leaves; count and settle every answer as it comes."""
        hooks = Hooks()
        hooks.on(HookName.COMPLETION_KWARGS, self._count_request)
        hooks.on(HookName.COMPLETION_RESPONSE, partial(self._take, shape))
        return hooks

    def _count_request(self, **request: Any) -> None:
        self._sent += 1
        self._verdict = None
        self.model = self.model or request.get("model")

    def _take(self, shape: type[BaseModel], response: Any) -> None:
        usage = getattr(response, "usage", None)
        if _is_count(into := getattr(usage, "prompt_tokens", None)):
            self.tokens_in = (self.tokens_in or 0) + into
        if _is_count(out := getattr(usage, "completion_tokens", None)):
            self.tokens_out = (self.tokens_out or 0) + out
        if self._compatible and not hasattr(response, "output"):  # of the Responses API
            in_call = self._mode == "tools"
            self._verdict = settle_answer(response, shape, in_call=in_call)
            if self._verdict is None:
                self._told.append(response.choices[0].message)


def _is_count(told: Any) -> TypeGuard[int]:
    """Whether a provider's number can be one of tokens; others would fit into no table."""
    return type(told) is int and 0 <= told <= MOST_TOKENS


@cache
def _named(shape: type[BaseModel]) -> type[BaseModel]:
    """A shape as Instructor takes it: its name alone, and the reading of answers.

    The request says the schema itself, and Instructor looks through all fields for every request.
    """
    named = instructor.response_schema(create_model(shape.__name__, __doc__=shape.__doc__))
    setattr(named, "model_validate_json", shape.model_validate_json)  # noqa: B010  # mypy
    return named
