"""`python -m eval.benchmarks.answers FOLDER...`: how long a faultless model's answers are.

For every labelled letter the draft that says exactly what its labels say, as compact JSON with a
gist of 80 characters for each rationale: its length as a share of the folded letter's; the same for
the short request. Then the labels that the record of a draft does not give back, by letter.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import Any

from eval.cases import Case, load_set
from eval.drafts import draft_of, short_of
from eval.scoring.marks import mark
from imr_llm.folding import folded
from imr_llm.model.draft import Draft
from imr_llm.model.transcribe import record_of


def main() -> int:
    """Print the figures; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval.benchmarks.answers", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, help="labelled letters")
    for folder in parser.parse_args().folders:
        cases = load_set(folder).cases
        print(f"{folder}: {len(cases)} letters")
        for name, made in (("whole", answer), ("short", short_answer)):
            shares = [len(made(case)) / len(folded(case.text)) for case in cases]
            low, middle, high = statistics.quantiles(shares, n=4)
            print(f"  {name} answer: {middle:.3f} of the letter, quartiles {low:.3f} {high:.3f}")
        for case in cases:
            if missed := not_given_back(case):
                print(f"  {case.name}: {', '.join(missed)}")
    return 0


def answer(case: Case) -> str:
    """A faultless draft of a letter, as short as JSON can be."""
    return _compact(draft_of(case.expected.model_dump(mode="json"), case.text))


def short_answer(case: Case) -> str:
    """The same for the short request."""
    return _compact(short_of(case.expected.model_dump(mode="json")))


def _compact(draft: dict[str, Any]) -> str:
    return json.dumps(draft, ensure_ascii=False, separators=(",", ":"))


def not_given_back(case: Case) -> list[str]:
    """The fields whose labels the record of this draft has otherwise, or could not be cut."""
    record, refused = record_of(Draft.model_validate_json(answer(case)), case.text)
    marks = mark(case.name, record, case.expected)
    wrong = {one.field for one in marks if not one.right and one.expected != one.actual}
    return sorted(wrong | {check.field for check in refused})


if __name__ == "__main__":
    sys.exit(main())
