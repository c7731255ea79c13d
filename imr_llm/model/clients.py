"""Who is asked: a client of ours for a server, or a ready one, looked over; sends nothing."""

from __future__ import annotations

import os
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import instructor
import openai

from imr_llm.errors import ModelUnavailable, OptionError
from imr_llm.model.kept import Desk
from imr_llm.model.wire import Mode

INSTRUCTORS: dict[Mode, instructor.Mode] = {
    "tools": instructor.Mode.TOOLS,
    "json-schema": instructor.Mode.JSON_SCHEMA,
    "text": instructor.Mode.JSON_SCHEMA,  # which reads the content; its member is left out
}
"""Our modes as Instructor calls them; it sends none of them strict."""
OPENAI = "https://api.openai.com/v1"


def check(client: Any, *, asynchronous: bool) -> None:
    """Raise TypeError for a client that is not Instructor's, or is of the other colour."""
    if client is None:
        return
    if not isinstance(client, instructor.Instructor):
        kind = type(client).__name__
        raise TypeError(f"client must be Instructor's (instructor.from_openai(...)), not {kind}")
    if isinstance(client, instructor.AsyncInstructor) is not asynchronous:
        wanted, other = ("an", "extract") if asynchronous else ("no", "aextract")
        raise TypeError(f"client must be {wanted} asynchronous one here: {other} takes this")


def is_compatible(client: Any) -> bool:
    """Whether a ready client is OpenAI's own: others have bodies that only Instructor knows."""
    return isinstance(getattr(client, "client", None), openai.OpenAI | openai.AsyncOpenAI)


def mode_of(client: Any) -> Mode | None:
    """Our mode that is a ready client's own, None where Instructor alone knows how to ask."""
    ours: dict[instructor.Mode, Mode] = {
        instructor.Mode.TOOLS: "tools",
        instructor.Mode.TOOLS_STRICT: "tools",
        instructor.Mode.JSON_SCHEMA: "json-schema",
    }
    return ours.get(client.mode) if is_compatible(client) else None


def address(client: Any, base_url: str | None) -> str:
    """Where the requests go; a client of another vendor is known by itself.

    Raises OptionError for what is no address; it may hold a key, and is not told.
    """
    if client is None:
        named = base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI
        if not _is_address(named):
            raise OptionError("no address of a server: --base-url begins with http or https")
        return named
    return str(client.client.base_url) if is_compatible(client) else f"client {id(client)}"


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        web().URL(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except (ValueError, web().InvalidURL):  # half a bracket or character, a port that is no number
        return False


def shown(server: str) -> str:
    """An address as messages tell it: with no name, password or query, and only a usual path."""
    parts = urlsplit(server)
    if not parts.hostname:
        return "the server"
    path = parts.path.rstrip("/")
    usual = "/v1" if path.endswith("/v1") else ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{'/…' * (path != usual)}{usual}"


def connected(
    kind: Any,
    base_url: str | None,
    desk: Desk | None = None,
    ends: float | None = None,
    **more: Any,
) -> Any:
    """An OpenAI client of this kind that leaves retrying to us and follows nobody elsewhere.

    No answer is read beyond `ends` (as `time.monotonic` tells), however slowly it comes.
    A server of one's own needs no key. Raises ModelUnavailable where OpenAI's key is missing; by
    way of a `desk` only when a request is to be sent.
    """
    named = base_url or os.environ.get("OPENAI_BASE_URL")
    key = os.environ.get("OPENAI_API_KEY", "").strip() or ("none" if named else None)
    if not key:
        missing = ModelUnavailable(
            "no key: set OPENAI_API_KEY, or give a server (base_url=, --base-url)"
        )
        if desk is None:
            raise missing
        desk.closed, key = missing, "none"
    if not (key.isascii() and key.isprintable()):  # refused later by words that quote it
        raise ModelUnavailable("no key has a line end or an odd character: see OPENAI_API_KEY")
    if "http_client" not in more:
        asynchronous = kind is openai.AsyncOpenAI
        hooks = {"response": [_in_time(ends, asynchronous=asynchronous)]}
        how: dict[str, Any] = {
            "verify": _trusted(), "follow_redirects": False, "event_hooks": hooks if ends else {},
        }  # fmt: skip
        if desk is not None:
            ours = AsyncKeepingClient if asynchronous else KeepingClient
            more["http_client"] = ours(desk, **how)
        else:
            http = openai.DefaultAsyncHttpxClient if asynchronous else openai.DefaultHttpxClient
            more["http_client"] = http(**how)
    return kind(api_key=key, base_url=base_url, max_retries=0, **more)


def _in_time(ends: float | None, *, asynchronous: bool) -> Callable[[Any], Any]:
    """What puts a bound on the reading of a response: a try's own time counts silence only."""

    def check() -> None:
        if ends is not None and time.monotonic() > ends:
            raise web().ReadTimeout("the time of a letter is over")

    class Sync(web().SyncByteStream):  # type: ignore[misc]  # of a library that openai chooses
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        def __iter__(self) -> Iterator[bytes]:
            for chunk in self._stream:
                check()
                yield chunk

        def close(self) -> None:
            self._stream.close()

    class Async(web().AsyncByteStream):  # type: ignore[misc]
        def __init__(self, stream: Any) -> None:
            self._stream = stream

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for chunk in self._stream:
                check()
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    def bound(response: Any) -> None:
        response.stream = Sync(response.stream)

    async def abound(response: Any) -> None:
        response.stream = Async(response.stream)

    return abound if asynchronous else bound


class KeepingClient(openai.DefaultHttpxClient):
    """An HTTP client whose requests pass a desk: what is kept there is not sent."""

    def __init__(self, desk: Desk, **how: Any) -> None:
        super().__init__(**how)
        self._desk = desk

    def send(self, request: Any, **how: Any) -> Any:
        """The answer that is kept, else the server's."""
        found = _kept(self._desk, request)
        if found is not None:
            return found
        response = super().send(request, **how)
        if response.is_success:
            self._desk.keep(request.content, response.text)
        return response


class AsyncKeepingClient(openai.DefaultAsyncHttpxClient):
    """The same for asynchronous callers."""

    def __init__(self, desk: Desk, **how: Any) -> None:
        super().__init__(**how)
        self._desk = desk

    async def send(self, request: Any, **how: Any) -> Any:
        """The answer that is kept, else the server's."""
        found = _kept(self._desk, request)
        if found is not None:
            return found
        response = await super().send(request, **how)
        if response.is_success:
            self._desk.keep(request.content, response.text)
        return response


def _kept(desk: Desk, request: Any) -> Any:
    """A response with what is kept, a refusal where nothing can be asked, None to ask."""
    found = desk.answer(request.content)
    if found is None:
        return None
    told = {"content-type": "application/json"}
    status = 200 if found else 400
    return web().Response(status, headers=told, content=found or "{}", request=request)


def web() -> ModuleType:
    """The HTTP library that openai uses, whichever it is."""
    return import_module(openai.DefaultHttpxClient.__mro__[1].__module__.partition(".")[0])


@cache
def _trusted() -> ssl.SSLContext:
    """The certificates that are trusted, read once: it takes longer than everything else here."""
    context: ssl.SSLContext = web().create_ssl_context()
    return context
