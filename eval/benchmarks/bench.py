"""The benchmark: letters a second, how true the dates are, and whether time grows linearly.

    python -m eval.benchmarks.bench [--hostile] [--json FILE]
    python -m eval.benchmarks.bench --beside TREE

One process on one core, the median of three runs after a warm-up, in the processor's own time, so
that other work on the machine counts little. The letters are the published
ones in `../shared/letters` beside the repository, else those of `tests/letters`.

Everybody is timed on the same whole letters. Precision and recall are of a letter's distinct full
dates against its labelled events: there dateparser and datefinder, needed here only, get the text
from CLINICAL CASE SUMMARY on without the guideline paragraphs, so that the header's and most
citations' dates count against nobody. "Full dates" is each of the two set to what suits it here; as
they come, they also complete and guess dates.

With `--beside` the package of another checkout is timed beside this one's, and pdfium beside both:
`eval/results/speed.md`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

from eval.benchmarks.beside import beside
from eval.benchmarks.hostile import LETTERS, RECORDS, Claims, Shape
from imr_llm import LetterError, extract, read_document, verify
from imr_llm.review.page import review_page

ROOT = Path(__file__).resolve().parents[2]
SHARED, OWN = ROOT.parent / "shared" / "letters", ROOT / "tests" / "letters"
REPEATS = 3
HOSTILE_CHARACTERS = 10_000
NOTHING = 0.3
"""Microseconds a byte under which growth is noise: a tenth of what a letter's own take."""

ONLY_FULL_DATES = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"]}
GUIDELINES = re.compile(r"Claims Administrator guideline:.*?Decision rationale:", re.DOTALL)

Row = dict[str, Any]


class Letter(NamedTuple):
    """One letter: its file, its text, and the full dates of its events if somebody labelled it."""

    path: Path
    text: str
    gold: frozenset[str] | None


def letters() -> list[Letter]:
    """The letters to measure; those that are refused are left out."""
    if SHARED.is_dir():
        paths, gold = [*SHARED.glob("pdf/*.pdf"), *SHARED.glob("text/*.txt")], SHARED / "gold"
    else:
        paths, gold = [*OWN.glob("*.txt")], OWN
    read = [
        Letter(path, read_document(path), labelled_dates(gold / f"{path.stem}.json"))
        for path in sorted(paths)
    ]
    return [letter for letter in read if not refused(letter.text)]


def labelled_dates(path: Path) -> frozenset[str] | None:
    """The full dates of a labelled record's events; None without labels."""
    events = json.loads(path.read_text(encoding="utf-8")).get("events") if path.exists() else None
    return None if events is None else full_dates(event["date"] for event in events)


def full_dates(dates: Iterable[object]) -> frozenset[str]:
    """Those of the ISO dates that have a day."""
    return frozenset(str(date) for date in dates if len(str(date)) == len("2016-10-30"))


def refused(text: str) -> bool:
    """Extract from `text`, and tell whether it was refused."""
    try:
        extract(text, engine="rules")
    except LetterError:
        return True
    return False


def our_dates(letter: str) -> frozenset[str]:
    """The dates of the events in our record of the letter."""
    events = extract(letter, engine="rules").determination.events
    return full_dates(event.date for event in events or ())


def their_dates(find: Callable[[str], Iterable[Any]], letter: str) -> frozenset[str]:
    """The dates that another program finds in what the letter narrates."""
    narrated = letter[max(letter.find("CLINICAL CASE SUMMARY"), 0) :]
    return full_dates(date.date() for date in find(GUIDELINES.sub(" ", narrated)))


def exhaust(find: Callable[[str], Iterable[Any]], letter: str) -> int:
    """Let another program find every date of a letter; how many it found."""
    return len(list(find(letter)))


def finders() -> dict[str, Callable[[str], Iterable[Any]]]:
    """The other programs, as they come and set to what suits them here."""
    try:
        search, finder = import_module("dateparser.search"), import_module("datefinder")
    except ImportError as error:
        sys.exit(f"the benchmark needs {error.name}: pip install dateparser datefinder")

    def searched(text: str, settings: dict[str, list[str]] | None = None) -> list[Any]:
        found = search.search_dates(text, languages=["en"], settings=settings)
        return [date for _, date in found or ()]

    return {
        "dateparser": searched,
        "dateparser, full dates": partial(searched, settings=ONLY_FULL_DATES),
        "datefinder": finder.find_dates,
        "datefinder, full dates": partial(finder.find_dates, strict=True),
    }


def seconds(work: Callable[[Any], object], inputs: Sequence[Any]) -> float:
    """The median of the processor's time for `work` over all inputs, after a warm-up."""
    times = []
    work(inputs[0])
    for _ in range(REPEATS):
        start = time.process_time()
        for one in inputs:
            work(one)
        times.append(time.process_time() - start)
    return statistics.median(times)


def rate(name: str, work: Callable[[Any], object], inputs: Sequence[Any]) -> Row:
    """How many of the inputs `work` does in a second."""
    return {"name": name, "letters_per_second": len(inputs) / seconds(work, inputs)}


def accuracy(find: Callable[[str], frozenset[str]], read: list[Letter]) -> Row:
    """Precision and recall of the dates found in the labelled letters."""
    pairs = [(find(one.text), one.gold) for one in read if one.gold is not None]
    hits = sum(len(found & gold) for found, gold in pairs)
    found, gold = (sum(map(len, dates)) for dates in zip(*pairs, strict=True))
    return {"precision": hits / max(found, 1), "recall": hits / max(gold, 1)}


