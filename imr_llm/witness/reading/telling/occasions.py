"""What occasion each date of a sentence belongs to: an injury, a review, or surely another.

A date after "dated", "of", "from" or in parentheses belongs to the nearest thing named before it;
a date after "on" to the nearest verb or thing; a date that opens its clause to what follows.
"""

from __future__ import annotations

from collections.abc import Callable

from imr_llm.witness.reading.facts import Roles, Standing
from imr_llm.witness.reading.telling.ahead import ahead
from imr_llm.witness.reading.telling.behind import NOUNS, behind, belongs
from imr_llm.witness.reading.telling.clauses import Setting, Whole, spells_of
from imr_llm.witness.reading.telling.injuries import INJURIES
from imr_llm.witness.reading.telling.lexicon import INJURY, REVIEW, Row, kinds
from imr_llm.witness.reading.telling.reviews import REVIEWS

_ADJECTIVES = kinds("word work earlier provider first_review")
_AFTER = kinds("after")
_SEEN = kinds("seen")
_WITHIN = kinds("on open the")
_RELATIVE = kinds("that who")
_OTHERS = kinds("thing paper activity seen said")
_CARE = ("clinic", "clinics", "office", "performed", "done", "completed", "conducted", "carried")
_SPAN = 4  # words between a date and the thing it describes


def roles_of(
    row: Row, *, opening: bool, ruled_before: Callable[[], bool]
) -> tuple[dict[int, Roles], set[int]]:
    """The role of every date of a sentence, by its number, and which of them are but guessed.

    `opening`: the sentence introduces the worker; `ruled_before`: the last told a verdict.
    """
    found: dict[int, Roles] = {}
    guessed: set[int] = set()
    whole = Whole(row)
    for spell in spells_of(row):
        setting = Setting(row, spell, whole, opening=opening, ruled_before=ruled_before)
        read = _role(setting)
        role = read or _beside(setting)
        if "as_of" in setting.links:  # "non-certified as of D": a day of effect
            role = _less(role)
        if setting.links[:1] == ("to",):  # "PT, denied by UR, was paid for until D"
            role = role._replace(review=min(role.review, Standing.MAYBE))
        for place in spell.places:
            found[row[place].number] = role
            if read is None or setting.links[:1] == ("since",):
                guessed.add(row[place].number)
    return found, guessed


def _less(role: Roles) -> Roles:
    """The role, an injury's or a review's no more than maybe."""
    return Roles(min(role.injury, Standing.MAYBE), min(role.review, Standing.MAYBE), role.other)


def _role(setting: Setting) -> Roles | None:
    if not setting.links and setting.nearest(_AFTER, 1) is not None:
        return _describing(setting)  # "Three days before D he was injured"
    if setting.leading:
        return ahead(setting) or behind(setting)
    if not setting.links or setting.links[0] == "the":
        return _describing(setting) or behind(setting) or ahead(setting)
    if setting.opening and setting.after[:1] and setting.after[0].text == "when":
        read = behind(setting)  # "was moving a crate on D when pain shot down her arm"
        surely = read is not None and not read.other
        return read if surely or setting.nearest(_SEEN, _SPAN) is not None else None
    # "The physician on D denied": between a subject and its verb; not "a strain on D that healed"
    between = setting.links[0] in _WITHIN and setting.nearest(_RELATIVE, 1) is None
    return behind(setting) or (ahead(setting) if between else None)


# "The D utilization review denied ...", "per the D progress report"; not "on D MRI showed".
def _describing(setting: Setting) -> Roles | None:
    for step, word in enumerate(setting.after[:_SPAN]):
        if word.kind in NOUNS:
            return belongs(setting, setting.spell.last + 1 + step)
        if word.kind not in _ADJECTIVES:
            return None
    return None


# Words of an injury, a review, another occasion beside a date, and no reading of them.
def _beside(setting: Setting) -> Roles:
    near = setting.row[setting.begin : setting.end]
    injury = any(word.signs & INJURY or word.kind in INJURIES for word in near)
    review = any(word.signs & REVIEW or word.kind in REVIEWS for word in near)
    other = any(word.kind in _OTHERS or word.text in _CARE for word in near)
    of = {True: Standing.MAYBE, False: Standing.NO}
    return Roles(of[injury], of[review], of[other])
