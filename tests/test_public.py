"""The public surface, and what importing it costs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import imr_llm


def test_all() -> None:
    """`__all__` is sorted, and every name in it is there under its own name."""
    assert imr_llm.__all__ == sorted(imr_llm.__all__)
    for name in imr_llm.__all__:
        assert getattr(imr_llm, name).__name__ == name
        assert name in dir(imr_llm)


def test_nothing_else() -> None:
    """A name that is not public is not there."""
    with pytest.raises(AttributeError, match="no_such_name"):
        imr_llm.no_such_name  # noqa: B018


def test_functions_are_no_modules() -> None:
    """The verbs are functions, though a module may have the same name."""
    assert all(callable(getattr(imr_llm, name)) for name in ("extract", "aextract", "verify"))


def test_typed(root: Path) -> None:
    """The package says that it is typed."""
    assert (root / "imr_llm" / "py.typed").is_file()


@pytest.mark.parametrize(
    "code",
    [
        "import imr_llm",
        "from imr_llm.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass",
        "import imr_llm; imr_llm.extract(open(sys.argv[1]).read())",
        "import imr_llm; imr_llm.verify(imr_llm.Determination(), open(sys.argv[1]).read())",
    ],
    ids=["import", "help", "extract", "verify"],
)
def test_no_model_library(code: str, tmp_path: Path, write: Callable[..., str]) -> None:
    """Neither help nor the rules import the libraries that only a model needs, nor any network."""
    path = tmp_path / "letter.txt"
    path.write_text(write(), "utf-8")
    tail = "import json; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"

    done = subprocess.run(
        [sys.executable, "-c", f"import sys\n{code}\n{tail}", path],
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))

    assert "imr_llm" in loaded
    assert loaded & {"openai", "instructor", "tenacity", "httpx", "httpx2", "requests"} == set()
