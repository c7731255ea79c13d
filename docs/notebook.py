"""The notebook of the documentation: run, compared with the outputs it keeps, shown as a page.

    python docs/notebook.py            says which cells give something else
    python docs/notebook.py --write    keeps their outputs anew; read the diff

Pictures are not compared, only that there is one.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
LONGEST = 120
"""Seconds that a cell may take."""
PICTURE = '<img alt="What the code above draws" src="data:image/png;base64,{}">'
# "<style scoped>...</style>" of a data frame: the page has styles of its own
STYLE = re.compile(r"<style scoped>.*?</style>\n?", re.DOTALL)


def ran(path: Path = NOTEBOOK) -> Any:
    """A notebook with the outputs of now, run in a folder that looks like `docs`.

    Raises nbclient's CellExecutionError for a cell that fails.
    """
    notebook: Any = nbformat.read(path, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        docs = Path(folder, "docs")
        docs.mkdir()
        docs.with_name("eval").symlink_to(ROOT / "eval")
        docs.joinpath("draw.py").symlink_to(ROOT / "docs" / "draw.py")
        client: Any = NotebookClient(
            notebook,
            timeout=LONGEST,
            resources={"metadata": {"path": str(docs)}},
            extra_arguments=["--log-level=ERROR"],
        )
        client.execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it was run
    return notebook


def differences(kept: Any, now: Any) -> Iterator[tuple[str, list[str], list[str]]]:
    """The cells whose outputs are not those kept: their code, what is kept, what they give."""
    for before, after in zip(kept.cells, now.cells, strict=True):
        shown, given = list(_told(before)), list(_told(after))
        if shown != given:
            yield after.source, shown, given


def as_markdown(path: Path = NOTEBOOK) -> str:
    """A notebook with the outputs it keeps as a page of the documentation."""
    parts = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        else:
            shown = [_shown(_data(one)) for one in cell.outputs]
            parts += [f"```python\n{cell.source}\n```", *shown]
    return "\n\n".join(parts) + "\n"


def _told(cell: Any) -> Iterator[str]:
    """What a cell's outputs tell, a line each kind of each of them."""
    for output in cell.get("outputs", ()):
        for kind, value in sorted(_data(output).items()):
            yield f"{kind}: {'a picture' if kind.startswith('image/') else value}"


def _data(output: Any) -> dict[str, str]:
    """An output's forms by their kinds; what is printed has one."""
    return dict(output.get("data") or {"text/plain": output.text})


def _shown(data: dict[str, str]) -> str:
    """An output as Markdown: the richest of its forms."""
    if picture := data.get("image/png"):
        return PICTURE.format(picture.replace("\n", ""))
    if html := data.get("text/html"):
        return f'<div class="output">{STYLE.sub("", html)}</div>'
    return f"```text\n{data['text/plain'].rstrip()}\n```"


def main(arguments: list[str]) -> int:
    """Run the notebook; returns 1 where an output differs and is not written anew."""
    now = ran()
    found = list(differences(nbformat.read(NOTEBOOK, as_version=4), now))
    for code, _, given in found:
        print(code, *given, sep="\n")
    if found and "--write" in arguments:
        nbformat.write(now, NOTEBOOK)
        return 0
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
