"""What a rationale concludes, read from its last sentence backwards.

A sentence decides when it says "medically necessary" (or the like) of something: the words right
before it, then its whole clause, are searched for a negation. Weaker words decide only where no
sentence has the strong ones.
"""

from __future__ import annotations

import re

# "necessary. The", 'Tapering.") Given'; not "7.5 mg", "No. 3"
SENTENCE = re.compile(r"[.!?](?<=[a-z\d)\"'\]]{2}[.!?])[\"')\]]{0,3}\s+(?=[\"'(]?[A-Z])")

# "medically necessary", "notmedically necessary", "medically appropriate", "medical necessity"
STRONG = re.compile(
    r"(?P<un>medically (?:un|in)\w+)"
    r"|(?P<state>(?:not-?)?medically(?: and \w+ly)?[ -]+(?:necessary|appropriate|reasonable"
    r"|indicated|warranted|justified|supported|needed))"
    r"|(?P<noun>medical(?:ly)? necessit(?:y|ies)|necessity|medical need\b)"
    r"|(?P<plain>(?<!as )(?<!if )(?<!when )(?<!where )necessary\b)|(?P<verb>necessitates?\b)",
    re.IGNORECASE,
)
# what follows "medical necessity": "of this request is not established", "has been demonstrated"
PREDICATE = re.compile(
    r"[^.;]{0,160}?\b(?:is|are|was|were|has|have|had|can|could|cannot|does|did)\b"
    r"(?P<between>(?:[\s,]+(?!that\b|which\b)[\w'-]+){0,6}?)"
    r"[\s,]+(?P<verb>established|supported|demonstrated|substantiated|documented|met|evident"
    r"|clear|shown|proven|justified|confirmed|affirmed|verified|satisfied|fulfilled|warranted"
    r"|apparent|present|exist|appear)\b",
    re.IGNORECASE,
)
# what stands before it: "does not support the", "fails to demonstrate", "establishes"
SUPPORTS = re.compile(
    r"\b(?:support|establish|demonstrat|substantiat|document|show|confirm|prove|justif"
    r"|warrant|meet)\w*(?: (?:the|any|a|of|for|criteria|both))*\s*$",
    re.IGNORECASE,
)
NEGATION = re.compile(
    r"\b(?:not|no|none|nor|neither|never|cannot|can't|without|lack\w*|absen\w+|insufficient\w*"
    r"|inadequate\w*|fail\w* to (?=meet|demon|supp|estab|show|satis|neces|docu|justif)|unable"
    r"|denied|non|hardly|doubtful|unclear|negat\w+|little|isn't|aren't|doesn't|wasn't|don't)\b|\bnot(?=medically)|\bnon(?=-)",
    re.IGNORECASE,
)
# "in excess" and "not only" negate nothing of what follows
NO_NEGATION = re.compile(
    r"\bnot only\b|\bnot in excess\b|\bno longer than\b|\bnot necessarily\b"
    r"|\bno contraindications?\b"
    r"|\bwith or without\b|\bwithout (?:contrast|delay)\b|\bno doubt\b",
    re.IGNORECASE,
)
# where a clause begins anew: after "therefore", a colon, or an "and" with a subject of its own
CLAUSE = re.compile(
    r"[;:]|,(?= (?:the|this|these|it|and|but|both|a|an|all|so)\b)|\b(?:therefore|thus|however|but"
    r"|hence|consequently|accordingly|because|although|while|whereas|so that|and so|as such)\b"
    r"|\band (?=(?:[\w-]+ ){1,5}(?:is|are|was|were|remains?)\b)",
    re.IGNORECASE,
)
# "lacks ", "no ", "without any " right before "medical necessity"
LACKING = re.compile(
    r"\b(?:lack(?:s|ed|ing)?|no|without|absent|absence of)(?: (?:any|clear|the|of))*\s*$"
)
GLUE = re.compile(
    r"(?:\b(?:is|are|was|were|be|been|being|to|as|seen|deemed|considered|found|determined"
    r"|felt|judged"
    r"|thought|regarded|established|supported|indicated|appears?|seems?|remains?|a|an|the"
    r"|also|both|and"
    r"|clearly|currently|thus|would|could|can|should|will|not|cannot|or|at|this|time|point"
    r"|therefore"
    r"|made|medically|clinically|appropriate|reasonable|now|still|overall|in|my|opinion|i"
    r"|believe)\b"
    r"[\s,]*){1,14}$",
    re.IGNORECASE,
)
# asks or supposes, and so concludes nothing
HYPOTHETICAL = re.compile(
    r"\b(?:whether|if|when|where|must|only|unless|should be|to determine|until|may be|might be"
    r"|could be|rationale"
    r"|explanation|as to the|contingent|discussion|question|regarding the|criteria for)\b[^,;]*$",
    re.IGNORECASE,
)
# "would not be indicated", "is supported", "was not approved": decides where nothing strong does
WEAK = re.compile(
    r"\b(?:is|are|was|were|be|been|being)\b(?P<between>(?: [\w'-]+){0,3}?) "
    r"(?P<word>indicated|supported|approved|warranted|justified|certified|authorized|established"
    r"|recommended|appropriate|necessary|needed|upheld|overturned|reversed|denied|reasonable"
    r"|endorsed"
    r"|correct|substantiated|met)\b",
    re.IGNORECASE,
)
# what must be the subject before a weak word may grant anything
OF_THIS_REQUEST = re.compile(
    r"\b(?:request\w*|prescri\w+|proposed|this (?:treatment|procedure|medication|surgery|study|test"
    r"|service)|UR decision|utilization review|review decision|denial)\b",
    re.IGNORECASE,
)
AGAINST_THE_DENIAL = re.compile(
    r"\b(?:UR|utilization review|denial|prior|previous|original)\b[^.;]*$", re.IGNORECASE
)
# the reviewer's own words where no verdict is passed in the passive
AGAINST = re.compile(
    r"\bnegat(?:es|ing) the need\b|\bdo not (?:agree|recommend|concur)\b|\bnon-?\s?certified\b"
    r"|\b(?:uphold|affirm)ing\b.{0,60}\b(?:review|denial|decision)"
    r"|\bneed for\b.{0,120}\bnot (?:\w+ )?(?:demonstrated|shown|documented|established|proven)\b"
)
FOR = re.compile(r"\b(?:overturn|revers)ing\b.{0,60}\b(?:review|denial|decision)")
WEAK_SENTENCES = 4


