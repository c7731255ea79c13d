"""The sentence with which a rationale concludes, for people to read."""

from __future__ import annotations

from imr_llm.wording import sentence_with


def concluding_sentence(rationale: str) -> str | None:
    """The sentence of a folded rationale that the second reader takes for its conclusion.

    None where it is not sure of any.
    """
    # imported here: making its patterns ready takes longer than a start-up may
    from imr_llm.witness.reading.concluding import conclude  # noqa: PLC0415

    place = conclude(rationale).place
    return sentence_with(rationale, rationale[slice(*place)]) if place else None
