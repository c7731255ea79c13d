"""Recorded answers of a model, one cassette a letter: replayed with no network, or made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from imr_llm import ModelUnavailable

SERVER = "http://recorded.invalid/v1"
ORIGIN = "ORIGIN"
"""The file beside the cassettes that says who wrote the completions."""
NOT_RECORDED = "no recorded answer to this request; CONTRIBUTING, Add or change a prompt"


def config() -> dict[str, Any]:
    """How cassettes are written and matched: by the whole request, so no stale answer replays."""
    return {
        "before_record_request": _steady_request,
        "before_record_response": _steady_response,
        "decode_compressed_response": True,
        "match_on": ["method", "scheme", "host", "port", "path", "query", "body"],
    }


@contextmanager
def recorded(folder: Path, name: str, *, live: bool) -> Iterator[None]:
    """Within this context requests are answered from `folder/name.yaml`; `live` writes it anew.

    What was recorded before stays until everything was answered anew. Raises ModelUnavailable for
    a request that was not recorded: a replay asks nobody, so it is never the network's fault.
    """
    import vcr  # noqa: PLC0415  # it reaches into the HTTP libraries, which scoring does not need

    from imr_llm.model import failures  # noqa: PLC0415  # the same

    path, tries = folder / f"{name}.yaml", failures.ATTEMPTS
    written = folder / f"{name}.partial.yaml" if live else path
    mode = vcr.mode.ALL if live else vcr.mode.NONE
    if live:
        written.unlink(missing_ok=True)
    else:
        failures.ATTEMPTS = 1  # what was not recorded never will be
    try:
        with vcr.VCR(**config()).use_cassette(str(written), record_mode=mode):
            yield
        if live and written.is_file():
            written.replace(path)
    except ModelUnavailable:
        if live:
            raise
        raise ModelUnavailable(NOT_RECORDED) from None
    finally:
        failures.ATTEMPTS = tries
        if live:
            written.unlink(missing_ok=True)


def answered(folder: Path, name: str) -> int:
    """The characters of all recorded answers about one letter, without what a server adds."""
    told = (json.loads(completion) for _, completion in bodies(folder / f"{name}.yaml"))
    messages = (choice["message"] for body in told for choice in body.get("choices") or ())
    return sum(map(_characters, messages))


def bodies(path: Path) -> Iterator[tuple[str, str]]:
    """Every request of a recording with its answer, both as they were sent."""
    import yaml  # noqa: PLC0415  # vcrpy's own, which scoring does not need

    for one in yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)["interactions"]:
        yield one["request"]["body"], one["response"]["body"]["string"]


def _characters(message: dict[str, Any]) -> int:
    calls = (call["function"]["arguments"] for call in message.get("tool_calls") or ())
    return len(message.get("content") or "") + sum(map(len, calls))


def origin(folder: Path) -> str:
    """Who wrote the recorded completions, as far as the folder says."""
    path = folder / ORIGIN
    return path.read_text("utf-8").strip() if path.is_file() else "not recorded"


def _steady_request(request: Any) -> Any:
    """What of a request is recorded and compared: no host, and of the headers the content type."""
    request.uri = f"http://recorded.invalid{urlsplit(request.uri).path}"
    kept = {
        name: value for name, value in request.headers.items() if name.lower() == "content-type"
    }
    request.headers = kept
    return request


def _steady_response(response: dict[str, Any]) -> dict[str, Any] | None:
    """Of a response the content type alone is kept beside its body; errors are not recorded."""
    if response["status"]["code"] >= HTTPStatus.BAD_REQUEST:
        return None
    kept = {
        name: value for name, value in response["headers"].items() if name.lower() == "content-type"
    }
    return response | {"headers": kept}
