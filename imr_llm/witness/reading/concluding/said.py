"""The words that conclude: "is not medically necessary", "cannot be approved".

All patterns are matched against levelled text: lower case, straight quotes, plain hyphens.
"""

from __future__ import annotations

import re

from imr_llm.witness.reading.concluding.vocabulary import WORDS, any_of

# "medically necessary", "medicaly neccesary", "medically reasonable and necessary", "clinically
# indicated", "medical necessity"; not "medical", not "necessary" alone
MEDICALLY = r"(?:med[ic]{1,3}a?l+y?|clinically)"
NECESSARY = r"ne[cs]{1,2}[ei]s{1,2}[aeir]{1,2}(?:[tlr]?y)?"
NECESSITY = r"med[ic]{1,3}a?l+y?[ -]*ne[cs]{1,2}[ei]s{1,2}it(?:y|ies)"
CORE = (
    rf"(?P<core>{MEDICALLY}[ -]*(?P<un>un)?"
    rf"(?:{NECESSARY}|appropriate|indicated|warranted|justified)"
    rf"(?![a-z])|{MEDICALLY} (?:reasonable|supported|appropriate) (?:and|or|and/or) {NECESSARY}"
    rf"|(?:a |of )?{NECESSITY})"
)
WEAK, PROOF, VERDICT = (
    "|".join(rf"(?P<{name}>{any_of(f'{table}.{name}')})(?![a-z])" for name in names.split())
    for table, names in (
        ("weak", "good bad"), ("weak", "proof unproof"),
        ("verdict", "grant refuse partly upheld overturned"),
    )
)  # fmt: skip
GAP = "[ ,\"'/-]{1,3}"
VERB = any_of("verb.plain", "verb.past", "verb.modal", "verb.infinitive")

# "is, for these reasons, " or "cannot, on this record, "; not "is, for reasons not given, "
ASIDE = (
    r", (?:as|at|by|for|from|given|however|in|on|per|therefore|thus|to|under|upon|with)\b"
    r"(?:(?!no[nt]?\b|n't)[^,.;]){0,60},"
)
# "is not medically necessary", "cannot be deemed medically necessary", "has not been established",
# "is denied", "would not be indicated"; not "is a medically complex patient"
PREDICATE = re.compile(
    rf"\b(?P<group>{VERB}(?:(?: not)?{ASIDE})?{GAP}(?:(?:{any_of('filler.words')}"
    rf"|both [a-z]{{3,12}} and){GAP}){{0,12}}"
    rf"(?:not|non|un)?[ \"-]{{0,2}})"
    rf"(?:{CORE}|{VERDICT}|{WEAK}|{PROOF})"
)
# "request not medically necessary", "Conclusion: not medically necessary"; not "is not ..."
TELEGRAPH = re.compile(
    rf"^[ ,]*+(?:and )?(?:{any_of('opener.mark', 'opener.lean')}[ ,:]*+)?"
    rf"(?:(?:the |this )?requests?\b[^,;.]{{0,160}}?)?"
    rf"[ ,:-]*+\b(?:deemed |considered )?(?P<neg>not|non)[ -]*{CORE}"
)
# "I find the request not medically necessary"
OWN_FINDING = re.compile(
    rf"\b{any_of('report.own')} (?:[a-z]+ ){{0,2}}?{any_of('report.belief')} (?:[^ ,;]+ ){{1,25}}?"
    rf"(?:to be |as )?(?P<neg>not (?:to be |as )?)?{CORE}"
)

# "supports the medical necessity of", "fails to establish medical necessity", "meets criteria for
# medical necessity", "necessitates the surgery"; not "necessitated", "necessity is supported"
PROVES = re.compile(
    rf"\b(?:(?:{any_of('proof.proves')}|(?P<tells>{any_of('proof.tells')}))(?P<end>[a-z]{{0,4}}) "
    r"(?:(?:the|its|their|any|a|clear|adequate|this|ongoing|continued|current|criteria|criterion"
    r"|standards?|definition|requirements?|threshold|for|of) ){0,5}"
    rf"(?:{NECESSITY}|{MEDICALLY}[ -]{NECESSARY})|(?P<calls_for>necessitates?))(?![a-z])"
)
# "does not ", "would fail to " before its verb
UNDONE = re.compile(r"(?:\bnot|n't|\bcannot|\bfail(?:s|ed)? to|\bunable to) (?:[a-z]+ly )?$")
# "lacks medical necessity", "no medical necessity"
LACKS_NECESSITY = re.compile(
    r"\b(?P<lack>lacks?|lacking|no|without|absence of|lack of) (?:(?:any|clear|the|of|in) ){0,2}"
    rf"(?P<core>{NECESSITY})"
)

# "uphold the denial", "overturning the utilization review decision"; not "overturned vehicle"
VERDICT_ON_REVIEW = re.compile(
    rf"\b(?:(?P<upheld>{any_of('verdict.uphold')})|(?P<overturned>{any_of('verdict.overturn')}))"
    rf" (?:[a-z']+ ){{0,4}}?{any_of('subject.decision')}(?![a-z])"
)
# "the UR acted rightly", "the denial was incorrect"
REVIEW_WAS_RIGHT = re.compile(
    rf"\b{any_of('subject.decision')}(?: [a-z']+){{0,4}}? (?:was|is|were|acted) "
    r"(?P<neg>not |in)?(?:correct|proper|right)(?:ly)?(?![a-z])"
)
# "recommend non-certification", "recommended for approval"
RECOMMENDED_OUTCOME = re.compile(
    r"\brecommend(?:s|ed|ing)?(?: for| that| is for|:)? (?:(?:the|a|an|full|its) ){0,2}"
    r"(?:(?P<refuse>non[- ]?certif[a-z]+|denial|non[- ]?approval|denying)"
    r"|(?P<grant>certification|approval|authorization|approving|certifying))(?![a-z])"
)
# "the remaining six are not", at a clause's end
BREAKS_OFF = re.compile(
    r"\b(?:is|are|was|were|does|do|has|have)(?: [a-z]+)?(?: not|n't)(?: [a-z]+)?[ )\"]*(?:$|[.,;])"
)
EXCEEDS = re.compile(r"\b(?:exceed(?:s|ed|ing)?|in excess of|surpass(?:es)?)(?![a-z])")


HINT = re.compile(any_of("hint.stems"))
# without one of these in the text the costlier pattern need not be tried
STEMS, FIRM_STEMS, CORE_STEMS, VERDICT_STEMS, LACKING_STEMS = (
    tuple(WORDS["stems"][name]) for name in ("any", "firm", "core", "verdict", "lacking")
)
PLAIN_STEMS = (*WORDS["stems"]["plain"], *WORDS["subject"]["request"])
PROVING_STEMS = ("necessitat", *WORDS["proof"]["proves"], *WORDS["proof"]["tells"])
DENIAL_STEMS = ("n't", *WORDS["report"]["lack"])
PARTIAL_STEMS = ("only", "first", "up to", " of", *WORDS["partial"]["words"])
