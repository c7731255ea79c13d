"""The gate that every text passes before any engine reads it: is this one IMR determination?

What it looks for is FORMATS' own headings; a health plan's review, a bill review and the other
letters of the programme are named for what they are.
"""

from __future__ import annotations

import re

from imr_llm.errors import LetterError

LONGEST = 500_000
"""Characters of a text; published letters have 5,000 to 60,000. So many take a second or two;
of nothing but dates, the dearest text known, a minute."""

# "HOW THE IMR FINAL DETERMINATION WAS MADE", "Notice of Independent Medical Review Determination",
# "MEDICAL PROFESSIONAL REVIEW"; not "clinical case summary" in a sentence
HEADING = re.compile(
    r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE|CLINICAL\s+CASE\s+SUMMARY"
    r"|IMR\s+ISSUES,\s+DECISIONS\s+AND\s+RATIONALES|IMR\s+DECISION\(S\)\s+AND\s+RATIONALE\(S\)"
    r"|INDEPENDENT\s+MEDICAL\s+REVIEW\s+DECISION\s+AND\s+RATIONALE|MEDICAL\s+PROFESSIONAL\s+REVIEW"
    r"|Notice\s+of\s+Independent\s+Medical\s+Review\s+Determination|ISSUE\s+AT\s+DISPUTE:"
)

# headings that a letter holds once: twice means two letters in one text
ONCE = (
    re.compile(r"HOW\s+THE\s+IMR\s+FINAL\s+DETERMINATION\s+WAS\s+MADE"),
    re.compile(r"CLINICAL\s+CASE\s+SUMMARY"),
    re.compile(r"IMR\s+ISSUES,\s+DECISIONS\s+AND\s+RATIONALES"),
    re.compile(r"IMR\s+DECISION\(S\)\s+AND\s+RATIONALE\(S\)"),
    re.compile(r"INDEPENDENT\s+MEDICAL\s+REVIEW\s+DECISION\s+AND\s+RATIONALE"),
    re.compile(r"MEDICAL\s+PROFESSIONAL\s+REVIEW"),
    re.compile(r"Notice\s+of\s+Independent\s+Medical\s+Review\s+Determination\b"),
    re.compile(r"ISSUE\s+AT\s+DISPUTE:"),
)

# what one layout begins a line with and the others do not: of two layouts there are two letters
LAYOUTS = tuple(
    tuple(re.compile(heading) for heading in layout)
    for layout in (
        (r"IMR\s+ISSUES,\s+DECISIONS\s+AND\s+RATIONALES",),
        (r"IMR\s+DECISION\(S\)\s+AND\s+RATIONALE\(S\)",),
        (
            r"Notice\s+of\s+Independent\s+Medical\s+Review\s+Determination\b",
            r"MAXIMUS\s+Federal\s+Services,\s+Inc\.\s+has\s+determined\s+the\s+request\s+for",
        ),
        (r"MEDICAL\s+PROFESSIONAL\s+REVIEW", r"ISSUE\s+AT\s+DISPUTE:"),
    )
)
# "1) " may stand before a result of the notice
LINE_BEGINS = re.compile(r"(?:\A|[\n\r\f])[ \t]*(?:\d{1,3}\)[ \t]*)?\Z")

# "Independent Medical Review"; not "independent medical examination"
NAMES_THE_PROGRAMME = re.compile(r"\bIndependent\s+Medical\s+Review", re.IGNORECASE)

# "archive/CM16-0246487.pdf"; not a line of prose, which ends otherwise
FILE_NAME = re.compile(r"[^\n\r]{1,1000}\.(?:txt|pdf)", re.IGNORECASE)

