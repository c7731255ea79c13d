"""A brake that all requests to one server share: when it asks for a pause, everybody pauses."""

from __future__ import annotations

import random
import threading
import time
from contextvars import ContextVar

PATIENT_ATTEMPTS = 60
"""Tries of one rate-limited request where many letters wait for the same server."""
SPREAD = 0.25
"""By so much of a pause those who waited together start apart."""

patient: ContextVar[bool] = ContextVar("patient", default=False)
"""Whether a rate limit is waited out for as long as the deadline allows, as a long run does."""


class Pace:
    """When the next request may leave; safe to share between threads and tasks."""

    def __init__(self) -> None:
        self._until = 0.0
        self._lock = threading.Lock()

    def hold(self, seconds: float) -> None:
        """Let nobody ask for so many seconds from now; a longer pause in force stays."""
        with self._lock:
            self._until = max(self._until, time.monotonic() + seconds)

    def left(self) -> float:
        """Seconds that a request must still wait, 0 when it may leave."""
        left = self._until - time.monotonic()
        return left * (1 + SPREAD * random.random()) if left > 0 else 0.0  # noqa: S311


_paces: dict[str, Pace] = {}


def pace_of(server: str) -> Pace:
    """The one brake of a server, by its address."""
    return _paces.setdefault(server, Pace())
