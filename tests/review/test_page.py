"""The review page, opened in a browser and used."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from imr_llm import extract
from imr_llm.cli import main
from imr_llm.extraction import Check, Status
from imr_llm.review.page import pieces

NAME = "f4b-conflict"
HOSTILE = "</pre><script>document.title='taken'</script><img src=https://elsewhere.invalid/x.png>"
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, letters: Path) -> Path:
    """The page of a letter that contradicts itself, with markup in its summary."""
    folder = tmp_path_factory.mktemp("review")
    text = (letters / f"{NAME}.txt").read_text("utf-8")
    (folder / "letter.txt").write_text(text.replace("a tile setter", f"a tile {HOSTILE} setter"))
    page = folder / "page.html"
    assert main(["review", str(folder / "letter.txt"), "-o", str(page)]) == 1
    return page


@pytest.fixture
def show(browser: Browser, written: Path) -> Iterator[Open]:
    """Open the page; it made no request but for itself, and wrote no error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    asked, errors = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text))
    page.on("pageerror", lambda error: errors.append(str(error)))

    def go(fragment: str = "") -> Page:
        page.goto(written.as_uri() + fragment)
        return page

    yield go
    assert [url for url in asked if url.partition("#")[0] != written.as_uri()] == []
    assert errors == []
    context.close()


def chosen(page: Page) -> str:
    """The words of the letter that are marked as evidence."""
    return "".join(page.locator("mark.chosen").all_inner_texts())


def pressed(page: Page) -> list[str | None]:
    """The fields that are chosen."""
    buttons = page.locator("button[aria-pressed=true]")
    return [buttons.nth(at).get_attribute("data-field") for at in range(buttons.count())]


def in_view(page: Page, selector: str) -> bool:
    """Whether an element can be seen without scrolling."""
    box = page.locator(selector).first.bounding_box()
    return box is not None and 0 <= box["y"] <= 800 - box["height"]


def test_open_checks_first(show: Open) -> None:
    """The open checks stand first, each with what is claimed, what was found, and why."""
    page = show()
    section = page.locator("main section").first

    assert section.locator("h2").inner_text() == "Open checks"
    assert section.locator(".name").all_inner_texts() == [
        "worker date of injury",
        "utilization review date",
        "item 1 medically necessary",
    ]
    first = section.locator(".value").first.inner_text()
    assert first.splitlines() == [
        "2016-09-21",
        "conflict: 2016-09-21 in the summary, 2016-09-12 in the header",
    ]
    assert page.locator("header p").inner_text().startswith("5 open checks")


def test_field_shows_evidence(show: Open) -> None:
    """Choosing a field marks its evidence and scrolls to it, and leaves nothing else marked."""
    page = show()
    page.locator("[data-field='items[1].decision']").click()
    evidence, second = chosen(page), pressed(page)
    assert evidence == "Upheld"
    assert second == ["items[1].decision"]
    assert in_view(page, "mark.chosen")
    assert "Upheld" in page.locator("#told").inner_text()

    page.locator("[data-field='case.case_number']").click()
    assert chosen(page) == "CM16-0260031"
    assert pressed(page) == ["case.case_number"]
    assert in_view(page, "mark.chosen")


def test_mark_shows_field(show: Open) -> None:
    """Choosing a marked passage shows and focuses the field that it fits closest."""
    page = show()
    page.locator("mark", has_text="09-21-2016").first.click()
    found = pressed(page)

    assert found
    assert all(one in ("worker.date_of_injury", "events[0].date") for one in found)
    assert page.evaluate("document.activeElement.tagName") == "BUTTON"
    assert "date" in page.locator("#told").inner_text()


def test_conflict(show: Open) -> None:
    """A field on which the letter contradicts itself shows both places."""
    page = show()
    page.locator("[data-field='worker.date_of_injury']").first.click()

    assert sorted(page.locator("mark.chosen").all_inner_texts()) == ["09-21-2016", "09/12/2016"]


def test_long_passage(show: Open) -> None:
    """A passage whose parts are evidence too is marked from end to end."""
    page = show()
    page.locator("[data-field='clinical_summary']").click()

    assert chosen(page).strip().startswith("This is a 33 year old male")
    assert chosen(page).strip().endswith("necessary.")
    assert "09-21-2016" in chosen(page)


