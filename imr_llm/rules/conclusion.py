"""What a decision rationale concludes: is the disputed item medically necessary?

The outcome words of medical necessity count first, whatever stands around them; only a rationale
without any is read by its weaker words ("not indicated", "not approved"). The last word wins.
All patterns are of small letters.
"""

from __future__ import annotations

import re

from imr_llm.rules.sentences import sentences, small

# "is not medically necessary", "found to not be medically necessary", "not a medical necessity",
# "is medically appropriate and necessary"
VERDICT = re.compile(
    r"medically (?:un)?(?:\w+ (?:or|and) )?(?:necessary|appropriate|indicated|warranted"
    r"|supported)|(?:a|of) medical necessity\b"
    r"(?= (?:at|to|for|in)\b|[.,;]|$)",
)
# "Medical necessity has not been established", "medical necessity of this request is established"
NECESSITY = re.compile(
    r"medical (?:necessity|need)\b[^.;]{0,160}?\b(?P<verb>is|are|was|were|has|had|have|can|could"
    r"|cannot|does|did)\b"
    r"(?P<rest>[^.;]{0,60}?\b(?:established|substantiated|supported|demonstrated|documented|met"
    r"|evident"
    r"|determined|provided|justified|proven|confirmed|certified|clear|lacking|exist))\b",
)
# what only talks about necessity: "if medically necessary", "documentation of medical necessity",
# "no indication that surgery has been established as medically necessary" is negated all the same
TALK = re.compile(
    r"\b(?:if|whether|when|unless|until|only|must be(?= $)|to determine|in order|may be|could be"
    r"|might be)"
    r"(?: [\w-]+){0,6} $",
)
# "is not", "cannot be", "none of the services are", "no evidence that this is"; not "without
# contrast", which is part of an item's name
NEGATED = re.compile(
    r"\b(?:not|cannot|no|none|never|neither|nor|unable|non|fails?|lack|lacks|lacking"
    r"|insufficient)\b"
    r"|n['’]t\b",
)
# where the clause that holds the verdict may begin: ", ", "; ", ": ", " and the request"
CLAUSE = re.compile(r"[;:,]\W|\band (?=the|this|it|therefore|thus|hence|so)\b")
# a clause with a verb stands on its own: "the request is"; not "therefore", "at this time"
VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|remains?|appears?|seems?|meets?|considered|deemed|found|seen)\b",
)
# what commas set between a verb and its rest: "cannot, on this record, be deemed"
ASIDE = re.compile(r", [^,;:]{1,80}, (?=(?:be|been|being|deemed|considered|found|seen)\b)")
# "for medically necessary visits", "all medically necessary care": of some thing, not of this one
ATTRIBUTED = re.compile(r"\b(?:for|of|all|any|other|every|such) $")

# weaker words, read only where necessity is not named: "the request is not approved", "fail to
# necessitate", "the UR was correct", "the UR decision is overturned"
WEAK_NO = re.compile(
    r"(?<!\bas )"
    r"\b(?:not|cannot be|never|fails?(?: to)?|no longer|neither) (?:be |been |yet |clinically "
    r"|currently |considered |"
    r"deemed |seen as |felt to be )*(?:necess\w+|approved|indicated|supported|warranted|appropriate"
    r"|recommended|justified|certified|established|authorized|reasonable)"
    r"|\b(?:cannot|not) be (?:\w+ )?(?:supported|approved|recommended|certified|endorsed)"
    r"|\bfail to necessitate|\bnegat(?:es|ing) the need"
    r"|\b(?:ur|utilization review)\b[^.;]{0,40}\b(?:was correct|is upheld|was appropriate"
    r"|should be upheld)"
    r"|\b(?:denial|decision|determination)(?: to [\w ]{1,60})? (?:is|was|should be) upheld",
)
WEAK_YES = re.compile(
    r"\b(?:is|are|was|were|be|appears?|seems?) (?:therefore |thus |also |clinically |considered "
    r"|deemed |well )*"
    r"(?:necessary|approved|indicated|supported|warranted|appropriate|justified|certified"
    r"|reasonable)\b"
    r"|\b(?:ur|utilization review)\b[^.;]{0,40}\b(?:is|should be|was) (?:overturned|reversed)"
    r"|\b(?:recommend|support)(?:s|ed|ing)? (?:overturning|reversing|reversal)"
    r"|\b(?:denial|decision|determination) (?:is|was|should be) (?:overturned|reversed)",
)


def conclusion_of(rationale: str) -> bool | None:
    """True where the rationale concludes "necessary", False for "not", None where it does not."""
    strong: bool | None = None
    spans = sentences(rationale)
    text = small(rationale)
    for start, end in spans:
        if rationale.find("edical", start, end) >= 0:
            strong = _strong(text[start:end], strong)
    if strong is not None:
        return strong
    weak: bool | None = None
    for start, end in spans:
        weak = _weak(text[start:end], weak)
    return weak


def _strong(sentence: str, before: bool | None) -> bool | None:
    """The verdict of one sentence on medical necessity, or what was concluded before it."""
    named = NECESSITY.finditer(sentence) if "medical ne" in sentence else ()
    for match in reversed(list(named)):
        if not TALK.search(_just_before(sentence, match)):
            said = _last_clause(sentence[: match.start()]) + match["verb"] + match["rest"]
            return not (NEGATED.search(said) or "lacking" in match["rest"])
    end = len(sentence.rstrip())
    for match in reversed(list(VERDICT.finditer(sentence))):
        near = _just_before(sentence, match)
        if not (TALK.search(near) or (ATTRIBUTED.search(near) and match.end() < end)):
            governing = _last_clause(sentence[: match.start()])
            return not (NEGATED.search(governing) or "unnecessary" in match[0])
    return before


def _just_before(sentence: str, match: re.Match[str]) -> str:
    return sentence[max(0, match.start() - 60) : match.start()]


def _last_clause(lead: str) -> str:
    """What of a sentence's lead governs its end: back to where the clause with the verb begins."""
    lead = ASIDE.sub(" ", lead)
    last_verb = max((match.start() for match in VERB.finditer(lead)), default=-1)
    begins = (match.end() for match in CLAUSE.finditer(lead))
    return lead[max((at for at in begins if at <= last_verb), default=0) :]


def _weak(sentence: str, before: bool | None) -> bool | None:
    no = [match.end() for match in WEAK_NO.finditer(sentence)]
    yes = [match.end() for match in WEAK_YES.finditer(sentence)]
    if not no and not yes:
        return before
    return max(yes, default=-1) > max(no, default=-1)
