"""While a request of ours is under way, nobody logs what is in it: the letter and the key."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_asking: ContextVar[bool] = ContextVar("_asking", default=False)


class _NoLetters(logging.Filter):
    """Keeps out of the logs whatever is said of our requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _asking.get()


_NO_LETTERS = _NoLetters()


@contextmanager
def quiet() -> Iterator[None]:
    """Within it nothing is written to a log from this thread or task.

    Which libraries see a request differs by vendor and version, and some name their loggers only
    when they are first used: so it is all of them, and the handlers that keep quiet.
    """
    _hush()
    token = _asking.set(True)
    try:
        yield
    finally:
        _asking.reset(token)


def _hush() -> None:
    known = [logging.root, *logging.root.manager.loggerDict.values()]
    handlers = [one for logger in known for one in getattr(logger, "handlers", ())]
    for handler in (logging.lastResort, *handlers):
        if handler is not None:
            handler.addFilter(_NO_LETTERS)
