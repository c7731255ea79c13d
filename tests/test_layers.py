"""Who may import whom: data flows one way, and the two readers never meet."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "imr_llm"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))

# each may import those to its left
ORDER = (
    "errors",
    "dates",
    "folding",
    "record",
    "extraction",
    "gate",
    "titles",
    "blocks",
    "notice",
    "letter",
    "rules",
)
FOUNDATION = {"errors", "dates", "folding", "record", "extraction"}
ALLOWED = {name: set(ORDER[:place]) for place, name in enumerate(ORDER)} | {
    "documents": {"errors"},
    "witness": FOUNDATION,
    "verify": FOUNDATION | {"witness"},
    "settle": FOUNDATION,
    "pace": set(),
    "report": FOUNDATION,
    "review": FOUNDATION,
    "draft": set(),
    "locate": {"folding"},
    "prompts": {"errors", "folding"},
    "transcribe": FOUNDATION | {"draft", "locate"},
    "conversation": FOUNDATION | {"draft", "prompts", "transcribe", "settle", "verify"},
    "failures": {"errors", "pace"},
    "llm": FOUNDATION | {"draft", "conversation", "failures", "pace"},
    "pipeline": {*ORDER, "verify", "settle", "draft", "prompts", "conversation", "llm", "version"},
    "cli": {"errors", "version", "commands"},
    "commands": FOUNDATION | {"batch", "cli", "documents", "pipeline", "report", "review"},
    "answer": FOUNDATION | {"documents", "pace", "pipeline"},
    "many": {"answer", "errors", "pipeline", "rules", "verify"},
    "inputs": {"answer", "errors"},
    "journal": {"answer", "inputs"},
    "schemas": set(),
    "tables": {"schemas"},
    "table_files": {"schemas", "tables"},
    "cluster": {"answer", "many", "pipeline", "tables"},
    "batch": {"answer", "cli", "inputs", "journal", "many", "table_files"},
    "version": set(),
    "__init__": FOUNDATION | {"answer", "documents", "many", "pipeline"},
    "__main__": {"cli"},
}
# documents read PDFs, and only llm touches the network
FOREIGN = {
    "documents": {"pypdfium2"},
    "llm": {"instructor", "openai", "tenacity"},
    "failures": {"instructor", "openai", "tenacity"},
    "cluster": {"pyarrow"},
    "schemas": {"pyarrow"},
    "tables": {"pyarrow"},
    "table_files": {"pyarrow"},
    "batch": {"rich"},
    "review": {"jinja2", "markupsafe"},
}
EVERYWHERE = {"pydantic", "pydantic_core"}


def layer(path: Path) -> str:
    """The module or the folder of modules that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file, in full."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_layers(path: Path) -> None:
    """A module imports only what its layer may: of our own, and of others'."""
    own = layer(path)
    assert own in ALLOWED, "a new module: give it its place in the table"
    named = [name.split(".") for name in imports(path)]
    ours = {parts[1] for parts in named if parts[0] == "imr_llm"} - {own}
    others = {parts[0] for parts in named} - {"imr_llm"} - sys.stdlib_module_names

    assert ours - ALLOWED[own] == set()
    assert others - EVERYWHERE - FOREIGN.get(own, set()) == set()


def test_two_readers() -> None:
    """The table itself keeps the rules and the second reader apart."""
    makers, witness = (
        {"rules", "letter", "blocks", "notice", "titles", "llm", "transcribe"},
        {"witness", "verify"},
    )

    assert not any(ALLOWED[name] & witness for name in makers)
    assert not any(ALLOWED[name] & makers for name in witness)
    assert "rules" not in ALLOWED["llm"] | ALLOWED["conversation"] | ALLOWED["transcribe"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_imported_by_name(path: Path) -> None:
    """Only public names, and openai's own transport, are imported by a string."""
    text = path.read_text("utf-8")
    found = [name for name in ("import_module(", "__import__", "exec(", "eval(") if name in text]

    assert found == [] or (layer(path) in ("llm", "__init__") and found == ["import_module("])
