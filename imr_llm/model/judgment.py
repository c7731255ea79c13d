"""The short request: what needs judgment of a letter that the rules read and the witness verified.

The model is shown the record's items and dates, never what the rules made of them. Where both say a
category or a kind they agree, or are at odds: then the model's value is kept and both are shown.
The roles of a date that the second reader re-derives (injury, utilization review) stay as verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest

from imr_llm.errors import AnswerRejected
from imr_llm.extraction import Check, Disputed
from imr_llm.model.agreement import ROLES, Reading, agreed_of, disputed_of
from imr_llm.model.draft import CATEGORIES, EVENT_KINDS, Draft, ShortDraft
from imr_llm.model.example import Guard, example_values
from imr_llm.model.locate import Place
from imr_llm.model.prompts import Prompts, example_letter, lists_message, load_prompts, load_short
from imr_llm.model.transcribe import record_of
from imr_llm.record import Determination, Event, Item


@dataclass(frozen=True, slots=True)
class Judged:
    """A record with what the model added to it, where two readers met, and what was not taken."""

    determination: Determination
    readings: tuple[Reading, ...]
    checks: tuple[Check, ...]

    @property
    def agreed(self) -> tuple[str, ...]:
        """The fields that both read alike."""
        return agreed_of(self.readings)

    @property
    def disputed(self) -> tuple[Disputed, ...]:
        """The fields that they read differently."""
        return disputed_of(self.readings)


def messages_about(
    record: Determination, text: str, prompts: Prompts | None = None
) -> list[dict[str, str]]:
    """The one short request about a record and its letter: a system and a user message."""
    return [
        {"role": "system", "content": (prompts or short_prompts()).system},
        {"role": "user", "content": lists_message(text, *_lists(record))},
    ]


@cache
def short_prompts() -> Prompts:
    """What asks for judgment, with the example's own lists."""
    letter = example_letter()
    record, _ = record_of(Draft.model_validate_json(load_prompts().example), letter)
    return load_short(*_lists(record))


def judged(record: Determination, short: ShortDraft, text: str) -> Judged:
    """A record with a model's judgment in it; a pure function.

    Raises AnswerRejected when the answer is not about as many items and dates as were listed.
    """
    items, dates = len(record.items or ()), len(_dates(record))
    if (len(short.items), len(short.events)) != (items, dates):
        raise AnswerRejected(
            f"the answer has {len(short.items)} entries for {items} items listed, and"
            f" {len(short.events)} for {dates} dates"
        )
    guard = Guard(Place.of(text), example_values(short_prompts().example))
    readings: list[Reading] = []
    diagnoses = guard.own_only(list(short.diagnoses), "worker.diagnoses")
    parts = {
        "worker": record.worker.model_copy(update={"diagnoses": diagnoses}),
        "items": list(_items(record, short, guard, readings)) if record.items else record.items,
        "events": _events(record, short, readings) if record.events else record.events,
    }
    return Judged(record.model_copy(update=parts), tuple(readings), tuple(guard.checks))


def _lists(record: Determination) -> tuple[list[str], list[str]]:
    """The items and the dates that a model is asked about, in the letter's words."""
    events = record.events or []
    phrases = {
        date: " / ".join(dict.fromkeys(events[at].text or "" for at in places))
        for date, places in _dates(record).items()
    }
    return (
        [item.title or "" for item in record.items or ()],
        [f"{date}: {phrase}" for date, phrase in phrases.items()],
    )


def _dates(record: Determination) -> dict[str, list[int]]:
    """Every date of the events, with the numbers of its events."""
    dates: dict[str, list[int]] = {}
    for number, event in enumerate(record.events or ()):
        if event.date:
            dates.setdefault(event.date, []).append(number)
    return dates


def _items(
    record: Determination, short: ShortDraft, guard: Guard, readings: list[Reading]
) -> Iterator[Item]:
    told: dict[str, str] = {}
    for number, (item, answer) in enumerate(zip(record.items or (), short.items, strict=True)):
        category, name = CATEGORIES[answer.category], f"items[{number}]"
        readings.append(Reading(f"{name}.category", item.category, category))
        gist = guard.own_only(answer.rationale_gist, f"{name}.rationale_gist")
        # a rationale that stands twice need be told once
        reason = item.rationale or name
        gist = gist or told.get(reason)
        if gist:
            told.setdefault(reason, gist)
        yield item.model_copy(update={"category": category, "rationale_gist": gist})


def _events(record: Determination, short: ShortDraft, readings: list[Reading]) -> list[Event]:
    """The events with the model's kinds, date by date; none is added and none left out."""
    events = list(record.events or ())
    for places, codes in zip(_dates(record).values(), short.events, strict=True):
        told = [EVENT_KINDS[code] for code in dict.fromkeys(codes)]
        open_to_it = [at for at in places if events[at].kind not in ROLES]
        alike = [at for at in open_to_it if events[at].kind in told]
        rest = [at for at in open_to_it if at not in alike]
        read = [events[at].kind for at in places]
        new = [kind for kind in told if kind not in read and kind not in ROLES]
        readings += [Reading(_kind(at), events[at].kind, events[at].kind) for at in alike]
        for at, kind in zip_longest(rest, new):
            if at is None:
                readings.append(Reading(_kind(places[0]), None, kind))
                continue
            readings.append(Reading(_kind(at), events[at].kind, kind))
            if kind is not None:
                events[at] = events[at].model_copy(update={"kind": kind})
    return events


def _kind(number: int) -> str:
    return f"events[{number}].kind"
