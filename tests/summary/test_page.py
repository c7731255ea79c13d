"""The summary's page, opened in a browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from imr_llm import summarize
from imr_llm.cli import main
from imr_llm.summary.page import summary_page

HOSTILE = "<img src=https://elsewhere.invalid/x.png onerror=alert(1)>"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, letters: Path) -> Path:
    """The page of a run over every synthetic letter, one of which names itself with markup."""
    folder = tmp_path_factory.mktemp("summary")
    rows, page = folder / "rows.jsonl", folder / "page.html"
    assert main(["batch", str(letters), "-o", str(rows)]) in (0, 3)
    lines = rows.read_text("utf-8").replace("CM16-0260031", HOSTILE)
    rows.write_text(lines.replace("Elbow Complaints 2007", HOSTILE), "utf-8")
    assert main(["summary", str(rows), "-o", str(page)]) == 0
    return page


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def page(request: pytest.FixtureRequest, browser: Browser, written: Path) -> Iterator[Page]:
    """The page, with scripts and without; it made no request but for itself, and no error."""
    context = browser.new_context(java_script_enabled=request.param)
    opened = context.new_page()
    asked, errors = [], []
    opened.on("request", lambda one: asked.append(one.url))
    opened.on("console", lambda message: errors.append(message.text))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(written.as_uri())
    yield opened
    assert asked == [written.as_uri()]
    assert errors == []
    context.close()


def test_tells(page: Page, written: Path) -> None:
    """Every part is there and tells what was counted, with or without scripts."""
    found = summarize(written.parent / "rows.jsonl")
    short = page.locator(".short").inner_text()

    assert str(found.letters) in short
    assert f"{100 * (found.items.rate or 0):.1f} %" in short
    for name in ("category", "basis", "guideline", "year"):
        rows = page.locator(f"section[aria-labelledby={name}] tbody tr")
        assert rows.count() == min(30, len(getattr(found, name)))
        assert rows.first.locator("svg .dot").count() == 1
    first = page.locator("section[aria-labelledby=first]")
    assert found.first[0].source in first.inner_text()
    contrary = page.locator("section[aria-labelledby=contradicting]").inner_text()
    assert "2016-09-21 in the summary, 2016-09-12 in the header" in contrary
    assert "health plan's" in page.locator("section[aria-labelledby=failed]").inner_text()


def test_one_name(page: Page) -> None:
    """What cites nothing is called alike in both tables of guidelines, and why a letter is open."""
    named = [
        page.locator(f"section[aria-labelledby={one}] tbody th") for one in ("basis", "guideline")
    ]
    assert all("none cited" in one.all_inner_texts() for one in named)


def test_half_a_run(tmp_path: Path, letters: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where letters have no row, or rows no letter any more, page and command say so."""
    rows, out, where = tmp_path / "rows.jsonl", tmp_path / "page.html", tmp_path / "letters"
    where.mkdir()
    for name in ("a", "b", "c"):
        shutil.copy(letters / "f4b-header.txt", where / f"{name}.txt")
    assert main(["batch", str(where), "-o", str(rows)]) == 0
    assert main(["summary", str(rows), "-o", str(out)]) == 0
    assert "no row yet" not in capsys.readouterr().err + out.read_text("utf-8")

    lines = rows.read_text("utf-8").splitlines(keepends=True)
    rows.write_text("".join(lines[:2]), "utf-8")
    (where / "a.txt").unlink()
    told = "1 of the 2 letters in", "1 row of letters that are no longer in"
    for name in ("page.html", "letters.csv"):
        assert main(["summary", str(rows), "-o", str(tmp_path / name)]) == 0
        err = capsys.readouterr().err
        assert all(one in err for one in told)
    assert all(one in out.read_text("utf-8") for one in told)
    assert f"<h1>{tmp_path.name}/rows.jsonl</h1>" in out.read_text("utf-8")

    shutil.rmtree(where)
    assert main(["summary", str(rows), "-o", str(out)]) == 0
    assert "no longer" not in capsys.readouterr().err


def test_plot(page: Page, written: Path) -> None:
    """A rate's dot and its interval stand where the numbers say."""
    group = summarize(written.parent / "rows.jsonl").category[0]
    plot = page.locator("section[aria-labelledby=category] tbody tr svg").first
    low, high = group.interval or (0, 0)

    assert plot.locator(".dot").get_attribute("x1") == str(round(100 * (group.rate or 0), 2))
    assert plot.locator(".span").get_attribute("x1") == str(round(100 * low, 2))
    assert plot.locator(".span").get_attribute("x2") == str(round(100 * high, 2))


def test_escaped(page: Page) -> None:
    """Markup in a row is text."""
    assert page.locator("img").count() == 0
    assert HOSTILE in page.locator("section[aria-labelledby=contradicting]").inner_text()
    assert HOSTILE in page.locator("section[aria-labelledby=guideline] table").inner_text()


def test_narrow(page: Page) -> None:
    """Nothing is wider than a phone, nor than a desk."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        box = page.locator("html").bounding_box()
        widest = page.locator("main").bounding_box()
        assert box is not None
        assert widest is not None
        assert box["width"] == width
        assert widest["width"] <= width


def test_copy(browser: Browser, written: Path) -> None:
    """A table is copied as a spreadsheet takes it, without its plot."""
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.goto(written.as_uri())
    opened.locator("section[aria-labelledby=year] button").click()
    opened.locator("#told", has_text="Copied").wait_for(state="attached")
    lines = opened.evaluate("navigator.clipboard.readText()").splitlines()
    context.close()

    assert lines[0].split("\t") == [
        "year",
        "decided",
        "overturned",
        "rate",
        "95 % interval",
        "open",
    ]
    assert lines[1].split("\t")[0] == "2013"
    assert all(len(line.split("\t")) == 6 for line in lines)


def test_nothing() -> None:
    """A run without a letter has a page too."""
    page = summary_page(summarize([]), "nothing")

    assert "Nothing is open." in page
    assert "no decided item" in page
