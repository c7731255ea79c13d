"""Looks for text on which time grows faster than its length: `python -m eval.benchmarks.pumping`.

A letter or a record is taken and a piece of it, or of anything the patterns look for, is repeated
in some place until the whole is eight times as long as it was when first timed. Where a byte
of the added text then costs more than before, the shape is written down. Shapes that come close are
kept, and the next ones are made of them: the search is guided by time itself, which coverage is
blind to, for a pattern's work is one call. So is written down, by its kind and place, whatever is
raised that is no refusal; little room for recursion brings out what would need more of it the
longer the text is.

    python -m eval.benchmarks.pumping --minutes 20 --out finds.jsonl [--seed 1]
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict
from functools import cache, partial
from pathlib import Path

from eval.benchmarks.mutating import LETTERS, Maker, Mutation, record_of, text_of
from imr_llm import Determination, LetterError, extract
from imr_llm.pipeline import examined_as_given
from imr_llm.review.page import review_page

SHORT, LONG = 2_000, 16_000
"""Characters of the repeated text."""
GROWN = 1.5
"""A byte of the long text that costs so many times a byte of the short one is a find."""
CHEAP = 2e-6
"""Seconds a byte under which growth is noise."""
DEAR = 60e-6
"""Seconds a byte that are a find whatever the growth."""
PATIENCE = 10.0
"""Seconds of work after which one text is given up, and is a find."""
DEEPEST = 200
"""Calls within each other; no letter as it was written takes half as many."""


def work(shape: Mutation, size: int) -> Callable[[], None]:
    """What is timed: reading, checking and showing."""
    text = text_of(shape, size)
    try:
        claimed = None if shape.where == "letter" else record_of(shape, size)
    except ValueError:  # no JSON any more; or a record refuses what is no date, no kind
        return lambda: None
    return partial(shown, text, claimed)


def shown(text: str, claimed: Determination | None) -> None:
    """Read or check, and show; a refusal is an answer."""
    try:
        if claimed is None:
            done = extract(text, engine="rules")
        else:
            done = examined_as_given(claimed, text)
    except LetterError:
        return
    review_page(done, text, "letter.txt")


class TooLong(Exception):
    """One text took more than anybody waits for."""


def _too_long(*_: object) -> None:
    raise TooLong


def seconds(what: Callable[[], None], times: int = 1) -> float:
    """Processor seconds, the least of a few times; PATIENCE for what never came to an end."""
    best = PATIENCE
    for _ in range(times):
        signal.setitimer(signal.ITIMER_VIRTUAL, PATIENCE)
        start = time.process_time()
        try:
            what()
        except TooLong:
            return PATIENCE
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        best = min(best, time.process_time() - start)
    return best


@cache
def plain(name: str, spoil: tuple[str, str] | None, where: str) -> float:
    """What a letter takes without anything added."""
    return seconds(work(Mutation(name, where, 0, "-", spoil=spoil), 0), 3)


def costs(shape: Mutation, times: int = 1) -> tuple[float, float]:
    """Seconds a byte of the added text, short and long."""
    base = plain(shape.letter, shape.spoil, shape.where)
    found = []
    for size in (SHORT, LONG):
        found.append((seconds(work(shape, size), times) - base) / size)
    return max(found[0], CHEAP), found[1]


def bad(short: float, long: float) -> bool:
    """Whether costs are a find."""
    return long > GROWN * short or long > DEAR


def tried(shape: Mutation) -> tuple[float, dict[str, float | str]]:
    """How near a shape comes to a find, and what is told of it where it is one.

    Told are microseconds a byte, or what was raised and where.
    """
    try:
        short, long = costs(shape)
        if bad(short, long):  # or the machine was busy, perhaps when the letter alone was timed
            plain.cache_clear()
            short, long = costs(shape, 3)
    except TooLong:
        return 0.0, {}
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return 1.0, {"raised": f"{type(error).__name__} in {where}"}
    told: dict[str, float | str] = {"short": short * 1e6, "long": long * 1e6}
    return max(long / short, long / DEAR), told if bad(short, long) else {}


def main() -> None:
    """Search as long as told; every find is a line of JSON as soon as it is met."""
    parser = argparse.ArgumentParser("python -m eval.benchmarks.pumping")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    told = parser.parse_args()
    signal.signal(signal.SIGVTALRM, _too_long)
    maker, shapes, finds = Maker(told.seed), 0, 0
    for name in LETTERS:  # before there is little room: what is first used takes more
        plain(name, None, "letter")
    sys.setrecursionlimit(DEEPEST)
    end = time.monotonic() + 60 * told.minutes
    while time.monotonic() < end:
        shape = maker.shape()
        shapes += 1
        near, find = tried(shape)
        maker.remember(near, shape)
        if find:
            finds += 1
            with told.out.open("a") as out:
                out.write(json.dumps({**find, **asdict(shape)}) + "\n")
        if shapes % 200 == 0:
            print(shapes, finds, file=sys.stderr, flush=True)
    print(f"{shapes} shapes, {finds} finds in {told.minutes} minutes", file=sys.stderr)


if __name__ == "__main__":
    main()
