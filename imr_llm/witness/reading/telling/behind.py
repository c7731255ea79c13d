"""Dates that belong to what stands before them: "MRI dated D", "denied by the carrier on D"."""

from __future__ import annotations

from imr_llm.witness.reading.facts import Roles, Standing
from imr_llm.witness.reading.telling import injuries, papers, reviews
from imr_llm.witness.reading.telling.clauses import Setting
from imr_llm.witness.reading.telling.injuries import INJURIES
from imr_llm.witness.reading.telling.lexicon import INJURY, kinds
from imr_llm.witness.reading.telling.reviews import REVIEWS
from imr_llm.witness.reading.telling.verdicts import VERDICTS, teller

OTHER = Roles(other=Standing.SURE)
NOUNS = kinds("review payer decision denial appeal doi injury accident claim cumulative onset")
NOUNS |= kinds("thing paper request activity")
_VERBS = kinds("seen suffer hurt reinjure act requested said") | VERDICTS
_HEADS = NOUNS | _VERBS - {"said"}
_VERBAL = kinds("on since to comma as_of")  # links to a verb as well as to a noun
_AFTER = kinds("after")
_OBJECTS = kinds("thing request requested")
_HARMS = kinds("injury accident claim doi")
_REACH = 14  # words back to what a date belongs to
_DONE = ("performed", "done", "completed", "conducted")


def behind(setting: Setting) -> Roles | None:
    """The role that the words before a date give it."""
    links = setting.links
    if injuries.of_then(setting):
        return injuries.MAYBE
    if links and links[0] == "since":
        return _since(setting)
    if not links and setting.nearest(_AFTER, 1) is not None:  # "no injury prior to D"
        return None
    beside = not links and setting.nearest(NOUNS, 1) is not None  # "RFA D", "UR D denied"
    if not beside and (not links or links[0] in _VERBAL):
        return _verbal(setting)
    head = setting.nearest(_HEADS, _REACH)
    return None if head is None else belongs(setting, head)


def _verbal(setting: Setting) -> Roles | None:
    """As in "UR denied the MRI of the neck on D", "injured on D"."""
    head = setting.nearest(NOUNS | _VERBS, _REACH)
    if head is None:
        return None
    if reviews.reviewed(setting, head) or reviews.denial_was_on(setting):
        return reviews.SURE
    if "happen" in setting.links:
        return _happened(setting)
    if setting.row[head].kind == "said":
        return _said(setting, head)
    asked = setting.row[head].kind in _OBJECTS
    return _of_object(setting, head) if asked else belongs(setting, head)


def _of_object(setting: Setting, head: int) -> Roles | None:
    """A date after something requested: the verdict's on it, else its own."""
    done = "made" in setting.links and "be" not in setting.links  # "services rendered on D"
    verdict = None if done else reviews.governs(setting, head)
    if verdict is not None:
        return reviews.of_verdict(setting, verdict)
    return None if _unread(setting, head) else belongs(setting, head)


def _unread(setting: Setting, head: int) -> bool:
    """As in "The carrier objected to the surgery on D": a payer acts, in a verb unknown."""
    if "made" in setting.links or setting.row[head].kind == "requested":
        return False
    return setting.has_near(kinds("payer review denial"), head, 8) and not setting.has_near(
        kinds("seen said requested made who"), head, 8
    )


def _since(setting: Setting) -> Roles | None:
    head = setting.nearest(kinds("thing seen symptom injury accident onset claim"), 8)
    if head is None:
        return None
    return OTHER if setting.row[head].kind in ("thing", "seen") else injuries.since(setting)


def _happened(setting: Setting) -> Roles | None:
    """As in "the injury was reported to have occurred on D", "surgery took place on D"."""
    harm = setting.nearest(INJURIES | kinds("thing"), _REACH)
    return None if harm is None else belongs(setting, harm)


def _said(setting: Setting, head: int) -> Roles | None:
    """As in "reported on D": an injury's report, or a visit."""
    if setting.nearest(_HARMS, 6) is not None:
        return injuries.MAYBE
    return OTHER if teller(setting.row, head) in ("worker", "provider", "attorney") else None


def belongs(setting: Setting, head: int) -> Roles | None:
    """The role of a date of the thing, paper or verb at `head`."""
    kind = setting.row[head].kind
    if kind in INJURIES:
        return injuries.told_by(setting, head)
    if kind in VERDICTS and any(one.text == "what" for one in setting.row[head : setting.head_end]):
        return None  # "The study is not supported by what was found on D"
    if kind in VERDICTS and setting.row[setting.head_end].text not in _DONE:
        return reviews.of_verdict(setting, head)
    if kind in REVIEWS - VERDICTS:
        return reviews.named(setting, head)
    return _elsewhere(setting, head, kind)


def _elsewhere(setting: Setting, head: int, kind: str) -> Roles | None:
    """Surely another occasion, but for papers and things that may be the review's."""
    if kind == "paper":
        return papers.of_paper(setting, head)
    if kind == "thing" and reviews.of_something(setting, head):
        return reviews.denial_of(setting, head)
    if kind == "thing" and reviews.noted(setting):
        return reviews.MAYBE
    if setting.row[head].text == "ct" and "to" in setting.spell.joints:  # "CT: D - D"
        harm = setting.nearest(_HARMS, 4)
        return None if harm is None else injuries.told_by(setting, harm)
    return None if kind == "seen" and _harmed(setting, head) else OTHER


def _harmed(setting: Setting, head: int) -> bool:
    """As in "received a shock at work on D": words of harm between the verb and its date."""
    between = setting.row[head + 1 : setting.head_end]
    return any(word.signs & INJURY or word.kind == "work" for word in between)
