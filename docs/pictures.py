"""The pictures of the README and the documentation, taken anew of pages made from invented letters.

    python docs/pictures.py

Needs the program chromium. Look at them before they are committed.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from imr_llm.cli import main as imr_llm

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
QUARREL = "f4b-conflict.txt"
"""A letter whose header and summary name two dates of injury."""


def made(folder: Path) -> None:
    """A run over invented letters as pages to review, another as a summary."""
    review, counted = folder / "review.jsonl", folder / "rows.jsonl"
    letters, fixtures = str(ROOT / "tests" / "letters"), str(ROOT / "eval" / "fixtures")
    imr_llm(["batch", letters, "-o", str(review)])
    imr_llm(["review", str(review), "--letters", letters, "-o", str(folder / "pages")])
    imr_llm(["batch", fixtures, "-o", str(counted)])
    imr_llm(["summary", str(counted), "-o", str(folder / "summary.html")])


def take_review(page: Page, folder: Path) -> None:
    """The quarrelling letter, its two dates of injury marked, one value decided."""
    page.goto((folder / "pages" / "index.html").as_uri())
    page.get_by_role("link", name=QUARREL, exact=True).click()
    page.locator("#who").fill("Dr. Ng")
    page.locator("[data-field='utilization_review.date']").first.click()
    page.get_by_role("button", name="Cannot be told").click()
    page.locator("[data-field='worker.date_of_injury']").first.click()
    page.mouse.move(0, 0)
    page.screenshot(path=DOCS / "review.png")


def take_summary(page: Page, folder: Path) -> None:
    """The first screen of the summary."""
    page.set_viewport_size({"width": 1280, "height": 640})
    page.goto((folder / "summary.html").as_uri())
    page.screenshot(path=DOCS / "summary.png")


def main() -> int:
    """Take both; returns 2 where there is no browser."""
    if not (program := shutil.which("chromium")):
        print("the program chromium is absent")
        return 2
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name, "invented letters")
        folder.mkdir()
        made(folder)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce"
        )
        take_review(page, folder)
        take_summary(page, folder)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
