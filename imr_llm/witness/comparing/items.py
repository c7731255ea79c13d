"""Number and order of a record's items against the letter's, and the letter's own labels."""

from __future__ import annotations

from imr_llm.extraction import Family, Status
from imr_llm.folding import bare
from imr_llm.record import Determination, Item
from imr_llm.witness.comparing.item import compare_item
from imr_llm.witness.comparing.ledger import Ledger
from imr_llm.witness.comparing.pairing import in_order, pair
from imr_llm.witness.comparing.quoted import compare_quoted
from imr_llm.witness.reading.items import LABELS
from imr_llm.witness.reading.whole import Reading


def compare_items(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Number, order and content of the items, and whether the letter itself hangs together."""
    letter = reading.items.items
    for span, message in reading.items.strays:
        ledger.add("items", Status.DOUBTFUL, span=span, message=message)
    if not letter and record.items and reading.sections.family is not Family.F4:
        compare_quoted(record.items, reading, ledger)
        return
    if not letter:
        message = "no disputed item was found in the letter"
        claimed = None if record.items is None else _titles(record.items)
        status = Status.OMITTED if record.items is None else Status.UNSUPPORTED
        ledger.add("items", status, claimed=claimed, message=message)
        return
    claimed_items = record.items or []
    pairs = pair([_keys(item) for item in claimed_items], _letter_keys(reading))
    of_letter = {there: here for here, there in pairs.items()}
    _missing_labels(reading, of_letter, ledger)
    if record.items is None:
        found = [reading.folded(one.title) for one in letter]
        ledger.add("items", Status.OMITTED, found=found, span=letter[0].title)
        return
    _roll(record.items, reading, pairs, ledger)
    for at, item in enumerate(record.items):
        if at in pairs:
            compare_item(f"items[{at}]", item, letter[pairs[at]], reading, ledger)


def _keys(item: Item) -> tuple[str | None, str | None]:
    title = None if item.title is None else bare(item.title)
    return title, item.rationale


def _letter_keys(reading: Reading) -> list[tuple[str, str | None]]:
    spans = [(item.title, item.parts.get("rationale")) for item in reading.items.items]
    return [
        (bare(reading.printed(title)), reading.printed(why) if why else None)
        for title, why in spans
    ]


def _titles(items: list[Item]) -> list[str]:
    return [item.title or "" for item in items]


def _missing_labels(reading: Reading, of_letter: dict[int, int], ledger: Ledger) -> None:
    """An item of the block form without one of its three labels is never fully confirmed."""
    for at, item in enumerate(reading.items.items):
        missing = [name for name in LABELS if item.labelled and name not in item.parts]
        for name in missing:
            field = f"items[{of_letter[at]}].{name}" if at in of_letter else "items"
            ledger.add(field, Status.UNSUPPORTED, span=item.outcome, message="label missing")


def _roll(items: list[Item], reading: Reading, pairs: dict[int, int], ledger: Ledger) -> None:
    """Number and order: dropped, invented, doubled, out of order; else one confirmed check."""
    letter, titles = reading.items.items, _titles(items)
    for at, item in enumerate(items):
        if at not in pairs:
            ledger.add(f"items[{at}]", Status.UNSUPPORTED, claimed=item.title)
    paired = set(pairs.values())
    for at, witnessed in enumerate(letter):
        if at not in paired:
            found = reading.folded(witnessed.title)
            status = Status.OMITTED if witnessed.shown else Status.DOUBTFUL
            ledger.add("items", status, found=found, span=witnessed.title)
    if not in_order(pairs):
        found_titles = [reading.folded(one.title) for one in letter]
        message = "the items stand in another order"
        ledger.add("items", Status.DIFFERS, claimed=titles, found=found_titles, message=message)
    elif len(pairs) == len(items) == len(letter):
        span = (letter[0].title[0], letter[-1].outcome[1])
        shown = all(one.shown for one in letter)
        message = "" if shown else "the layout does not show where every item begins and ends"
        ledger.settle("items", titles, titles, span, sure=shown, message=message)
