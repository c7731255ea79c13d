"""What the documentation takes from the project when it is built, so that it is told once.

The evaluation's own pages stand at their own paths (`eval/results/heldout.md`), so that links
between them hold; the columns of the tables get their types, and examples of `docs/letter.pdf`; the
notebook becomes a page.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from docs.notebook import as_markdown
from imr_llm import extract_many, items_table
from imr_llm.many.tables import Tables, tables_of

ROOT = Path(__file__).resolve().parents[1]

# "## items", and below it "| `title` | as printed |"
TABLE = re.compile(r"^## (\w+)$")
COLUMN = re.compile(r"^\| (?:`(\w+)`|column|---) \| ")
# "](../eval/LABELLING.md)", right where the page stands, one step too far in the site
ELSEWHERE = re.compile(r"(?<=\]\()\.\./(?=(?:\.\./)*eval/)")
LONGEST = 44
"""Characters of an example."""
EXAMPLES = {"items": 1, "citations": 1, "events": 3}
"""The row of a table that examples are of, where it is not the first."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List every page of results by its name, for most have the same title."""
    pages = [
        {path.stem.replace("-", " "): path.relative_to(ROOT).as_posix()}
        for path in sorted(ROOT.glob("eval/results/*.md"))
    ]
    for section in config.nav or ():
        for entry in next(iter(section.values())):
            if isinstance(entry, dict) and entry.get("Results") == "eval/results":
                entry["Results"] = pages
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand elsewhere in the project, and the notebook's."""
    files.append(File.generated(config, "notebook.md", content=as_markdown()))
    for path in [ROOT / "CHANGELOG.md", *sorted(ROOT.glob("eval/**/*.md"))]:
        name = path.relative_to(ROOT).as_posix()
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let links hold where the page is built, and put types and examples beside columns."""
    if not page.file.src_uri.startswith("eval/"):
        markdown = ELSEWHERE.sub("", markdown)
    if page.file.src_uri != "notebook.md":
        markdown = markdown.replace("](notebook.ipynb)", "](notebook.md)")
    if page.file.src_uri == "reference/tables.md":
        return with_examples(markdown)
    return markdown


def with_examples(markdown: str) -> str:
    """The page of the tables with a type and an example beside every column."""
    lines, table = [], ""
    for line in markdown.splitlines():
        if heading := TABLE.match(line):
            table = heading[1]
        column = COLUMN.match(line)
        lines.append(f"{line} {_told(table, line, column[1])} |" if column else line)
    return "\n".join(lines)


def _told(table: str, line: str, column: str | None) -> str:
    """Type and example of a column; of the table's head, what they are called."""
    if column is None:
        return "--- | ---" if "---" in line else "type | example"
    kind = str(_tables()[table].schema.field(column).type).replace("list<item: string>", "strings")
    return f"{kind.partition('[')[0]} | {_shown(_example(table)[column])}"


@cache
def _tables() -> Tables:
    answers = list(extract_many([("letter.pdf", ROOT / "docs" / "letter.pdf")], concurrency=1))
    five = tables_of(json.loads(one.line) for one in answers)
    return five | {"items_table": items_table(answers)}


def _example(table: str) -> dict[str, Any]:
    row: dict[str, Any] = _tables()[table].to_pylist()[EXAMPLES.get(table, 0)]
    return row


def _shown(value: Any) -> str:
    """A value as a cell of a page, cut where it is long."""
    plain = isinstance(value, list | bool) or value is None
    value = round(value, 2) if isinstance(value, float) else value
    text = json.dumps(value, ensure_ascii=False) if plain else str(value)
    if len(text) > LONGEST:
        text = f"{text[:LONGEST].rstrip()} …"
    return "`{}`".format(text.replace("|", "\\|")) if text else "empty"
