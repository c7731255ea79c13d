"""What goes wrong with a server, and what a user of the model engine sees of it.

    python -m eval.benchmarks.faults > eval/results/faults.md

Every fault is made by a real server on loopback: once, before a right answer, and for ever; each is
met by `extract`, `aextract` and `extract_many`. Pauses are noted instead of waited for.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import socketserver
import ssl
import struct
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from unittest import mock

from eval.benchmarks.stub import answering
from eval.drafts import draft_of
from imr_llm import aextract, extract, extract_many
from imr_llm.errors import ImrError

LETTER = Path(__file__).resolve().parents[2] / "tests" / "letters" / "f4b-header.txt"
TIMEOUT = 60.0
SHORT = 0.3
"""Seconds that one try may take where the fault is that nothing comes."""
LETTERS, TRIES, LONGEST = 3, 6, 20.0
HUGE = 20_000_000
STALL = 30.0
Behave = Callable[[socket.socket, "Faulty"], None]


@dataclass
class Faulty:
    """A server that misbehaves `times` (None: always) and then answers rightly."""

    answer: bytes
    times: int | None
    asked: int = 0
    url: str = ""
    over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True)
class Met:
    """How one way of asking met a fault: what it ended with, its requests, its longest pause."""

    ended: str
    requests: int
    paused: float


def head(status: str, length: int | None, **headers: str) -> bytes:
    """The head of a response."""
    told = {"content-type": "application/json", **headers}
    if length is not None:
        told["content-length"] = str(length)
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {one}" for name, one in told.items())]
    return "\r\n".join([*lines, "connection: close", "", ""]).encode()


def error(status: str, **headers: str) -> Behave:
    """A response that is an error."""
    body = json.dumps({"error": {"message": "stub", "type": "stub", "code": None}}).encode()
    told = {name.replace("_", "-"): one for name, one in headers.items()}
    return lambda sock, _: sock.sendall(head(status, len(body), **told) + body)


def body(data: bytes, **headers: str) -> Behave:
    """A response with status 200 and this body."""
    told = {name.replace("_", "-"): one for name, one in headers.items()}
    return lambda sock, _: sock.sendall(head("200 OK", len(data), **told) + data)


def reset(sock: socket.socket, server: Faulty) -> None:
    """Half an answer, then the connection is reset."""
    sock.sendall(head("200 OK", len(server.answer)) + server.answer[: len(server.answer) // 2])
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stall(sock: socket.socket, server: Faulty) -> None:
    """Nothing, for longer than anybody waits."""
    server.over.wait(STALL)


def stall_later(sock: socket.socket, server: Faulty) -> None:
    """A first byte, and then nothing."""
    sock.sendall(head("200 OK", len(server.answer)) + server.answer[:1])
    server.over.wait(STALL)


def trickle(sock: socket.socket, server: Faulty) -> None:
    """An answer that comes byte by byte, each in time."""
    sock.sendall(head("200 OK", len(server.answer)))
    for at in range(len(server.answer)):
        if server.over.wait(SHORT / 6):
            return
        sock.sendall(server.answer[at : at + 1])


def chunk_cut(sock: socket.socket, server: Faulty) -> None:
    """An answer in chunks that ends within one."""
    half = server.answer[: len(server.answer) // 2]
    told = head("200 OK", None, **{"transfer-encoding": "chunked"})
    sock.sendall(told + f"{len(server.answer):x}\r\n".encode() + half)


def gzip_broken(sock: socket.socket, server: Faulty) -> None:
    """An answer said to be packed, and spoilt."""
    packed = bytearray(gzip.compress(server.answer))
    packed[20:40] = bytes(20)
    told = head("200 OK", len(packed), **{"content-encoding": "gzip"})
    sock.sendall(told + bytes(packed))


def until(sock: socket.socket, server: Faulty) -> None:
    """A rate limit until a date, some seconds from now."""
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=3), usegmt=True)
    error("429 Too Many Requests", retry_after=date)(sock, server)


FAULTS: dict[str, Behave] = {
    "connection dropped": lambda sock, _: None,
    "reset in mid-answer": reset,
    "stall before the first byte": stall,
    "stall after the first byte": stall_later,
    "stalls between all bytes": trickle,
    "408": error("408 Request Timeout"),
    "409": error("409 Conflict"),
    "413": error("413 Content Too Large"),
    "429": error("429 Too Many Requests"),
    "429, Retry-After: 2": error("429 Too Many Requests", retry_after="2"),
    "429, Retry-After: a date": until,
    "500": error("500 Internal Server Error"),
    "502": error("502 Bad Gateway"),
    "503": error("503 Service Unavailable"),
    "529": error("529 Overloaded"),
    "redirect": error("302 Found", location="http://127.0.0.1:9/v1/chat/completions"),
    "chunk cut": chunk_cut,
    "gzip broken": gzip_broken,
    "HTML": body(b"<!DOCTYPE html><html><body>Welcome</body></html>", content_type="text/html"),
    "empty": body(b""),
    "huge": body(b'{"choices": "' + b"x" * HUGE + b'"}'),
    "the wrong JSON": body(b'{"hello": "world"}'),
    "an error with status 200": body(b'{"error": {"message": "stub", "code": 500}}'),
}
ELSEWHERE = ("connection refused", "wrong certificate", "a clock that jumps")
"""Faults that are not of a response."""


@contextmanager
def faulty(behave: Behave, answer: bytes, times: int | None, *, tls: bool = False) -> Iterator[Any]:
    """A server that misbehaves on loopback."""
    server = Faulty(answer, times)
    lock = threading.Lock()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            length = 0
            while (line := self.rfile.readline()).strip():
                name, _, value = line.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            if not length:
                return
            self.rfile.read(length)
            with lock:
                server.asked += 1
                wrong = server.times is None or server.asked <= server.times
            right = body(server.answer)
            (behave if wrong else right)(self.request, server)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

        def get_request(self) -> Any:
            sock, address = super().get_request()
            return (_context().wrap_socket(sock, server_side=True) if tls else sock), address

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes away is what is tried here."""

    with Server(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        scheme = "https" if tls else "http"
        server.url = f"{scheme}://127.0.0.1:{running.server_address[1]}/v1"
        try:
            yield server
        finally:
            server.over.set()
            running.shutdown()
            thread.join()


def _context() -> ssl.SSLContext:
    """A certificate that nobody trusts, made when it is needed."""
    from cryptography import x509  # noqa: PLC0415
    from cryptography.hazmat.primitives import hashes, serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    certificate = made.sign(key, hashes.SHA256())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    with tempfile.NamedTemporaryFile(suffix=".pem") as file:
        file.write(private + certificate.public_bytes(pem))
        file.flush()
        context.load_cert_chain(file.name)
    return context


@contextmanager
def noted_pauses() -> Iterator[list[float]]:
    """Pauses are noted and not waited for."""
    pauses: list[float] = []
    really = asyncio.sleep

    async def asleep(seconds: float, result: Any = None) -> Any:
        pauses.append(seconds)
        await really(0)
        return result

    with (
        mock.patch.object(time, "sleep", pauses.append),
        mock.patch.object(asyncio, "sleep", asleep),
    ):
        yield pauses


def right_answer(text: str) -> bytes:
    """A completion that holds the letter's right draft."""
    record = json.loads(LETTER.with_suffix(".json").read_bytes())
    return json.dumps(answering(draft_of(record, text))({})[2]).encode()


def ways(text: str, url: str, timeout: float) -> dict[str, Callable[[], str]]:
    """Each way of asking, as a function that tells how it ended."""
    asked: dict[str, Any] = {"engine": "llm", "model": "m", "base_url": url, "timeout": timeout}

    def one() -> str:
        return _told(lambda: extract(text, **asked))

    def other() -> str:
        return _told(lambda: asyncio.run(aextract(text, **asked)))

    def many() -> str:
        letters = [(f"letter {number}", text) for number in range(LETTERS)]
        rows = list(extract_many(letters, concurrency=1, **asked))
        if sorted(row.source for row in rows) != [name for name, _ in letters]:
            return "letters were lost"
        told = {row.error or "a record" for row in rows}
        return "; ".join(sorted(told))

    return {"extract": one, "aextract": other, "extract_many": many}


def _told(ask: Callable[[], Any]) -> str:
    try:
        ask()
    except ImrError as error:
        return f"{type(error).__name__}: {error}"
    return "a record"


def meet(fault: str, times: int | None) -> dict[str, Met]:
    """How each way of asking meets a fault that comes so many times, or always."""
    text = LETTER.read_text("utf-8")
    answer = right_answer(text)
    met = {}
    for name in ("extract", "aextract", "extract_many"):
        with _server(fault, answer, times) as server, noted_pauses() as pauses:
            ended = ways(text, server.url, SHORT if "stall" in fault else TIMEOUT)[name]()
        ended = ended.replace(server.url, "ADDRESS")
        met[name] = Met(ended, server.asked, max(pauses, default=0.0))
    return met


@contextmanager
def _server(fault: str, answer: bytes, times: int | None) -> Iterator[Faulty]:
    if fault == "connection refused":
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            yield Faulty(answer, times, url=f"http://127.0.0.1:{closed.getsockname()[1]}/v1")
    elif fault == "wrong certificate":
        with faulty(body(answer), answer, times, tls=True) as server:
            yield server
    elif fault == "a clock that jumps":
        jumps = iter(range(0, -(10**9), -3600))
        really = time.time
        with (
            faulty(FAULTS["503"], answer, times) as server,
            mock.patch.object(time, "time", lambda: really() + next(jumps)),
        ):
            yield server
    else:
        with faulty(FAULTS[fault], answer, times) as server:
            yield server


def row_of(fault: str) -> str:
    """One line of the table."""
    always = meet(fault, None)
    once = {} if fault in ELSEWHERE[:2] else meet(fault, 1)
    ends = {one.ended for one in always.values()}
    recovered = {one.ended for one in once.values()}
    after = "-" if not once else "a record" if recovered == {"a record"} else "the same error"
    # a letter's time may end before its last try
    tries = "/".join(
        f"up to {TRIES * letters}" if "stall" in fault else str(one.requests)
        for letters, one in zip((1, 1, LETTERS), always.values(), strict=True)
    )
    return f"| {fault} | {after} | {tries} | {' or '.join(sorted(ends))} |"


def table() -> str:
    """The whole matrix as Markdown."""
    lines = [
        "# What a server may do wrong",
        "",
        "    python -m eval.benchmarks.faults > eval/results/faults.md",
        "",
        "A real server on loopback misbehaves, once before a right answer, or for ever; `extract`,"
        " `aextract` and",
        f"`extract_many` ({LETTERS} letters) meet it. Requests: those that the server saw, in this"
        " order; a rate limit is",
        "waited out longer where many letters wait for the same server. Pauses between tries grow"
        f" to at most {LONGEST:.0f} seconds,",
        "or are what Retry-After says. Every letter has its record or its error;",
        "`tests/model/test_faults.py` makes every line anew and compares.",
        "",
        "| fault | after one of it | requests, if it goes on | what the user reads then |",
        "| --- | --- | ---: | --- |",
    ]
    return "\n".join([*lines, *(row_of(one) for one in (*FAULTS, *ELSEWHERE))]) + "\n"


if __name__ == "__main__":
    print(table(), end="")
