"""Ask a running server about one synthetic letter, in every mode, and say what became of it.

python -m eval.servers BASE_URL [MODEL]
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from imr_llm import ImrError, extract
from imr_llm.model.wire import MODES, Mode

LETTER = Path(__file__).resolve().parents[2] / "tests" / "letters" / "f4b-cumulative.txt"
LONGEST = 1000
"""Tokens of an answer; a random model has no need of more."""


def tried(url: str, model: str, mode: Mode) -> str:
    """One row: what was read, in how many requests and tokens, or the error."""
    letter, options = LETTER.read_text("utf-8"), {"max_tokens": LONGEST}
    began = time.perf_counter()
    try:
        done = extract(
            letter, model=model, base_url=url, mode=mode, max_reasks=0, options=options, timeout=300
        )
    except ImrError as error:
        told = f"{type(error).__name__}: {error} | | | |"
    else:
        cost = done.provenance
        opened = sum(check.open for check in done.checks)
        verdict = "verified" if done.verified else f"a draft, {opened} checks open"
        told = f"{verdict} | {cost.requests} | {cost.tokens_in} | {cost.tokens_out} |"
    return f"| {mode} | {told} {time.perf_counter() - began:.1f} |"


def main(url: str, model: str = "m") -> None:
    """Print the table of one server."""
    print("| mode | what became of the letter | requests | tokens in | out | seconds |")
    print("|---|---|---:|---:|---:|---:|")
    for mode in MODES:
        print(tried(url, model, mode), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
