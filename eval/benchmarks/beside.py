"""What a letter costs the reader of this tree, beside that of another checkout, in one run.

Each tree's package runs in a process of its own. They take turns, each with all the letters, so
that whatever else the machine does meets both alike. Of all turns the least time counts; it is the
processor's.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE, Popen

from imr_llm import extract, verify

ROOT = Path(__file__).resolve().parents[2]
TURNS = 12
MOST = 1_000_000
ROWS = ("a checked record (`extract`)", "`verify` alone", "its PDF read by pdfium")


def beside(tree: Path, texts: Sequence[str], pdfs: Sequence[bytes]) -> str:
    """A table of a letter's milliseconds in `tree`, here, and in pdfium where there are PDFs."""
    with _started(tree, texts) as before, _started(ROOT, texts) as now:
        turns = [(*_turn(before), *_turn(now), _read(pdfs)) for _ in range(TURNS)]
    extracted, verified, extracts, verifies, reads = map(min, zip(*turns, strict=True))
    lines = [
        "| a letter, ms of a processor | before | now | now / before | now / pdfium |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    pairs = ((extracted, extracts), (verified, verifies))
    for name, (old, new) in zip(ROWS, pairs, strict=False):
        ratio = f"{new / reads:.2f}" if pdfs else ""
        lines.append(f"| {name} | {old:.2f} | {new:.2f} | {new / old:.2f} | {ratio} |")
    if pdfs:
        lines.append(f"| {ROWS[2]} | | {reads:.2f} | | |")
    return "\n".join(lines)


def _started(tree: Path, texts: Sequence[str]) -> Popen[str]:
    """A process that has the package of a tree, and the letters."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    command = [sys.executable, "-P", __file__]
    process = Popen(command, env=environment, stdin=PIPE, stdout=PIPE, text=True)  # noqa: S603
    print(json.dumps(texts), file=process.stdin, flush=True)
    return process


def _turn(process: Popen[str]) -> list[float]:
    """A letter's milliseconds in one turn of a process: of extract, and of verify."""
    print(file=process.stdin, flush=True)
    told: list[float] = json.loads(process.stdout.readline() if process.stdout else "")
    return told


def _read(pdfs: Sequence[bytes]) -> float:
    """A letter's milliseconds in pdfium, as the package uses it."""
    from imr_llm.letter.pdfium import text_of  # noqa: PLC0415  # the other tree may be without

    start = time.process_time()
    for one in pdfs:
        text_of(one, MOST, MOST)
    return (time.process_time() - start) / max(len(pdfs), 1) * 1e3


def main() -> None:
    """The process of a tree: the letters on the first line, a turn for each line after it."""
    texts = json.loads(sys.stdin.readline())
    records = [extract(text, engine="rules").determination for text in texts]
    for _ in sys.stdin:
        times = [time.process_time()]
        for text in texts:
            extract(text, engine="rules")
        times.append(time.process_time())
        for record, text in zip(records, texts, strict=True):
            verify(record, text)
        times.append(time.process_time())
        told = [(times[n + 1] - times[n]) / len(texts) * 1e3 for n in (0, 1)]
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
