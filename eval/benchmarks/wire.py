"""What one letter costs on the wire: our engine, a bare Instructor call, langextract.

    python -m eval.benchmarks.wire

One run, one local server that answers at once, the same synthetic letters. The server gives ours
and the bare call the draft a faultless model would write, and langextract an empty list (its
answers have another shape, so only what it sends and how long it takes can be compared).
langextract is needed here only; without it its row is left out.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from eval.benchmarks.stub import Stub, completion, replying, serve
from eval.drafts import draft_of
from imr_llm import extract

LETTERS = Path(__file__).resolve().parents[2] / "tests" / "letters"
REPEATS = 5


def letters() -> dict[str, tuple[str, str]]:
    """The labelled letters of the block form: text, and the faultless draft as JSON."""
    read = {}
    for path in sorted(LETTERS.glob("f4*.json")):
        record = json.loads(path.read_text("utf-8"))
        if "label" not in path.stem and "footers" not in path.stem:
            text = path.with_suffix(".txt").read_text("utf-8")
            read[path.stem] = (text, json.dumps(draft_of(record, text), ensure_ascii=False))
    return read


def ours(text: str, url: str) -> object:
    """The engine as a user calls it: asked, transcribed, verified."""
    return extract(text, engine="llm", model="m", base_url=url)


def bare(text: str, url: str) -> object:
    """The same request by Instructor alone, as its documentation shows it."""
    from imr_llm.model.draft import Draft  # noqa: PLC0415
    from imr_llm.model.prompts import letter_message, load_prompts  # noqa: PLC0415

    messages = [
        {"role": "system", "content": load_prompts().system},
        {"role": "user", "content": letter_message(text)},
    ]
    asked: Any = {"model": "m", "messages": messages}
    return _client(url).chat.completions.create(response_model=Draft, **asked)


@cache
def _client(url: str) -> Any:
    """One client for all letters, as a careful program has it."""
    import instructor  # noqa: PLC0415
    import openai  # noqa: PLC0415

    return instructor.from_openai(openai.OpenAI(base_url=url, api_key="none"))


def langextract(text: str, url: str) -> object:
    """The library langextract with its defaults and one small example."""
    import langextract as lx  # noqa: PLC0415

    example = lx.data.ExampleData(
        text="Ankle brace: Overturned",
        extractions=[
            lx.data.Extraction("decision", "Overturned", attributes={"item": "Ankle brace"})
        ],
    )
    return lx.extract(
        text,
        prompt_description="Extract the disputed items, their decisions and all dates, verbatim.",
        examples=[example],
        model_id="gpt-4o-mini",
        api_key="none",
        language_model_params={"base_url": url},
        show_progress=False,
    )


def measure(name: str, call: Callable[[str, str], object], reply: str | None) -> None:
    """Print requests, bytes and milliseconds of one letter, the median over letters and repeats."""
    requests, sent, received, times = [], [], [], []
    for text, draft in letters().values():
        answer = completion(draft) if reply is None else _content(reply)
        with serve(replying(answer)) as server:
            call(text, server.url)
            server.asked.clear()
            for _ in range(REPEATS):
                start = time.perf_counter()
                call(text, server.url)
                times.append((time.perf_counter() - start) * 1000)
            requests.append(len(server.asked) / REPEATS)
            sent.append(_size(server) / REPEATS)
            received.append(len(json.dumps(answer)) * requests[-1])
    row = [statistics.mean(requests), statistics.median(sent), statistics.median(received)]
    print(
        f"{name:<22}{row[0]:>10.1f}{row[1]:>12.0f}{row[2]:>12.0f}{statistics.median(times):>12.1f}"
    )


def _content(text: str) -> dict[str, Any]:
    """A completion that is plain text."""
    return completion("{}", content=text, tool_calls=None)


def _size(server: Stub) -> int:
    return sum(len(json.dumps(body)) for body in server.asked)


def main() -> None:
    """Measure all three and print the table."""
    print(f"{__doc__}\n{len(letters())} letters, {REPEATS} times each\n")
    print(f"{'':<22}{'requests':>10}{'bytes out':>12}{'bytes in':>12}{'ms':>12}")
    measure("imr_llm", ours, None)
    measure("bare Instructor", bare, None)
    try:
        measure("langextract", langextract, '{"extractions": []}')
    except ImportError:
        print("langextract is not installed")


if __name__ == "__main__":
    main()