def _sentences(rationale: str) -> list[str]:
    """The sentences, each without the stop that ends it."""
    breaks = [match.span() for match in SENTENCE.finditer(rationale)]
    edges = [0, *(at for span in breaks for at in span), len(rationale)]
    parts = (rationale[one:two] for one, two in zip(edges[::2], edges[1::2], strict=True))
    return [part for part in parts if part]


def conclude(rationale: str) -> bool | None:
    """The last true conclusion of a folded rationale; None where it has none."""
    sentences = _sentences(rationale)
    for sentence in reversed(sentences):
        if (strong := _strong(sentence)) is not None:
            return strong
    for sentence in reversed(sentences[-WEAK_SENTENCES:]):
        if (weak := _weak(sentence)) is not None:
            return weak
    return None


def _strong(sentence: str) -> bool | None:
    """What the last strong words of a sentence say, or the ones before them."""
    matches = list(STRONG.finditer(sentence))
    for match in reversed(matches[-4:]):
        before = sentence[max(0, match.start() - 400) : match.start()]
        if match["un"]:
            verdict = None if _negated(_glue(before)) else False
        elif match["noun"]:
            verdict = _of_necessity(sentence, match, before)
        elif match["verb"]:
            verdict = False if _negated(_clause(before)) else None
        elif match["plain"] and not _negated(_glue(before)) and not OF_THIS_REQUEST.search(before):
            verdict = None
        else:
            verdict = _of_state(before, match[0])
        if verdict is not None:
            return verdict
    return None


def _of_state(before: str, words: str) -> bool | None:
    """Of "... is (not) medically necessary": first the words just before, then the clause."""
    if words.lower().startswith("not"):
        return False
    near = _glue(before)
    if _negated(near):
        return False
    clause = _clause(before)
    if HYPOTHETICAL.search(clause):
        return None
    return not _negated(clause)


def _of_necessity(sentence: str, match: re.Match[str], before: str) -> bool | None:
    """Of "medical necessity is (not) established", or "does (not) support medical necessity"."""
    if predicate := PREDICATE.match(sentence, match.end()):
        asked = sentence[match.end() : predicate.end("between")]
        return not (
            _negated(asked) or _negated(_clause(before)) or "cannot" in predicate[0].lower()
        )
    clause = _clause(before)
    if LACKING.search(clause):
        return False
    if SUPPORTS.search(clause):
        return not _negated(clause)
    near = _glue(before)
    if _negated(near):
        return False
    return True if re.search(r"\b(?:is|are|was|were) an? $", near) else None


def _weak(sentence: str) -> bool | None:
    matches = list(WEAK.finditer(sentence))
    for match in reversed(matches[-3:]):
        before = sentence[max(0, match.start() - 400) : match.start()]
        word = match["word"].lower()
        negated = _negated(match["between"]) or _negated(_clause(before))
        if word in ("overturned", "reversed", "upheld", "correct", "denied"):
            if AGAINST_THE_DENIAL.search(before) or word == "denied":
                return (word in ("overturned", "reversed")) is not negated
        elif negated:
            return False
        elif OF_THIS_REQUEST.search(before) and not HYPOTHETICAL.search(before):
            return True
    if AGAINST.search(sentence):
        return False
    return True if FOR.search(sentence) else None


def _glue(before: str) -> str:
    match = GLUE.search(before[-160:])
    return match[0] if match else ""


def _clause(before: str) -> str:
    ends = [match.end() for match in CLAUSE.finditer(before)]
    return before[ends[-1] :] if ends else before


def _negated(words: str) -> bool:
    return bool(NEGATION.search(NO_NEGATION.sub(" ", words)))
