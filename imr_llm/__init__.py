"""California workers' compensation IMR determination letters as records that can be trusted.

`extract(text)` reads a letter and checks every decision and date it claims against the letter by a
second, deterministic reader; `verify(record, text)` does the same for anybody's record.

Public names are loaded when they are first used, so that the command line starts at once.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imr_llm.answer import Answer
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
    from imr_llm.many import aextract_many, extract_many
    from imr_llm.pipeline import aextract, extract, verify
    from imr_llm.record import Determination, load_record

__all__ = [
    "Answer",
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
    "aextract_many",
    "extract",
    "extract_many",
    "load_record",
    "read_document",
    "verify",
]

_HOMES = ("errors", "dates", "documents", "record", "extraction", "pipeline", "answer", "many")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for home in map(import_module, (f"imr_llm.{one}" for one in _HOMES)):
            if hasattr(home, name):
                return globals().setdefault(name, getattr(home, name))
    raise AttributeError(f"module 'imr_llm' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """The package, whose `verify` stays the function when the module of that name is imported."""

    @property
    def verify(self) -> Any:
        return import_module("imr_llm.pipeline").verify

    @verify.setter
    def verify(self, module: ModuleType) -> None:
        """Python binds an imported submodule to its package: here it must not."""


sys.modules[__name__].__class__ = _Package
