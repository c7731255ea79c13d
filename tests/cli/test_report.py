"""The page for a person to read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imr_llm import Check, Determination, Extraction, Resolution, Status, extract
from imr_llm.cli.report import WIDTH, describe, describe_checks

CHECKS = (
    Check(field="case.priority", status=Status.CONFIRMED, message="never shown"),
    Check(
        field="items[0].decision",
        status=Status.DIFFERS,
        claimed="upheld",
        found="overturned",
        resolution=Resolution.REPLACED,
    ),
    Check(
        field="reviewer.licensed_states",
        status=Status.DIFFERS,
        claimed=["Utah"],
        found=["Utah", "Ohio"],
        span=(10, 20),
        message="A state is missing",
    ),
    Check(field="events", status=Status.OMITTED, found="x" * 500),
)


def test_checks() -> None:
    """Open checks come first with both values and the place, then replaced ones, then a count."""
    lines = describe_checks(CHECKS).splitlines()

    assert lines[0] == "2 check(s) open:"
    assert " ".join("".join(lines[1:3]).split()) == (
        "reviewer.licensed_states: differs; the record: Utah; the letter: Utah, Ohio at 10-20. "
        "A state is missing"
    )
    assert "1 check(s) replaced:" in lines
    assert lines.index("1 check(s) replaced:") > lines.index(lines[1])
    assert lines[-1] == "1 check(s) confirmed"
    assert "never shown" not in "".join(lines)


def test_no_checks() -> None:
    """Without checks nothing is said to be open."""
    assert describe_checks(()) == "0 check(s) confirmed\n"


@pytest.mark.parametrize(
    "name", ["f2-notice", "f3-transitional", "f4a-doubled", "f4b-compact", "f4b-many"]
)
def test_width(name: str, letter: Callable[[str], str]) -> None:
    """No line is wider than the page, and the page ends in one newline."""
    done = extract(letter(name))
    page = describe(done.model_copy(update={"checks": (*done.checks, *CHECKS)}))

    assert max(map(len, page.splitlines())) <= WIDTH
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


class TestPage:
    """What the page tells."""

    def page(self, record: Determination, *checks: Check) -> str:
        """The page of a record."""
        text = "CLINICAL CASE SUMMARY \nHe fell."
        done = extract(text, engine="rules")
        return describe(
            Extraction.model_validate(
                done.model_dump() | {"determination": record, "checks": checks}
            )
        )

    @pytest.mark.parametrize(
        ("checks", "verdict"), [((), "VERIFIED "), (CHECKS[:2], "VERIFIED "), (CHECKS, "NOT ")]
    )
    def test_verdict(self, checks: tuple[Check, ...], verdict: str) -> None:
        """The first line says whether the record is verified, by which engine, of which family."""
        first = self.page(Determination(), *checks).splitlines()[0]

        assert first.startswith(verdict)
        assert "engine rules, letter family f4" in first

    def test_items(self) -> None:
        """Each item has its number, request, decision, conclusion and basis."""
        record = Determination.model_validate(
            {
                "items": [
                    {
                        "title": "long",
                        "request": "Wrist brace",
                        "decision": "upheld",
                        "medically_necessary": False,
                        "maximus_guideline": {"basis": "non_mtus"},
                    },
                    {"title": "Cane", "decision": "overturned", "medically_necessary": True},
                    {},
                ]
            }
        )
        rows = [line.split() for line in self.page(record).splitlines()]

        assert ["1", "Wrist", "brace", "UPHELD", "no", "non", "mtus"] in rows
        assert ["2", "Cane", "OVERTURNED", "yes", "-"] in rows
        assert ["3", "(no", "title)", "?", "?", "-"] in rows

    def test_facts(self) -> None:
        """Facts that the record has are listed, and those it lacks are not."""
        record = Determination.model_validate(
            {
                "case": {"case_number": "CM19-0000001"},
                "worker": {"age": 40, "date_of_injury": "2016-03", "injury_start": "2011"},
                "utilization_review": {"decision": "mixed"},
                "unreadable_dates": ["10/204"],
                "events": [{"date": "2016-03", "kind": "injury", "text": "in March 2016"}, {}],
            }
        )
        page = self.page(record)
        facts = dict(line.split("  ", 1) for line in page.splitlines() if "  " in line[1:])

        assert facts["case number"].strip() == "CM19-0000001"
        assert facts["worker"].strip() == "40"
        assert facts["date of injury (summary)"].strip() == "2011 to 2016-03"
        assert facts["utilization review"].strip() == "mixed"
        assert facts["unreadable dates"].strip() == "10/204"
        assert "in March 2016" in page
        assert "decision date" not in page
        assert "licensed in" not in page

    def test_unverified(self, write: Callable[..., str]) -> None:
        """What nothing re-derives is named."""
        assert "Not verified by anything: items[0].category" in describe(extract(write()))
