"""What a reader left out: added on a letter's page, and taken into record and label."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from eval.cases import load_set
from imr_llm import Extraction, RecordError, Resolution, Status
from imr_llm.cli import main
from imr_llm.many.answer import succeeded
from imr_llm.pipeline import examined_as_given, extract
from imr_llm.record import load_record
from imr_llm.review.added import completed, span_of
from imr_llm.review.corrections import Added, Decided, Place, Ruling, Rulings, Verdict
from imr_llm.review.sources import record_sha256

NAME = "f4b-conflict.txt"
BRACE = "Counterforce brace for the right elbow, QTY: 1"
X_RAYS = "X-rays done on 10-05-2016 showed no fracture and no loose body."
DAY = date(2026, 11, 22)

# choose words of the letter with the pointer's own means
SELECT = """words => {
  const walker = document.createTreeWalker(document.querySelector("#letter pre"), NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let text = "", from = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) text += node.data;
  const start = text.search(words), end = start + text.match(words)[0].length;
  walker.currentNode = walker.root;
  let at = 0;
  for (let node = walker.nextNode(); node; at += node.data.length, node = walker.nextNode()) {
    if (!from && start < at + node.data.length) { range.setStart(node, start - at); from = node; }
    if (end <= at + node.data.length) { range.setEnd(node, end - at); break; }
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""  # noqa: E501


@pytest.fixture(scope="module")
def text(letter: Callable[[str], str]) -> str:
    """A letter of three items and five events."""
    return letter("f4b-conflict")


@pytest.fixture(scope="module")
def short(text: str) -> Extraction:
    """Its record without the second item and the third event, checked."""
    record = json.loads(extract(text, engine="rules").determination.model_dump_json())
    assert record["items"].pop(1)["title"] == BRACE
    assert record["events"].pop(2)["text"] == X_RAYS
    return examined_as_given(load_record(json.dumps(record | {"outcome": None})), text)


@pytest.fixture(scope="module")
def run(short: Extraction, text: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of that record, and its pages."""
    folder = tmp_path_factory.mktemp("run")
    (folder / NAME).write_text(text, "utf-8")
    (folder / "rows.jsonl").write_text(f"{succeeded(NAME, short).line}\n", "utf-8")
    assert main(["review", str(folder / "rows.jsonl"), "-o", str(folder / "pages")]) == 0
    return folder


@pytest.fixture
def page(browser: Browser, run: Path) -> Iterator[Page]:
    """The letter's page, in a browser that remembers nothing; it writes no error."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto((run / "pages" / "0001.html").as_uri())
    yield opened
    context.close()
    assert errors == []


def test_clicked(page: Page, run: Path, tmp_path: Path) -> None:
    """Words chosen in the letter become an item and an event, in the record and its label."""
    page.evaluate(SELECT, BRACE.replace(" ", r"\s+"))
    page.get_by_role("button", name="Add as item").click()
    assert page.locator("#quote").input_value() == BRACE
    page.locator("#add [name=decision]").select_option("upheld")
    page.locator("#add [name=category]").select_option("dmepos")
    page.locator("#add button").click()
    assert "item added: upheld, dmepos" in page.locator("#added").inner_text()
    page.evaluate(SELECT, X_RAYS.replace("-", r"-\s*").replace(" ", r"\s+"))
    page.get_by_role("button", name="Add as event").click()
    page.locator("#add [name=date]").fill("2016-10-05")
    page.locator("#add [name=kind]").select_option("diagnostic")
    page.locator("#add button").click()
    page.locator("[data-field='items[1].title']").click()
    page.get_by_role("button", name="Confirm", exact=True).click()
    assert page.locator("#count").inner_text() == "1 value decided, 2 added"
    page.reload()
    assert page.locator("#added li").count() == 2
    page.locator("#who").fill("Dr. Ng")
    with page.expect_download() as download:
        page.locator("#save").click()
    download.value.save_as(tmp_path / "corrections.json")
    page.get_by_role("link", name="All letters").click()
    assert "3 decided" in page.locator("li", has_text=NAME).inner_text()

    told = ["--rows", str(run / "rows.jsonl"), "-o", str(tmp_path / "out")]
    assert main(["accept", str(tmp_path / "corrections.json"), *told]) == 0
    done = Extraction.model_validate_json((tmp_path / "out" / "rows.jsonl").read_bytes())
    items, events = done.determination.items or [], done.determination.events or []
    checks = {one.field: one for one in done.checks}
    assert [one.title for one in items][1] == items[1].request == BRACE
    assert (items[1].decision, items[1].category) == ("upheld", "dmepos")
    assert done.determination.outcome == "partially_overturned"
    assert (events[2].text, events[2].date, events[2].kind) == (X_RAYS, "2016-10-05", "diagnostic")
    assert checks["items[2].title"].message.startswith("confirmed by Dr. Ng")
    decision = checks["items[1].decision"]
    assert (decision.status, decision.resolution) == (Status.OMITTED, Resolution.REPLACED)
    assert decision.message.startswith("added by Dr. Ng on ")
    assert checks["items[1].rationale"].open  # what nobody told stays open
    assert not checks["items"].open
    # not every title was decided, nor every event
    assert list((tmp_path / "out" / "labels").iterdir()) == []


def test_keys(page: Page) -> None:
    """It can be done with keys alone; what does not stand in the letter is not taken."""
    page.keyboard.press("a")
    assert page.evaluate("document.activeElement.id") == "quote"
    page.keyboard.type("A brace of gold")
    page.keyboard.press("Tab")
    page.keyboard.type("uph")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "quote"
    assert page.locator("#added li").count() == 0
    page.keyboard.press("Control+a")
    page.keyboard.type(BRACE)
    page.keyboard.press("Enter")
    assert "item added: upheld" in page.locator("#added").inner_text()
    page.locator("#added button").press("Enter")
    assert page.locator("#added li").count() == 0
    assert page.evaluate("document.activeElement.id") == "quote"


def test_event_needs_a_date(page: Page) -> None:
    """An event has a date of the record's form and a kind; an item needs neither."""
    page.locator("#part").select_option("events")
    page.locator("#quote").fill("tile setter")
    page.locator("#add [name=date]").fill("October")
    page.locator("#add button").click()
    assert page.locator("#added li").count() == 0
    assert page.locator("#add [name=decision]").is_hidden()
    page.locator("#add [name=date]").fill("2016-10")
    page.locator("#add [name=kind]").select_option("other")
    page.locator("#add button").click()
    assert page.locator("#added li").count() == 1


def test_small_screen(page: Page) -> None:
    """On a phone the words chosen can be added where they are, and nothing is too wide."""
    page.set_viewport_size({"width": 390, "height": 800})
    page.evaluate(SELECT, "tile setter")
    box = page.locator("#pick").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_role("button", name="Add as event").click()
    assert page.evaluate("document.activeElement.name") == "date"
    page.evaluate("getSelection().removeAllRanges()")
    page.locator("#pick").wait_for(state="hidden")


def rulings(*added: tuple[str, Added], **values: Ruling) -> Rulings:
    """What people added, and decided beside."""
    told: dict[Place, dict[str, Added]] = {}
    for by, one in added:
        told.setdefault(one.place, {})[by] = one
    return Rulings("", "", values, frozenset(), told)


def test_renumbered(short: Extraction, text: str) -> None:
    """What was decided of later parts stays with them, and so do agreements and disputes."""
    brace = Added(part="items", quote=BRACE, values={"decision": "upheld"}, at=DAY)
    confirmed = Ruling(Decided(verdict=Verdict.CONFIRMED, at=DAY), "Dr. Ng")
    update = {"agreed": ("items[0].category", "items[1].category", "events[1].kind")}
    decided = rulings(("Dr. Ng", brace), **{"items[1].decision": confirmed})
    whole, ruled = completed(short.model_copy(update=update), text, decided)

    assert whole.agreed == ("items[0].category", "items[2].category", "events[1].kind")
    assert ruled.values["items[2].decision"] is confirmed
    assert ruled.values["items[1].decision"].added == span_of(brace.place, text)
    assert len(whole.determination.events or ()) == len(short.determination.events or ())
    with pytest.raises(RecordError, match="the record has no items"):
        completed(short, text, rulings(("Dr. Ng", brace), **{"items[2].decision": confirmed}))


def test_two_people(short: Extraction, text: str) -> None:
    """Two who add the same words add one part; where they differ it is told by neither."""
    one = Added(part="items", quote=BRACE, values={"decision": "upheld"}, at=DAY)
    other = Added(
        part="items", quote=BRACE.replace(" ", "\n"), values={"decision": "overturned"}, at=DAY
    )
    whole, ruled = completed(short, text, rulings(("Dr. Ng", one), ("Dr. Lee", other)))

    assert len(whole.determination.items or ()) == 3
    assert ruled.quarrels == {"items[1].decision"}


def test_none_before(text: str) -> None:
    """Where nothing was read there is a list afterwards."""
    bare = examined_as_given(load_record("{}"), text)
    brace = Added(part="items", quote=BRACE, values={}, at=DAY)
    whole, _ = completed(bare, text, rulings(("Dr. Ng", brace)))

    assert len(whole.determination.items or ()) == 1
    assert whole.determination.events is None


def test_where() -> None:
    """Words are found however the lines break; of several places the one that is meant."""
    letter = "An X-\nray. Then an\nX-ray."

    assert span_of(Place("events", "X-ray.", 0), letter) == (3, 10)
    assert span_of(Place("events", "an X-ray.", 0), letter) == (16, 25)
    assert span_of(Place("events", "X-ray.", 1), letter) == (19, 25)
    with pytest.raises(RecordError, match="do not stand in the letter"):
        span_of(Place("events", "X-ray.", 2), letter)


@pytest.mark.parametrize(
    ("added", "told"),
    [
        ({"quote": "SECRET", "values": {}}, "do not stand in the letter"),
        ({"quote": BRACE, "values": {"shoe_size": "9"}}, "the record has no items[1].shoe_size"),
        ({"quote": BRACE, "values": {"decision": "SECRET"}}, "items.1.decision"),
    ],
)
def test_not_accepted(
    run: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    added: dict[str, Any],
    told: str,
) -> None:
    """What does not fit is told of by letter and field, never by value."""
    row = json.loads((run / "rows.jsonl").read_text("utf-8"))
    shas = {
        "text_sha256": row["provenance"]["text_sha256"],
        "record_sha256": record_sha256(row),
    }
    more = [{"part": "items", "at": "2026-11-22"} | added]
    letter = {"source": NAME, "values": {}, "added": more} | shas
    file = {"imr_llm_review": 1, "by": "Dr. Ng", "letters": [letter]}
    (tmp_path / "corrections.json").write_text(json.dumps(file), "utf-8")
    said = ["--rows", str(run / "rows.jsonl"), "-o", str(tmp_path / "out")]

    assert main(["accept", str(tmp_path / "corrections.json"), *said]) == 3
    error = capsys.readouterr().err
    assert told in error
    assert "SECRET" not in error


def test_label(short: Extraction, run: Path, tmp_path: Path) -> None:
    """Where all titles were decided, the label has the items that were added too."""
    row = json.loads((run / "rows.jsonl").read_text("utf-8"))
    confirmed = {"verdict": "confirmed", "at": "2026-11-22"}
    letter = {
        "source": NAME,
        "text_sha256": short.provenance.text_sha256,
        "record_sha256": record_sha256(row),
        "values": {f"items[{at}].title": confirmed for at in range(2)},
        "added": [{"part": "items", "quote": BRACE, "values": {}, "at": "2026-11-22"}],
    }
    file = {"imr_llm_review": 1, "by": "Dr. Ng", "letters": [letter]}
    (tmp_path / "corrections.json").write_text(json.dumps(file), "utf-8")
    told = ["--rows", str(run / "rows.jsonl"), "-o", str(tmp_path / "out")]
    assert main(["accept", str(tmp_path / "corrections.json"), *told]) == 0
    (case,) = load_set(tmp_path / "out" / "labels").cases

    assert [one.title for one in case.expected.items or ()][1] == BRACE
