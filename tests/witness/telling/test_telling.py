"""The reader of the narrative, on made-up tellings (the tables beside this file).

A date stands as `{2016-10-30}`; an impossible one as `{?10/204}`. `expected`, in `roles.json`, has
one letter for each date of the sentence: `I` surely the injury's, `i` maybe; `R` surely a review's,
`r` maybe; `O` surely something else; `.` nothing known; `~` neither surely an injury's nor a
review's; `*` not looked at. Elsewhere it has one word for each fact: the value, surely read;
`-` silent; `?` doubtful; `?a|b` doubtful, these among the candidates; `*` not looked at.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from imr_llm.dates import PartialDate
from imr_llm.witness.reading.facts import Account, Fact, Roles, Standing
from imr_llm.witness.reading.mentions import Mention
from imr_llm.witness.reading.narrative import Narrative, narrate
from imr_llm.witness.reading.sheet import spread
from imr_llm.witness.reading.telling import account, roles

FACTS = {
    "outcomes": ("outcome",),
    "people": ("age", "sex"),
    "summaries": ("age", "sex", "injury", "injury_start", "review", "outcome"),
}
MARK = re.compile(r"\{(\??)([^}]*)\}")
Row = dict[str, str]


def table(name: str) -> list[Row]:
    """The rows of a table."""
    rows: list[Row] = json.loads(Path(__file__).with_name(f"{name}.json").read_text("utf-8"))
    return rows


def narrative(text: str) -> Narrative:
    """The narrative of a marked text."""
    mentions: list[Mention] = []
    letter, at = "", 0
    for mark in MARK.finditer(text):
        letter += text[at : mark.start()]
        date = None if mark[1] else PartialDate(mark[2])
        mentions.append(Mention(len(letter), len(letter) + len(mark[2]), mark[2], date))
        letter += mark[2]
        at = mark.end()
    letter += text[at:]
    return narrate(spread(letter), (0, len(letter)), mentions)


def fits(letter: str, role: Roles) -> bool:
    """Whether a date's role is the one expected."""
    sure, maybe, no = Standing.SURE, Standing.MAYBE, Standing.NO
    found = (role.injury, role.review, role.other)
    return {
        "I": found[:2] == (sure, no) and role.other is not sure,
        "R": found[:2] == (no, sure) and role.other is not sure,
        "O": found == (no, no, sure),
        "i": role.injury is maybe and role.review is not sure,
        "r": role.review is maybe and role.injury is not sure,
        ".": role == Roles(),
        "~": sure not in found[:2],
        "*": True,
    }[letter]


@pytest.mark.parametrize("row", table("roles"), ids=lambda row: row["text"][:60])
def test_roles(row: Row) -> None:
    """Every date of a lone sentence has its role."""
    found = roles(narrative(row["text"]))
    letters = row["expected"].split()
    assert len(found) == len(letters)
    wrong = [(letter, found[n]) for n, letter in enumerate(letters) if not fits(letter, found[n])]
    assert not wrong, row["why"]


def agrees(expected: str, fact: Fact[object]) -> bool:
    """Whether a fact is read as expected."""
    values = {str(one.value) for one in fact.candidates}
    if expected in ("*", "-"):
        return expected == "*" or fact.place is None
    if expected[0] == "?":
        named = set(expected[1:].split("|")) - {""}
        return not fact.sure and fact.place is not None and named <= values
    return fact.sure is not None and str(fact.sure.value) == expected


@pytest.mark.parametrize(
    ("kind", "row"),
    [(kind, row) for kind in FACTS for row in table(kind)],
    ids=lambda part: part if isinstance(part, str) else part["text"][:60],
)
def test_facts(kind: str, row: Row) -> None:
    """Every fact of a telling."""
    found = account(narrative(row["text"]))
    facts = {name: getattr(found, name) for name in FACTS[kind]}
    expected = dict(zip(facts, row["expected"].split(), strict=True))
    wrong = {name: facts[name] for name in facts if not agrees(expected[name], facts[name])}
    assert not wrong, (row["why"], expected)


HOSTILE = {
    "pronouns": (
        "a man, he was injured at work when he fell and " + "he fell and he " * 6000,
        "- male - - - -",
    ),
    "no stops": (
        "the patient was injured on the utilization review denied request for and " * 1400,
        "- - - - - denied",
    ),
    "many dates": ("on {2016-01-01} and " * 1000, "- - ?2016-01-01 - ?2016-01-01 -"),
    "date chains": ("injury from " + "{2016-01-01} to " * 1000, "- - 2016-01-01 - - -"),
    "of many": ("4 of the " * 12000, "- - - - - -"),
    "ages": ("44 " * 30000, "- - - - - -"),
    "year old": ("44 year old " * 8000, "44 - - - - -"),
    "hyphens": ("non-" * 25000, "- - - - - -"),
    "letters": ("a" * 100000, "- - - - - -"),
    "blanks and digits": ("1 1 1 1-1-1 " * 9000, "- - - - - -"),
    "parentheses": ("((UR) (" * 14000, "- - - - - ?"),
    "verdicts": ("denied modified certified " * 4000, "- - - - - ?"),
    "sentences": (
        "UR denied it on {2016-01-01}. He fell. " * 1000,
        "- male - - 2016-01-01 denied",
    ),
}
"""Long texts, and what they tell. `eval.benchmarks.hostile` has these shapes too, and is timed."""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile(name: str) -> None:
    """However often a text says the same, what it tells is read."""
    text, expected = HOSTILE[name]
    marked = narrative(text)
    found = account(marked)
    facts = {name: getattr(found, name) for name in FACTS["summaries"]}
    words = dict(zip(facts, expected.split(), strict=True))

    assert not {name: facts[name] for name in facts if not agrees(words[name], facts[name])}
    assert len(found.roles) == len(marked.mentions)


def test_nothing() -> None:
    """An empty section is silent."""
    assert account(Narrative((), ())) == Account()
