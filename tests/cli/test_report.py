"""The page for a person to read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from imr_llm import Check, Determination, Disputed, Extraction, Resolution, Status, extract
from imr_llm.cli.report import describe, describe_checks

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
        "reviewer licensed states: differs; the record: Utah; the letter: Utah, Ohio at 10-20. "
        "A state is missing"
    )
    assert "1 check(s) replaced:" in lines
    assert lines.index("1 check(s) replaced:") > lines.index(lines[1])
    assert lines[-1] == "1 check(s) confirmed"
    assert "never shown" not in "".join(lines)


def test_no_checks() -> None:
    """Without checks nothing is said to be open."""
    assert describe_checks(()) == "0 check(s) confirmed\n"


@pytest.mark.parametrize("columns", [20, 60, 100, 500])
@pytest.mark.parametrize(
    "name", ["f2-notice", "f3-transitional", "f4a-doubled", "f4b-compact", "f4b-many"]
)
def test_width(
    name: str, columns: int, letter: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No line is wider than the terminal, within reason, and the page ends in one newline."""
    monkeypatch.setenv("COLUMNS", str(columns))
    text = letter(name)
    done = extract(text)
    page = describe(done.model_copy(update={"checks": (*done.checks, *CHECKS)}), text)

    assert max(map(len, page.splitlines())) <= max(40, min(columns, 120))
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

    def test_cost(self, write: Callable[..., str]) -> None:
        """What a model's answers took is told behind the verdict, of what the server told."""
        done = extract(write())
        asked = {"requests": 2, "tokens_in": 4600}
        source = done.provenance.model_copy(update=asked)
        page = describe(done.model_copy(update={"provenance": source}))

        assert page.splitlines()[1] == "2 request(s), 0 kept answer(s), 4,600 tokens in"
        assert "request(s)" not in describe(done)

    @pytest.mark.parametrize(
        ("checks", "verdict"), [((), "VERIFIED "), (CHECKS[:2], "VERIFIED "), (CHECKS, "NOT ")]
    )
    def test_verdict(self, checks: tuple[Check, ...], verdict: str) -> None:
        """The first line says whether the record is verified, by which engine, of which family."""
        first = self.page(Determination(), *checks).splitlines()[0]

        assert first.startswith(verdict)
        assert "engine rules, letter family f4" in first

    def test_items(self) -> None:
        """Each item has its number, request, decision, category, conclusion and guideline."""
        record = Determination.model_validate(
            {
                "items": [
                    {
                        "title": "long",
                        "request": "Wrist brace",
                        "decision": "upheld",
                        "category": "dmepos",
                        "medically_necessary": False,
                        "maximus_guideline": {
                            "basis": "non_mtus",
                            "citations": [{"title": "ODG"}],
                        },
                        "rationale_gist": "A brace is no use.",
                    },
                    {"title": "Cane", "decision": "overturned", "medically_necessary": True},
                    {},
                ]
            }
        )
        lines = [line.strip() for line in self.page(record).splitlines()]
        at = lines.index("1  Wrist brace")

        assert lines[at + 1 : at + 7] == [
            "UPHELD · dmepos · not medically necessary · non mtus: ODG",
            "in the model's words: A brace is no use.",
            "2  Cane",
            "OVERTURNED · medically necessary",
            "3  (no title)",
            "?",
        ]

    def test_reason(self, letter: Callable[[str], str]) -> None:
        """The sentence with which the rationale concludes is quoted, a gist beside it is not."""
        text = letter("f4b-conflict")
        done = extract(text)
        record = done.determination
        assert record.items
        first = record.items[0].model_copy(update={"rationale_gist": "It helps."})
        told = record.model_copy(update={"items": [first, *record.items[1:]]})
        page = describe(done.model_copy(update={"determination": told}), text)

        assert "“The criteria are fulfilled, and the request for an MRI" in page
        assert "     in the model's words: It helps.\n" in page
        assert "The criteria are fulfilled, and the request for an MRI" in describe(done, text)
        assert "“" not in describe(done)

    def test_conflict(self, letter: Callable[[str], str]) -> None:
        """A conflict is told with both places' words."""
        text = letter("f4b-conflict")
        page = " ".join(describe(extract(text), text).split())
        _, _, told = page.partition("worker date of injury: conflict")

        assert "5 check(s) open:" in page
        assert "worker date of injury: doubtful" not in page
        assert ": 2016-09-21 in the summary, 2016-09-12 in the header" in told
        assert "“" in told
        assert "Date of Injury: 09/12/2016" in told.partition("utilization review date")[0]
        assert "09-21-2016" in told.partition("utilization review date")[0]

    def test_facts(self) -> None:
        """Facts that the record has are listed, and those it lacks are not."""
        record = Determination.model_validate(
            {
                "case": {"case_number": "CM19-0000001"},
                "worker": {
                    "age": 40,
                    "date_of_injury": "2016-03",
                    "injury_start": "2011",
                    "diagnoses": ["Low back pain", "lumbar strain"],
                },
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
        assert facts["diagnoses"].strip() == "Low back pain, lumbar strain"
        assert facts["utilization review"].strip() == "mixed"
        assert facts["unreadable dates"].strip() == "10/204"
        assert "in March 2016" in page
        assert "decision date" not in page
        assert "licensed in" not in page

    def test_unverified(self, write: Callable[..., str]) -> None:
        """What nothing re-derives is named."""
        assert "Not verified by anything: item 1 category" in describe(extract(write()))


def test_two_readers(letter: Callable[[str], str]) -> None:
    """A dispute is told with both values and the words; what was read alike, and the caller's."""
    text = letter("f4b-header")
    done = extract(text)
    dispute = Disputed(field="items[0].category", rules="surgery", model="other")
    agreed = ("items[1].category", "events[0].kind")
    extra = {"status": None, "drugs": [{"name": "Norco"}]}
    update = {"agreed": agreed, "disputed": (dispute,), "extra": extra}
    page = " ".join(describe(done.model_copy(update=update), text).split())

    _, _, told = page.partition("1 value(s) that two readers read differently: ")
    assert told.startswith("item 1 category: the rules read surgery, the model other “")
    assert "Left knee arthroscopy" in told.partition("”")[0]
    assert "re-derived by none: item 2 category, event 1 kind" in page
    unverified = page.partition("Not verified by anything: ")[2]
    assert "item 3 category" in unverified
    assert "item 1 category" not in unverified
    assert 'extra drugs [{"name": "Norco"}]' in page
