"""The words with which a rationale concludes, for people to read."""

from __future__ import annotations


def concluding_words(rationale: str) -> str | None:
    """The words of a folded rationale that the second reader takes for its conclusion.

    None where it is not sure of any.
    """
    # imported here: making its patterns ready takes longer than a start-up may
    from imr_llm.witness.reading.concluding import conclude  # noqa: PLC0415

    place = conclude(rationale).place
    return rationale[slice(*place)] if place else None
