"""The documentation's notebook runs, gives what it keeps, and becomes a page."""

from __future__ import annotations

import copy
from typing import Any

import nbformat
import pytest

from docs.notebook import NOTEBOOK, as_markdown, differences, ran


@pytest.fixture(scope="module")
def kept() -> Any:
    """The notebook as it lies in the project."""
    return nbformat.read(NOTEBOOK, as_version=4)


def test_run(kept: Any) -> None:
    """Every cell runs and gives the outputs kept (`make examples` keeps them anew)."""
    found = list(differences(kept, ran()))

    assert not found, "\n".join(f"{code}\n{given}" for code, _, given in found)


def test_differing(kept: Any) -> None:
    """A cell that gives something else, more or nothing is told; another picture is not."""
    other = copy.deepcopy(kept)
    given = [cell for cell in other.cells if cell.get("outputs")]
    drawn = [one for cell in given for one in cell.outputs if "image/png" in one.get("data", ())]
    drawn[0].data["image/png"] = "another"
    assert list(differences(kept, other)) == []
    given[0].outputs[0].data["text/plain"] = "43"
    given[1].outputs.clear()

    first, second = differences(kept, other)
    assert first[1:] == (["text/plain: 42"], ["text/plain: 43"])
    assert second[2] == []


def test_page(kept: Any) -> None:
    """The page shows the words, the code, and of each output the richest form."""
    page = as_markdown()

    assert page.startswith("# From PDFs to a plot\n")
    assert page.count("```python\n") == sum(cell.cell_type == "code" for cell in kept.cells)
    assert page.count('src="data:image/png;base64,iVBOR') == 1
    assert '<div class="output"><div><strong>CM16-9914072: verified' in page
    assert "```text\n42\n```" in page
    assert "<style" not in page
