"""Which dates of a narrative are the injury's and which the utilization review's.

Reads sentences whose dates are tokens (`narrative`). `certain` dates must be told as such by a
record; `possible` ones may be: their sentence allows it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from imr_llm.witness.reading.narrative import DATE, TOKEN, Narrative, tokens

_JOIN = r"[^\w\x00.;]++"

# words between "injury" and its date: "to his low back and neck on"; not "was evaluated on"
_NO_VISIT = (
    r"(?!evaluat|seen\b|visit|exam|report|note[ds]?\b|MRI|x-?ray|surg|underw|diagnos|treat|complain"
    r"|present|follow|(?<!under )review|request|RFA|since|prior|after|before|status|perform|recei"
    r"|denie|now\b(?!\W+under)|author|utiliz|physical|prescri|return|continu|medica|progress|consult|has\b|states?\b"
    r"|and was"
    r"|to date|docum|show|reveal|indicat|ha[ds]\b)"
)
_WORDS = rf"(?:{_JOIN}{_NO_VISIT}\w[\w'-]{{0,30}}+){{0,14}}?"
_TO_DATE = (
    r"[^\w\x00.;]*(?:\b(?:on|of|from|dated?|in|was|is|about|approximately|around|as of|for)\b"
    r"[^\w\x00.;]*)*"
)
_INJURY = (
    r"(?:date of (?:the )?(?:injury|loss|accident)|\bDOI\b|\binjur(?:y|ies)\b"
    r"|\binjured\b(?!\W+(?:worker|employee|claimant|patient|party))|\baccidents?\b|\bincident\b"
    r"|\btrauma\b(?!\W+(?:focus|therap|informed|cent))|\brobbery\b|\bassault(?:ed)?\b"
    r"|\bclaim\b(?= from| of| dated| on)|\boccupational claim\b)"
)
# "sustained an industrial injury on \0", "injured in work related accident \0", "claim from \0"
INJURY_THEN_DATE = re.compile(rf"{_INJURY}{_WORDS}{_TO_DATE}({DATE})", re.IGNORECASE)

# "On \0 he sustained an injury", "On \0 the bus was struck"; not "On \0 the injured worker"
DATE_THEN_INJURY = re.compile(
    rf"\b(?:on|in|since)\W*({DATE})[^.;\x00]{{0,120}}?\b(?:(?:sustained|suffered|incurred|had)\b"
    r"[^.;\x00]{0,40}?\b(?:injur(?:y|ies)|accident|trauma)"
    r"|(?:was|were|got) (?:\w+ )?(?:injured|struck|rear-ended|assaulted|robbed))",
    re.IGNORECASE,
)
# "the \0 industrial injury", "a \0 work-related accident"
DATED_INJURY = re.compile(
    rf"({DATE})\W+(?:(?:date of|industrial|work|occupational|work-related|related"
    rf"|cumulative)\W+){{0,3}}"
    r"(?:injur(?:y|ies)|accident|trauma)\b",
    re.IGNORECASE,
)
# "\0 to \0", "\0 through \0" after an injury: the first and the last day of a cumulative trauma
PERIOD = re.compile(rf"\s*(?:to|through|thru|until|till|-|\u2013|and ending(?: on)?)\s*({DATE})")
# "between \0 and \0"
BETWEEN = re.compile(r"\bbetween\W+(?:the\W+dates\W+of\W+)?$", re.IGNORECASE)
UP_TO = re.compile(rf"\s*and\s*({DATE})")

REACH = 90
OPENS_WITH_DATE = re.compile(rf"(?:on|in) {DATE}", re.IGNORECASE)

# weaker signs in a sentence that holds a date: "fell at work", "hurt his back"
MAYBE_INJURY = re.compile(
    r"\binjur(?:y|ies|ed)\b(?!\W+(?:worker|employee|claimant|patient))|\baccident|\bfell\b|\bfall\b"
    r"|\bhurt\b|\bslipped\b|\btripped\b|\bstruck\b|\bbroke\b|\bfractured\b|\btrauma\b|\bDOI\b"
    r"|\bcrush|\bonset\b|\blacerat|\bburned\b|\btwisted\b|\bhit by\b|\bstrained\b|\brobbery\b"
    r"|\bassault",
    re.IGNORECASE,
)

_REVIEW = (
    r"(?:\butili[sz]ation[ -]+review(?:er)?s?\b|(?-i:\bU\.?R\.?(?=\W))|\bpeer review(?:er)?\b"
    r"|\b(?:prior|previous|initial|original|adverse) (?:determination|review|denial|UR)\b"
    r"|\bnotice of (?:denial|modification|non-?\s?certification)\b|\bnon-?\s?certification\b"
    r"|\bdetermination letter\b|\bdenial letter\b)"
)
_REVIEW_NOISE = (
    r"(?:UR|letter|report|form|conducted|decision|determination|denial|notice|physician|reviewer|process"
    r"|is|was|were|made|performed|completed|dated?|of|on|from|in|by|the|an?|its|issued|as)"
)
# "utilization review report dated \0", "The UR (\0)", "by Utilization Review on \0"
REVIEW_THEN_DATE = re.compile(
    rf"{_REVIEW}(?:{_JOIN}{_REVIEW_NOISE}\b){{0,12}}[^\w\x00.;]*({DATE})", re.IGNORECASE
)
# "The \0 utilization review", "On \0, the UR"
DATE_THEN_REVIEW = re.compile(
    rf"({DATE})(?:{_JOIN}(?:the|an?|original|initial|prior|adverse)\b){{0,3}}{_JOIN}{_REVIEW}",
    re.IGNORECASE,
)
VERDICT = (
    r"(?:not certified|(?:failed to|did not) (?:approve|certify|authorize)"
    r"|non-?\s?(?:certif|approv|author)\w*|denied|denying|disapproved"
    r"|modif(?:ied|ying)"
    r"|declined|rejected|partially (?:approved|certified|authorized|denied)"
    r"|not (?:approved|authorized|medically necessary|deemed medically necessary))"
)
_MATTER = (
    r"(?:request\w*|case|treatments?|services?|authorization|surgery|procedures?|determination"
    r"|therapy|sessions?|medications?|RFA|imaging|stud(?:y|ies)|claims? administrator|MRI|appeal)"
)
MATTER = re.compile(rf"\b{_MATTER}\b", re.IGNORECASE)
# "was previously non-certified on \0", "had been denied by the carrier on \0"
VERDICT_THEN_DATE = re.compile(
    rf"\b(?:was|were|been|being)\W+(?:\w+\W+){{0,2}}?(?:{VERDICT}|previously reviewed)"
    rf"(?:\W+\w+){{0,6}}?\W+(?:on|dated)\W+({DATE})",
    re.IGNORECASE,
)
# "On \0, the request for X was non-certified", "On \0 the claims administrator denied"
# "the carrier denied the request on \\0", "the decision dated \\0 non-certified"
REVIEWER_THEN_DATE = re.compile(
    rf"(?:\b(?:claims administrator|carrier|insurer|adjuster|reviewer|advis[eo]r)|{_REVIEW})\W+"
    rf"(?:\w+\W+){{0,2}}?(?:{VERDICT}[^\x00.;]{{0,160}}?\b(?:on|dated)|issued (?:its|a) \w+ on)"
    rf"\W+({DATE})",
    re.IGNORECASE,
)
# "utilization review approved it on \0": an earlier decision is one too
REVIEW_GRANTED = re.compile(
    rf"{_REVIEW}\W+(?:\w+\W+)?(?:approved|authorized|certified)\b[^\x00.;]{{0,80}}?\bon\W+({DATE})",
    re.IGNORECASE,
)
# "In a report dated \0, the claims administrator failed to approve"
DATE_THEN_REVIEWER = re.compile(
    rf"({DATE})\W+(?:the )?(?:claims administrator|carrier|insurer|adjuster)\W+(?:\w+\W+)?"
    rf"{VERDICT}",
    re.IGNORECASE,
)
# "appealed the denial of \0"
DENIAL_OF_DATE = re.compile(rf"\bdenial (?:of|dated|on)\W+({DATE})", re.IGNORECASE)
DECISION_OF_DATE = re.compile(
    rf"\b(?:decision|determination|letter|notice)\W+(?:\w+\W+)?({DATE})\W+{VERDICT}", re.IGNORECASE
)
OPENING_DATE = re.compile(rf"\W*(?:on )?({DATE})(?=[^\x00]*$)", re.IGNORECASE)
PASSIVE_VERDICT = re.compile(rf"\b(?:was|were|been)\W+(?:\w+\W+)?{VERDICT}", re.IGNORECASE)
REVIEWER_VERDICT = re.compile(
    rf"\b(?:claims administrator|carrier|insurer|adjuster|reviewer)\W+(?:\w+\W+)?{VERDICT}",
    re.IGNORECASE,
)
# "authorized on \0": an earlier authorization, which may be told as a review
MAYBE_REVIEW = re.compile(
    rf"{_REVIEW}|\b(?:authorized|approved|certified|non-?\s?certified)\b", re.IGNORECASE
)


# words without one of which none of the patterns below can match
REVIEW_HINT = re.compile(
    r"review|\bU\.?R\b|determination|denial|notice|certification|administrator|carrier|insurer"
    r"|adjuster|advis|decision|letter",
    re.IGNORECASE,
)
REVIEW_PATTERNS = (
    REVIEW_THEN_DATE,
    DATE_THEN_REVIEW,
    REVIEWER_THEN_DATE,
    DATE_THEN_REVIEWER,
    DECISION_OF_DATE,
    DENIAL_OF_DATE,
    REVIEW_GRANTED,
)


@dataclass
class Roles:
    """Numbers of mentions: the injury's dates in order of finding, and the review's."""

    injury: list[int] = field(default_factory=list)
    periods: list[tuple[int, int]] = field(default_factory=list)
    maybe_injury: set[int] = field(default_factory=set)
    review: list[int] = field(default_factory=list)
    maybe_review: set[int] = field(default_factory=set)


def assign(narrative: Narrative) -> Roles:
    """Give the dates of a narrative their roles, sentence by sentence."""
    roles = Roles()
    for sentence in narrative.sentences:
        if here := tokens(sentence):
            _injury(sentence, roles)
            _review(sentence, here, roles)
    roles.injury = list(dict.fromkeys(roles.injury))
    return roles


def _injury(sentence: str, roles: Roles) -> None:
    if not MAYBE_INJURY.search(sentence) and "claim" not in sentence and "incident" not in sentence:
        return
    for pattern in (INJURY_THEN_DATE, DATE_THEN_INJURY, DATED_INJURY):
        for match in pattern.finditer(sentence):
            first = tokens(match[1])[0]
            roles.injury.append(first)
            between = BETWEEN.search(sentence, max(0, match.start(1) - 30), match.start(1))
            joined = UP_TO if between else PERIOD
            if period := joined.match(sentence, match.end(1)):
                last = tokens(period[1])[0]
                roles.periods.append((first, last))
                roles.injury.append(last)
    for cue in MAYBE_INJURY.finditer(sentence):
        roles.maybe_injury.update(_nearest(sentence, cue))


def _nearest(sentence: str, cue: re.Match[str]) -> list[int]:
    """The date that stands next to a cue: before it or after it, in its own clause."""
    before, after = (
        sentence[max(0, cue.start() - REACH) : cue.start()],
        sentence[cue.end() : cue.end() + REACH],
    )
    earlier, later = tokens(before), TOKEN.search(after)
    if later:
        return [int(later[1])]
    return earlier[-1:] if OPENS_WITH_DATE.match(sentence) else []


def _review(sentence: str, here: list[int], roles: Roles) -> None:
    patterns = REVIEW_PATTERNS if REVIEW_HINT.search(sentence) else ()
    found = {tokens(match[1])[0] for pattern in patterns for match in pattern.finditer(sentence)}
    if matter := MATTER.search(sentence):
        verdicts = VERDICT_THEN_DATE.finditer(sentence, matter.end())
        found |= {tokens(match[1])[0] for match in verdicts}
    if not found and (opening := OPENING_DATE.match(sentence)) and _verdict(sentence, opening):
        found.add(tokens(opening[1])[0])
    roles.review += [number for number in here if number in found]
    if len(here) == 1 and not found and MAYBE_REVIEW.search(sentence):
        roles.maybe_review.update(here)


def _verdict(sentence: str, opening: re.Match[str]) -> bool:
    passive = PASSIVE_VERDICT.search(sentence, opening.end())
    if passive and MATTER.search(sentence, opening.end(), passive.start()):
        return True
    return bool(REVIEWER_VERDICT.search(sentence, opening.end()))
