"""Who may import whom: data flows one way, the two readers never meet, folders keep their own."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[1] / "imr_llm"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
READING = {"errors", "dates", "furniture", "folding", "record", "extraction", "version"}
SHOWING = {"wording", "notebook"}
SHARED = READING | SHOWING


@dataclass(frozen=True)
class Room:
    """A folder (or a module at the top): what it may import, its own and others', and its doors."""

    may: set[str] = field(default_factory=set)
    doors: set[str] = field(default_factory=set)
    foreign: dict[str, set[str]] = field(default_factory=dict)


# in the order of a letter's way
ROOMS = {
    "errors": Room(),
    "version": Room(),
    "dates": Room(),
    "furniture": Room(),
    "folding": Room({"furniture"}),
    "record": Room({"errors", "dates", "folding"}),
    "wording": Room(),
    "notebook": Room({"record", "wording"}),
    "extraction": Room({"errors", "record", "notebook"}),
    "letter": Room(
        SHARED,
        {"documents", "gate", "sections", "blocks", "titles", "citations"},
        {"pdfium": {"pypdfium2"}},
    ),
    "rules": Room(SHARED | {"letter"}, {"engine"}),
    "witness": Room(SHARED, {"witness"}),
    "settle": Room(SHARED),
    "model": Room(
        SHARED | {"letter", "witness", "settle"},
        {"also", "asking", "clients", "consultation", "conversation", "judgment"}
        | {"kept", "prompts", "pace", "wire"},
        {
            "answers": {"openai"},
            "asking": {"instructor", "openai", "tenacity"},
            "clients": {"instructor", "openai"},
            "failures": {"openai", "instructor", "tenacity"},
            "wire": {"openai"},
        },
    ),
    "pipeline": Room(SHARED | {"letter", "rules", "witness", "settle", "model"}),
    "many": Room(
        SHARED | {"letter", "rules", "witness", "model", "pipeline"},
        {"answer", "stream", "inputs", "journal", "rows"}
        | {"settings", "hope", "cells", "table_files", "foresight", "provider", "register"},
        {name: {"pyarrow"} for name in ("cluster", "schemas", "tables", "table_files")},
    ),
    "pages": Room(set(), {"shell"}, {"shell": {"jinja2", "markupsafe"}}),
    "summary": Room(
        SHARED | {"witness", "many", "pages"},
        {"counting", "flat", "glance", "page"},
        {"flat": {"pyarrow"}},
    ),
    "review": Room(
        SHARED | {"letter", "pipeline", "many", "summary", "pages"}, {"page", "run", "accepted"}
    ),
    "cli": Room(
        SHARED | {"letter", "pipeline", "many", "pages", "summary", "review"},
        {"cli"},
        {"batch": {"rich"}},
    ),
    "__init__": Room(SHARED | {"letter", "model", "pipeline", "many", "summary"}),
    "__main__": Room({"cli"}),
}
EVERYWHERE = {"pydantic", "pydantic_core"}


@dataclass(frozen=True)
class Import:
    """One import: of which module, and of which of its names (None: the module itself)."""

    module: tuple[str, ...]
    name: str | None

    @property
    def room(self) -> str:
        """The folder or top module of ours that it reaches into."""
        return self.module[1] if len(self.module) > 1 else "__init__"


def room_of(path: Path) -> str:
    """The folder, or the module at the top, that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[Import]:
    """Every import of a file, wherever in it; `from package import module` is of the module."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(tuple(alias.name.split(".")), None) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            parts = tuple((node.module or "").split("."))
            for alias in node.names:
                within = (PACKAGE.parent / Path(*parts, alias.name)).with_suffix(".py")
                whole = within.is_file() or within.with_suffix("").is_dir()
                yield Import((*parts, alias.name), None) if whole else Import(parts, alias.name)


def ours(path: Path) -> list[Import]:
    """The imports of a file that lead into another of our rooms."""
    own = room_of(path)
    return [one for one in imports(path) if one.module[0] == "imr_llm" and one.room != own]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
class TestModule:
    """One module."""

    def test_flow(self, path: Path) -> None:
        """It imports only from the rooms that its own may, and of others' what is allowed there."""
        own = room_of(path)
        assert own in ROOMS, "a new room: give it its place in the table"
        others = {one.module[0] for one in imports(path)} - {"imr_llm"} - sys.stdlib_module_names

        assert {one.room for one in ours(path)} - ROOMS[own].may == set()
        assert others - EVERYWHERE - ROOMS[own].foreign.get(path.stem, set()) == set()

    def test_doors(self, path: Path) -> None:
        """Another room is entered by its doors, and nothing private is taken out of it."""
        for one in ours(path):
            door = one.module[-1]
            assert len(one.module) <= 3, f"{path}: {one.module} is deep inside"
            assert door in ROOMS[one.room].doors or door == one.room, one.module
            private = (one.name or "").startswith("_") and one.name != "__version__"
            assert not private, one

    def test_nothing_is_imported_by_name(self, path: Path) -> None:
        """Public names, openai's transport, the evaluation and a user's model alone are."""
        text = path.read_text("utf-8")
        ways = ("import_module(", "resolve_name(", "__import__", "exec(", "eval(")
        found = [one for one in ways if one in text]
        named = path.relative_to(PACKAGE).as_posix()
        by_name = {"cli/commands.py": "resolve_name("}
        for one in ("__init__.py", "model/clients.py", "cli/evaluation.py"):
            by_name[one] = "import_module("

        assert found in ([], [by_name.get(named)])


def test_two_readers() -> None:
    """The table itself keeps the makers of records and the second reader apart."""
    assert "witness" not in ROOMS["rules"].may | ROOMS["letter"].may
    assert not ROOMS["witness"].may & {"rules", "letter", "model"}
    assert "rules" not in ROOMS["model"].may


def test_model_takes_no_structure() -> None:
    """The model says what is an item; of the letter's room it takes only how a part is cut."""
    for path in sorted((PACKAGE / "model").rglob("*.py")):
        doors = {one.module[-1] for one in ours(path) if one.room == "letter"}
        assert doors <= {"titles", "citations"}, path


def test_reading_knows_no_record_to_compare() -> None:
    """Within the second reader, what reads the letter imports nothing of what compares."""
    for path in sorted((PACKAGE / "witness" / "reading").rglob("*.py")):
        assert not [one for one in imports(path) if "comparing" in one.module], path


def test_one_way() -> None:
    """A room may import only rooms above it in the table, so that there is no circle of rooms."""
    seen: set[str] = set()
    for name, room in ROOMS.items():
        assert room.may - {name} <= seen, name
        seen.add(name)


def test_no_circle() -> None:
    """No module imports itself by way of others, wherever in their code they import."""
    arrows = {module(path): {target(one) for one in imports(path)} for path in MODULES}
    done: set[str] = set()

    def follow(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " -> ".join((*way[way.index(name) :], name))
        if name not in done:
            for following in sorted(arrows.get(name, ())):
                follow(following, (*way, name))
            done.add(name)

    for name in sorted(arrows):
        follow(name, ())


def module(path: Path) -> str:
    """A file's module, dotted; a package by its own name."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def target(one: Import) -> str:
    """The module that an import leads to, dotted."""
    return ".".join(one.module)
