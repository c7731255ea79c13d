"""`python -m eval.attack.peers`: the same lies told to other ways of grounding, in one run.

Each lie has a quote, as these libraries want one, and a value. What accepts: langextract's aligner
when it places the quote (or places it exactly), instructor's CitationMixin when it keeps it, a
fuzzy ratio of at least 90 and plain `in` when quote and value both stand in the folded letter;
ours when nothing opens on the record that makes the claim. Needs `pip install --group peers`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from eval.attack.__main__ import Sound, sound
from eval.attack.lies import STRANGER, Record, accepted, lies, told
from eval.reporting.table import Row, Table, as_markdown, as_text
from imr_llm import Determination, verify
from imr_llm.folding import folded

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("imr-llm", "langextract", "instructor", "rapidfuzz")
ALIKE = 90
"""The least ratio at which a fuzzy match counts, of 100."""
Judge = Callable[[str, str, str], bool]


@dataclass(frozen=True, slots=True)
class Claim:
    """A lie: of what kind, the words quoted for it, its value, and the record that makes it."""

    kind: str
    quote: str
    value: str
    record: Record


def claims(record: Record) -> Iterator[Claim]:
    """Lies about a record of which a quote can be given."""
    for kind, wrong in lies(record):
        if kind == "decision flipped":
            item = _changed(record, wrong)
            value = str(item["decision"]).capitalize()
            yield Claim(f"{kind}, its title quoted", item["title"], value, wrong)
            yield Claim(f"{kind}, title and word", f"{item['title']}: {value}", value, wrong)
        elif kind.startswith("title: ") and "left out" not in kind:
            item = _changed(record, wrong)
            yield Claim(kind, item["title"], item["title"], wrong)
        elif kind == "item of another letter":
            yield Claim(kind, STRANGER, STRANGER, wrong)
        elif kind == "item left out":
            yield Claim(kind, "", "", wrong)
    yield from _dates(record)
    yield from _rationales(record)


def _changed(record: Record, wrong: Record) -> Record:
    pairs = zip(record["items"], wrong["items"], strict=True)
    item: Record = next(two for one, two in pairs if one != two)
    return item


def _dates(record: Record) -> Iterator[Claim]:
    """A header date off by a day, and the review's date told as the injury's."""
    for name, label in (("date_of_injury", "Date of Injury"), ("decision_date", "Decision Date")):
        if date := (record["case"] or {}).get(name):
            year, month, day = date.split("-")
            other = f"{int(day) % 28 + 1:02}"
            printed = f"{month}/{other}/{year}"
            wrong = record | {"case": record["case"] | {name: f"{year}-{month}-{other}"}}
            yield Claim("header date a day off", f"{label}: {printed}", printed, wrong)
    review = next((one for one in record["events"] if one["kind"] == "utilization_review"), None)
    if review:
        worker = record["worker"] | {"date_of_injury": review["date"]}
        quote = review["text"]
        yield Claim("review's date as the injury's", quote, quote, record | {"worker": worker})


def _rationales(record: Record) -> Iterator[Claim]:
    for at, item in enumerate(record["items"]):
        why = item["rationale"]
        invented = "The records document a structured program with clear gains."
        for kind, wrong in (("a not left out", re.sub(r" not\b", "", why)), ("invented", invented)):
            if wrong != why:
                items = [
                    *record["items"][:at],
                    item | {"rationale": wrong},
                    *record["items"][at + 1 :],
                ]
                quote = re.split(r"(?<=\.) ", wrong)[-1]
                yield Claim(f"rationale: {kind}", quote, quote, record | {"items": items})


def judges() -> dict[str, Judge]:
    """Each library's answer to: does this quote (and value) stand in the letter?"""
    from instructor import CitationMixin  # noqa: PLC0415  # all these are for this alone
    from langextract.core.data import AlignmentStatus, Extraction  # noqa: PLC0415
    from langextract.resolver import Resolver  # noqa: PLC0415
    from rapidfuzz.fuzz import partial_ratio  # noqa: PLC0415

    def aligned(quote: str, letter: str) -> Any:
        groups = Resolver().align([Extraction("claim", quote)], letter, 0, 0)
        return next(iter(groups))

    def cited(quote: str, _: str, letter: str) -> bool:
        kept = CitationMixin.model_validate(
            {"substring_quotes": [quote]}, context={"context": letter}
        )
        return bool(kept.substring_quotes)

    return {
        "langextract": lambda quote, _, letter: aligned(quote, letter).char_interval is not None,
        "exact": lambda quote, _, letter: (
            aligned(quote, letter).alignment_status is AlignmentStatus.MATCH_EXACT
        ),
        "CitationMixin": cited,
        "ratio": lambda quote, value, letter: all(
            partial_ratio(one, letter) >= ALIKE for one in (quote, value)
        ),
        "in": lambda quote, value, letter: quote in letter and value in letter,
    }


def trial(letters: list[Sound]) -> Table:
    """How many lies of each kind each of them accepts."""
    others = judges()
    counts: dict[str, Counter[str]] = {}
    for letter in letters:
        text = folded(letter.text)
        record = letter.record.model_dump(mode="json") | {"outcome": None}
        base = told(verify(Determination.model_validate(record), letter.text))
        for one in claims(record):
            count = counts.setdefault(one.kind, Counter())
            count["told"] += 1
            count["ours"] += accepted(one.record, letter.text, base)
            for name, accepts in others.items():
                count[name] += not one.quote or accepts(one.quote, one.value, text)
    columns = ("told", *others, "ours")
    rows: list[Row] = [
        (kind, *(str(one[name]) for name in columns)) for kind, one in counts.items()
    ]
    sums = [sum(one[name] for one in counts.values()) for name in columns]
    rows.append(("all", *map(str, sums)))
    return Table(f"Lies accepted, {len(letters)} letters", ("lie", *columns), rows)


def main(arguments: list[str] | None = None) -> int:
    """Print the table, and write it where asked; returns the exit code."""
    parser = argparse.ArgumentParser("python -m eval.attack.peers", description=__doc__)
    add = parser.add_argument
    add("folder", nargs="?", type=Path, default=ROOT / "eval" / "fixtures")
    add("--most", type=int, default=12, metavar="N", help="letters (%(default)s)")
    add("--markdown", type=Path, metavar="FILE", help="the table")
    options = parser.parse_args(arguments)
    table = trial(list(sound(options.folder, options.most)))
    print(as_text(table))
    if options.markdown:
        versions = ", ".join(f"{name} {version(name)}" for name in NAMES)
        head = "# The same lies told to others\n\n    python -m eval.attack.peers\n\n"
        options.markdown.write_text(f"{head}{versions}\n\n{as_markdown(table)}\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
