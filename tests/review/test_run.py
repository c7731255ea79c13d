"""A run reviewed in a browser: the index, a letter's page, and what is decided there."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from imr_llm.cli import main

HOSTILE = "<img src=x onerror=alert(1)>"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, letters: Path) -> Path:
    """A reviewed run: one letter's file is gone, one has changed, one is hostile, some failed."""
    folder = tmp_path_factory.mktemp("run")
    where = folder / "letters"
    shutil.copytree(letters, where, ignore=shutil.ignore_patterns("*.json", "*.md"))
    hostile = (where / "f4b-many.txt").read_text("utf-8")
    hostile = hostile.replace("CLINICAL CASE SUMMARY", f"CLINICAL CASE SUMMARY\n{HOSTILE}")
    (where / f"{HOSTILE}.txt").write_text(hostile, "utf-8")
    assert main(["batch", str(where), "-o", str(folder / "rows.jsonl")]) in (0, 3)
    (where / "f4b-compact.txt").unlink()
    (where / "f4b-footers.txt").write_text("Another text.", "utf-8")
    told = ["--letters", str(where)]
    assert main(["review", str(folder / "rows.jsonl"), "-o", str(folder / "pages"), *told]) == 0
    return folder


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that remembers nothing from before."""
    opened = browser.new_context(
        viewport={"width": 1280, "height": 800}, reduced_motion="reduce", accept_downloads=True
    )
    yield opened
    opened.close()


@pytest.fixture
def show(context: BrowserContext, run: Path) -> Iterator[Open]:
    """Open a page of the run; none made a request beyond the folder, and none wrote an error."""
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))

    def go(letter: str = "", width: int = 1280) -> Page:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto((run / "pages" / "index.html").as_uri())
        if letter:
            page.get_by_role("link", name=letter, exact=True).click()
            page.wait_for_url("**/0*.html")
        return page

    yield go
    base = (run / "pages").as_uri()
    assert [
        url for url in asked if not url.startswith((base, f"blob:{base[:7]}", "blob:null"))
    ] == []
    assert errors == []


def shown(page: Page) -> list[str]:
    """The letters that the index shows, in its order."""
    return page.locator("#letters li:visible .name > :first-child").all_inner_texts()


def saved(page: Page, folder: Path) -> dict[str, Any]:
    """What the save button gives as a file."""
    with page.expect_download() as download:
        page.locator("#save").click()
    path = folder / "corrections.json"
    download.value.save_as(path)
    assert download.value.suggested_filename == "corrections.json"
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


class TestIndex:
    """The list of letters."""

    def test_urgent_first(self, show: Open) -> None:
        """Open decisions first, then contradictions, other open values, failures, the verified."""
        page = show()
        concerns = page.locator("#letters li").evaluate_all(
            "all => all.map(one => one.dataset.concern)"
        )
        order = (
            "decision_open",
            "contradicts_itself",
            "readers_disagree",
            "open",
            "failed",
            "verified",
        )

        assert concerns == sorted(concerns, key=order.index)
        assert {"decision_open", "contradicts_itself", "failed", "verified"} <= set(concerns)
        failed = page.locator("li[data-concern=failed]")
        assert all(" determination" in one for one in failed.all_inner_texts())
        assert failed.locator("a").count() == 0

    def test_missing(self, show: Open) -> None:
        """A letter whose file is gone or has changed says so, and has no page."""
        page = show()
        gone = page.locator("li", has_text="f4b-compact.txt")
        changed = page.locator("li", has_text="f4b-footers.txt")

        assert "the letter's file is gone" in gone.inner_text()
        assert "has changed since the run" in changed.inner_text()
        assert gone.locator("a").count() + changed.locator("a").count() == 0

    def test_filter(self, show: Open) -> None:
        """Letters are found by name, case number and field, and by why to look at them."""
        page = show()
        everything = shown(page)
        page.locator("#find").fill("date of injury f4b")
        assert shown(page) == ["f4b-conflict.txt"]
        assert page.locator("#count").inner_text() == "1 letter"
        page.locator("#find").fill("no such thing")
        assert shown(page) == []
        assert page.locator("#none").is_visible()
        page.locator("#find").fill("")
        page.locator("#show").select_option("failed")
        assert 0 < len(shown(page)) < len(everything)
        page.locator("#show").select_option("")
        assert shown(page) == everything

    def test_keys(self, show: Open) -> None:
        """Everything can be done with the keyboard."""
        page = show()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "find"
        page.keyboard.type("conflict")
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url("**/0*.html")
        assert page.locator("h1").inner_text() == "f4b-conflict.txt"

    def test_escaped(self, show: Open) -> None:
        """Markup in a letter is text, and the policy allows no other script."""
        page = show()
        assert f"{HOSTILE}.txt" in shown(page)
        assert page.locator("img").count() == 0
        policy = page.locator("meta[http-equiv]").get_attribute("content") or ""
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy

    def test_bounded(self, run: Path, tmp_path: Path) -> None:
        """Of a long run only so many letters have pages, and the index says how many have none."""
        told = ["--letters", str(run / "letters"), "--most", "2"]
        assert main(["review", str(run / "rows.jsonl"), "-o", str(tmp_path / "few"), *told]) == 0
        index = (tmp_path / "few" / "index.html").read_text("utf-8")

        assert len(list((tmp_path / "few").iterdir())) == 3
        assert "2 letters to review; 2" in index.replace("\n", " ")

    def test_names_lead_to_letters(self, run: Path, tmp_path: Path) -> None:
        """Where the letters are no longer where they were, they are looked for beside the rows."""
        rows = tmp_path / "rows.jsonl"
        moved = (run / "rows.jsonl").read_text("utf-8").replace('"input": "', '"input": "moved')
        rows.write_text(moved, "utf-8")
        shutil.copy(run / "letters" / "f4b-conflict.txt", tmp_path)
        assert main(["review", str(rows), "-o", str(tmp_path / "pages")]) == 0

        assert len(list((tmp_path / "pages").iterdir())) == 2

    def test_found_again(self, run: Path, tmp_path: Path) -> None:
        """Without a word the letters are found where the run found them."""
        rows = shutil.copy(run / "rows.jsonl", tmp_path / "rows.jsonl")
        assert main(["review", str(rows), "-o", str(tmp_path / "pages")]) == 0

        assert len(list((tmp_path / "pages").iterdir())) > 2

    def test_letters_in_lines(self, tmp_path: Path, letter: Callable[[str], str]) -> None:
        """Letters that came as lines of JSON are found there again; an odd name harms nothing."""
        where, rows = tmp_path / "texts.jsonl", tmp_path / "rows.jsonl"
        line = json.dumps({"id": "half \ud83d of it", "text": letter("f4b-conflict")})
        where.write_text(f"{line}\n", "utf-8")
        assert main(["batch", str(where), "-o", str(rows)]) == 0
        told = ["--letters", str(where), "-o", str(tmp_path / "pages")]
        assert main(["review", str(rows), *told]) == 0

        assert r"half \ud83d of it" in (tmp_path / "pages" / "0001.html").read_text("utf-8")
        assert main(["summary", str(rows), "-o", str(tmp_path / "page.html")]) == 0
        assert main(["summary", str(rows), "-o", str(tmp_path / "letters.csv")]) == 0

    def test_another_version(self, run: Path, tmp_path: Path) -> None:
        """A row that is none of this version's ends the review, saying whose it is."""
        rows = tmp_path / "rows.jsonl"
        text = (run / "rows.jsonl").read_text("utf-8")
        rows.write_text(text.replace('"sex": "male"', '"sex": "SECRET"'), "utf-8")
        told = ["--letters", str(run / "letters"), "-o", str(tmp_path / "pages")]

        assert main(["review", str(rows), *told]) == 3

    def test_wrong_output(self, run: Path, tmp_path: Path) -> None:
        """A run's pages are a folder, not a page, and show the run's own records."""
        told = [str(run / "rows.jsonl"), "-o", str(tmp_path / "pages"), "--record", "record.json"]
        assert main(["review", *told]) == 3
        assert main(["review", str(run / "rows.jsonl"), "-o", str(tmp_path / "page.html")]) == 2


