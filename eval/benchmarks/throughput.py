"""`python -m eval.benchmarks.throughput`: letters a second, and memory, of long runs, in one run.

The letters are the synthetic ones again and again, each with a name of its own. The rules' run is
measured beside a plain loop of `extract`, a model's beside what a server that answers after 200 ms
could serve at best, with the processors' time that a letter takes of the asking process (which
bounds what any number of cores could read), of the processes that read and check, and of the server
(all of which bounds what these cores can). Memory is the largest resident set of the run and of its
largest worker.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from eval.benchmarks.stub import answering, serve, slow
from eval.drafts import draft_of
from imr_llm import LetterError, extract, extract_many
from imr_llm.cli.batch import run

ROOT = Path(__file__).resolve().parents[2]
LATENCY = 0.2
SIZES = (2_000, 20_000)
LOOP = 1_000
CONCURRENCY = (1, 8, 64)
MODEL_LETTERS = 25
"""For each letter that is asked about at once."""


def main() -> int:
    """Print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m eval.benchmarks.throughput", description=__doc__
    )
    parser.add_argument("--letters", type=int, nargs="*", default=SIZES, help="default: 2000 20000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)  # one measured run
    options = parser.parse_args()
    if options.one:
        print(json.dumps(_batch(options.one)))
        return 0
    loop, taken = _loop()
    told = (
        f"a plain loop of extract: {loop:.0f} letters/s, {1000 * taken:.1f} ms of a processor each"
    )
    print(f"{os.cpu_count()} cores; {told}")
    for size in options.letters:
        found = _apart(size)
        print(
            f"batch, {size:,} letters: {found['rate']:.0f} letters/s, {found['rate'] / loop:.2f} of"
            f" the loop; {found['memory']:.0f} MB, its largest worker {found['worker']:.0f} MB"
        )
    for number in CONCURRENCY:
        rate, parts = _model(number)
        ideal = number / LATENCY
        told = f"{rate:.1f} letters/s, {rate / ideal:.2f} of the ideal {ideal:.0f}"
        each = ", ".join(f"{name} {1000 * one:.1f}" for name, one in parts.items())
        bound = (os.cpu_count() or 1) / sum(parts.values())
        print(f"model, {number} at once: {told}; ms a letter: {each}: at most {bound:.0f}/s here")
    return 0


def _texts() -> list[str]:
    """The synthetic letters that the rules read."""
    texts = []
    for path in sorted([*ROOT.glob("eval/fixtures/*.txt"), *ROOT.glob("tests/letters/*.txt")]):
        text = path.read_text("utf-8")
        try:
            extract(text, engine="rules")
        except LetterError:
            continue
        texts.append(text)
    return texts


def _letters(count: int) -> Iterator[tuple[str, str]]:
    return ((str(at), text) for at, text in enumerate(islice(cycle(_texts()), count)))


def _loop() -> tuple[float, float]:
    """Letters a second, and the processor's seconds for one, which tell how fast that was then."""
    letters = list(_letters(LOOP))
    began, own = time.perf_counter(), time.process_time()
    for _, text in letters:
        extract(text, engine="rules")
    return LOOP / (time.perf_counter() - began), (time.process_time() - own) / LOOP


def _apart(count: int) -> dict[str, float]:
    """One run in a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "eval.benchmarks.throughput", "--one", str(count)]
    done = subprocess.run(command, check=True, capture_output=True, cwd=ROOT)  # noqa: S603
    return {str(name): float(value) for name, value in json.loads(done.stdout).items()}


def _batch(count: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "letters.jsonl"
        with path.open("w", encoding="utf-8") as out:
            out.writelines(f"{json.dumps({'id': n, 'text': t})}\n" for n, t in _letters(count))
        began = time.perf_counter()
        run(str(path), Path(folder) / "rows.jsonl", engine="rules")
        seconds = time.perf_counter() - began
    used = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"rate": count / seconds, "memory": next(used), "worker": next(used)}


def _model(number: int) -> tuple[float, dict[str, float]]:
    """Letters a second, and the processors' seconds that each kind of process takes for one."""
    text = (ROOT / "tests" / "letters" / "f4b-header.txt").read_text("utf-8")
    record = extract(text, engine="rules").determination.model_dump(mode="json")
    count = MODEL_LETTERS * number
    given = ((str(at), text) for at in range(count))
    ours, theirs = multiprocessing.Pipe()
    draft = draft_of(record, text)
    server = multiprocessing.Process(target=_serve, args=(theirs, draft), daemon=True)
    server.start()
    url = ours.recv()
    extract(text, model="m", base_url=url)  # what is imported once is no letter's time
    began, own, ended = time.perf_counter(), time.process_time(), _ended()
    answers = list(extract_many(given, model="m", base_url=url, concurrency=number))
    seconds, own = time.perf_counter() - began, time.process_time() - own
    while multiprocessing.active_children() != [server]:
        time.sleep(LATENCY)
    judging = _ended() - ended
    server.terminate()
    server.join()
    serving = _ended() - ended - judging
    if any(one.failed for one in answers):
        raise RuntimeError("the server failed")
    taken = {"asking": own, "reading and checking apart": judging, "the server": serving}
    return count / seconds, {name: one / count for name, one in taken.items()}


def _ended() -> float:
    """The processors' seconds of all processes of ours that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _serve(told: Connection, draft: dict[str, Any]) -> None:
    """A server in a process of its own, so that it takes no time from the reader's."""
    with serve(slow(LATENCY, answering(draft))) as server:
        told.send(server.url)
        threading.Event().wait()


if __name__ == "__main__":
    sys.exit(main())
