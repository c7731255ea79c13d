"""Skipped tests: named always, a failure where the environment forbids them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SKIPPING = """
import pytest

@pytest.mark.skipif(True, reason="the program pdftotext is absent")
def test_program():
    pass

def test_plain():
    pass
"""


@pytest.mark.parametrize(("setting", "code"), [(None, 0), ("0", 0), ("1", 1)])
def test_skips(tmp_path: Path, root: Path, setting: str | None, code: int) -> None:
    """A skipped test is named with its reason, and fails the session when it is forbidden."""
    shutil.copy(root / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(SKIPPING, "utf-8")
    environment = os.environ | {"IMR_LLM_NO_SKIPS": setting or ""}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull]

    done = subprocess.run(
        [*command, "--rootdir", tmp_path, tmp_path],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )

    assert (done.returncode, done.stderr) == (code, "")
    assert "test_it.py::test_program: the program pdftotext is absent" in done.stdout
    assert ("forbids" in done.stdout) == (code == 1)
