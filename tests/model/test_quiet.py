"""Nobody logs what is in a request of ours, and everybody logs everything else."""

from __future__ import annotations

import asyncio
import io
import logging
import threading
from collections.abc import Iterator

import pytest

from imr_llm.model.quiet import quiet


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a handler on the root has written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.root.addHandler(handler)
    yield stream
    logging.root.removeHandler(handler)


@pytest.mark.parametrize("name", [None, "openai", "httpcore2.http11", "asyncio", "odd"])
def test_quiet(name: str | None, log: io.StringIO) -> None:
    """Any logger is quiet within, and speaks before and after."""
    logger = logging.getLogger(name)
    logger.error("before")
    with quiet():
        logger.error("within")
    logger.error("after")
    assert log.getvalue() == "before\nafter\n"


def test_own_handler() -> None:
    """So is a handler of a logger's own, and a logger that is first named within."""
    stream = io.StringIO()
    logger = logging.getLogger("imr_llm.tests.own")
    logger.addHandler(handler := logging.StreamHandler(stream))
    with quiet():
        logger.error("within")
        logger.getChild("new").error("within")
    logger.removeHandler(handler)
    assert stream.getvalue() == ""


def test_others(log: io.StringIO) -> None:
    """Other threads and tasks speak meanwhile."""

    async def speak() -> None:
        logging.getLogger("task").error("task")

    async def both() -> None:
        task = asyncio.create_task(speak())
        with quiet():
            await task
            await asyncio.create_task(speak())

    with quiet():
        thread = threading.Thread(target=logging.getLogger("thread").error, args=("thread",))
        thread.start()
        thread.join()
    asyncio.run(both())
    assert log.getvalue() == "thread\ntask\n"
