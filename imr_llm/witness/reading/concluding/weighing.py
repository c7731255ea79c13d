"""How much weight a concluding word bears: its subject, tense, speaker and governing words."""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_llm.witness.reading.concluding import around, said
from imr_llm.witness.reading.concluding.clauses import Clause
from imr_llm.witness.reading.concluding.subjects import (
    marked_by,
    of_necessity,
    subject_of,
    unopened,
)
from imr_llm.witness.reading.concluding.vocabulary import mentions

FIRM, PLAIN, LOOSE, VOID = 3, 2, 1, 0
# FIRM: "the request is not medically necessary", "the denial is upheld"
# PLAIN: "Norco is not medically necessary", "therefore the request is not supported"
# LOOSE: "surgery is not recommended", "six visits are exceeded"
# VOID: no conclusion of this reviewer about this request now


class Reading(NamedTuple):
    """`necessary` is None where the words are partial or cancel out."""

    begin: int
    end: int
    necessary: bool | None
    grade: int


# -- of a predicate ------------------------------------------------------------------------------

# The groups of `said.PREDICATE`. `group` is the verb with all that stands before the concluding
# word ("is not ", "has not been "); of the others just one is filled, by the concluding word:
#   core        "medically necessary", "clinically indicated"
#   upheld      "[the denial is] upheld"
#   overturned  "[the denial is] overturned"
#   grant       "[the request is] approved"
#   refuse      "[the request is] denied"
#   partly      "[the request is] modified"
#   good, bad   "[therefore surgery is] warranted", "[the request is] excessive"
#   proof       "[the medical necessity has not been] documented"
#   unproof     "[the medical necessity is] questionable"
# `un` stands beside `core`: "medically unnecessary".


def grade_of(clause: Clause, found: re.Match[str], before: str, after: str) -> int:
    """The weight of a predicate by the kind of its word and of its subject."""
    subject = subject_of(before)
    request = around.REQUEST.search(subject) is not None
    clean = around.CLEAN_AFTER.match(after) is not None
    if found["core"] and not request:
        # "Norco is medically necessary" is PLAIN, FIRM after "therefore"; LOOSE is what is said in
        # general ("usually Norco is medically necessary") or goes on ("... for severe pain")
        general = not clean or around.IN_GENERAL.search(before)
        marked = not general and marked_by(clause, before + found["group"])
        return LOOSE if general else FIRM if marked else PLAIN
    necessity = of_necessity(subject)
    if found["core"]:
        # "the request is not medically necessary"
        firm = True
    elif (found["upheld"] or found["overturned"]) and not necessity:
        # "the denial is overturned"; not "the fee is overturned"
        firm = clean and around.DECISION.search(subject) is not None
    elif _ACTIVE.match(found["group"]):
        # "the provider has indicated": no passive, so nothing is concluded of its subject
        firm = False
    elif found["grant"] or found["refuse"] or found["partly"]:
        # "the request is denied"; not "Norco is denied", nor "has been denied": others did that
        firm = clean and request and _PRESENT.match(found["group"]) is not None
    elif necessity:
        # "the medical necessity of the request is not established"; not "documentation to support
        # medical necessity is not present"
        firm = not around.NECESSITY_AS_OBJECT.search(subject[-330:])
    elif found["proof"] or found["unproof"] or _of_another_thing(subject):
        # "the benefit is not demonstrated", "further documentation is necessary"
        firm = False
    else:
        # `good`, `bad`: PLAIN are "the request is not supported", "therefore surgery is warranted",
        # LOOSE "surgery is not recommended", "the request is recommended for a trial"
        clean = clean or around.NEGATOR.search(found["group"]) is not None
        marked = request or marked_by(clause, before + found["group"])
        return PLAIN if clean and marked else LOOSE
    return FIRM if firm else VOID


def _of_another_thing(subject: str) -> bool:
    """Of "the denial is reasonable", "further documentation is necessary"."""
    return bool(around.DECISION.search(subject) or around.THING.match(unopened(subject)))


def hedged(clause: Clause, modal: str, before: str, necessary: bool | None, grade: int) -> int:
    """Of "would not be indicated" concludes after "as such"; "could be necessary" never does."""
    if not necessary:
        return grade
    if modal in ("would", "should") and grade == FIRM:
        return PLAIN if marked_by(clause, before) else LOOSE
    return min(grade, PLAIN) if modal in ("will", "must", "shall") else VOID


def past(clause: Clause, group: str, before: str, after: str, grade: int) -> int:
    """Of "The request was not necessary" concludes; "surgery was necessary in 2014" does not."""
    marked = marked_by(clause, before + group)
    if marked and around.REQUEST.search(before):
        return grade
    if group.startswith("had") or around.SET_IN_THE_PAST.search(before[-120:] + "|" + after[:60]):
        return VOID
    if around.FOUND_THEN.search(group):
        return VOID
    return min(grade, PLAIN) if marked or around.REQUEST.search(subject_of(before)) else LOOSE


