"""What the documentation takes from the project when it is built, so that it is told once.

The evaluation's own pages stand at their own paths (`eval/results/heldout.md`), so that links
between them hold; `<!-- help: extract -->` becomes the help of `imr-llm extract`.
"""

from __future__ import annotations

import io
import os
import re
from contextlib import redirect_stdout, suppress
from pathlib import Path
from unittest import mock

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from imr_llm.cli import main

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = "88"
"""Characters that a line of help may have: what fits beside the table of contents."""

# "<!-- help: extract -->", "<!-- help: -->" (of imr-llm itself)
HELP = re.compile(r"^<!-- help: ?(.*?) ?-->$", re.MULTILINE)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """List every page of results, out of sample first as `eval/results` names them."""
    for section in config.nav or ():
        for entry in next(iter(section.values())):
            if isinstance(entry, dict) and entry.get("Results") == "eval/results":
                entry["Results"] = [
                    path.relative_to(ROOT).as_posix()
                    for path in sorted(ROOT.glob("eval/results/*.md"))
                ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that stand elsewhere in the project."""
    for path in [ROOT / "CHANGELOG.md", *sorted(ROOT.glob("eval/**/*.md"))]:
        name = path.relative_to(ROOT).as_posix()
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the commands' help where a page asks for it."""
    return HELP.sub(lambda found: f"```text\n{help_of(found[1].split())}```", markdown)


def help_of(command: list[str]) -> str:
    """What `imr-llm COMMAND --help` prints."""
    printed = io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COLUMNS": COLUMNS}),
        redirect_stdout(printed),
        suppress(SystemExit),
    ):
        main([*command, "--help"])
    return printed.getvalue()
