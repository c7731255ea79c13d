"""The documentation: its examples run, its pages hold together and ask nobody for anything."""

from __future__ import annotations

import functools
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from enum import StrEnum
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from mypy import api as mypy
from pydantic import BaseModel

import imr_llm
from imr_llm.many.schemas import SCHEMAS
from imr_llm.record import Category, EventKind
from imr_llm.summary.flat import COLUMNS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "eval" / "LABELLING.md", *sorted(DOCS.rglob("*.md"))]

# "src" and "href" that a browser fetches by itself
FETCHED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
# "@import '...'", "url(data:...)"; in a style sheet
FROM_STYLES = re.compile(r"(?:@import\s*|url\(\s*)['\"]?([^'\")\s]+)")


def named(page: Path) -> str:
    """A page as a test is called after it."""
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def examples() -> ModuleType:
    """docs/examples.py, which is no package's."""
    spec = spec_from_file_location("examples", DOCS / "examples.py")
    assert spec and spec.loader
    module = sys.modules["examples"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Links(HTMLParser):
    """The names that a page gives, what it links to and what it fetches."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.to: list[str] = []
        self.fetched: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names, links to and fetches."""
        told = {name: value or "" for name, value in attrs}
        self.names |= {told[one] for one in ("id", "name") if one in told}
        self.to += [told["href"]] if tag == "a" and "href" in told else []
        self.fetched += [told[FETCHED[tag]]] if FETCHED.get(tag) in told else []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documentation, built strictly."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Links]:
    """Every built page with its links."""
    return {path: Links(path) for path in sorted(site.rglob("*.html"))}


# Python 3.13 lays out the help of a command otherwise
RUN = [one for one in PAGES if one.stem != "commands" or sys.version_info < (3, 13)]


@pytest.mark.parametrize("page", RUN, ids=named)
def test_examples(page: Path, examples: ModuleType, tmp_path: Path) -> None:
    """A page's examples print what it shows (`make examples` writes it anew)."""
    found, _ = examples.ran(page, tmp_path)

    assert not found, "\n".join(f"{one.code}{one.printed}" for one in found)


def test_differing_example(examples: ModuleType, tmp_path: Path) -> None:
    """An example that prints something else is told, and written anew."""
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(2)\n```\n\n```text\n1\n```\n\n```console\n$ echo a\nb\n```\n")

    found, written = examples.ran(page, tmp_path)

    assert [(one.shown, one.printed) for one in found] == [("1\n", "2\n"), ("b\n", "a\n")]
    assert written == page.read_text().replace("1\n", "2\n").replace("\nb\n", "\na\n")


@pytest.mark.parametrize("command", ["imr-llm extract --no-such-option", "no-such-command"])
def test_mistaken_command(examples: ModuleType, tmp_path: Path, command: str) -> None:
    """A command that is no longer right is no example, though it shows no output."""
    page = tmp_path / "page.md"
    page.write_text(f"```console\n$ {command}\n```\n")

    with pytest.raises(ValueError, match="no-such"):
        examples.ran(page, tmp_path)


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("a\n...\nc\n", "a\nb\nb\nc\n", True),
        ("a\n...\nc\n", "a\nb\n", False),
        ("took … s\n", "took 3.1 s\n", True),
        ("took … s\n", "took 3.1\n", False),
        ("[a.b]\n", "[a.b]\n", True),
        ("a.b\n", "axb\n", False),
    ],
)
def test_matches(examples: ModuleType, shown: str, printed: str, same: bool) -> None:
    """`...` stands for lines, `…` for a part of one, all else for itself."""
    assert examples.matches(shown, printed) is same


def test_types(examples: ModuleType, tmp_path: Path) -> None:
    """All Python shown passes mypy in strict mode, what is not run included."""
    files = []
    for page in PAGES:
        if code := examples.typed(page):
            files.append(tmp_path / f"page_{named(page).translate(str.maketrans('/.-', '___'))}.py")
            files[-1].write_text(code, "utf-8")
    config = ["--config-file", str(ROOT / "pyproject.toml")]
    cache = ["--cache-dir", str(ROOT / ".mypy_cache")]

    printed, errors, _ = mypy.run([*config, *cache, *map(str, files)])

    assert "Success" in printed, printed + errors


def test_nothing_is_fetched(site: Path, pages: dict[Path, Links]) -> None:
    """No page and no style sheet names anything that would be fetched from elsewhere."""
    fetched = [one for links in pages.values() for one in links.fetched]
    styles = [path.read_text("utf-8") for path in site.rglob("*.css")]
    fetched += [one for style in styles for one in FROM_STYLES.findall(style)]

    assert len(fetched) > len(pages)
    assert [one for one in fetched if urlsplit(one).scheme not in ("", "data")] == []
    assert [one for one in fetched if one.startswith("//")] == []


def test_links(pages: dict[Path, Links]) -> None:
    """Every link inside the site leads to a page, and to a name on it."""
    broken = []
    for path, links in pages.items():
        for link in [*links.to, *links.fetched]:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc or path.name == "404.html":
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            name = unquote(parts.fragment)
            if not target.is_file() or (name and name not in pages[target].names):
                broken.append(f"{path.name}: {link}")
    assert broken == []


@pytest.mark.parametrize("page", [*PAGES, ROOT / "CONTRIBUTING.md"], ids=named)
def test_links_of_sources(page: Path) -> None:
    """A page's links hold where it stands in the project, too."""
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [one for one in links if not (page.parent / one).is_file()] == []


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The built site behind a server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_browser(browser: Any, served: str) -> None:
    """Pages ask nobody but their own server for anything, and the search finds a word."""
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}/tutorial.html?q=overturned")
    page.wait_for_selector(".md-search-result__item a")
    found = page.locator(".md-search-result__item a").count()
    page.close()

    assert found > 1
    assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []


def test_narrow(browser: Any, served: str) -> None:
    """On a telephone a page scrolls downwards only, however wide its tables are."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    for name in ("evaluation", "reference/tables", "reference/commands", "formats", "notebook"):
        page.goto(f"{served}/{name}.html")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
    page.close()


def test_letter() -> None:
    """The tutorial's PDF is the synthetic letter that it was drawn from."""
    drawn = imr_llm.read_document(DOCS / "letter.pdf")
    written = imr_llm.read_document(ROOT / "tests" / "letters" / "f4b-header.txt")

    assert drawn.split() == written.split()


class TestComplete:
    """What there is to be told is told."""

    def test_public_names(self) -> None:
        """Every public name stands on the page of the Python reference."""
        told = re.findall(r"^::: imr_llm\.(\w+)$", page("reference/python"), re.M)
        assert sorted(told) == imr_llm.__all__

    def test_commands(self) -> None:
        """Every command shows its help."""
        listed = subprocess.run(
            [sys.executable, "-m", "imr_llm", "--help"], capture_output=True, text=True, check=True
        ).stdout
        commands = re.findall(r"^    (\w+) ", listed, re.M)
        told = re.findall(r"^\$ imr-llm (\w+) --help\nusage: ", page("reference/commands"), re.M)
        assert len(commands) > 6
        assert sorted(told) == sorted(commands)

    def test_columns(self) -> None:
        """Every column of every table has its line, in the table's order."""
        told = {}
        for section in page("reference/tables").split("\n## ")[1:]:
            told[section.partition("\n")[0]] = re.findall(r"^\| `(\w+)` \|", section, re.M)
        assert told.pop("items_table") == list(COLUMNS)
        assert told == {name: schema.names for name, schema in SCHEMAS.items()}

    def test_statuses(self) -> None:
        """Every status has a section, with an example."""
        for status in imr_llm.Status:
            section = page("reference/statuses").partition(f"\n## {status}\n")[2]
            assert f"{status}" in section.partition("\n```text\n")[2].partition("```")[0], status

    def test_record(self) -> None:
        """Every field of a record is explained."""
        told_of = page("reference/record").partition("\n## Categories\n")[0]
        told = set(re.findall(r"^\| `([\w.\[\]]+)` \|", told_of, re.M))
        guideline = {"text", "basis"} | {one for one in told if one.startswith("citations")}
        assert told - guideline == set(fields(imr_llm.Determination))

    @pytest.mark.parametrize(
        ("heading", "kind"), [("Categories", Category), ("Kinds of events", EventKind)]
    )
    def test_kinds(self, heading: str, kind: type[StrEnum]) -> None:
        """Every category and every kind of event is told apart, in the record's order."""
        section = page("reference/record").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \| \S", section, re.M) == list(kind)

    def test_formats(self) -> None:
        """Every section of the letters' formats that the code names is there."""
        headings = set(re.findall(r"^#+ ([\d.]+?)\.? ", page("formats"), re.M))
        code = [path.read_text("utf-8") for path in (ROOT / "imr_llm").rglob("*.py")]
        meant = re.findall(r"FORMATS (\d[\d.]*\d|\d)(?: and (\d))?", "".join(code))
        assert len(meant) > 9
        assert {one for pair in meant for one in pair if one} <= headings


def page(name: str) -> str:
    """The source of a page."""
    return (DOCS / f"{name}.md").read_text("utf-8")


def fields(model: type[BaseModel], lead: str = "") -> Iterator[str]:
    """Every field of a record as the page names it; a guideline is explained once for both."""
    for name, field in model.model_fields.items():
        inner = [one for one in parts_of(field.annotation) if one.__name__ != "Guideline"]
        several = "[]" if "list" in str(field.annotation) else ""
        for one in inner:
            yield from fields(one, f"{lead}{name}{several}.")
        if not inner:
            yield f"{lead}{name}"


def parts_of(annotation: Any) -> Iterator[type[BaseModel]]:
    """The parts of a record that a field holds."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for one in getattr(annotation, "__args__", ()):
        yield from parts_of(one)
