"""What came of the letters of a run, in figures: records, open checks, and failures by reason."""

from __future__ import annotations

import re
from collections import Counter

from pydantic_core import from_json

from imr_llm.cli.exits import NO_ANSWER, UNUSABLE, VERIFIED, say
from imr_llm.many.answer import Answer
from imr_llm.many.hope import OF_THE_MODEL, kind_of
from imr_llm.many.journal import OPEN
from imr_llm.many.journal import VERIFIED as CHECKED
from imr_llm.many.register import Entry, Register
from imr_llm.wording import counted

COSTS = ("requests", "reused", "tokens_in", "tokens_out")
"""What a row's provenance tells of the model."""
SHOWN, NAMES = 10, 5
"""Reasons that are told one by one; and letters that are named."""
# "cannot read 'a/b.pdf': Permission denied": one reason, whatever the file; not "cannot read it"
NAMED = re.compile(r"cannot read .+: ")


class Tally:
    """Counts letters; as a string, what is worth a word while the run goes on."""

    def __init__(self, *, asks: bool = False) -> None:
        """`asks`: whether a model is asked, so that there are costs to tell."""
        self._asks, self._cost = asks, Counter(dict.fromkeys(COSTS, 0))
        self.letters = self.open = self.changed = self._twice = 0
        self._reasons: Counter[str] = Counter()
        self._open: list[str] = []
        self._texts, self._same = Register(), ""

    def add(self, name: str, sha256: str | None, outcome: str) -> None:
        """Count one letter by its outcome (see `journal.outcome_of`)."""
        self.letters += 1
        if self.failed_by(outcome):
            self._reasons[NAMED.sub("cannot read the file: ", outcome)] += 1
            return
        if outcome == OPEN:
            self.open += 1
            self._open += [name] if self.open <= NAMES else []
        if sha256 is None:
            return
        if before := self._texts.get(sha256):
            self._twice += 1
            self._same = self._same or f"{name} is {before.outcome}"
        else:
            self._texts[sha256] = Entry(self.letters, outcome=name)

    def add_cost(self, answer: Answer) -> None:
        """Count what a model's answers to one letter took; a failed letter's row does not tell."""
        if self._asks and not answer.failed:
            told = from_json(answer.line)["provenance"]
            self._cost.update({name: told[name] or 0 for name in COSTS})

    @staticmethod
    def failed_by(outcome: str) -> bool:
        """Whether an outcome is the reason of a failure."""
        return outcome not in (CHECKED, OPEN)

    @property
    def failed(self) -> int:
        """Letters that have no record."""
        return self._reasons.total()

    @property
    def exit_code(self) -> int:
        """0: every letter has a record; 4: a model's answer is missing; 3: a letter is unusable."""
        if any(issubclass(kind_of(one), OF_THE_MODEL) for one in self._reasons):
            return NO_ANSWER
        return UNUSABLE if self._reasons else VERIFIED

    def tell(self, what: str, total: int) -> None:
        """Say how the run ended, what failed and why, and what can be done about it."""
        say(f"{what}; {counted(self.letters, 'row')} for {counted(total, 'letter')}, {self}")
        if self.open:
            rest = f" and {self.open - NAMES:,} more" if self.open > NAMES else ""
            say(f"  open: {', '.join(self._open)}{rest}")
        if self.changed:
            again = counted(self.changed, "letter")
            say(f"  {again} changed since their rows were written, and read again")
        if self._twice:
            say(f"  {counted(self._twice, 'letter')} counted twice under two names: {self._same}")
        for reason, number in self._reasons.most_common(SHOWN):
            say(f"  {number:,} x {reason}")
        if (more := len(self._reasons) - SHOWN) > 0:
            say(f"  and {more:,} more reasons, which the rows tell")
        if self._asks:
            say("  this time {requests:,} requests, {reused:,} kept answers".format(**self._cost))
            say("  tokens of both: {tokens_in:,} in, {tokens_out:,} out".format(**self._cost))
        if self._reasons:
            say("the same with --retry-failed reads the failed ones again")

    def __str__(self) -> str:
        return f"{self.open:,} with open checks, {self.failed:,} failed"
