"""The disputed items of a record against those of its labels, aligned one to one first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .align import align
from .verdicts import Mark, Marker, Verdict, elements, plain

ITEM: tuple[str, ...] = (
    "decision",
    "title",
    "request",
    "original_request",
    "authorized",
    "retrospective",
    "date_of_service",
    "category",
    "medically_necessary",
    "rationale",
)
GUIDELINES = ("claims_administrator_guideline", "maximus_guideline")


def item_marks(marker: Marker, got: list[Any], want: list[Any]) -> Iterator[Mark]:
    """Every mark of the items: those both have, dropped ones, invented ones, and their order."""
    pairs = align([one.get("title") for one in got], [one.get("title") for one in want])
    of_label = {place: at for at, place in pairs}
    for place, item in enumerate(want):
        path = f"items[{place}]"
        if place in of_label:
            at = of_label[place]
            yield marker.mark("items", Verdict.RIGHT, path, f"items[{at}]")
            yield from _item(marker, got[at], item, path, f"items[{at}]")
        else:
            yield marker.mark("items", Verdict.MISSING, path, "items", expected=item.get("title"))
            yield from _dropped(marker, item, path)
    scored = {name for item in want for name in item}
    for at in sorted(set(range(len(got))) - {at for at, _ in pairs}):
        yield from _invented(marker, got[at], f"items[{at}]", scored)
    if len(pairs) > 1:
        order = [at for at, _ in pairs]
        verdict = Verdict.RIGHT if order == sorted(order) else Verdict.WRONG
        yield marker.mark("items.order", verdict, "items", "items")


def _item(marker: Marker, got: Any, want: Any, path: str, claim: str) -> Iterator[Mark]:
    for name in ITEM:
        yield from marker.scalar(f"{path}.{name}", got, want, name, f"{claim}.{name}")
    for name in GUIDELINES:
        if want.get(name):
            here, there = f"{path}.{name}", f"{claim}.{name}"
            yield from _guideline(marker, got.get(name) or {}, want[name], here, there)


def _guideline(marker: Marker, got: Any, want: Any, path: str, claim: str) -> Iterator[Mark]:
    for name in ("basis", "text"):
        yield from marker.scalar(f"{path}.{name}", got, want, name, f"{claim}.{name}")
    if "citations" in want:
        have = got.get("citations")
        cited = None if have is None else elements(f"{claim}.citations", have)
        needed = elements(f"{path}.citations", want["citations"] or []) or []
        yield from marker.listed(f"{plain(path)}.citations", f"{claim}.citations", cited, needed)


def _dropped(marker: Marker, item: Any, path: str) -> Iterator[Mark]:
    """What the labels say of an item that the record does not have."""
    for field, place, value in _values(item, path):
        yield marker.mark(field, Verdict.MISSING, place, "", expected=value)


def _invented(marker: Marker, item: Any, path: str, scored: set[str]) -> Iterator[Mark]:
    """What the record says of an item that the letter does not have, as far as it is scored."""
    title = item.get("title")
    yield marker.mark("items", Verdict.SPURIOUS, f"+{path}", path, actual=title)
    kept = {name: value for name, value in item.items() if name in scored}
    for field, place, value in _values(kept, path):
        yield marker.mark(field, Verdict.SPURIOUS, f"+{place}", "", actual=value)


def _values(item: Any, path: str) -> Iterator[tuple[str, str, Any]]:
    """Field, path and value of everything that an item says."""
    for name in ITEM:
        if item.get(name) is not None:
            yield f"items.{name}", f"{path}.{name}", item[name]
    for name in GUIDELINES:
        guideline = item.get(name) or {}
        for part in ("basis", "text"):
            if guideline.get(part) is not None:
                yield f"items.{name}.{part}", f"{path}.{name}.{part}", guideline[part]
        for at, cited in enumerate(guideline.get("citations") or ()):
            yield f"items.{name}.citations", f"{path}.{name}.citations[{at}]", cited
