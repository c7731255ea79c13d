"""Number and order of a record's items against the letter's, and the letter's own labels."""

from __future__ import annotations

from imr_llm.extraction import Status
from imr_llm.folding import key
from imr_llm.record import Determination, Item
from imr_llm.witness.comparing.item import compare_item
from imr_llm.witness.comparing.ledger import Ledger
from imr_llm.witness.comparing.pairing import in_order, pair
from imr_llm.witness.reading.items import LABELS
from imr_llm.witness.reading.whole import Reading


def compare_items(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Number, order and content of the items, and whether the letter itself hangs together."""
    letter = reading.items.items
    for span, message in reading.items.strays:
        ledger.add("items", Status.UNSUPPORTED, span=span, message=message)
    if not letter:
        message = "no disputed item was found in the letter"
        claimed = None if record.items is None else _titles(record.items)
        ledger.add("items", Status.UNSUPPORTED, claimed=claimed, message=message)
        return
    claimed_items = record.items or []
    pairs = pair([_keys(item, reading) for item in claimed_items], _letter_keys(reading))
    of_letter = {there: here for here, there in pairs.items()}
    _missing_labels(reading, of_letter, ledger)
    if record.items is None:
        return
    _roll(record.items, reading, pairs, ledger)
    for at, item in enumerate(record.items):
        if at in pairs:
            compare_item(f"items[{at}]", item, letter[pairs[at]], reading, ledger)


def _keys(item: Item, reading: Reading) -> tuple[str | None, str | None]:
    lost = reading.sheet.hyphens_lost
    title = None if item.title is None else key(item.title, hyphens_lost=lost)
    return title, item.rationale and key(item.rationale, hyphens_lost=lost)


def _letter_keys(reading: Reading) -> list[tuple[str, str | None]]:
    spans = [(item.title, item.parts.get("rationale")) for item in reading.items.items]
    return [(reading.key(title), reading.key(why) if why else None) for title, why in spans]


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
            ledger.add("items", Status.OMITTED, found=found, span=witnessed.title)
    if not in_order(pairs):
        found_titles = [reading.folded(one.title) for one in letter]
        message = "the items stand in another order"
        ledger.add("items", Status.DIFFERS, claimed=titles, found=found_titles, message=message)
    elif len(pairs) == len(items) == len(letter):
        span = (letter[0].title[0], letter[-1].outcome[1])
        ledger.add("items", Status.CONFIRMED, claimed=titles, found=titles, span=span)
