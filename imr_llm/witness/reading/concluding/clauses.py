"""Sentences and clauses of levelled text."""

from __future__ import annotations

import re
from typing import NamedTuple

from imr_llm.witness.reading.concluding.said import VERB
from imr_llm.witness.reading.concluding.vocabulary import WORDS, any_of

LONGEST_SENTENCE = 1000

# curly quotes, acute accents, all sorts of dashes and blanks, by code point
_SAME = str.maketrans(
    dict.fromkeys((0x2018, 0x2019, 0x60, 0xB4), "'")
    | dict.fromkeys((0x201C, 0x201D, 0x201E, 0xAB, 0xBB), '"')
    | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), "-")
    | dict.fromkeys((0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0xA0, 0x2002, 0x2003, 0x2009, 0x202F), " ")
)
LONG_QUOTE = re.compile(r"\"(?<![^ (]\")(?=[^ ])[^\"]{40,1500}[^ \"]\"(?=[ .,;:)]|$)")
# a full stop before a blank or before a new word ("guidelines.the"); not "dr. ", "7.5", "e.g. "
SENTENCE_END = re.compile(
    r"[.?!;](?=[ \"')]|$|[a-z]{3})(?<!\b(?:[dm]r|ms|vs|pp|al|st)\.)(?<!e\.g\.)(?<!i\.e\.)(?<!\bp\.)"
    r"[\"')]*(?= |$|[a-z]{3})"
)
OPENERS = {
    word: kind
    for kind in ("mark", "contrast", "concede", "reason", "hard", "soft")
    for word in WORDS["opener"][kind]
} | {"as": "reason", "should": "hard"}
# ", although", " if", ", and the request", ", "; not "as such", "as requested is", "since 2014",
# "until then"; "as" and "should" only before a new subject. A blank is put before the sentence.
CLAUSE_START = re.compile(
    r"(?P<lead>[ ,] {0,2})(?:(?P<link>(?:and|but|so|or) )?(?P<opener>(?:"
    + any_of(*(f"opener.{kind}" for kind in set(OPENERS.values())))
    + r"|as(?= (?:(?:the|this|there|it|he|she|her|his|no|surgery)\b"
    rf"|requested (?!{VERB}\b)[a-z]))|(?<![a-z] )should(?= (?:the|a|an|he|she|this)\b)))"
    r"(?![a-z]| (?:19|20)\d\d| then )"
    rf"|(?P<coord>(?:and|so) (?=(?:that )?{any_of('opener.head')}(?![a-z])))|(?P<comma>(?<=, )))"
)
# "necessity, therefore, has not" and "fair and thus medically" go on after their mark
GOES_ON = re.compile(rf", ?{VERB}\b| (?:medically|clinically)\b")
VERB_ENDS = (" is", " are", " was", " were", " has", " have", " not", " cannot", " be", " been")


class Clause(NamedTuple):
    """A clause in its sentence: offsets are the sentence's, `at` is the sentence's own place."""

    sentence: str
    at: int
    begin: int
    text: str
    kind: str  # main, concede, reason, hard, soft
    group: int  # where the clauses begin that share its conditions and its speaker
    speech: int  # where the stretch begins in which "the provider feels that" would speak
    reviewed: int  # the same for "the utilization review found", which "but" does not end
    kinds: set[str]  # of its whole group: an "if" among them is hard, a "when" soft
    opener: str  # mark ("therefore"), contrast ("however") or "" of the group


class Cut(NamedTuple):
    """Where a clause begins, its kind, and whether it opens a group or a new speaker's turn."""

    begin: int
    kind: str
    opener: str = ""
    afresh: bool = False


def level(text: str, *, quotes: bool = False) -> str:
    """Lower case, straight quotes, plain hyphens, same length; long quotations blotted out."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    if not (lowered.isascii() and lowered.isprintable()) or "`" in lowered:
        lowered = lowered.translate(_SAME)
    if quotes or '"' not in lowered:
        return lowered
    return LONG_QUOTE.sub(lambda found: "~" * len(found[0]), lowered).replace('"', " ")


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences stand; overlong ones are cut, so that what follows stays linear."""
    ends = [found.end() for found in SENTENCE_END.finditer(text)]
    spans = []
    begin = 0
    for end in [*ends, len(text)]:
        while end - begin > LONGEST_SENTENCE:
            spans.append((begin, begin + LONGEST_SENTENCE))
            begin += LONGEST_SENTENCE
        if text[begin:end].strip(" ."):
            spans.append((begin, end))
        begin = end
    return spans


def split(sentence: str, at: int) -> list[Clause]:
    """The clauses of one sentence.

    "Although X, the request is not ..., because Y" is a concession, a main clause and a reason. A
    subordinate clause ends at its first comma; conditions hold for their whole group, which
    "therefore" and "however" end.
    """
    cuts = [Cut(0, "main")]
    for found in CLAUSE_START.finditer(" " + sentence):
        kind, begin, opener = cuts[-1].kind, max(0, found.start() - 1), found["opener"]
        name = OPENERS[opener.replace("-", " ")] if opener else found.lastgroup
        if name in ("mark", "contrast"):
            heads = begin == 0 or found["lead"] != " " or found["link"]
            if (name == "contrast" or heads) and not _is_aside(sentence, found, name):
                cuts.append(Cut(begin, "main", name, "however" in found[0] or begin == 0))
        elif name in ("concede", "reason", "hard", "soft"):
            cuts.append(Cut(begin, name))
        elif kind != "main" if name == "comma" else kind in ("main", "concede"):
            cuts.append(Cut(begin, "main", "", kind == "concede" and cuts[-1].begin == 0))
    return _clauses(sentence, at, cuts)


def _is_aside(sentence: str, found: re.Match[str], name: str) -> bool:
    """Of "is, therefore, not", "necessity, therefore, has not", "is fair and thus medically"."""
    if found["lead"][0] == "," and sentence[: found.start() - 1].endswith(VERB_ENDS):
        return True
    return name == "mark" and GOES_ON.match(sentence, found.end() - 1) is not None


def _clauses(sentence: str, at: int, cuts: list[Cut]) -> list[Clause]:
    """Clauses from the cuts, each with the group it belongs to."""
    if len(cuts) == 1:
        return [Clause(sentence, at, 0, sentence, "main", 0, 0, 0, {"main"}, "")]
    clauses = []
    speech = reviewed = group = 0
    opener = ""
    kinds = _kinds(cuts, 0)
    ends = [cut.begin for cut in cuts[1:]] + [len(sentence)]
    for number, (cut, end) in enumerate(zip(cuts, ends, strict=True)):
        begin, kind = cut.begin, cut.kind
        if cut.opener:
            group, opener, speech, kinds = begin, cut.opener, begin, _kinds(cuts, number)
        if cut.afresh:
            speech = reviewed = begin
        if end > begin:
            text = sentence[begin:end]
            clauses.append(
                Clause(sentence, at, begin, text, kind, group, speech, reviewed, kinds, opener)
            )
    return clauses


def _kinds(cuts: list[Cut], first: int) -> set[str]:
    """The kinds of the clauses in the group that cut `first` opens."""
    last = first + 1
    while last < len(cuts) and not cuts[last].opener:
        last += 1
    return {cut.kind for cut in cuts[first:last]}