BILL_REVIEW = re.compile(r"\bindependent\s+bill\s+review", re.IGNORECASE)
# other programmes, which also uphold and overturn; looked for where none of the headings stands
OTHER_PROGRAMMES = (
    ("an independent bill review", BILL_REVIEW),
    (
        "a health plan's independent medical review",
        re.compile(
            r"\benrollee|\bhealth\s+(?:plan|insurer)|managed\s+health\s+care|\bDMHC\b",
            re.IGNORECASE,
        ),
    ),
)
# a heading that names another letter, whatever it says of outcomes: "NOTICE OF UTILIZATION REVIEW
# DETERMINATION - NON-CERTIFICATION" on a line of its own; not "A Notice of Assignment ... was sent"
OTHER_LETTERS = (
    ("a notice of assignment", r"notice of assignment\b"),
    ("a notice of termination", r"notice of termination\b"),
    ("a notice of ineligibility", r"notice of (?:ineligib|dismissal)"),
    (
        "a utilization review's own letter",
        r"(?:notice of )?(?:utilization review (?:determination|decision|denial|modification)"
        r"|(?:denial|modification|non-?certification)\b)",
    ),
)
HEADED = tuple(
    (name, re.compile(rf"^[ \t]{{0,80}}{start}[^\n.:]{{0,80}}$", re.IGNORECASE | re.MULTILINE))
    for name, start in OTHER_LETTERS
)
# "The denial is upheld", "UPHOLD": a letter that says so is a determination, whatever else it says
OUTCOME = re.compile(r"\b(?:upheld|uphold|overturn(?:ed)?)\b", re.IGNORECASE)
# the programme's other letters, which decide nothing
NOTICES = (
    ("a notice of ineligibility", re.compile(r"\b(?:in|not\s+)eligib(?:le|ility)\b", re.I)),
    (
        "a notice of assignment",
        re.compile(r"\bnotice\s+of\s+assignment\s+and\s+request\s+for\s+information", re.I),
    ),
    ("a notice of termination", re.compile(r"\bterminat(?:ed|ion|es)\b", re.IGNORECASE)),
    (
        "no determination (a letter about a review still to come)",
        re.compile(
            r"\b(?:right\s+to|apply\s+for|application\s+for|request(?:ing)?|may)\b[^.]{0,80}"
            r"\bindependent\s+medical\s+review",
            re.IGNORECASE,
        ),
    ),
)


def names_file(text: object) -> bool:
    """Whether a string is a file's name and no letter's text."""
    return isinstance(text, str) and bool(FILE_NAME.fullmatch(text))


def admit(text: str) -> None:
    """Let a text pass that is one IMR determination; raise LetterError, saying why, otherwise.

    A determination in a layout nobody knows passes: the rules refuse it later, a model may read it.
    """
    if not isinstance(text, str):
        kind = type(text).__name__
        raise LetterError(f"a letter is given as text, not as {kind}: read_document reads a file")
    within_bounds(text)
    if not text.strip():
        raise LetterError("the letter is empty")
    if names_file(text):
        raise LetterError("a file's name, not a letter's text: read_document reads a file")
    if "\x00" in text or not _encodable(text):
        raise LetterError("the letter is binary: it holds characters that no text holds")
    if any(len(heading.findall(text)) > 1 for heading in ONCE):
        raise LetterError("more than one determination in one text: a heading stands twice")
    if sum(any(_heads(one, text) for one in layout) for layout in LAYOUTS) > 1:
        raise LetterError("more than one determination in one text: headings of two layouts")
    if HEADING.search(text):
        of_bills = "bill" in text.lower() and BILL_REVIEW.search(text)
        if of_bills and not NAMES_THE_PROGRAMME.search(text):
            raise LetterError("not an IMR determination but an independent bill review")
        return
    if not NAMES_THE_PROGRAMME.search(text):
        raise LetterError(
            "not an IMR determination: neither 'Independent Medical Review' nor one of its headings"
            " (such as 'IMR ISSUES, DECISIONS AND RATIONALES') was found"
        )
    notices = HEADED + (() if OUTCOME.search(text) else NOTICES)
    for name, sign in OTHER_PROGRAMMES + notices:
        if sign.search(text):
            raise LetterError(f"not an IMR determination but {name}")


def within_bounds(text: str) -> None:
    """Raise LetterError for a text that is longer than any letter."""
    if len(text) > LONGEST:
        raise LetterError(f"the text has more than {LONGEST:,} characters: no letter is so long")


def _heads(heading: re.Pattern[str], text: str) -> bool:
    """Tell whether a heading begins a line somewhere."""
    return any(
        LINE_BEGINS.search(text[max(0, match.start() - 80) : match.start()])
        for match in heading.finditer(text)
    )


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
