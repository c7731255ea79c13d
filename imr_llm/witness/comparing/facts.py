"""What a record says of the worker and the review, against what the summary tells (contract 2).

A value is confirmed by a sure reading without a rival, or by the header, which decides between the
readings; a null only where the summary does not even hint. All else is doubtful, unless a sure
reading without a rival says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from imr_llm.dates import PartialDate
from imr_llm.extraction import Status
from imr_llm.record import Determination, EventKind, ReviewDecision
from imr_llm.witness.comparing.events import may_be
from imr_llm.witness.comparing.ledger import Ledger, claims
from imr_llm.witness.reading.facts import Candidate, Fact, Standing
from imr_llm.witness.reading.request import parts
from imr_llm.witness.reading.telling import words_in
from imr_llm.witness.reading.whole import HEADER, Reading

T = TypeVar("T")
RIVALS = "the letter tells more than one"
HINTED = "the summary hints at it, in words that are not read"
ANOTHER = "the header prints another date"
CONTRADICTED = "the letter contradicts itself"
ROOT = 5  # letters by which "chiro" and "chiropractic" are one


def compare_facts(record: Determination, reading: Reading, ledger: Ledger) -> None:
    """Age, sex, injury and review."""
    worker, review, told = record.worker, record.utilization_review, reading.told.account
    if claims(worker, "age"):
        _settle("worker.age", worker.age, told.age, ledger)
    if claims(worker, "sex"):
        _settle("worker.sex", worker.sex, told.sex, ledger)
    if claims(worker, "date_of_injury"):
        _dated("worker.date_of_injury", worker.date_of_injury, EventKind.INJURY, reading, ledger)
    if claims(worker, "injury_start"):
        _settle("worker.injury_start", worker.injury_start, told.injury_start, ledger)
    if claims(review, "date"):
        kind = EventKind.UTILIZATION_REVIEW
        _dated("utilization_review.date", review.date, kind, reading, ledger)
    if claims(review, "decision"):
        outcome = _beside_titles(told.outcome, reading)
        _settle("utilization_review.decision", review.decision, outcome, ledger)


def _beside_titles(fact: Fact[ReviewDecision], reading: Reading) -> Fact[ReviewDecision]:
    """What the titles tell of the outcome settles a doubt of the summary's, or is its rival.

    A title that tells a partial authorization was modified by the review; where one title does, the
    others, which do not, were refused.
    """
    titles = [one.title for one in reading.items.items]
    partly = [parts(reading.folded(one))[-1] is not None for one in titles]
    if fact.unless:
        return _settled(fact, [words_in(reading.folded(one)) for one in titles], partly)
    if len(fact.candidates) != 1 or not any(partly):
        return fact
    summary = fact.candidates[0]
    told = ReviewDecision.MODIFIED if all(partly) else ReviewDecision.MIXED
    if summary.value is told:
        return Fact((replace(summary, standing=Standing.SURE),), fact.hints)
    rival = Candidate(told, titles[partly.index(True)], Standing.MAYBE)
    return Fact((replace(summary, standing=Standing.MAYBE), rival), fact.hints)


def _settled(
    fact: Fact[ReviewDecision], titles: Sequence[frozenset[str]], partly: Sequence[bool]
) -> Fact[ReviewDecision]:
    """What was certified by a number: in part where its title says so, else what is not in dispute.

    It stays open how much was granted of what another title has in dispute too, and whether a title
    that nothing in the refusal names is the same thing under another name.
    """
    granted = [
        any(one.startswith(word[:ROOT]) for word in fact.unless for one in title)
        for title in titles
    ]
    named = all(part or fact.refused & title for part, title in zip(partly, titles, strict=True))
    if not named or granted != list(partly) or all(partly):
        return fact
    told = ReviewDecision.MIXED if any(partly) else ReviewDecision.DENIED
    return Fact(tuple(replace(one, value=told, standing=Standing.SURE) for one in fact.candidates))


def _with_header(fact: Fact[PartialDate], kind: EventKind, reading: Reading) -> Fact[PartialDate]:
    """The header's own date is a reading too, if not a sure one, where the summary prints it.

    Where the words around it surely tell something else that happened on that day, it is a hint
    only; and of a review where they tell none, but the summary does.
    """
    printed, summary = reading.printed_by_header(kind), reading.sections.narrative
    if printed is None or summary is None or any(one.value == printed for one in fact.candidates):
        return fact
    hints = fact.hints
    for one in reading.told.of(printed):
        span = (one.mention.start, one.mention.end)
        if span[1] <= summary[1] and not one.unsure:
            if may_be(kind, one.roles):
                return Fact((*fact.candidates, Candidate(printed, span, Standing.MAYBE)), hints)
            if kind is EventKind.INJURY or reading.told.account.outcome.place:
                hints = (*hints, span)
    return Fact(fact.candidates, hints)


def _dated(
    name: str, claimed: PartialDate | None, kind: EventKind, reading: Reading, ledger: Ledger
) -> None:
    """A date that the header may print too: it decides between readings or contradicts them.

    In a cumulative trauma any day of the period is no contradiction.
    """
    account = reading.told.account
    fact = account.injury if kind is EventKind.INJURY else account.review
    printed = reading.printed_by_header(kind)
    if printed is None:
        _settle(name, claimed, fact, ledger)
        return
    fact = _with_header(fact, kind, reading)
    start = account.injury_start.sure if kind is EventKind.INJURY else None
    since = start.value if start else None
    decided = [one for one in fact.candidates if _fits(one.value, printed, since)]
    if decided and (claimed is None or any(one.value == claimed for one in decided)):
        best = _best(decided, claimed)
        status = Status.OMITTED if claimed is None else Status.CONFIRMED
        ledger.add(name, status, claimed=claimed, found=best.value, span=best.span)
    elif decided:
        status = _refuted(claimed, fact)
        found, span = decided[0].value, decided[0].span
        ledger.add(name, status, claimed=claimed, found=found, span=span)
    elif fact.candidates:
        _contradicted(name, claimed, fact, kind, reading, ledger)
    elif claimed is None:
        _settle(name, claimed, fact, ledger)
    else:
        ledger.add(name, Status.UNSUPPORTED if not fact.hints else Status.DOUBTFUL, claimed=claimed)


def _fits(value: PartialDate, printed: PartialDate, since: PartialDate | None) -> bool:
    """The header's date itself, at the coarser precision, or a day inside the period."""
    if value.agrees(printed):
        return True
    return since is not None and since <= printed <= value


