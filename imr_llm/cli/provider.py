"""How a run asks: live, or in a round with a provider's batch, and what that will cost before.

In such a round what the batch brought is kept, and what is still to be asked is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from imr_llm.cli.exits import NoOutput, say
from imr_llm.cli.output import keep_apart
from imr_llm.many.answer import Answer, Source
from imr_llm.many.foresight import foresee, foreseen
from imr_llm.many.inputs import find_letters
from imr_llm.many.provider import RequestFiles, failed_in, hash_of, keep_output, missing_in
from imr_llm.many.stream import extract_many, extract_offline

SHOWN = 10
"""Letters that are named one by one."""


class Live:
    """Whoever is named is asked, and no letter waits."""

    waiting = 0

    def answers(self, letters: Iterable[Source], options: dict[str, Any]) -> Iterator[Answer]:
        """An answer for every letter."""
        return extract_many(letters, **options)


class Round:
    """Nobody is asked: what is not kept waits, and its request is written."""

    def __init__(self, files: RequestFiles | None, failed: Mapping[str, str]) -> None:
        """`failed`: why requests failed, by their hashes."""
        self.waiting = 0
        self._files, self._failed = files, failed
        self._met: list[tuple[str, str]] = []

    def answers(self, letters: Iterable[Source], options: dict[str, Any]) -> Iterator[Answer]:
        """An answer for every letter whose conversation is finished."""
        for one in extract_offline(letters, **options):
            if one.request is None:
                yield one
                continue
            self.waiting += 1
            if why := self._failed.get(hash_of(one.request)):
                self._met.append((one.source, why))
            if self._files:
                self._files.add(one.letter_sha256 or "", one.request)

    def tell(self) -> None:
        """Say of which letters a request failed, and why."""
        for name, why in self._met[:SHOWN]:
            say(f"  {name}: its request failed: {why}")
        if (more := len(self._met) - SHOWN) > 0:
            say(f"  and {more:,} more letters whose requests failed")


@contextmanager
def asking(
    answers: str | None, outputs: Sequence[Path], requests: Path | None, where: str
) -> Iterator[Live | Round]:
    """How a run asks: live, or where outputs or requests are named in a round with a batch.

    First the outputs are read; at the end the requests are there and told. Raises NoOutput without
    a file of answers or where the requests cannot be written.
    """
    if not outputs and requests is None:
        yield Live()
        return
    if answers is None:
        raise NoOutput("a provider's batch needs a file to keep its answers: name it by --answers")
    kept, came = Path(answers), dict[str, str]()
    for output in outputs:
        _keep(output, kept, came)
    failed = failed_in(kept, came)
    if missing := missing_in(kept):
        told = f": {len(failed):,} failed, {missing - len(failed):,} not in what came"
        say(f"{missing:,} requests that were written have no answer{told if outputs else ''}")
    if requests is None:
        yield (asked := Round(None, failed))
        asked.tell()
        return
    keep_apart(requests, [where, answers])
    try:
        with RequestFiles(requests, kept) as files:
            yield (asked := Round(files, failed))
    except FileExistsError as error:
        raise NoOutput(str(error)) from None
    asked.tell()
    _tell(files, failed)


def tell_foresight(where: str, *, answers: str | None, **options: Any) -> None:
    """Say how many letters, first requests and tokens a run will take; nothing is sent."""
    found = foresee(find_letters(where), answers=Path(answers) if answers else None, **options)
    read = f"{found.done:,} need no request, {found.failed:,} cannot be read"
    say(f"{found.letters:,} letters: {read}")
    say(f"{found.requests:,} requests, {_estimate(found.tokens_in, found.tokens_out)}")
    if found.short:
        say(f"  {found.short:,} of them ask for judgment alone")
    if found.requests:
        say(f"  the longest, asked again, needs a context of about {found.context:,.0f} tokens")


def tell_request(body: Any) -> None:
    """Say what a request that is shown would take."""
    say(_estimate(*foreseen(json.dumps(body, ensure_ascii=False))))


def _estimate(into: float, out: float) -> str:
    told = f"about {into:,.0f} tokens in and {out:,.0f} out"
    return f"{told}, without thoughts and what is asked again; nothing was sent"


def _keep(output: Path, kept: Path, failed: dict[str, str]) -> None:
    told = keep_output(output, kept, failed)
    shown = ", ".join(f"{number:,} {what}" for what, number in told.most_common())
    say(f"{output}: {shown or 'nothing in it'}")


def _tell(files: RequestFiles, failed: Mapping[str, str]) -> None:
    total, size = len(files.written), sum(files.written.values())
    if not total:
        say("no request is left to be answered")
        return
    names = ", ".join(map(str, files.names))
    say(f"{total:,} requests of {files.letters:,} letters, {size / 1e6:,.1f} MB, in {names}")
    if files.replaced:
        say(f"  in place of {', '.join(one.name for one in files.replaced)} of an earlier round")
    if files.again:
        over = sum(one in failed for one in files.written)
        say(f"  {files.again:,} of them were written before, of which {over:,} failed")
        if files.again > over:
            say("  uploaded again the others are paid for twice, unless their batch is over")