def test_keyboard(show: Open) -> None:
    """Everything can be done with the keyboard: fields first, then the letter's marks."""
    page = show()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the letter"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert pressed(page)[0] == "worker.date_of_injury"
    page.locator("mark", has_text="CM16-0260031").focus()
    page.keyboard.press("Space")
    assert pressed(page) == ["case.case_number"]


def test_unverified(show: Open) -> None:
    """What nothing re-derives looks so, says so, and cannot be chosen."""
    page = show()
    category = page.locator("[data-field='items[0].category']")

    assert "not verified" in category.inner_text()
    assert category.is_disabled()
    assert category.evaluate("one => getComputedStyle(one).borderTopStyle") == "dashed"
    confirmed = page.locator("[data-field='case.case_number']")
    assert confirmed.evaluate("one => getComputedStyle(one).borderTopStyle") == "solid"


def test_screen_reader(show: Open) -> None:
    """Parts have roles and names, and what is chosen is announced."""
    page = show()

    assert page.get_by_role("main", name="Record").count() == 1
    assert page.get_by_role("region", name="Letter").count() == 1
    assert page.get_by_role("button", name="case number CM16-0260031 confirmed").count() == 1
    assert page.locator("#told").get_attribute("aria-live") == "polite"
    assert page.locator("html").get_attribute("lang") == "en"


def test_link_to_a_field(show: Open) -> None:
    """An address with a field's name in it opens with that field's evidence."""
    page = show("#items[1].decision")

    assert pressed(page) == ["items[1].decision"]
    assert in_view(page, "mark.chosen")


def test_escaped(show: Open) -> None:
    """Markup in a letter is text, and does nothing."""
    page = show()

    assert page.title() == "letter.txt: review"
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0
    assert HOSTILE in "".join(page.locator(".letter pre").all_inner_texts())


def test_letter_whole(show: Open, written: Path) -> None:
    """The letter stands there to the last character."""
    text = (written.parent / "letter.txt").read_text("utf-8")

    assert show().locator(".letter pre").text_content() == text


def test_policy(show: Open) -> None:
    """The page may run its own script and style, by their hashes, and nothing else."""
    policy = show().locator("meta[http-equiv]").get_attribute("content") or ""

    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_looks(show: Open) -> None:
    """Side by side on a wide screen, one after the other on a narrow one and on paper; dark too."""
    page = show()

    def places() -> tuple[float, float]:
        boxes = [page.locator(one).bounding_box() for one in (".letter", ".record")]
        assert boxes[0] is not None
        assert boxes[1] is not None
        return boxes[0]["x"], boxes[1]["x"]

    letter, record = places()
    assert letter < record
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    page.emulate_media(media="print")
    assert places()[0] == places()[1]
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 500, "height": 800})
    assert places()[0] == places()[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= 500


def test_given_record(letters: Path, tmp_path: Path) -> None:
    """Anybody's record can be reviewed; nothing is extracted for it."""
    record = tmp_path / "record.json"
    record.write_text(json.dumps({"worker": {"age": 99}}), "utf-8")
    page = tmp_path / "page.html"
    letter = str(letters / "f4b-header.txt")

    assert main(["review", letter, "-o", str(page), "--record", str(record)]) == 1
    written = page.read_text("utf-8")
    assert "engine given" in written
    assert 'data-field="worker.age"' in written
    assert 'data-field="worker.sex"' not in written


class TestPieces:
    """The letter cut at the edges of evidence."""

    def test_nested(self) -> None:
        """A piece knows every check it is evidence for, the closest-fitting first."""
        spans = [(0, 10), (2, 4), (2, 10), None, (12, 12)]
        checks = tuple(Check(field="x", status=Status.CONFIRMED, span=span) for span in spans)
        found = [(one.text, one.checks) for one in pieces("abcdefghijkl", checks)]

        assert found == [("ab", (0,)), ("cd", (1, 2, 0)), ("efghij", (2, 0)), ("kl", ())]

    def test_every_letter(self, letters: Path) -> None:
        """The pieces are the letter, and the pieces of a check are its evidence."""
        for path in sorted(letters.glob("f4*.txt")):
            text = path.read_text("utf-8")
            checks = extract(text, engine="rules").checks
            found = pieces(text, checks)
            assert "".join(one.text for one in found) == text
            for number, check in enumerate(checks):
                evidence = "".join(one.text for one in found if number in one.checks)
                assert evidence == (text[slice(*check.span)] if check.span else "")
