"""`python -m eval [FOLDER]`: how right the rules are, field by field, on labelled letters."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path

from eval.cases import load_cases
from eval.score import Scores, Tally, score
from imr_llm import extract

OWN = Path(__file__).resolve().parents[1] / "tests" / "letters"


def main() -> int:
    """Score a folder and print the table; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m eval", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=OWN, help="default: tests/letters")
    parser.add_argument("--where", action="store_true", help="name the letters that are not right")
    options = parser.parse_args()
    scores: Scores = defaultdict(Tally)
    opened: list[str] = []
    cases = 0
    try:
        for case in load_cases(options.folder):
            extraction = extract(case.text, engine="rules")
            score(case.name, extraction.determination, case.expected, scores)
            opened += [case.name] if not extraction.verified else []
            cases += 1
    except FileNotFoundError as error:
        parser.error(str(error))
    print(f"engine rules, {cases} labelled letters; the rules were written with these in view")
    _print_table(scores, where=options.where)
    print(f"records with an open check: {len(opened)}{': ' + ', '.join(opened) if opened else ''}")
    return 0


def _print_table(scores: Scores, *, where: bool) -> None:
    print(f"{'field':<48}{'right':>6}{'wrong':>6}{'miss':>6}{'spur':>6}{'F1':>8}")
    for name, tally in scores.items():
        print(
            f"{name:<48}{tally.correct:>6}{tally.wrong:>6}{tally.missing:>6}{tally.spurious:>6}"
            f"{tally.f1:>8.3f}"
        )
        if where and tally.where:
            print(f"    {', '.join(dict.fromkeys(tally.where))}")


if __name__ == "__main__":
    sys.exit(main())
