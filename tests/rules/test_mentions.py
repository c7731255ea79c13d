"""Dates mentioned in running text, readable or not, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imr_llm.rules.mentions import find_mentions

DATES = [
    ("seen on 10-30-2016.", ["2016-10-30"], "numbers"),
    ("seen (1/7/14)", ["2014-01-07"], "in brackets"),
    ("seen 11/18/ 2016 again", ["2016-11-18"], "a stray blank"),
    ("seen 10- 05-2015 again", ["2015-10-05"], "a blank after the first hyphen"),
    ("seen 10-27/2016", ["2016-10-27"], "a hyphen and a slash"),
    ("from 1/2/16 to 2/3/16", ["2016-01-02", "2016-02-03"], "two"),
    ("1/2/16 and 1/2/16", ["2016-01-02", "2016-01-02"], "the same twice"),
    ("seen October 24, 2016, by", ["2016-10-24"], "named"),
    ("in November 2012 and", ["2012-11"], "a named month"),
    ("24 October 2016", ["2016-10-24"], "day first"),
    ("Oct. 24 2016", ["2016-10-24"], "abbreviated"),
    ("filmed 06/2014", ["2014-06"], "month and year"),
    ("since 04/14", ["2014-04"], "month and short year after a word that dates"),
    ("in 2009 he", ["2009"], "a year after such a word"),
    ("since 2011.", ["2011"], "another such word"),
    ("seen 10-302016 again", ["2016-10-30"], "a hyphen was lost"),
    ("seen 1117-2016 again", ["2016-11-17"], "the other hyphen was lost"),
    ("MRI of 04/14 showed", ["2014-04"], "month and short year after a thing that has a date"),
    ("from 03/15 to 06/15", ["2015-03", "2015-06"], "a period of months"),
    ("laminectomy 1998 and fusion 2006", ["1998", "2006"], "years after what was done"),
    ("surgeries (2001, 2003)", ["2001", "2003"], "years in brackets"),
    ("report of 04.22.2014 and 10.22.15", ["2014-04-22", "2015-10-22"], "dots"),
    ("seen 2015-08-19 again", ["2015-08-19"], "the year first"),
    ("grip was tested on 12/10/16", ["2016-12-10"], "no trial"),
    ("seen 2/30/16 again", [None], "no such day, a short year"),
    ("x-ray dated 10/204", [None], "a slip after another such word"),
    ("on 10/204 done", [None], "a slip of the pen"),
    ("on July 17, 3015 done", [None], "an impossible year"),
    ("on 13/45/2016 done", [None], "an impossible day"),
    ("on February 30, 2016 done", [None], "no such day"),
]
LOOK_ALIKES = [
    ("strength 4/5 and 4+/5", "strength"),
    ("scored 12/24, grip 20/22/24", "a score, three readings"),
    ("Chapter 3.3.1, section 9792.24.2", "sections"),
    ("pain 7-8/10, 8 out of 10", "pain"),
    ("Norco 10/325mg", "a dose"),
    ("capsule 5/30/16mg", "a dose of three numbers"),
    ("7.5-325 mg and 5/300", "other doses"),
    ("L5-S1 and L4-5, C5-6", "levels of the spine"),
    ("12-18 sessions", "a count"),
    ("10-15-20 minutes", "times"),
    ("blood pressure 120/80", "pressure"),
    ("vision 20/20", "sight"),
    ("(White, 2004) and 2004;79:1-4", "a publication"),
    ("the 2016 guidelines", "an edition"),
    ("flexion 60/90", "a range"),
    ("may 2 weeks, march 3 miles", "words that are months too"),
    ("99213 and 64483-59", "codes"),
    ("call 555-12-3456", "a number"),
    ("CM16-0246487", "a case number"),
    ("May 28", "a day without a year"),
    ("$10/12/15", "money"),
    ("Jamar grip was 12/10/12 on the right and 10/10/8, left 8/9/10", "three trials"),
]


def found(text: str, *, latest_year: int | None = 2017, hyphens_lost: bool = False) -> list[object]:
    """The dates that a text mentions, None for one that cannot be read."""
    mentions = find_mentions(text, 0, len(text), latest_year=latest_year, hyphens_lost=hyphens_lost)
    return [one.date for one in mentions]


@pytest.mark.parametrize(("text", "expected", "why"), DATES)
def test_dates(text: str, expected: list[str | None], why: str) -> None:
    """Every date is found in every shape, and one that cannot be is found as unreadable."""
    assert found(text) == expected, why


@pytest.mark.parametrize(("text", "why"), LOOK_ALIKES)
def test_look_alikes(text: str, why: str) -> None:
    """What only looks like a date is none, readable or not."""
    assert found(text) == [], why


@pytest.mark.parametrize(("text", "expected", "why"), DATES)
def test_places(text: str, expected: list[str | None], why: str) -> None:
    """Each mention stands where it says, in order."""
    mentions = list(find_mentions(text, 0, len(text), latest_year=2017))

    assert [text[one.start : one.end] for one in mentions] == [one.printed for one in mentions]
    assert [one.start for one in mentions] == sorted(one.start for one in mentions)
    assert len(mentions) == len(expected), why


def test_bounds() -> None:
    """Only mentions that stand between the bounds are found."""
    text = "1/2/16 and 2/3/16 and 3/4/16"
    mentions = find_mentions(text, 7, 18, latest_year=2017)

    assert [one.date for one in mentions] == ["2016-02-03"]


def test_years_of_studies() -> None:
    """Where bare years are studies', none is found."""
    text = "in 2009, and on 1/2/2016; fusion in 2010; she did well after her lumbar fusion in 2012"
    mentions = find_mentions(text, 0, len(text), latest_year=2017, years=False)

    assert [one.date for one in mentions] == ["2016-01-02", "2012"]


@pytest.mark.parametrize(("lost", "expected"), [(True, ["2016-11-15"]), (False, [])])
def test_short_year_with_a_lost_hyphen(lost: bool, expected: list[str]) -> None:
    """A short date that lost a hyphen is one only in a text that lost hyphens."""
    assert found("dated 11-1516 and", hyphens_lost=lost) == expected


def test_years_to_come() -> None:
    """A pair of digits that would be a month long after the letter is no date."""
    assert found("since 04/14", latest_year=2012) in ([], ["1914-04"])
    assert found("in 2018 he", latest_year=2017) == ["2018"]
    assert found("in 2019 he", latest_year=2017) == []


@given(st.text(st.sampled_from("0123456789/-. ,OctoberMay(%mgon"), max_size=60))
@settings(derandomize=True, max_examples=300)
def test_any_text(text: str) -> None:
    """Whatever the text, mentions are parts of it that do not overlap."""
    mentions = list(find_mentions(text, 0, len(text), latest_year=2017, hyphens_lost=True))
    edges = [edge for one in mentions for edge in (one.start, one.end)]

    assert edges == sorted(edges)
    assert all(one.printed == text[one.start : one.end] for one in mentions)
