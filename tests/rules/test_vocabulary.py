"""The tables of terms: spelt as their head says, each term in one place, all of them found."""

from __future__ import annotations

import pytest

from imr_llm.record import Category
from imr_llm.rules.vocabulary import (
    BEGUN,
    LONGEST,
    OPENING,
    TABLES,
    WHOLE,
    Weight,
    _drugs,
    _terms,
    joined,
    named,
    words_of,
)

TERMS = list(_terms())


def category(request: str) -> Category | None:
    """What the longest term at the beginning of a request says."""
    entry = named(list(words_of(request))[:LONGEST])[1]
    return entry.category if entry else None


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ("X-rays, 3 views", ["x", "rays", "views"]),
        ("Norco 10/325mg #60", ["norco", "mg", "#"]),
        ("Lidocaine 5%", ["lidocaine", "%"]),
        ("L4-L5 (bilateral)", ["l4", "l5", "bilateral"]),
        ("A1C", ["a1c"]),
        ("", []),
    ],
)
def test_words(request_: str, words: list[str]) -> None:
    """Numbers go, but for those that tell a drug."""
    assert [word.text for word in words_of(request_)] == words


def test_marks_part() -> None:
    """A word knows whether a mark stands before it; a hyphen within a word parts nothing."""
    parted = {word.text: word.parted for word in words_of("X-ray, 3 views - hip (left)")}

    assert parted == {"x": False, "ray": False, "views": True, "hip": True, "left": True}


@pytest.mark.parametrize("spelt", ["x ray", "x-ray", "X-RAYS", "xrays", "x/ray"])
def test_spellings(spelt: str) -> None:
    """A blank is a blank, a hyphen, a slash or nothing; a plural is its singular."""
    assert category(spelt) is Category.DIAGNOSTIC_TESTING


def test_longest() -> None:
    """Of terms that begin at one word the longest counts, and it takes its words."""
    size, entry = named(list(words_of("workstation evaluation for a desk"))[:LONGEST])

    assert (size, entry and entry.category) == (2, Category.EVALUATION_MANAGEMENT)


def test_a_beginning_stays_within_its_last_word() -> None:
    """`*` is the rest of a word, not of the request."""
    words = list(words_of("arthroscopic repair"))

    assert named(words)[0] == 1


def test_every_term_is_found() -> None:
    """No term is too long for the look-up, or lost behind one with another meaning."""
    for term, entry in TERMS:
        words = list(words_of(term))
        assert 0 < len(words) <= LONGEST, term
        assert named(words) == (len(words), entry), term


def test_every_term_stands_once() -> None:
    """One place, one meaning: none is told twice, in whatever spelling."""
    keys = [joined(list(words_of(term))) + "*" * term.endswith("*") for term, _ in TERMS]

    assert [key for key in keys if keys.count(key) > 1] == []


def test_spelling_of_terms() -> None:
    """`*` ends a term."""
    assert [term for term, _ in TERMS if "*" in term[:-1]] == []


def test_categories() -> None:
    """Every category but the last resort has terms of its own, and no group is of another."""
    assert set(TABLES[Weight.SURE.value]) == set(Category)


def test_drugs() -> None:
    """The names of drugs are words, once each, that no table takes for something else."""
    names = list(_drugs())
    terms = {joined(list(words_of(term))) for term, _ in TERMS}

    assert len(names) == len(set(names))
    assert [name for name in names if not name.isalpha()] == []
    assert [name for name in names if name in terms] == []
    assert {WHOLE[name].category for name in names} == {Category.PHARMACEUTICALS}


def test_beginnings_are_no_scraps() -> None:
    """A beginning of one or two letters would take in half the language."""
    assert [term for term in BEGUN if len(term) < OPENING] == []
