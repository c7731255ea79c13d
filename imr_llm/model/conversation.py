"""What is said to a model about one letter, and what is made of its answers; no network here.

A generator of requests: it yields messages and is sent drafts, so that the synchronous and the
asynchronous engine run the same conversation. What the second reader contradicts goes back to the
model by field and fault, never with the value found: the two readers stay independent.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from concurrent.futures import BrokenExecutor, Executor
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass

from imr_llm.extraction import Check, Status
from imr_llm.model.draft import Draft
from imr_llm.model.example import example_values
from imr_llm.model.prompts import letter_message, load_prompts, reask_message
from imr_llm.model.transcribe import record_of
from imr_llm.record import Determination
from imr_llm.settle import settle
from imr_llm.witness import Examination, examine

Message = dict[str, str]
Conversation = Generator[list[Message], Draft | None, "Outcome"]
Found = tuple[Determination, tuple[Check, ...], tuple[str, ...]]

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
class Outcome:
    """A settled record, and what the second reader says of it."""

    determination: Determination
    examination: Examination


@dataclass(frozen=True, slots=True)
class _Judged:
    """One draft with what became of it, before anything is put right."""

    draft: Draft
    record: Determination
    checks: tuple[Check, ...]
    unverified: tuple[str, ...]

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


def converse(text: str, max_reasks: int) -> Conversation:
    """Ask for a draft of the letter, and at most `max_reasks` times for a better one.

    Yields the messages of each request; is sent the draft, or None where a re-ask got no answer of
    the right shape. Returns what is settled of the best draft.
    """
    messages = [
        {"role": "system", "content": load_prompts().system},
        {"role": "user", "content": letter_message(text)},
    ]
    answer = yield messages
    if answer is None:
        raise ValueError("the first answer cannot be left out")
    first = best = _judge(answer, text)
    for _ in range(max_reasks):
        if not best.faults:
            break
        again = yield [*messages, *_objection(best)]
        if again is None:
            break
        judged = _judge(again, text)
        if len(judged.faults) <= len(best.faults) and judged.confirmed >= best.confirmed:
            best = judged
    return _settled(best, first, text)


def _judge(draft: Draft, text: str) -> _Judged:
    pool = judging.get()
    if pool is not None and type(draft).model_fields.keys() == Draft.model_fields.keys():
        with suppress(BrokenExecutor):  # a process died: the rest is judged here
            # as JSON: its class may be one that Instructor made
            return _Judged(draft, *pool.submit(_found_in, draft.model_dump_json(), text).result())
    return _Judged(draft, *_found(draft, text))


def _found_in(draft: str, text: str) -> Found:
    return _found(Draft.model_validate_json(draft), text)


def _found(draft: Draft, text: str) -> Found:
    """The record of a draft, its checks, and what nothing re-derives."""
    record, refused = record_of(draft, text, example_values(load_prompts().example))
    found = examine(record, text)
    fields = {check.field for check in refused}
    checks = (*refused, *(check for check in found.checks if check.field not in fields))
    return record, checks, found.unverified


def _reaskable(check: Check) -> bool:
    """Whether a new answer could close a check and is worth a request.

    The letter's own conflicts and its layout never close, and a draft has no outcome to mend, nor
    what our code reads in a title; omitted narrative dates are not worth a request.
    """
    omitted_date = check.field == "events" and check.status is Status.OMITTED
    ours = check.field in ("letter", "outcome") or check.field.endswith(READ_IN_TITLE)
    return check.open and check.status in FAULTS and not (ours or omitted_date)


def _objection(judged: _Judged) -> list[Message]:
    return [
        {"role": "assistant", "content": judged.draft.model_dump_json()},
        {"role": "user", "content": reask_message(judged.faults)},
    ]


def _settled(best: _Judged, first: _Judged, text: str) -> Outcome:
    record, checks = settle(best.record, best.checks, text)
    if best is not first:
        before = {check.field: check.claimed for check in first.checks}
        checks = tuple(_with_first_answer(check, before) for check in checks)
    return Outcome(record, Examination(checks, best.unverified))


def _with_first_answer(check: Check, before: Mapping[str, object]) -> Check:
    """A check that also tells what the first answer claimed, where that was something else."""
    if check.field not in before or before[check.field] == check.claimed:
        return check
    told = f"first answer: {before[check.field]}"
    return check.model_copy(
        update={"message": f"{check.message}; {told}" if check.message else told}
    )
