"""The examples of the documentation: run, and compared with the output that stands below them.

    python docs/examples.py            says where the output differs
    python docs/examples.py --write    writes the output anew; read the diff

A block marked `python` runs, those of a page one after another; a `text` block right below it is
what it prints. A block marked `console` holds commands after `$ `, each with its output below. One
marked `py` needs a model or a server and is not run (its types are checked). A line `...` stands
for any lines, `…` for anything within one; what shows no output may print what it likes.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import chdir, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    ROOT / "README.md",
    ROOT / "eval" / "LABELLING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]

# "```python\nprint(1)\n```\n" and what it prints, "\n```text\n1\n```\n"; not "```py\n"
PYTHON = r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<printed>.*?)```\n)?"
# "```console\n$ imr-llm --version\nimr-llm 0.1.0\n```\n"
CONSOLE = r"```console\n(?P<session>.*?)```\n"
BLOCK = re.compile(rf"^(?:{PYTHON}|{CONSOLE})", re.MULTILINE | re.DOTALL)
MISTAKES = (2, 126, 127)
"""Exit codes of wrong usage and of what is no command: nothing that a page should show."""
HELP = "88"
"""Columns that a command's help may have: what fits beside the table of contents."""
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Difference:
    """An example that prints something else than its page shows."""

    page: Path
    code: str
    shown: str
    printed: str


def ran(page: Path, folder: Path) -> tuple[list[Difference], str]:
    """Run a page's examples in a folder; what differs, and the page as it ought to be."""
    for name in ("docs", "eval", "tests"):
        (folder / name).symlink_to(ROOT / name)
    found: list[Difference] = []
    names: dict[str, Any] = {"__name__": page.stem}

    def compared(code: str, shown: str | None, printed: str) -> str:
        if shown is None or matches(shown, printed):
            return shown or ""
        found.append(Difference(page, code, shown, printed))
        return printed

    def command(match: re.Match[str]) -> str:
        code, shown = match.groups()
        return f"$ {code}\n{compared(code, shown or None, _shell(code))}"

    def block(match: re.Match[str]) -> str:
        if match["session"] is not None:
            return f"```console\n{COMMAND.sub(command, match['session'])}```\n"
        code, shown = match["code"], match["printed"]
        printed = compared(code, shown, _python(code, names))
        return match[0] if shown is None else f"```python\n{code}```\n\n```text\n{printed}```\n"

    with chdir(folder):
        written = BLOCK.sub(block, page.read_text("utf-8"))
    return found, written


def matches(shown: str, printed: str) -> bool:
    """Whether the output is what is shown, but for what `...` and `…` stand for."""
    pattern = re.escape(shown).replace(re.escape("...\n"), r"(?:.*\n)*?").replace("…", ".*")
    return bool(re.fullmatch(pattern, printed))


def typed(page: Path) -> str:
    """All Python of a page, what is not run included, for a type checker."""
    return "\n".join(
        re.findall(r"^```py(?:thon)?\n(.*?)```\n", page.read_text("utf-8"), re.M | re.S)
    )


def _python(code: str, names: dict[str, Any]) -> str:
    printed = StringIO()
    with redirect_stdout(printed):
        exec(compile(code, "<documentation>", "exec"), names)
    return _plain(printed.getvalue())


def _shell(code: str) -> str:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", code],
        env={**os.environ, "PATH": path, "COLUMNS": HELP if "--help" in code else "100"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,  # a command may end with the code of open checks
    )
    if done.returncode in MISTAKES:
        raise ValueError(f"{code}\n{done.stdout}")
    return _plain(done.stdout)


def _plain(printed: str) -> str:
    """Output as a page shows it: no blanks at line ends."""
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def _pages(chosen: list[str]) -> Iterator[Path]:
    yield from (Path(one).resolve() for one in chosen) if chosen else PAGES


def main(arguments: list[str]) -> int:
    """Run the pages named, or all; returns 1 where an output differs and is not written anew."""
    write = "--write" in arguments
    differing = 0
    for page in _pages([one for one in arguments if one != "--write"]):
        with tempfile.TemporaryDirectory() as folder:
            found, written = ran(page, Path(folder))
        for one in found:
            print(f"{page.relative_to(ROOT)}: {one.code.strip()}\n{one.printed}")
        if write and found:
            page.write_text(written, "utf-8")
        differing += len(found)
    return 1 if differing and not write else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
