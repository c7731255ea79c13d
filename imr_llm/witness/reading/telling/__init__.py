"""The second reader of the narrative: deterministic, of the letter's running text alone."""

from imr_llm.witness.reading.telling.account import account, roles
from imr_llm.witness.reading.telling.quantities import words_in

__all__ = ["account", "roles", "words_in"]
