"""Papers of a review: is a date of a letter or a notice the review's?"""

from __future__ import annotations

from imr_llm.witness.reading.facts import Roles, Standing
from imr_llm.witness.reading.telling import reviews
from imr_llm.witness.reading.telling.clauses import Setting
from imr_llm.witness.reading.telling.lexicon import kinds
from imr_llm.witness.reading.telling.verdicts import VERDICTS, teller

_OPENS = 4  # words before a clause's own words
WRITERS = kinds("worker provider attorney relative")
_OTHER = Roles(other=Standing.SURE)
_MAILED = ("letter", "notice", "correspondence")


def of_paper(setting: Setting, head: int) -> Roles:
    """Surely the review's, perhaps the review's, or another's."""
    row = setting.row
    if _letter_of_review(setting, head):
        return reviews.SURE
    after = setting.after
    sent = "payer" in setting.around and "on" in setting.links  # "The carrier sent a letter on D"
    heads = bool(after) and after[0].kind == "colon"  # "Documentation of D: UR denied ..."
    signed = any(word.kind in ("payer", "review") for word in (after if heads else after[:3]))
    mailed = row[head].text.startswith(_MAILED) and not setting.has_near(WRITERS, head, 2)
    ruled = mailed and reviews.ruled_near(setting)
    return reviews.MAYBE if sent or signed or ruled else _OTHER


def _letter_of_review(setting: Setting, head: int) -> bool:
    """As in "In a letter dated D, the claims administrator denied ...": the verdict's own paper."""
    row = setting.row
    if setting.has_near(kinds("review denial"), head, 3):
        return True
    if _by_letter(setting, head) or _its_letter(setting, head):
        return True
    verdict = reviews.governs(setting, head)
    if verdict is not None and row[head - 1].kind == "on":
        return teller(row, verdict) in ("review", "payer")  # "did not certify it in a letter dated"
    start = setting.begin
    opens = head - start <= _OPENS and row[start].kind in ("on", "by")  # not "Based on the report"
    after = setting.after
    deciders = [place for place, word in enumerate(after) if word.kind in ("review", "payer")]
    return opens and bool(deciders) and deciders[0] < _OPENS and any(
        word.kind in VERDICTS for word in after[deciders[0] :]
    )  # fmt: skip


def _its_letter(setting: Setting, head: int) -> bool:
    """As in "UR turned it down; the letter is dated D", "Letter issued D." after a verdict."""
    row = setting.row
    if not row[head].text.startswith(_TELLING) or not {"dated", "made"} & set(setting.links):
        return False
    if head == 0:
        return len(row) < _SHORT and setting.ruled_before()
    if row[head - 1].kind not in ("stop", "comma", "and"):
        return False
    told = row[max(0, head - reviews.FAR) : head]
    present = frozenset([word[0] for word in told])
    return not (
        present.isdisjoint(VERDICTS) or present.isdisjoint(reviews.PARTIES) or present & WRITERS
    )


_TELLING = ("letter", "notice", "notification")
_SHORT = 8  # words of "The letter was issued on D"


def _by_letter(setting: Setting, head: int) -> bool:
    """As in "The carrier, by letter of D, did not authorize PT", "Per the determination letter"."""
    row = setting.row
    ruled = [place for place, word in enumerate(setting.after) if word.kind in VERDICTS]
    if not ruled or any(word.kind in reviews.ACTORS for word in setting.after[: ruled[0]]):
        return False
    if row[head - 1 : head] and row[head - 1].text.startswith(("determination", "decision")):
        return True
    before = [word.kind for word in row[max(0, head - 3) : head]]
    return before[:1] in (["payer"], ["review"]) and before[1:] in (
        ["comma", "by"],
        ["comma", "on"],
    )