class TestLetter:
    """A letter's page of a run."""

    def test_all_decided(self, show: Open) -> None:
        """What was open and is decided says so, on the letter's page and in the index."""
        page = show("f4b-conflict.txt")
        fields = page.locator("section[aria-labelledby=open] .field")
        for at in range(fields.count()):
            assert "all decided" not in page.locator("#opened").inner_text()
            fields.nth(at).click()
            page.keyboard.press("c")
        assert page.locator("#opened").inner_text() == "5 open checks, all decided"
        page.get_by_role("link", name="All letters").click()
        row = page.locator("li", has_text="f4b-conflict.txt")
        assert "all that was open" in row.inner_text()
        page.locator("#show").select_option("undecided")
        assert "f4b-conflict.txt" not in shown(page)

    def test_nameless(self, show: Open, tmp_path: Path) -> None:
        """Without a name nothing is saved, and it is said why until there is one."""
        page = show("f4b-conflict.txt")
        page.locator("[data-field='worker.age']").click()
        page.keyboard.press("c")
        who = page.locator("#who")
        page.locator("#save").click()
        assert page.evaluate("document.activeElement.id") == "who"
        assert page.locator("#told").inner_text() == "Say who decides first."
        assert who.evaluate("one => one.validationMessage") == "Say who decides first."
        who.fill("Dr. Ng")
        assert who.get_attribute("aria-invalid") is None
        saved(page, tmp_path)
        assert "corrections.json" in page.locator("#saved").inner_text()

    def test_confirm(self, show: Open) -> None:
        """A confirmed value says so, is counted, and is there when the page is opened again."""
        page = show("f4b-conflict.txt")
        age = page.locator("[data-field='worker.age']")
        age.click()
        page.get_by_role("button", name="Confirm", exact=True).click()
        assert "confirmed by you" in age.inner_text()
        assert page.locator("#count").inner_text() == "1 value decided"
        assert page.locator("#told").inner_text() == "confirmed by you"

        page.reload()
        assert "confirmed by you" in page.locator("[data-field='worker.age']").inner_text()
        page.get_by_role("link", name="All letters").click()
        assert "1 decided" in page.locator("li", has_text="f4b-conflict.txt").inner_text()

    def test_correct(self, show: Open, tmp_path: Path) -> None:
        """Values are corrected in their own kind, and saved under the name of who decided."""
        page = show("f4b-conflict.txt")
        for field, value in (
            ("items[0].decision", "overturned"),
            ("items[0].retrospective", "yes"),
        ):
            page.locator(f"[data-field='{field}']").click()
            page.get_by_role("button", name="Correct", exact=True).click()
            page.get_by_label("The letter says").select_option(value)
            page.get_by_role("button", name="Keep").click()
        for field, text in (
            ("worker.age", "34"),
            ("worker.diagnoses", "a \n\nb"),
            ("worker.sex", ""),
        ):
            page.locator(f"[data-field='{field}']").click()
            page.get_by_role("button", name="Correct", exact=True).click()
            given = page.get_by_label("The summary says")
            given.select_option(text) if field == "worker.sex" else given.fill(text)
            page.get_by_role("button", name="Keep").click()
        decision = page.locator("[data-field='items[0].decision']")
        assert "corrected: overturned" in decision.inner_text()
        page.locator("#who").fill("Dr. Ng")
        file = saved(page, tmp_path)

        assert (file["imr_llm_review"], file["by"]) == (1, "Dr. Ng")
        values = file["letters"][0]["values"]
        assert {path: one["value"] for path, one in values.items()} == {
            "items[0].decision": "overturned",
            "items[0].retrospective": True,
            "worker.age": 34,
            "worker.diagnoses": ["a", "b"],
            "worker.sex": None,
        }

    def test_date(self, show: Open) -> None:
        """What is no date is not taken for one."""
        page = show("f4b-conflict.txt")
        page.locator("[data-field='case.decision_date']").click()
        page.keyboard.press("e")
        page.get_by_label("The header says").fill("tomorrow")
        page.keyboard.press("Enter")
        assert page.locator("#correct").is_visible()
        page.get_by_label("The header says").fill("2017-02-07")
        page.keyboard.press("Enter")
        field = page.locator("[data-field='case.decision_date']")
        assert "corrected: 2017-02-07" in field.inner_text()

    def test_keys(self, show: Open) -> None:
        """Values are gone through and decided with keys alone; a decision can be taken back."""
        page = show("f4b-conflict.txt")
        page.keyboard.press("j")
        page.keyboard.press("u")
        first = page.locator("[data-field='worker.date_of_injury']").first
        assert "cannot be told" in first.inner_text()
        page.keyboard.press("n")
        assert page.evaluate("document.activeElement.dataset.field") == "utilization_review.date"
        page.keyboard.press("c")
        page.keyboard.press("k")
        page.keyboard.press("x")
        assert "cannot be told" not in first.inner_text()
        assert page.locator("#count").inner_text() == "1 value decided"

    def test_unverified(self, show: Open) -> None:
        """What nothing re-derives can be decided here; nothing else is chosen with it."""
        page = show("f4b-conflict.txt")
        page.locator("[data-field='items[0].category']").click()
        assert page.locator("button[aria-pressed=true]").count() == 1
        title = page.locator("[data-field='items[0].title'] .given").inner_text()
        marked = "".join(page.locator("mark.chosen").all_inner_texts())
        assert marked.split() == title.split()  # what the category is a judgment about
        page.keyboard.press("c")
        assert "confirmed by you" in page.locator("[data-field='items[0].category']").inner_text()

    def test_next(self, show: Open) -> None:
        """Letters follow each other in the index's order."""
        page = show()
        names = page.locator("#letters li a").all_inner_texts()
        page.locator("#letters li a").first.click()
        for name in names[1:3]:
            page.get_by_role("link", name="Next").click()
            assert page.locator("h1").inner_text() == name
        page.get_by_role("link", name="Previous").click()
        assert page.locator("h1").inner_text() == names[1]

    def test_small_screen(self, show: Open) -> None:
        """On a phone a tapped value shows its words in place, and the letter stays where it is."""
        page = show("f4b-conflict.txt", width=390)
        page.locator("[data-field='worker.date_of_injury']").first.click()
        words = page.locator(".words")

        assert sorted(words.locator("mark").all_inner_texts()) == ["09-21-2016", "09/12/2016"]
        assert "date of injury on 09-21-2016" in words.inner_text()
        assert page.locator("#decide").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="Show in the letter").click()
        box = page.locator("mark.chosen").first.bounding_box()
        assert box is not None
        assert 0 <= box["y"] <= 800

    def test_wide_screen(self, show: Open) -> None:
        """On a desk the letter is there, and nothing is shown twice."""
        page = show("f4b-conflict.txt")
        page.locator("[data-field='worker.date_of_injury']").first.click()

        assert page.locator(".words").count() == 0

    def test_hostile(self, show: Open) -> None:
        """Markup in a letter does nothing here either, also when it is kept as a correction."""
        page = show(f"{HOSTILE}.txt")
        page.locator("[data-field='items[0].title']").click()
        page.keyboard.press("e")
        page.get_by_label("The letter says").fill(HOSTILE)
        page.get_by_role("button", name="Keep").click()

        assert HOSTILE in page.locator("[data-field='items[0].title']").inner_text()
        assert HOSTILE in page.locator("#letter").inner_text()
        assert page.locator("img").count() == 0
        page.reload()
        assert page.locator("img").count() == 0


