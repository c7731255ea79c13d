"""What a model is asked of a letter that the rules have read: engine `both`.

Where the rules' record verifies, for judgment alone; else for the whole draft, which is compared
with what the rules read. The model is never told what that is.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import cast

from pydantic import BaseModel

from imr_llm.errors import AnswerRejected
from imr_llm.model.agreement import agreed_of, compared, disputed_of
from imr_llm.model.also import beside, prompted
from imr_llm.model.conversation import (
    Conversation,
    Outcome,
    Question,
    Taken,
    bettered,
    converse,
    settled,
    taken,
)
from imr_llm.model.draft import ShortDraft
from imr_llm.model.judgment import judged, messages_about, short_prompts
from imr_llm.record import Determination
from imr_llm.settle import settle
from imr_llm.witness import examine


def consult(
    text: str,
    record: Determination | None,
    max_reasks: int,
    also: type[BaseModel] | None = None,
) -> Conversation:
    """`converse` about a letter of which the rules made this record, None where they could not.

    A short answer that is about fewer or more than was listed goes back once; where none comes that
    is of use the whole draft is asked for, without which there is no outcome.
    """
    if record is None:
        return (yield from converse(text, max_reasks, also))
    read, checks = settle(record, examine(record, text).checks, text)
    if not any(check.open for check in checks):
        short = yield from _judge(text, record, max_reasks, also)
        if short is not None:
            return short
    whole = yield from converse(text, max_reasks, also)
    readings = tuple(compared(read, whole.determination, whole.examination.unverified))
    return replace(whole, agreed=agreed_of(readings), disputed=disputed_of(readings))


def _judge(
    text: str, record: Determination, max_reasks: int, also: type[BaseModel] | None
) -> Generator[Question, BaseModel | None, Outcome | None]:
    """The record with a model's judgment in it; None without an answer of use."""
    prompts = prompted(short_prompts(), also)
    messages = messages_about(record, text, prompts)
    question = Question(messages, beside(ShortDraft, also), needed=False)

    def take(answer: BaseModel | None) -> Taken | None:
        try:
            return None if answer is None else _take(answer, record, text)
        except AnswerRejected:
            return None

    answer = yield question
    if answer is None:
        return None
    try:
        first = _take(answer, record, text)
    except AnswerRejected as wrong:
        second = take((yield question.again(answer, [str(wrong)])))
        if second is None:
            return None
        first = second
    best = yield from bettered(question, first, take, max_reasks)
    agreed, disputed = agreed_of(best.readings), disputed_of(best.readings)
    return replace(settled(best, first, prompts, text), agreed=agreed, disputed=disputed)


def _take(answer: BaseModel, record: Determination, text: str) -> Taken:
    """Raises AnswerRejected for an answer about fewer or more than was listed."""
    done = judged(record, cast("ShortDraft", answer), text)
    return taken(answer, done.determination, done.checks, text, done.readings)
