"""Answers that were paid for, kept in one file: what was answered once is not asked for again.

Kept is the completion as the server sent it, by the SHA-256 of its request's body (model, messages,
the shape that is asked for, options; neither the address nor the key), so that another day's rules
or second reader read it anew. Answers quote letters: the file is for its owner's eyes alone.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from imr_llm.errors import AnswersError, ImrError

OURS = 0x494D5241
"""What marks a file of ours in SQLite's header: "IMRA"."""
FORM = 1
PATIENCE = 60.0
"""Seconds that one process waits for another one's writing."""
TABLES = (
    "CREATE TABLE answers (request TEXT PRIMARY KEY, completion TEXT NOT NULL)",
    "CREATE TABLE written (request TEXT PRIMARY KEY)",
)
"""Completions; and the requests that were written down for a provider's batch."""
DIGITS = 40
"""Of a request's hash: with a letter's it is the id in a provider's batch, of 64 signs at most."""
WITHHELD = "content_filter"

offline: ContextVar[bool] = ContextVar("offline", default=False)
"""Whether nobody may be asked: what is not kept is Unanswered."""


class Unanswered(ImrError):
    """A request has no answer in the file, and nobody may be asked; `body` is the request's."""

    def __init__(self, body: str) -> None:
        super().__init__("the answer to a request is not in the file, and nobody was asked")
        self.body = body


class KeptAnswers:
    """One file of completions by their requests; safe to share between threads and tasks.

    What was put is there after whatever ends the program. Every method raises AnswersError where
    the file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        """Open the file. Raises AnswersError for one that is damaged or somebody else's."""
        self.path = path
        self._lock = threading.Lock()
        with self._told():
            self._file = sqlite3.connect(
                path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
            )
            try:
                self._begin()
            except BaseException:
                self._file.close()
                raise

    def get(self, request: str) -> str | None:
        """The completion of a request, by its hash; None if there is none."""
        with self._told(), self._lock:
            found = self._file.execute(
                "SELECT completion FROM answers WHERE request = ?", (request,)
            ).fetchone()
        return found and str(found[0])

    def put(self, answers: Iterable[tuple[str, str]]) -> None:
        """Keep completions by the hashes of their requests; they are kept when this returns."""
        self._all("INSERT OR REPLACE INTO answers VALUES (?, ?)", answers)

    def note_written(self, requests: Iterable[str]) -> None:
        """Note requests, by their hashes, as written down for a batch."""
        self._all("INSERT OR IGNORE INTO written VALUES (?)", ((one,) for one in requests))

    def written(self, request: str) -> bool:
        """Whether a request was written down for a batch."""
        with self._told(), self._lock:
            told = "SELECT 1 FROM written WHERE request = ?"
            return self._file.execute(told, (request,)).fetchone() is not None

    def missing(self) -> int:
        """How many requests were written down for a batch and have no answer."""
        with self._told(), self._lock:
            told = "SELECT count(*) FROM written WHERE request NOT IN (SELECT request FROM answers)"
            return int(self._file.execute(told).fetchone()[0])

    def _begin(self) -> None:
        """Make the tables of a new file; look whether another one is ours."""
        self._file.execute("BEGIN IMMEDIATE")
        form = self._number("application_id"), self._number("user_version")
        if form == (0, 0) and not self._number("schema_version"):
            for table in TABLES:
                self._file.execute(table)
            self._file.execute(f"PRAGMA application_id = {OURS}")
            self._file.execute(f"PRAGMA user_version = {FORM}")
        elif form != (OURS, FORM):
            raise AnswersError(f"{self.path}: no file of kept answers of this version")
        self._file.execute("COMMIT")
        self._file.execute("PRAGMA journal_mode = WAL")
        # whole whatever ends the program; where power is lost, but for the last moments
        self._file.execute("PRAGMA synchronous = NORMAL")

    def _all(self, told: str, rows: Iterable[tuple[str, ...]]) -> None:
        with self._told(), self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                self._file.executemany(told, rows)
                self._file.execute("COMMIT")
            except BaseException:
                self._file.execute("ROLLBACK")
                raise

    def _number(self, name: str) -> int:
        return int(self._file.execute(f"PRAGMA {name}").fetchone()[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise AnswersError(f"{self.path}: {error}") from None


_opened: dict[tuple[int, int, int], KeptAnswers] = {}
_opening = threading.Lock()


def kept_answers(path: str | Path) -> KeptAnswers:
    """The file of this name, made where there is none; the same object for as long as it is there.

    Raises AnswersError where it cannot be used.
    """
    path = Path(path)
    with _opening:
        try:
            if not path.exists():
                # never opened beside SQLite, which would lose its locks when that is closed
                os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            found = path.stat()
        except OSError as error:
            raise AnswersError(f"{path}: {error.strerror}") from None
        name = (os.getpid(), found.st_dev, found.st_ino)  # a forked process opens its own
        if name not in _opened:
            _opened[name] = KeptAnswers(path)
        return _opened[name]


class Desk:
    """Where one letter's requests pass: an answer that is kept is taken, a new one is kept.

    Without a file nothing is kept, and `offline` still holds.

    `reused` counts the answers that came from the file. `problem` is why a request could be neither
    answered nor sent.
    """

    def __init__(self, kept: KeptAnswers | None) -> None:
        self.reused = 0
        self.problem: ImrError | None = None
        self.closed: ImrError | None = None
        """Why nobody can be asked, None where somebody can."""
        self._kept = kept

    def answer(self, body: bytes) -> str | None:
        """The completion that is kept for a request's body; None where it is to be sent.

        Where it can be neither, `problem` says why, and the completion is empty.
        """
        found = None
        try:
            if self._kept and (found := self._kept.get(request_of(json.loads(body)))) is not None:
                json.loads(found)
                self.reused += 1
        except AnswersError as error:
            self.problem = error
        except (ValueError, RecursionError):
            self.problem = AnswersError("the file of kept answers holds a damaged one")
        if found is None and not self.problem:
            self.problem = Unanswered(body.decode()) if offline.get() else self.closed
        return "" if self.problem else found

    def keep(self, body: bytes, completion: str) -> None:
        """Keep what a server sent, if it is a completion."""
        if not self._kept or not is_completion(completion):
            return
        try:
            self._kept.put([(request_of(json.loads(body)), completion)])
        except AnswersError as error:
            self.problem = error

    def has(self, body: dict[str, Any]) -> bool:
        """Whether the answer to a request is kept."""
        return self._kept is not None and self._kept.get(request_of(body)) is not None


def request_of(body: dict[str, Any]) -> str:
    """What a request is known by: 40 digits of the SHA-256 of its body, in any order of members."""
    told = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()[:DIGITS]


def is_completion(text: str) -> bool:
    """Whether a server's answer is a completion, and no refusal: another day's may be an answer."""
    try:
        choice = json.loads(text)["choices"][0]
        return not choice["message"].get("refusal") and choice.get("finish_reason") != WITHHELD
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False
