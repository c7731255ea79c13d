"""Any record against any letter: one check for every claim, by a reader of its own.

Nothing here knows the rules or the model that made the record; `witness` reads the letter anew.
The record is never changed: what to replace is the caller's decision (contract 2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from imr_llm.extraction import Check, Status
from imr_llm.record import Determination


@dataclass(frozen=True, slots=True)
class Examination:
    """What the second reader found, and the claims that nothing re-derives."""

    checks: tuple[Check, ...]
    unverified: tuple[str, ...]


def examine(determination: Determination, text: str) -> Examination:
    """Check every claim of a record against the letter it is said to come from.

    Args:
        determination: the record; parts left out claim nothing.
        text: the letter as the record's maker saw it. Spans of the checks index this text.

    Returns:
        The checks and the unverified fields; never raises, whatever the text.
    """
    # imported here: making their patterns ready takes longer than a start-up may
    from imr_llm.witness.comparing.case import compare_case  # noqa: PLC0415
    from imr_llm.witness.comparing.events import compare_events  # noqa: PLC0415
    from imr_llm.witness.comparing.facts import compare_facts  # noqa: PLC0415
    from imr_llm.witness.comparing.items import compare_items  # noqa: PLC0415
    from imr_llm.witness.comparing.ledger import Ledger  # noqa: PLC0415
    from imr_llm.witness.comparing.narrative import compare_narrative  # noqa: PLC0415
    from imr_llm.witness.reading.whole import read  # noqa: PLC0415

    reading, ledger = read(text), Ledger()
    compare_case(determination, reading, ledger)
    compare_facts(determination, reading, ledger)
    compare_narrative(determination, reading, ledger)
    compare_events(determination, reading, ledger)
    compare_items(determination, reading, ledger)
    return Examination(ledger.checks, tuple(ledger.unverified))


def verify(determination: Determination, text: str) -> tuple[Check, ...]:
    """The checks of `examine` alone."""
    return examine(determination, text).checks


def locate(phrases: Mapping[str, str], text: str) -> tuple[Check, ...]:
    """A check for each phrase, by its field: where it stands in the letter, in whole words.

    Compared as the contract compares (section 3); what stands nowhere is unsupported.
    """
    from imr_llm.witness.comparing.ledger import Ledger  # noqa: PLC0415  # see above
    from imr_llm.witness.comparing.passage import passage  # noqa: PLC0415
    from imr_llm.witness.reading.sheet import spread  # noqa: PLC0415

    ledger = Ledger()
    if phrases:
        sheet = spread(text)
        whole = passage(sheet, (0, len(text)))
    for field, claimed in phrases.items():
        if span := whole.find(claimed):
            ledger.add(field, Status.CONFIRMED, claimed=claimed, found=claimed, span=span)
        else:
            ledger.add(field, Status.UNSUPPORTED, claimed=claimed)
    return ledger.checks