def _best(decided: Sequence[Candidate[T]], claimed: T | None) -> Candidate[T]:
    return next((one for one in decided if one.value == claimed), decided[0])


def _refuted(claimed: PartialDate | None, fact: Fact[PartialDate]) -> Status:
    """Against the header: another reading of the summary is doubtful, what it nowhere says not."""
    told = any(one.value == claimed for one in fact.candidates)
    return Status.DOUBTFUL if told else Status.DIFFERS


def _contradicted(
    name: str,
    claimed: PartialDate | None,
    fact: Fact[PartialDate],
    kind: EventKind,
    reading: Reading,
    ledger: Ledger,
) -> None:
    """Header and summary tell different dates: the letter's conflict, where the summary is sure."""
    first, printed = fact.candidates[0], reading.printed_by_header(kind)
    told = any(one.value == claimed for one in fact.candidates)
    status = Status.DOUBTFUL
    if claimed is None:
        status = Status.OMITTED if fact.sure else Status.DOUBTFUL
    elif not told and not (claimed == printed and reading.told.of(claimed)):
        status = Status.DIFFERS
    message = ANOTHER if status is Status.DOUBTFUL else ""
    ledger.add(name, status, claimed=claimed, found=first.value, span=first.span, message=message)
    if any(one.standing is Standing.SURE for one in fact.candidates):
        ledger.add(
            name,
            Status.CONFLICT,
            claimed=claimed if told else first.value,
            found=printed,
            span=reading.header.entries[HEADER[kind]].span,
            message=CONTRADICTED,
        )


def _settle(name: str, claimed: T | None, fact: Fact[T], ledger: Ledger) -> None:
    """Without a header to decide."""
    only = fact.sure
    here = next((one for one in fact.candidates if one.value == claimed), None)
    if claimed is None:
        _null(name, fact, ledger)
    elif only:
        status = Status.CONFIRMED if only.value == claimed else Status.DIFFERS
        ledger.add(name, status, claimed=claimed, found=only.value, span=only.span)
    elif fact.place is None:
        ledger.add(name, Status.UNSUPPORTED, claimed=claimed)
    else:
        message = RIVALS if len(fact.candidates) > 1 else HINTED
        span = here.span if here else fact.place
        ledger.add(name, Status.DOUBTFUL, claimed=claimed, span=span, message=message)


def _null(name: str, fact: Fact[T], ledger: Ledger) -> None:
    """Nothing found is nothing there only where nothing hints at it."""
    if fact.place is None:
        ledger.add(name, Status.CONFIRMED)
    elif only := fact.sure:
        ledger.add(name, Status.OMITTED, found=only.value, span=only.span)
    else:
        ledger.add(name, Status.DOUBTFUL, span=fact.place, message=HINTED)