def test_all_the_way(show: Open, run: Path, tmp_path: Path) -> None:
    """From the index through two letters to records and labels."""
    page = show("f4b-conflict.txt")
    page.locator("#who").fill("Dr. Ng")
    page.locator("[data-field='worker.age']").click()
    page.keyboard.press("c")
    page = show("f4b-header.txt")
    assert page.locator("#who").input_value() == "Dr. Ng"
    page.locator("[data-field='worker.sex']").click()
    page.keyboard.press("u")
    page = show()
    file = saved(page, tmp_path)
    assert {one["source"] for one in file["letters"]} == {"f4b-conflict.txt", "f4b-header.txt"}

    told = ["--rows", str(run / "rows.jsonl"), "--letters", str(run / "letters")]
    out = tmp_path / "out"
    assert main(["accept", str(tmp_path / "corrections.json"), *told, "-o", str(out)]) == 0
    rows = [json.loads(line) for line in (out / "rows.jsonl").read_text("utf-8").splitlines()]
    said = {
        check["message"].partition(" on ")[0] for row in rows for check in row.get("checks", ())
    }
    assert {"confirmed by Dr. Ng", "cannot be told by Dr. Ng"} <= said
    assert json.loads((out / "labels" / "f4b-conflict.json").read_bytes()) == {
        "worker": {"age": 33}
    }


def test_letter_that_is_no_text_any_more(letters: Path, tmp_path: Path) -> None:
    """A line's letter into which half a character came is one that has changed."""
    lines, rows, pages = (tmp_path / one for one in ("letters.jsonl", "rows.jsonl", "pages"))
    text = (letters / "f4b-compact.txt").read_text("utf-8")
    lines.write_text(json.dumps({"id": "one", "text": text}))
    assert main(["batch", str(lines), "-o", str(rows)]) == 0
    lines.write_text(json.dumps({"id": "one", "text": f"{text}\ud800"}))

    assert main(["review", str(rows), "-o", str(pages)]) == 0
    assert "has changed since the run" in (pages / "index.html").read_text("utf-8")
