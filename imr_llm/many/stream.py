"""Many letters: a stream in, a stream of answers out, in the same order and in bounded memory.

The rules run in as many processes as there are cores, a model is asked by so many threads. A letter
that fails is an answer with its error, whatever happened to it, and never the end of the run.
"""

from __future__ import annotations

import asyncio
import inspect
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from typing import Any

from imr_llm.errors import LetterError
from imr_llm.letter.gate import names_file
from imr_llm.many.answer import Answer, Source, aanswer, answer, failed
from imr_llm.model.kept import offline
from imr_llm.pipeline import Engine, chosen, extract

CHUNK = 8
"""Letters that go to another process at a time."""
AHEAD = 4
"""Chunks (of a model: letters) under way or waiting, for each worker."""
REQUESTS = 8
"""Letters that a model is asked about at the same time, unless told otherwise."""
WATCH = 1.0
"""Seconds between a worker's looks whether its parent still lives."""
Letters = list[Source]


def extract_many(
    letters: Iterable[Source | str | Path],
    *,
    concurrency: int | None = None,
    engine: Engine = "auto",
    **options: Any,
) -> Generator[Answer, None, None]:
    """Read many letters, an answer each, in their order.

    Args:
        letters: `(source, text)` or `(source, path)`, read as they are needed. The source names the
            letter in its answer; two letters with equal texts are two letters. A bare text is named
            by its number, from 0, a bare path by itself.
        concurrency: processes for the rules (None: one a core), letters that a model is asked about
            at once (None: 8). A rate limit pauses all of them together.
        engine: as in `extract`.
        **options: as in `extract`.

    Returns a generator of one Answer a letter: its extraction, or the error that `extract` would
    have raised. Raises TypeError for one text or path in place of many, for a list of nothing
    but files' names as strings and for an argument that `extract` does not know, OptionError for an
    `also` that cannot be asked for, ValueError for a concurrency below 1.
    """
    _check(letters, concurrency)
    told, named = _checked({"engine": engine, **options}), _named(letters)
    if _by_rules(told):
        return _in_processes(named, concurrency or os.cpu_count() or 1, told)
    return _in_threads(named, concurrency or REQUESTS, told)


def extract_offline(
    letters: Iterable[Source | str | Path],
    *,
    concurrency: int | None = None,
    engine: Engine = "auto",
    **options: Any,
) -> Generator[Answer, None, None]:
    """`extract_many` that asks nobody, in a process a core at most, with `answers` at hand.

    A letter whose next answer is not there is an Answer that failed, with the `request` for it.
    """
    _check(letters, concurrency)
    told, named = _checked({"engine": engine, **options}), _named(letters)
    cores = os.cpu_count() or 1
    return _in_processes(named, min(concurrency or cores, cores), told)


def _in_threads(
    letters: Iterable[Source], workers: int, told: dict[str, Any]
) -> Generator[Answer, None, None]:
    """A model, asked about so many letters at once; of many, drafts are judged in processes."""
    judges = _judges(workers)
    pool = ThreadPoolExecutor(workers, initializer=_judged_by, initargs=(judges,))
    futures = (pool.submit(answer, letter, told) for letter in letters)
    try:
        waiting = deque(islice(futures, AHEAD * workers))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(islice(futures, 1))
    finally:  # what is under way may take long, and nobody waits for it any more
        pool.shutdown(wait=False, cancel_futures=True)
        if judges:
            judges.shutdown(wait=False, cancel_futures=True)


def _judges(workers: int) -> ProcessPoolExecutor | None:
    """A process a core, begun before there are threads to be forked with; None for few letters."""
    # elsewhere a script of a user's own would have to guard its main module
    if workers <= REQUESTS or sys.platform != "linux":
        return None
    import imr_llm.model.asking  # noqa: PLC0415
    import imr_llm.model.conversation  # noqa: F401, PLC0415  # before the fork: shared by all

    pool = _pool(os.cpu_count() or 1)
    pool.submit(int).result()
    return pool


def _judged_by(judges: ProcessPoolExecutor | None) -> None:
    """What a thread or task that asks does first."""
    from imr_llm.model.conversation import judging  # noqa: PLC0415  # not for the rules

    judging.set(judges)


def aextract_many(
    letters: Iterable[Source | str | Path],
    *,
    concurrency: int | None = None,
    engine: Engine = "auto",
    **options: Any,
) -> AsyncGenerator[Answer, None]:
    """`extract_many` for asynchronous callers; same arguments, answers and errors."""
    _check(letters, concurrency)
    told, named = _checked({"engine": engine, **options}), _named(letters)
    if _by_rules(told):
        return _beside(_in_processes(named, concurrency or os.cpu_count() or 1, told))
    return _in_tasks(named, concurrency or REQUESTS, told)


