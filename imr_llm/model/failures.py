"""How the failures of a request are met: which are tried again, and what each is called here.

One owner for each kind: tenacity has rate limits, timeouts, dropped connections and server errors;
Instructor has answers of the wrong shape; nobody retries a bad request, an exhausted quota, a
refusal or a truncated answer. Foreign errors are renamed without their cause: Instructor's hold the
letter.
"""

from __future__ import annotations

from typing import Any

import openai
from instructor.core import IncompleteOutputException, InstructorRetryException
from tenacity import RetryCallState, retry_if_exception, stop_before_delay
from tenacity.wait import wait_random_exponential

from imr_llm.errors import AnswerRejected, ModelError, ModelUnavailable
from imr_llm.model.pace import PATIENT_ATTEMPTS, Pace, patient

ATTEMPTS, DEADLINE = 6, 300.0
"""Tries of one request, and seconds that all of them may take together."""
TEMPORARY = (openai.RateLimitError, openai.APIConnectionError, openai.InternalServerError)
QUOTA = "insufficient_quota"
BACKOFF = wait_random_exponential(multiplier=0.5, max=20)


def policy(pace: Pace) -> dict[str, Any]:
    """How often and how long a temporary failure is tried again; a rate limit holds the `pace`."""

    def wait(state: RetryCallState) -> float:
        pause = _wait(state)
        if _rate_limited(state):
            pace.hold(pause)
        return pause

    return {
        "stop": _enough,
        "wait": wait,
        "retry": retry_if_exception(_temporary),
        "reraise": True,
    }


def _temporary(error: BaseException) -> bool:
    cause = _cause(error)
    return isinstance(cause, TEMPORARY) and getattr(cause, "code", None) != QUOTA


def _enough(state: RetryCallState) -> bool:
    waiting = patient.get() and _rate_limited(state)
    tried = state.attempt_number >= (PATIENT_ATTEMPTS if waiting else ATTEMPTS)
    return tried or stop_before_delay(DEADLINE)(state)


def _rate_limited(state: RetryCallState) -> bool:
    error = state.outcome.exception() if state.outcome else None
    return isinstance(_cause(error), openai.RateLimitError)


def _wait(state: RetryCallState) -> float:
    """The server's own Retry-After where it gives seconds, else a jittered, growing pause."""
    error = state.outcome.exception() if state.outcome else None
    response = getattr(_cause(error), "response", None)
    asked = response.headers.get("retry-after", "") if response is not None else ""
    return float(asked) if asked.replace(".", "", 1).isdigit() else BACKOFF(state)


def _cause(error: BaseException | None) -> BaseException | None:
    """The provider's error inside Instructor's: every one arrives wrapped, some of them twice."""
    while isinstance(error, InstructorRetryException) and error.__cause__:
        error = error.__cause__
    return error


MEANINGS: tuple[tuple[type[Exception], type[ModelError], str], ...] = (
    (IncompleteOutputException, AnswerRejected, "the answer was cut off: allow more (max_tokens)"),
    (openai.AuthenticationError, ModelUnavailable, "the key was refused: check OPENAI_API_KEY"),
    (openai.PermissionDeniedError, ModelUnavailable, "the key was refused: check OPENAI_API_KEY"),
    (
        openai.RateLimitError,
        ModelUnavailable,
        "rate limited or out of quota, also when tried again",
    ),
    (openai.APITimeoutError, ModelUnavailable, "no answer in time, also when tried again"),
    (
        openai.APIConnectionError,
        ModelUnavailable,
        "no connection: check the network and --base-url",
    ),
    (openai.InternalServerError, ModelUnavailable, "the server failed, also when tried again"),
    (openai.NotFoundError, ModelError, "no such model or address: check --model and --base-url"),
    (openai.APIStatusError, ModelError, "the server refused the request"),
    (AssertionError, AnswerRejected, "the model refused to answer"),
)
"""Most specific first; what is none of these is an answer of the wrong shape."""


def translated(error: Exception) -> ModelError:
    """A foreign error as one of ours: kind and remedy, nothing of what was sent or answered."""
    cause = _cause(error)
    for foreign, ours, message in MEANINGS:
        if isinstance(cause, foreign):
            status = getattr(cause, "status_code", None)
            return ours(f"{message} (status {status})" if status else message)
    return AnswerRejected("no answer had the shape of a draft")
