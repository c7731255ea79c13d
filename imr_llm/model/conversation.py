"""What is said to a model about one letter, and what is made of its answers; no network here.

A generator of requests: it yields questions and is sent answers, so that the synchronous and the
asynchronous engine run the same conversation. What the second reader contradicts goes back to the
model by field and fault, never with the value found: the two readers stay independent.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, cast

from pydantic import BaseModel

from imr_llm.extraction import Check, Disputed, Status
from imr_llm.model.agreement import Reading
from imr_llm.model.also import beside, extra_of, prompted
from imr_llm.model.draft import Draft
from imr_llm.model.example import example_values
from imr_llm.model.prompts import Prompts, letter_message, load_prompts, reask_message
from imr_llm.model.transcribe import record_of
from imr_llm.record import Determination
from imr_llm.settle import settle
from imr_llm.witness import Examination, examine

Message = dict[str, str]
Found = tuple[Determination, tuple[Check, ...], Examination]

judging: ContextVar[Executor | None] = ContextVar("judging", default=None)
"""The processes in which drafts are read and checked, None for this one."""

FAULTS = {
    Status.DIFFERS: "is not what the letter says",
    Status.UNSUPPORTED: "is not supported by the letter",
    Status.OMITTED: "leaves out something that is in the letter",
}
READ_IN_TITLE = (
    ".request",
    ".original_request",
    ".authorized",
    ".retrospective",
    ".date_of_service",
)


@dataclass(frozen=True, slots=True)
class Question:
    """One request: what is said, and the shape of the answer.

    A conversation goes on without an answer that is not `needed`.
    """

    messages: list[Message]
    shape: type[BaseModel] = Draft
    needed: bool = True

    def again(self, answer: BaseModel, faults: list[str]) -> Question:
        """The same question after an answer that has these faults."""
        given = answer.model_dump_json(by_alias=True)
        objection = [
            {"role": "assistant", "content": given},
            {"role": "user", "content": reask_message(faults)},
        ]
        return replace(self, messages=[*self.messages, *objection], needed=False)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A settled record, what the second reader says of it, and what asked for it."""

    determination: Determination
    examination: Examination
    prompts: Prompts
    extra: dict[str, Any] | None = None
    agreed: tuple[str, ...] = ()
    disputed: tuple[Disputed, ...] = ()


Conversation = Generator[Question, BaseModel | None, Outcome]


@dataclass(frozen=True, slots=True)
class Taken:
    """One answer with the record that it makes, before anything is put right."""

    answer: BaseModel
    record: Determination
    checks: tuple[Check, ...]
    unverified: tuple[str, ...]
    extra: dict[str, Any] | None
    readings: tuple[Reading, ...] = ()

    @property
    def faults(self) -> list[str]:
        """What the model is told: field and fault, of the checks that a new answer could close."""
        return [
            f"{check.field} {FAULTS[check.status]}" for check in self.checks if _reaskable(check)
        ]

    @property
    def confirmed(self) -> set[str]:
        """The fields of which nothing is open: a new answer must not unlearn them."""
        opened = {check.field for check in self.checks if check.open}
        return {check.field for check in self.checks} - opened


def converse(text: str, max_reasks: int, also: type[BaseModel] | None = None) -> Conversation:
    """Ask for a draft of the letter, and at most `max_reasks` times for a better one.

    Yields the question of each request; is sent the answer, or None where one that is not needed
    has not come in the right shape. Returns what is settled of the best draft. `also` is a model of
    the caller's, whose fields are asked for beside.
    """
    prompts = prompted(load_prompts(), also)
    messages = [
        {"role": "system", "content": prompts.system},
        {"role": "user", "content": letter_message(text)},
    ]
    question = Question(messages, beside(Draft, also))

    def take(answer: BaseModel) -> Taken:
        draft = cast("Draft", answer)
        record, refused, found = _found_apart(draft, text, prompts.example, apart=also is None)
        return taken(draft, record, refused, text, found=found)

    answer = yield question
    if answer is None:
        raise ValueError("the first answer cannot be left out")
    first = take(answer)
    best = yield from bettered(question, first, take, max_reasks)
    return settled(best, first, prompts, text)


def taken(
    answer: BaseModel,
    record: Determination,
    refused: tuple[Check, ...],
    text: str,
    readings: tuple[Reading, ...] = (),
    found: Examination | None = None,
) -> Taken:
    """An answer with its whole record examined; what of it was `refused` keeps that check."""
    found, extra = found or examine(record, text), extra_of(answer, text)
    fields = {check.field for check in refused}
    checks = (*refused, *(check for check in found.checks if check.field not in fields))
    return Taken(
        answer,
        record,
        (*checks, *extra.checks),
        (*found.unverified, *extra.unverified),
        extra.values,
        readings,
    )


def _found_apart(draft: Draft, text: str, example: str, *, apart: bool) -> Found:
    """What `_found` says, of one of the processes that judge where there are such."""
    pool = judging.get()
    if pool and apart:
        with suppress(BrokenExecutor):  # a process died: the rest is judged here
            # as JSON: its class may be one that Instructor made
            return pool.submit(_found_in, draft.model_dump_json(), text, example).result()
    return _found(draft, text, example)


def _found_in(draft: str, text: str, example: str) -> Found:
    return _found(Draft.model_validate_json(draft), text, example)


def _found(draft: Draft, text: str, example: str) -> Found:
    """The record of a draft, what of it was refused, and what the second reader says."""
    record, refused = record_of(draft, text, example_values(example))
    return record, refused, examine(record, text)


def bettered(
    question: Question,
    first: Taken,
    take: Callable[[BaseModel], Taken | None],
    max_reasks: int,
) -> Generator[Question, BaseModel | None, Taken]:
    """Ask again for what the second reader contradicts; returns the best of the answers.

    `take` makes a record of an answer, None of one that is of no use.
    """
    best = first
    for _ in range(max_reasks):
        if not best.faults:
            break
        again = yield question.again(best.answer, best.faults)
        better = take(again) if again else None
        if better is None:
            break
        if len(better.faults) <= len(best.faults) and better.confirmed >= best.confirmed:
            best = better
    return best


def settled(best: Taken, first: Taken, prompts: Prompts, text: str) -> Outcome:
    """The best answer's record with what the letter prints beyond doubt put right."""
    record, checks = settle(best.record, best.checks, text)
    if best is not first:
        before = {check.field: check.claimed for check in first.checks}
        checks = tuple(_with_first_answer(check, before) for check in checks)
    return Outcome(record, Examination(checks, best.unverified), prompts, best.extra)


def _reaskable(check: Check) -> bool:
    """Whether a new answer could close a check and is worth a request.

    The letter's own conflicts and its layout never close, and a draft has no outcome to mend, nor
    what our code reads in a title; omitted narrative dates are not worth a request.
    """
    omitted_date = check.field == "events" and check.status is Status.OMITTED
    ours = check.field in ("letter", "outcome") or check.field.endswith(READ_IN_TITLE)
    return check.open and check.status in FAULTS and not (ours or omitted_date)


def _with_first_answer(check: Check, before: Mapping[str, object]) -> Check:
    """A check that also tells what the first answer claimed, where that was something else."""
    if check.field not in before or before[check.field] == check.claimed:
        return check
    told = f"first answer: {before[check.field]}"
    return check.model_copy(
        update={"message": f"{check.message}; {told}" if check.message else told}
    )