async def _beside(answers: Generator[Answer, None, None]) -> AsyncGenerator[Answer, None]:
    try:
        while (one := await asyncio.to_thread(next, answers, None)) is not None:
            yield one
    finally:
        answers.close()


async def _in_tasks(
    letters: Iterable[Source], workers: int, told: dict[str, Any]
) -> AsyncGenerator[Answer, None]:
    judges, room = _judges(workers), asyncio.Semaphore(workers)

    async def ask(letter: Source) -> Answer:
        _judged_by(judges)
        async with room:
            return await aanswer(letter, told)

    tasks = (asyncio.create_task(ask(letter)) for letter in letters)
    waiting: deque[asyncio.Task[Answer]] = deque(islice(tasks, AHEAD * workers))
    try:
        while waiting:
            yield await waiting.popleft()
            waiting.extend(islice(tasks, 1))
    finally:
        for task in waiting:
            task.cancel()
        if judges:
            judges.shutdown(wait=False, cancel_futures=True)


def _check(letters: object, concurrency: int | None) -> None:
    if isinstance(letters, str | bytes | Path):
        raise TypeError("extract_many reads many letters: give a list of them, or use extract")
    if isinstance(letters, list | tuple) and letters and all(map(names_file, letters)):
        raise TypeError("these are names of files: a letter's file is a Path, a string its text")
    if concurrency is not None and concurrency < 1:
        raise ValueError("concurrency is at least 1, or None")


def _named(letters: Iterable[Source | str | Path]) -> Iterator[Source]:
    for number, letter in enumerate(letters):
        match letter:
            case (str() as name, content):
                yield name, content
            case Path():
                yield letter.as_posix(), letter
            case str():
                yield str(number), letter
            case _:
                yield (
                    str(number),
                    LetterError("a letter is a text, a path, or a pair of its name and one"),
                )


def _checked(told: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `extract`: what is wrong with all letters is no answer to each."""
    inspect.signature(extract).bind("", **told)
    return told


def _by_rules(told: dict[str, Any]) -> bool:
    named = {name: told.get(name) for name in ("model", "base_url", "client", "also")}
    return chosen(told["engine"], **named) == "rules"


def _in_processes(
    letters: Iterable[Source], workers: int, told: dict[str, Any]
) -> Generator[Answer, None, None]:
    """The rules in processes; a letter on which a process dies is an answer that says so."""
    rest, crew = iter(letters), _Crew(workers, told)
    waiting: deque[tuple[Letters, Future[list[Answer]]]] = deque()
    try:
        while True:
            while len(waiting) < AHEAD * workers and (chunk := list(islice(rest, CHUNK))):
                waiting.append((chunk, crew.submit(chunk)))
            if not waiting:
                return
            chunk, future = waiting.popleft()
            try:
                answers = future.result()
            except BrokenProcessPool:  # whatever was under way is lost with it
                crew.renew()
                answers = crew.one_by_one(chunk)
                waiting = deque((lost, crew.submit(lost)) for lost, _ in waiting)
            yield from answers
    finally:
        crew.close()


class _Crew:
    """Processes that read letters and ask nobody; replaced as a whole when one of them dies."""

    def __init__(self, workers: int, told: dict[str, Any]) -> None:
        import imr_llm.rules.engine  # noqa: PLC0415  # before the fork: shared by all
        import imr_llm.witness  # noqa: PLC0415

        if not _by_rules(told):
            import imr_llm.model.asking  # noqa: F401, PLC0415
        self._workers, self._told = workers, told
        self._pool = _pool(workers)

    def submit(self, chunk: Letters) -> Future[list[Answer]]:
        """Read a chunk somewhere; the future may hold BrokenProcessPool."""
        try:
            return self._pool.submit(_read, chunk, self._told)
        except BrokenProcessPool as error:
            broken: Future[list[Answer]] = Future()
            broken.set_exception(error)
            return broken

    def one_by_one(self, chunk: Letters) -> list[Answer]:
        """A chunk in which a letter may have killed its reader."""
        answers = []
        for letter in chunk:
            with _pool(1) as alone:
                try:
                    answers += alone.submit(_read, [letter], self._told).result()
                except BrokenProcessPool:
                    answers.append(failed(letter[0], LetterError("its reader died of it")))
        return answers

    def renew(self) -> None:
        """Leave the broken pool and start another."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = _pool(self._workers)

    def close(self) -> None:
        """Stop when what is under way is done."""
        self._pool.shutdown(cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    # a script of a user's own need not guard its main module where processes are forked
    context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(workers, context, _begin, (os.getpid(),))


def _begin(parent: int) -> None:
    """What a worker does first: leave Ctrl-C to its parent, and end when that is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH)
    os._exit(1)


def _read(chunk: Letters, told: dict[str, Any]) -> list[Answer]:
    offline.set(True)  # a worker asks nobody
    return [answer(letter, told) for letter in chunk]
