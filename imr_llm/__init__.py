"""California workers' compensation IMR determination letters as records that can be trusted.

`extract(text)` reads a letter and checks every decision and date it claims against the letter by a
second, deterministic reader; `verify(record, text)` does the same for anybody's record.
"""

from imr_llm.dates import PartialDate
from imr_llm.documents import read_document
from imr_llm.errors import (
    AnswerRejected,
    ChecksFailed,
    ImrError,
    LetterError,
    ModelError,
    ModelUnavailable,
    PromptError,
    RecordError,
    UnknownLayout,
)
from imr_llm.extraction import Check, Extraction, Family, Provenance, Resolution, Status
from imr_llm.pipeline import aextract, extract, verify
from imr_llm.record import Determination, load_record

__all__ = [
    "AnswerRejected",
    "Check",
    "ChecksFailed",
    "Determination",
    "Extraction",
    "Family",
    "ImrError",
    "LetterError",
    "ModelError",
    "ModelUnavailable",
    "PartialDate",
    "PromptError",
    "Provenance",
    "RecordError",
    "Resolution",
    "Status",
    "UnknownLayout",
    "aextract",
    "extract",
    "load_record",
    "read_document",
    "verify",
]
