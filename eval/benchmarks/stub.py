"""A local OpenAI-compatible server with scripted replies."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any]], tuple[int, dict[str, str], Any]]


def completion(arguments: str, **message: Any) -> dict[str, Any]:
    """A chat completion whose one tool call carries `arguments`."""
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "Draft", "arguments": arguments},
    }
    return {
        "id": "chatcmpl-stub",
        "object": "chat.completion",
        "created": 0,
        "model": "stub",
        "choices": [
            {
                "index": 0,
                "finish_reason": "tool_calls",
                "message": {"role": "assistant", "content": None, "tool_calls": [call], **message},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def replying(value: Any) -> Reply:
    """A reply that is this value."""
    return lambda body: (200, {}, value)


def answering(draft: dict[str, Any] | str) -> Reply:
    """A reply that is this draft."""
    arguments = draft if isinstance(draft, str) else json.dumps(draft)
    return replying(completion(arguments))


def saying(content: str, **message: Any) -> Reply:
    """A reply that is plain words."""
    return replying(completion("{}", **{"content": content, "tool_calls": None, **message}))


def failing(status: int, code: str | None = None, **headers: str) -> Reply:
    """A reply that is an error of this status."""
    return refusing("stub", status, code=code, **headers)


def refusing(message: str, status: int = 400, *, code: str | None = None, **headers: str) -> Reply:
    """A reply that is an error in a server's own words."""
    return lambda body: (status, headers, {"error": {"message": message, "code": code}})


@dataclass
class Stub:
    """A running server: its address, what it was asked, and what it says next."""

    url: str
    replies: list[Reply]
    asked: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def serve(*replies: Reply) -> Iterator[Stub]:
    """Serve scripted replies on loopback, the last one for ever."""
    stub = Stub("", list(replies))
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer: two would wait for each other on a kept connection

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                stub.asked.append(body)
                reply = stub.replies[min(len(stub.asked), len(stub.replies)) - 1]
            status, headers, value = reply(body)
            if status == 0:  # drop the connection
                self.close_connection = True
                return
            data = value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, one in headers.items():
                self.send_header(name.replace("_", "-"), one)
            if "content_type" not in headers:
                self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    stub.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def slow(seconds: float, reply: Reply) -> Reply:
    """A reply that comes late."""

    def late(body: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        time.sleep(seconds)
        return reply(body)

    return late
