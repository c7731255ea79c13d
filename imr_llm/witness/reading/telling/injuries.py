"""Is a date an injury's? What an accident or injury is worth, told where it is told."""

from __future__ import annotations

from imr_llm.witness.reading.facts import Roles, Standing
from imr_llm.witness.reading.telling.clauses import Setting
from imr_llm.witness.reading.telling.lexicon import kinds
from imr_llm.witness.reading.telling.verdicts import passive, teller

INJURIES = kinds("doi injury accident suffer hurt reinjure act onset claim cumulative")
_HARM = kinds("injury accident doi cumulative")
_LESSER = kinds("earlier reinjure not refuse relative")
_JOBS = kinds("boss work claim")
_AFTERWARDS = 8  # words after a date that may tell whose employ it was
_LOOSENED = kinds("after since when doi who suffer hurt happen")
_AMBIGUOUS = ("cut", "dropped", "exposed", "lifted", "pulled", "caught", "rolled", "hit", "jammed")
_POST = ("status", "s p")  # "status post an industrial injury on D"
_CARED_FOR = kinds("seen thing")

SURE = Roles(injury=Standing.SURE)
MAYBE = Roles(injury=Standing.MAYBE)
FORMER = Roles(injury=Standing.MAYBE, former=True)


def _verb_between(setting: Setting, head: int) -> bool:
    """As in "the pain from the injury increased on D": a verb unknown stands before the date."""
    between = setting.row[head + 1 : setting.head_end]
    if any(word.kind in ("rest", "earlier") for word in between):
        return True  # "date of injury of the other claim: D"
    told_to = any(word.kind == "boss" for word in between)  # "reported the injury to her boss on D"
    linked = setting.row[setting.head_end : setting.spell.first]
    done = any(word.kind == "made" for word in linked)  # "for which a fixation was done on D"
    grown = any(word.kind == "word" and word.text.endswith("ed") for word in between)
    return told_to or done or grown


def _lesser(setting: Setting, head: int) -> bool:
    """Words that make it another injury: an earlier or denied one, another's, one at home."""
    row = setting.row
    low = max(0, head - 4)
    stops = [place for place in range(low, head) if row[place].kind in ("stop", "date", "after")]
    low = stops[-1] + 1 if stops else low
    lesser = [word for word in row[low:head] if word.kind in _LESSER]
    if row[head].kind == "doi":  # "the initial date of injury"
        lesser = [word for word in lesser if word.text != "initial"]
    if row[head].kind in _LESSER or lesser:
        return True
    return _elsewhere(setting, head) or _past_job(setting)


def _former(setting: Setting, head: int) -> bool:
    """As in "an earlier shoulder injury in D", "a previous claim of D"; not "no earlier injury".

    Nor "a prior motor vehicle accident in D": of the medical history, it may be no injury's date.
    """
    if setting.row[head].kind not in _HARMS or setting.spell.loose or _verb_between(setting, head):
        return False
    own = [word.kind for word in setting.row[max(setting.begin, head - 6) : head]]
    return "earlier" in own and _DOUBTED.isdisjoint(own)


def of_then(setting: Setting) -> bool:
    """As in "a previous low back strain in D", "an old fracture of D"."""
    harm = setting.head_end - 1
    if harm < 0 or not setting.row[harm].text.startswith(_WOUNDS):
        return False
    own = setting.row[max(setting.begin, harm - 6) : harm]
    return any(one.kind == "earlier" for one in own)


_WOUNDS = ("strain", "sprain", "fracture", "dislocat", "contusion", "lacerat", "concussion")
_HARMS = kinds("injury cumulative claim")
_DOUBTED = kinds("not neither refuse relative")


def _elsewhere(setting: Setting, head: int) -> bool:
    """As in "His wife was injured", "fell at home on D"; not "while she and a coworker pulled"."""
    row = setting.row
    if any(word.kind == "relative" for word in row[setting.begin : head]):
        return True
    working = row[head].text.startswith(("work", "industrial", "occupational"))
    return not working and "private" in setting.around


def _past_job(setting: Setting) -> bool:
    """As in "a strain incurred on D with a previous employer had resolved"."""
    near = setting.after[:_AFTERWARDS]
    return any(
        word.kind == "earlier" and any(w.kind in _JOBS for w in near[at + 1 : at + 3])
        for at, word in enumerate(near)
    )


def _cared_for(setting: Setting, head: int) -> bool:
    """As in "seen for the injury on D": the date may be the visit's."""
    row = setting.row
    for place in range(head - 1, max(setting.begin, head - 8) - 1, -1):
        if row[place].kind in _LOOSENED or row[place].text.startswith(_POST):
            return False
        if row[place].kind in _CARED_FOR:
            return True
    return False


def _at_work(setting: Setting) -> bool:
    """The telling is of work, of an injury so called, or of the worker's introduction."""
    near = setting.around
    return (
        setting.opening or "work" in near or not near.isdisjoint({"injury", "hurt", "cumulative"})
    )


def _counted_from(setting: Setting, head: int) -> bool:
    """As in "four weeks out from the injury on D", "had healed since the injury by D"."""
    row = setting.row
    if not setting.links:
        return setting.head_end > 0 and row[setting.head_end - 1].kind == "by"
    span = [word.text for word in row[max(0, head - 3) : head - 1]]
    since = head > 0 and row[head - 1].kind in _FROM and setting.links == ("on",)
    return since and any(word.startswith(_SPANS) for word in span)


_SPANS = ("week", "month", "day", "year")
_FROM = kinds("from since after")


def told_by(setting: Setting, head: int) -> Roles:
    """The role of a date that belongs to the injury word at `head`."""
    kind = setting.row[head].kind
    if kind in _HARM and _counted_from(setting, head):
        return Roles()
    if kind == "suffer":
        if setting.around.isdisjoint(_HARM) and not setting.opening:
            return Roles()
        kind = "injury"
    if _lesser(setting, head) or setting.spell.loose or _verb_between(setting, head):
        return FORMER if _former(setting, head) else MAYBE
    return SURE if _surely(setting, head, kind) else MAYBE


def _surely(setting: Setting, head: int, kind: str) -> bool:
    """What each kind of word takes to be sure, where nothing makes it lesser."""
    if kind in ("doi", "hurt"):
        return True
    if kind == "claim":
        return _claim(setting, head)
    if kind == "onset":
        return setting.leading and "work" in setting.around
    if (
        setting.row[head].text in _AMBIGUOUS
        and passive(setting.row, head)
        and not _worker_harmed(setting, head)
    ):
        return False
    if "from" in setting.links and setting.has_near(_CARED_FOR, head, 8):
        return False  # "hospitalized after the injury from D to D"
    return not _cared_for(setting, head) and (kind in ("injury", "cumulative") or _at_work(setting))


def _worker_harmed(setting: Setting, head: int) -> bool:
    """As in "his hand was crushed at work"; not "the cast was cut", "the dose was dropped"."""
    harmed = setting.around.isdisjoint(_HARM | {"work", "hurt"})
    return teller(setting.row, head) == "worker" or not harmed


def _claim(setting: Setting, head: int) -> bool:
    """As in "an occupational claim from D" tells the injury, "filed a claim on D" the filing."""
    filed = setting.has_near(kinds("said seen"), head, 4) or "on" in setting.links
    named = setting.row[head].text.startswith("occupational") or setting.has_near(
        kinds("work injury doi cumulative"), head, 3
    )
    return named and not filed


def since(setting: Setting) -> Roles | None:
    """As in "pain since D" may tell an onset."""
    near = setting.nearest(kinds("symptom injury accident onset claim"), 5)
    return MAYBE if near is not None else None
