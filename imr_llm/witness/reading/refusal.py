"""What the utilization review did, told from the verdicts of its sentences in the summary."""

from __future__ import annotations

import re

from imr_llm.record import ReviewDecision

# "denied", "non- certified", "failed to approve"; not "he denied pain"
REFUSED = re.compile(
    r"\bden(?:ied|ying|ial)\b|\bnon-?\s?(?:certif|approv|author)\w*|\bdisapprov\w+|\bdeclined\b"
    r"|\b(?:not|never) (?:been )?(?:certified|approved|authorized|granted|deemed|found)\b"
    r"|\bnot(?: to be)? (?:considered )?medically necessary|\bfail(?:ed|ure) to (?:approve"
    r"|certify|authorize)"
    r"|\bneither\b[^.;]{0,80}\bmedically necessary|\brejected\b"
    r"|\bdid not (?:approve|certify|authorize)",
    re.IGNORECASE,
)
# "modified the request", "partially approved"; not "modified work duties", "activity modification"
GRANTED_IN_PART = re.compile(
    r"\bmodif(?:ied|ying|ication|ications)\b(?! (?:work|dut|activit|light|job|barium|diet"
    r"|Ashworth))"
    r"|\bpart(?:ial)?(?:ly)?(?: \w+)? (?:approv|certif|author|grant)\w+|\bin part\b",
    re.IGNORECASE,
)
# "allowed six of the 14 sessions"; not "non-certified four of the 14 sessions"
SOME_OF_THEM = re.compile(
    r"(?<![\w-])(?<!non- )(?:allowing|allowed|approved|authorized|certified|granted)(?: only)?"
    r" (?!all\b|none\b)[\w-]{1,12}(?: \(\d{1,3}\))?(?: out)? of(?: the| these)? \d",
    re.IGNORECASE,
)
NOT_A_MODIFICATION = re.compile(
    r"\b(?:activity|activities|lifestyle|behaviou?r\w*|job|ergonomic|work|diet\w*)[ ,-]+modif\w+",
    re.IGNORECASE,
)
# the person, not the review, denies: "the injured worker denied headache"
SELF_DENIAL = re.compile(
    r"\b(?:worker|patient|applicant|claimant|employee|he|she|they|who|IW)\b,?\W+(?:\w+\W+)?"
    r"den(?:ied|ying)\b(?! (?:by|on|the request|a request|authorization))|\bden(?:ies|y)\b",
    re.IGNORECASE,
)
# in a sentence that names no reviewer: "reported pain and denied numbness"
LOOSE_DENIAL = re.compile(
    r"\b(?:currently|also|and|has|but)\W+(?:\w+ly\W+)?den(?:ied|ying)\b"
    r"(?! (?:by|on|the req|a req))",
    re.IGNORECASE,
)
REVIEWER = re.compile(
    r"\butili[sz]ation[ -]+review|\bU\.?R\b|\bpeer review|\bclaims? administrator|\bcarrier\b"
    r"|\binsurer\b|\bdetermination\b",
    re.IGNORECASE,
)
# who or what a verdict is about
ABOUT_A_REVIEW = re.compile(
    r"\butili[sz]ation[ -]+review|\bU\.?R\b|\bpeer review|\bclaims? administrator|\bcarrier\b"
    r"|\binsurer\b"
    r"|\b(?:prior|previous|original|initial|adverse) (?:determination|review|denial)"
    r"|\bprevious(?:ly)?\b"
    r"|\brequest\w*|\bauthorization|\btreatments?\b|\bdetermination\b|\bcertif\w+|\bRFA\b"
    r"|\bsurgery\b",
    re.IGNORECASE,
)
# "The request ... Two sessions was authorized by the Claims Administrator. The remaining IMR
# eligible portion ... was denied": one request granted in part, whatever the last verb
AUTHORIZED_PART = re.compile(
    r"\b(?:authorized by the claims administrator|claims administrator authorized)\b", re.IGNORECASE
)
REMAINING_PORTION = re.compile(r"\bremaining IMR eligible portion\b", re.IGNORECASE)


def verdict(sentences: tuple[str, ...]) -> ReviewDecision | None:
    """Denied, modified or mixed; None where no sentence of the summary tells."""
    refused = granted = False
    for sentence in sentences:
        if not ABOUT_A_REVIEW.search(sentence):
            continue
        if AUTHORIZED_PART.search(sentence) or REMAINING_PORTION.search(sentence):
            granted = True
        if SOME_OF_THEM.search(sentence) or GRANTED_IN_PART.search(
            NOT_A_MODIFICATION.sub(" ", sentence)
        ):
            granted = True
        plain = SELF_DENIAL.sub(" ", sentence)
        if not REVIEWER.search(sentence):
            plain = LOOSE_DENIAL.sub(" ", plain)
        if REFUSED.search(plain) and not REMAINING_PORTION.search(sentence):
            refused = True
    if refused and granted:
        return ReviewDecision.MIXED
    if granted:
        return ReviewDecision.MODIFIED
    return ReviewDecision.DENIED if refused else None
