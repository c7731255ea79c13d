"""What a therapist's note is of: of an examination, where it tells one, else of the therapy.

LABELLING.md: a therapy *examination* note is a visit, therapy that was given is treatment.
"""

from __future__ import annotations

import re

from imr_llm.rules.places import Place

BESIDE = 70
FOUND = 170
# "physical therapy note of §", "(chiropractic record §": a therapist's, right before a date; not
# "progress note" or "discharge note", which tell what was found
NOTE_BEFORE = re.compile(
    r"\b(?:therap(?:y|ist)|chiropract(?:ic|or)|acupunctur(?:e|ist)|nursing|treatment|session)"
    r"(?:['’]s)?"
    r" (?:treatment |session |daily )?(?P<form>notes?|records?|reports?)"
    r",? ?(?:(?:dated|of|on|from|through|up to|until|for|is) |\()*$",
    re.IGNORECASE,
)
# "the § therapy note"
NOTE_AFTER = re.compile(
    r",? (?:\w+ )?(?:therapy|chiropractic|acupuncture|treatment|session)"
    r" (?P<form>notes?|records?)\b",
    re.IGNORECASE,
)
# "§ to §", "§ and §"
RUN = re.compile(r"\d (?:to|through|thru|and|until|-) ", re.IGNORECASE)
# "showed full flexion", "was able to lift": what an examination finds
FINDING = re.compile(
    r"\b(?:flexion|extension|motion|strength|gain(?:s|ed)?|degrees?|able|unable|independent|grip"
    r"|tolerat\w+|pounds|lbs|lift\w*|plateau\w*|goals?|ambulat\w+|balance|mobility|assistance"
    r"|tender\w*|exam\w*|evaluat\w+|pain|swelling)\b",
    re.IGNORECASE,
)


def is_of_therapy(place: Place) -> bool:
    """Tell whether the date is that of a note on therapy given, which tells no examination.

    Several notes ("the therapy notes from § to §") are the run of the therapy, whatever they tell.
    """
    before = place.before(BESIDE)
    note = NOTE_BEFORE.search(before) or NOTE_AFTER.match(place.text, place.end, place.stop)
    if not note:
        return False
    run = note["form"].endswith("s") and RUN.search(place.text, place.start, place.end)
    several = run or before.endswith(("through ", "up to ", "until "))
    return bool(several) or not FINDING.search(
        place.text, place.end, min(place.stop, place.end + FOUND)
    )