def rates(read: list[Letter]) -> tuple[list[Row], list[Row]]:
    """Our rows and the other programs', over the same letters."""
    texts = [one.text for one in read]
    pairs = [(extract(text, engine="rules").determination, text) for text in texts]
    ours = [
        rate("record from text", partial(extract, engine="rules"), texts)
        | accuracy(our_dates, read),
        rate("verify alone", lambda pair: verify(*pair), pairs),
    ]
    theirs = []
    for name, find in finders().items():
        timed = rate(name, partial(exhaust, find), texts)
        theirs.append(timed | accuracy(partial(their_dates, find), read))
    return ours, theirs


def growth(name: str, work: Callable[[int], Callable[[], object]]) -> Row:
    """Microseconds a byte of what is repeated, over an eightfold size."""
    own = least(work(0))
    times = [
        (least(work(size)) - own) / size * 1e6
        for size in (factor * HOSTILE_CHARACTERS for factor in (1, 2, 4, 8))
    ]
    ratio = max(times[-1], NOTHING) / max(times[0], NOTHING)
    return {"name": name, "us_per_byte": times, "last_over_first": ratio}


def least(work: Callable[[], object]) -> float:
    """Processor seconds, the least of three runs: what else the machine does counts less."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def hostile() -> Iterator[Row]:
    """How time grows on every hostile letter, its review page, and every hostile record."""
    for name, shape in LETTERS.items():
        yield growth(name, partial(reading, shape))
    for name, shape in LETTERS.items():
        yield growth(f"page: {name}", partial(showing, shape))
    for name, claims in RECORDS.items():
        yield growth(f"verify: {name}", partial(checking, claims))


def reading(shape: Shape, size: int) -> Callable[[], object]:
    """The extraction of a hostile letter."""
    return partial(refused, shape.letter(size))


def showing(shape: Shape, size: int) -> Callable[[], object]:
    """The making of its review page; nothing where the letter is refused."""
    text = shape.letter(size)
    try:
        done = extract(text, engine="rules")
    except LetterError:
        return lambda: None
    return partial(review_page, done, text, "letter.txt")


def checking(claims: Claims, size: int) -> Callable[[], object]:
    """The verification of a hostile record."""
    return partial(verify, *claims(size))


def show(ours: list[Row], theirs: list[Row]) -> None:
    """Print the rates, and how many times as fast ours are."""
    print(f"{'':24}{'letters/s':>12}{'precision':>12}{'recall':>12}")
    for row in ours + theirs:
        true = "".join(f"{row[key]:12.3f}" for key in ("precision", "recall") if key in row)
        print(f"{row['name']:24}{row['letters_per_second']:12.1f}{true}")
    print(f"\n{'times as fast as':24}" + "".join(f"{row['name']:>24}" for row in theirs))
    for row in ours:
        ratios = (row["letters_per_second"] / other["letters_per_second"] for other in theirs)
        print(f"{row['name']:24}" + "".join(f"{ratio:24.2f}" for ratio in ratios))


def main() -> None:
    """Run everything once, print the tables, and write the figures as JSON if asked."""
    parser = argparse.ArgumentParser(
        "python -m eval.benchmarks.bench", description="Run the benchmark."
    )
    parser.add_argument("--hostile", action="store_true", help="only how time grows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE too")
    parser.add_argument(
        "--beside", type=Path, metavar="TREE", help="only beside the package in TREE, before it"
    )
    told = parser.parse_args()
    file: Path | None = told.json
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    if told.beside:
        beside_tree(told.beside)
        return
    tables: dict[str, Any] = {} if told.hostile else beside_others()
    print(f"{'hostile, us/byte at':42}{'n':>10}{'2n':>10}{'4n':>10}{'8n':>10}{'last/first':>12}")
    tables["growth"] = []
    for row in hostile():
        tables["growth"].append(row)
        figures = "".join(f"{value:10.3f}" for value in row["us_per_byte"])
        print(f"{row['name']:42}{figures}{row['last_over_first']:12.2f}", flush=True)
    if file:
        file.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")


def beside_tree(tree: Path) -> None:
    """Print, as a page, what a letter costs in another checkout and here."""
    if not (tree / "imr_llm").is_dir():
        sys.exit(f"{tree}: no checkout of imr_llm")
    read = letters()
    pdfs = [one.path.read_bytes() for one in read if one.path.suffix == ".pdf"]
    table = beside(tree.resolve(), [one.text for one in read], pdfs)
    print(f"# The time of a letter\n\n`python -m eval.benchmarks.bench --beside {tree.name}`,")
    print(f"Python {platform.python_version()}, pypdfium2 {version('pypdfium2')}, one core:")
    print(f"{len(read)} letters, {len(pdfs)} of them PDFs; before is {tree.name}.\n\n{table}")


def beside_others() -> dict[str, Any]:
    """Print and return the rates, ours and the other programs'."""
    read = letters()
    print(f"{__doc__}\n{len(read)} letters")
    ours, theirs = rates(read)
    show(ours, theirs)
    versions = {name: version(name) for name in ("dateparser", "datefinder", "pypdfium2")}
    versions["python"] = platform.python_version()
    print("\n" + ", ".join(f"{name} {number}" for name, number in versions.items()) + "\n")
    return {"versions": versions, "ours": ours, "theirs": theirs}


if __name__ == "__main__":
    main()
