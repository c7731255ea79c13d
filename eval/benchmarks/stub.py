"""A local OpenAI-compatible server with scripted replies, and drafts written from labels."""

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


def failing(status: int, code: str | None = None, **headers: str) -> Reply:
    """A reply that is an error of this status."""
    return lambda body: (status, headers, {"error": {"message": "stub", "code": code}})


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


def draft_of(record: dict[str, Any]) -> dict[str, Any]:
    """The draft that a faultless model would write for a labelled record."""
    case, worker, review = record.get("case", {}), record["worker"], record["utilization_review"]
    names = ("case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date")
    return {
        "case": {
            **{name: printed(case.get(name)) for name in (*names[1:], "application_received")},
            "case_number": case.get("case_number"),
            "priority": case.get("priority"),
        },
        "reviewer": record["reviewer"],
        "clinical_summary": passage(record.get("clinical_summary")),
        "worker": {
            "quote": None,
            "age": worker.get("age"),
            "sex": worker.get("sex"),
            "date_of_injury": printed(worker.get("date_of_injury")),
            "injury_start": printed(worker.get("injury_start")),
            "diagnoses": worker.get("diagnoses") or [],
        },
        "utilization_review": {
            "quote": None,
            "date": printed(review.get("date")),
            "decision": review.get("decision"),
        },
        "events": [
            {"phrase": event["text"], "date": printed(event["date"]), "kind": event["kind"]}
            for event in record["events"]
        ],
        "unreadable_dates": record.get("unreadable_dates", []),
        "items": [item(one) for one in record["items"]],
    }


def item(one: dict[str, Any]) -> dict[str, Any]:
    """One disputed item of a labelled record as drafted."""
    partial = {name: one.get(name) for name in ("original_request", "authorized", "request")}
    return {
        "title": one["title"],
        "partial": partial if one.get("original_request") else None,
        "retrospective": bool(one.get("retrospective")),
        "date_of_service": printed(one.get("date_of_service")),
        "decision_words": one["decision"].title(),
        "decision": one["decision"],
        "category": one["category"],
        "claims_administrator_guideline": guideline(one.get("claims_administrator_guideline")),
        "maximus_guideline": guideline(one.get("maximus_guideline")),
        "rationale": passage(one.get("rationale")),
        "conclusion_quote": None,
        "medically_necessary": one.get("medically_necessary"),
        "rationale_gist": "A gist.",
    }


def guideline(one: dict[str, Any] | None) -> dict[str, Any] | None:
    """A labelled guideline as drafted."""
    return one and {**{k: one[k] for k in ("basis", "citations")}, "passage": passage(one["text"])}


def passage(text: str | None) -> dict[str, str] | None:
    """A passage by its first and last words, as many as make them unique in itself."""
    if not text:
        return None
    words = text.split(" ")
    return {"first_words": " ".join(words[:12]), "last_words": " ".join(words[-12:])}


def printed(iso: str | None) -> str | None:
    """An ISO date as a letter prints it: 10/30/2016, 11/2012, 2012."""
    if not iso:
        return None
    year, *rest = iso.split("-")
    return "/".join([*rest, year])
