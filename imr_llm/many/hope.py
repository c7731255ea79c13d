"""When to end a run: a model that fails one letter after the other will fail all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from imr_llm import errors
from imr_llm.errors import (
    AnswerRejected,
    AnswersError,
    ImrError,
    ModelError,
    OptionError,
    PromptError,
)
from imr_llm.many.answer import Answer

AT_FIRST, LATER = 5, 50
"""So many letters in a row that fail for the same reason end a run: before the first answer of the
model (a wrong key, a wrong address), and after it (a server that restarts comes back)."""
OF_THE_MODEL = ModelError | PromptError | AnswersError | OptionError
"""Kinds of failures that say nothing of the letter."""


class NoHope(ModelError):
    """The model failed too many letters in a row; says how."""


def hopeful(answers: Iterable[Answer]) -> Iterator[Answer]:
    """The answers as they come, but those of failures in a row only when the row has ended.

    A letter that is none says nothing of the model, and an answer of the wrong shape is an answer.
    Raises NoHope in place of the answers of too many failures in a row: these were not read.
    """
    held: list[Answer] = []
    limit = AT_FIRST
    for one in answers:
        kind = kind_of(one.error)
        if one.failed and not issubclass(kind, OF_THE_MODEL):
            yield one
            continue
        answered = not one.failed or issubclass(kind, AnswerRejected)
        if held and (answered or one.error != held[0].error):
            yield from held
            held = []
        if answered:
            limit = LATER
            yield one
            continue
        held.append(one)
        if len(held) == limit:
            raise NoHope(f"{limit} letters in a row met the same: {one.error}")
    yield from held


def kind_of(reason: str | None) -> type[Exception]:
    """The error that a reason names, Exception if it is none of ours."""
    kind = getattr(errors, (reason or "").partition(":")[0], Exception)
    return kind if isinstance(kind, type) and issubclass(kind, ImrError) else Exception
