"""What is known of any number of letters by their names, in the same little memory."""

from __future__ import annotations

import sqlite3
from hashlib import blake2b
from typing import NamedTuple
from weakref import finalize


class Entry(NamedTuple):
    """One letter: the hash of what was read, what came of it, and the line it stands on."""

    line: int
    sha256: str | None = None
    outcome: str = ""


class Register:
    """Entries by name.

    They are kept, by the names' digests, in a temporary database of its own that goes to disk when
    it grows.
    """

    def __init__(self) -> None:
        # one user at a time, though not always in the same thread
        self._entries = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._entries.execute("PRAGMA journal_mode = OFF")
        self._entries.execute(
            "CREATE TABLE entries (digest BLOB PRIMARY KEY, line INTEGER, sha256 TEXT,"
            " outcome TEXT) WITHOUT ROWID"
        )
        self._count = 0
        finalize(self, self._entries.close)

    def get(self, name: str) -> Entry | None:
        """The entry of a name, None if it has none."""
        found = self._entries.execute(
            "SELECT line, sha256, outcome FROM entries WHERE digest = ?", (_digest(name),)
        ).fetchone()
        return Entry(*found) if found else None

    def __setitem__(self, name: str, entry: Entry) -> None:
        self._count += self.get(name) is None
        self._entries.execute(
            "INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?)", (_digest(name), *entry)
        )

    def __len__(self) -> int:
        return self._count


def _digest(name: str) -> bytes:
    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=12).digest()
