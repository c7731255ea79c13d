"""The evaluation's page, opened in a browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from eval.__main__ import main

NAME = "f4b-header"
HOSTILE = "<script>document.title='taken'</script><img src='https://elsewhere.invalid/x.png'>"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, letters: Path) -> Path:
    """The page of a letter with a hostile title, two of whose labels are not what it says."""
    folder = tmp_path_factory.mktemp("own")
    text = (letters / f"{NAME}.txt").read_text("utf-8")
    labels = json.loads((letters / f"{NAME}.json").read_bytes())
    title = str(labels["items"][3]["title"])
    assert title in text
    (folder / f"{NAME}.txt").write_text(text.replace(title, f"{title} {HOSTILE}"), "utf-8")
    labels["items"][0]["decision"] = "upheld"
    labels["worker"]["age"] = 99
    visit = next(one for one in labels["events"] if one["kind"] == "visit")
    visit["kind"] = "other"
    (folder / f"{NAME}.json").write_text(json.dumps(labels), "utf-8")
    page = folder / "page.html"
    assert main([str(folder), "--html", str(page), "--engine", "rules"]) == 0
    return page


@pytest.fixture
def page(browser: Browser, written: Path) -> Iterator[Page]:
    """The page, open; it made no request but for itself, and wrote no error."""
    opened = browser.new_page()
    asked, errors = [], []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("console", lambda message: errors.append(message.text))
    opened.goto(written.as_uri())
    opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    yield opened
    assert [url for url in asked if url.partition("#")[0] != written.as_uri()] == []
    assert errors == []
    opened.close()


def test_wrong_first(page: Page) -> None:
    """The wrong decision stands first, with both values and the letter's own words marked."""
    first = page.locator("article").first

    assert first.locator("h4").inner_text() == "items.decision wrong"
    assert first.locator("dd").nth(1).inner_text() == "upheld"
    assert first.locator("dd").nth(2).inner_text() == "overturned"
    assert first.locator("mark").inner_text() == "Overturned"
    assert (
        "51 year old" in page.locator("article", has_text="worker.age").locator("mark").inner_text()
    )


def test_an_event_of_another_kind(page: Page, letters: Path) -> None:
    """Of a kind that is not right both sides at its date are told, with the letter's words."""
    labels = json.loads((letters / f"{NAME}.json").read_bytes())
    visit = next(one for one in labels["events"] if one["kind"] == "visit")
    faults = page.locator("article", has_text="events.(date, kind)")

    assert faults.locator("h4").all_inner_texts() == [
        "events.(date, kind) invented",
        "events.(date, kind) missing",
    ]
    for at in range(2):
        told = faults.nth(at).locator("dd")
        assert told.nth(1).inner_text() == f"{visit['date']} other"
        assert told.nth(2).inner_text() == f"{visit['date']} visit"
        marked = " ".join(faults.nth(at).locator("mark").inner_text().split())
        assert visit["text"] in marked


def test_rendered(page: Page) -> None:
    """Headings, lists and tables are there, laid out."""
    assert page.locator("h1").inner_text() == "Evaluation"
    assert page.locator("table").count() >= 4
    assert page.locator("th", has_text="items.decision").is_visible()
    box = page.locator("article").first.bounding_box()
    assert box is not None
    assert box["height"] > 50
    page.emulate_media(color_scheme="dark")
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")


def test_links(page: Page) -> None:
    """Every link of the page to itself leads to a place, and going there shows it."""
    links = page.locator("a[href^='#']")
    assert links.count() >= 3
    for at in range(links.count()):
        target = links.nth(at).get_attribute("href") or ""
        assert re.fullmatch(r"#[\w-]+", target)
        links.nth(at).click()
        assert page.url.endswith(target)
        assert page.locator(target).count() == 1
        page.locator(target).scroll_into_view_if_needed()
        assert page.locator(target).is_visible()


def test_reviews(browser: Browser, written: Path) -> None:
    """Every fault links to its letter's review, which opens with the field's evidence."""
    page = browser.new_page()
    page.goto(written.as_uri())
    links = page.locator("article a")
    assert links.count() == page.locator("article").count()
    links.first.click()
    page.wait_for_url("**/page.letters/*")

    assert page.url.startswith((written.parent / "page.letters").as_uri())
    assert page.locator("button[aria-pressed=true]").first.get_attribute("data-field") == (
        "items[0].decision"
    )
    assert page.locator("mark.chosen").all_inner_texts() == ["Overturned"]
    page.close()


def test_escaped(page: Page) -> None:
    """Markup in a letter is shown as text, and does nothing."""
    assert page.title() == "imr_llm: evaluation"
    assert page.locator("script, img").count() == 0
    assert page.get_by_text("<script>document.title").first.is_visible()


def test_policy(page: Page) -> None:
    """The page forbids itself everything but its own style."""
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
    assert policy == "default-src 'none'; style-src 'unsafe-inline'"


def test_what_is_not_right_follows_the_headline(page: Page) -> None:
    """First the headline, each figure a dot inside its interval, then the faults, then the rest."""
    titles = page.locator("h3").all_inner_texts()
    assert titles[0] == "Readers side by side"
    assert re.fullmatch(r"rules: \d+ not right", titles[1])
    assert titles.index("Tables") > titles.index("What verified is worth") > 1
    row = page.locator(".plot").first.locator(".track").first
    low, dot = (row.locator(one).bounding_box() for one in ("i", "b"))
    assert low and dot
    assert low["x"] <= dot["x"] + dot["width"] / 2 <= low["x"] + low["width"] + 1


def test_a_phone_scrolls_one_way(page: Page) -> None:
    """On a narrow screen nothing is wider than the screen."""
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_grouped_by_field(page: Page) -> None:
    """What is not right stands under its field; the gravest is open."""
    groups = page.locator("details.field")
    assert groups.first.locator("summary").inner_text() == "items.decision: 3"
    assert groups.first.locator("article").count() == 3
    assert groups.locator("summary", has_text="worker.age: 1").count() == 1