_PRESENT = re.compile(r"is|are|can|should|will|must|shall")
# "the provider has indicated", "records do not support"; not "has not been", "does not appear"
_ACTIVE = re.compile(r"(?:ha[sved]{1,2}|d[oesid]{1,3})(?:n't)?\b(?!.*\b(?:been|be|appear|seem) )")


# -- of any reading ------------------------------------------------------------------------------


def weighed(clause: Clause, verb: int, reading: Reading) -> Reading:
    """The reading after a look at its clause: conditions, speakers, denials, parts."""
    grade = reading.grade
    before = clause.sentence[clause.begin : verb]
    after = clause.sentence[reading.end - clause.at :]
    # "because surgery is not indicated"
    if clause.kind == "reason":
        grade = min(grade, LOOSE)
    # "if the request is necessary, ..."; "when it is necessary"
    if "hard" in clause.kinds or clause.kind == "soft":
        grade = VOID
    # "Although surgery is indicated, ..."; behind its main clause it may still contradict that
    if clause.kind == "concede":
        grade = min(grade, LOOSE) if clause.begin > clause.group else VOID
    # "when pain persists, surgery is indicated": only a firm no stands beside a "when"
    if "soft" in clause.kinds and (reading.necessary is not False or grade < FIRM):
        grade = VOID
    if grade > VOID and _another_speaks(clause, verb, reading.end - clause.at):
        grade = VOID
    if grade == VOID:
        return reading._replace(grade=VOID)
    return _matrix(reading._replace(grade=grade), before, after)


def _another_speaks(clause: Clause, verb: int, end: int) -> bool:
    """The provider's, the claims administrator's or a guideline's statement."""
    sentence = clause.sentence
    before = sentence[clause.speech : verb]
    if not around.SPEAKER.search(sentence, clause.reviewed):
        return False
    whole = sentence[clause.reviewed : verb]
    if around.ANOTHER.search(sentence, clause.reviewed):
        # "I agree with the provider that the request is necessary"
        if around.AGREES.search(whole):
            return False
        said_by = around.SAID_BY_ANOTHER.search(before)
        # "UR stated that", "in the provider's view", "the doctor feels that"; not "the provider has
        # not shown that", which the reviewer says
        if (
            around.SAID_BY_REVIEW.search(whole)
            or around.VIEW_OF_ANOTHER.search(sentence, clause.speech, end + 80)
            or (said_by and not around.NOT_SHOWN_THAT.search(before))
        ):
            return True
    # "his wife feels the request is", "the guidelines state that surgery is"
    by_source = not around.REQUEST.search(subject_of(before)) and around.SAID_BY_SOURCE
    return bool(around.SOMEONE_SAYS.search(before) or (by_source and by_source.search(before)))


def _matrix(reading: Reading, before: str, after: str) -> Reading:
    """What governs the clause: "no evidence that", "not true that", "none of", "two of the six"."""
    subject = subject_of(before)
    necessary, grade = reading.necessary, reading.grade
    denied = mentions(before, said.DENIAL_STEMS)
    shown = around.NOT_SHOWN_THAT.search(before) if denied else None
    # "no evidence that surgery is necessary"; of "... that it has failed and is necessary" neither
    if shown and necessary:
        necessary = None if around.FINITE.search(before, shown.end()) else False
    # "no evidence that it is not necessary" says neither
    elif shown and shown[0].endswith(("that", "how")):
        necessary = None
    # "the argument that the request is necessary": somebody's
    elif "that" in before and around.NOUN_THAT.match(before):
        grade = VOID
    # "it has been argued that the request is necessary"
    elif _unknown_speaker(before):
        grade = LOOSE
    # "none of the requested visits is necessary"
    elif necessary and around.NONE_OF.match(unopened(subject)):
        necessary = False
    # "two of the six visits are necessary", "it is unclear why the request is necessary"
    elif _clouded(reading, subject, after):
        necessary = None
    # "the remaining portion of the request is not necessary"
    elif _rest_of_request(subject):
        grade = min(grade, PLAIN)
    return reading._replace(necessary=necessary, grade=grade)


def _rest_of_request(subject: str) -> bool:
    """Of "the remaining portion of the request"."""
    return mentions(subject, ("portion", "part")) and around.REMAINDER.search(subject) is not None


def _unknown_speaker(before: str) -> bool:
    """Of "It has been argued that the request is ..."; not "it is my opinion that"."""
    that = around.THAT.search(before) if " that " in before else None
    if that is None or around.FINITE.search(before, that.end()):
        return False
    return around.OWN_THAT.search(before[: that.end()]) is None


def _clouded(reading: Reading, subject: str, after: str) -> bool:
    """Whether only a part is decided, or words beside the verb's own turn the sense."""
    if around.IS_TO_BE_WEIGHED.search(subject):
        return True
    if not reading.necessary and _rest_of_request(subject):
        subject = around.REMAINDER.sub("", subject)
    if mentions(subject, said.PARTIAL_STEMS) and around.PARTIAL.search(subject[-200:]):
        return True
    if reading.necessary:
        return bool(around.DOUBLE.search(subject) or around.NOT_QUITE.search(after))
    return bool(around.NO_REQUEST.match(subject) or around.BEYOND.search(after))
