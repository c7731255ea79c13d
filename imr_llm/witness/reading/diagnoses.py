"""What keeps a phrase of the summary from being a diagnosis of this worker."""

from __future__ import annotations

import re

Span = tuple[int, int]

# words of which no diagnosis consists: "the", "right", "of the left"
OF_NO_CONTENT = frozenset(
    word
    for line in (
        "a an the of in on at to for with and or by from as is are was were be been has have had",
        "his her he she it its this that these those there no not right left bilateral side date",
        "year years old male female man woman worker injured patient claimant applicant employee",
        "including include includes diagnosed diagnosis diagnoses history pain complaints",
        "complaint status post",
    )
    for word in line.split()
)
WORD = re.compile(r"[A-Za-z]+")

# "denies chest pain or", "negative for": all that follows in the sentence; not after "but"
DENIES_THE_REST = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|negative for|no (?:clear )?(?:evidence|signs?|history|indication)"
    r"(?: or \w+)? of|(?:to )?rul(?:e|ed|ing) out|r/o|absence of|free of)\b"
    r"(?:(?!\b(?:but|however|although|diagnos|assess|impression)).)*$",
    re.IGNORECASE | re.DOTALL,
)
# "without radiculopathy", "no fracture": what follows up to a comma
DENIES_THE_NEXT = re.compile(
    r"\b(?:without|no|not|never had)\s+(?:[\w/-]+\s+){0,4}$", re.IGNORECASE
)
# "disc displacement without myelopathy and": its own name ends there (as the codes of the
# International Classification of Diseases word them); not "without numbness and tingling"
_COMPLEMENT = (
    r"(?:myelopathy|radiculopathy|sciatica|loss of consciousness|LOC|psychotic features|psychosis"
    r"|aura|open wound|complications?|obstruction|gangrene|status migrainosus|instability)"
)
NAMED_WITHOUT = re.compile(
    rf"\bwithout\s+(?:mention of\s+)?{_COMPLEMENT}(?:\s+or\s+{_COMPLEMENT})?\s*(?=,|and\b)",
    re.IGNORECASE,
)
# "neck strain, rule out a disc tear, and": the suspicion is one of a list, and ends there; not "an
# MRI to rule out a fracture, and"
LISTED_SUSPICION = re.compile(
    r",\s+[\"“]?(?:rule\s+out|r/o)[\"”]?\s[^,;.:]*,\s+and\b", re.IGNORECASE
)
# "rule out a tear" is told as one suspected, not as one denied
SUSPECTED = re.compile(r"\s*(?:rule\s+out|r/o)\b", re.IGNORECASE)
# "was ruled out", "has been excluded"
RULED_OUT = re.compile(
    r"\W*(?:(?:was|were|is|are|has|have|had|been)\s+){1,3}(?:ruled\s+out|excluded"
    r"|not\s+(?:found|seen|present|confirmed))",
    re.IGNORECASE,
)
CLAUSE_END = re.compile(r"[.;:](?=\s)")
REACH = 240
"""Characters before a phrase in which a denial of it may begin."""


def names_a_condition(phrase: str) -> bool:
    """Tell whether a phrase holds a word of content, two of those that complaints share or more."""
    words = [one.lower() for one in WORD.findall(phrase)]
    telling = [one for one in words if one not in OF_NO_CONTENT and len(one) > 1]
    return bool(telling) or ("pain" in words and len(words) > 1)


def denied(text: str, place: Span, section: Span) -> bool:
    """Tell whether the words around a place deny what stands there."""
    if SUSPECTED.match(text, *place):
        return False
    before = text[max(section[0], place[0] - REACH) : place[0]]
    ends = [match.end() for match in CLAUSE_END.finditer(before)]
    clause = NAMED_WITHOUT.sub("", before[ends[-1] :] if ends else before)
    clause = LISTED_SUSPICION.sub("", clause)
    if DENIES_THE_REST.search(clause) or DENIES_THE_NEXT.search(clause):
        return True
    return bool(RULED_OUT.match(text, place[1], section[1]))
