"""The second reader: any record against any letter, one check for every claim.

In: a record, whoever made it, and the letter's raw text. Out: an `Examination`. `reading` says what
the letter says, bottom-up and by means of its own, `comparing` holds a record against that. It
shares no reading code with the rules or the model, so that they cannot be wrong in the same way;
it imports only what all readers share. The record is never changed: what to replace is `settle`'s.
"""

from imr_llm.witness.examination import Examination, examine, locate
from imr_llm.witness.reason import concluding_sentence

__all__ = ["Examination", "concluding_sentence", "examine", "locate"]
