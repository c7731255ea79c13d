"""California workers' compensation IMR determination letters as records that can be trusted.

`extract(text)` reads a letter and checks every decision and date it claims against the letter by a
second, deterministic reader; `verify(record, text)` does the same for anybody's record.

Public names are loaded when they are first used, so that the command line starts at once.

The stages of a letter's way, each a folder: `letter` (a file to text, text to sections), `rules`
and `model` (the two makers of records), `witness` (the second reader), then `many` letters, the
`review` page and the `cli`. At this level stands what all of them share, and `pipeline`, the story.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imr_llm.dates import PartialDate
    from imr_llm.errors import (
        AnswerRejected,
        AnswersError,
        ChecksFailed,
        ImrError,
        LetterError,
        ModelError,
        ModelUnavailable,
        OptionError,
        PromptError,
        RecordError,
        UnknownLayout,
    )
    from imr_llm.extraction import (
        Check,
        Disputed,
        Extraction,
        Family,
        Provenance,
        Resolution,
        Status,
    )
    from imr_llm.letter.documents import read_document
    from imr_llm.many.answer import Answer
    from imr_llm.many.stream import aextract_many, extract_many
    from imr_llm.model.also import Verbatim
    from imr_llm.pipeline import aextract, extract, verify
    from imr_llm.record import Determination, load_record
    from imr_llm.summary.counting import Summary, summarize
    from imr_llm.summary.flat import items_table

__all__ = [
    "Answer",
    "AnswerRejected",
    "AnswersError",
    "Check",
    "ChecksFailed",
    "Determination",
    "Disputed",
    "Extraction",
    "Family",
    "ImrError",
    "LetterError",
    "ModelError",
    "ModelUnavailable",
    "OptionError",
    "PartialDate",
    "PromptError",
    "Provenance",
    "RecordError",
    "Resolution",
    "Status",
    "Summary",
    "UnknownLayout",
    "Verbatim",
    "aextract",
    "aextract_many",
    "extract",
    "extract_many",
    "items_table",
    "load_record",
    "read_document",
    "summarize",
    "verify",
]

_HOMES = {
    "Answer": "many.answer",
    "AnswerRejected": "errors",
    "AnswersError": "errors",
    "Check": "extraction",
    "ChecksFailed": "errors",
    "Determination": "record",
    "Disputed": "extraction",
    "Extraction": "extraction",
    "Family": "extraction",
    "ImrError": "errors",
    "LetterError": "errors",
    "ModelError": "errors",
    "ModelUnavailable": "errors",
    "OptionError": "errors",
    "PartialDate": "dates",
    "PromptError": "errors",
    "Provenance": "extraction",
    "RecordError": "errors",
    "Resolution": "extraction",
    "Status": "extraction",
    "Summary": "summary.counting",
    "UnknownLayout": "errors",
    "Verbatim": "model.also",
    "aextract": "pipeline",
    "aextract_many": "many.stream",
    "extract": "pipeline",
    "extract_many": "many.stream",
    "items_table": "summary.flat",
    "load_record": "record",
    "read_document": "letter.documents",
    "summarize": "summary.counting",
    "verify": "pipeline",
}
"""Each public name and the module that it is of."""


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'imr_llm' has no attribute {name!r}")
    return globals().setdefault(name, getattr(import_module(f"imr_llm.{_HOMES[name]}"), name))


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
