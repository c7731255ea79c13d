"""`imr-llm eval`: the evaluation, for those who installed the package.

It stands in `eval/` of a checkout, where `python -m eval` runs it, and in `imr_llm/_eval` of an
installed package. Its figures need packages that reading letters does not.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from imr_llm.cli.exits import USAGE

INSTALLED = Path(__file__).parents[1] / "_eval"
NEEDED = {"numpy", "scipy", "vcr", "yaml"}


def evaluate(arguments: Sequence[str]) -> int:
    """Score engines over folders of labelled letters; returns the evaluation's exit code."""
    where = "imr_llm._eval" if INSTALLED.is_dir() else "eval"
    try:
        program = import_module(f"{where}.__main__")
    except ModuleNotFoundError as error:
        if error.name not in NEEDED:
            raise
        print(
            f'imr-llm: the evaluation needs {error.name}: pip install "imr-llm[eval]"',
            file=sys.stderr,
        )
        return USAGE
    code: int = program.main(arguments, program="imr-llm eval")
    return code
