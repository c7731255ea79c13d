"""What people decided, as records whose checks say so and as labels that the evaluation takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from eval.cases import load_set
from imr_llm import Extraction, RecordError, Resolution, Status, summarize
from imr_llm.cli import main
from imr_llm.review.corrections import load_corrections, rulings_of
from imr_llm.review.labels import label_of
from imr_llm.review.sources import record_sha256

NAME = "f4b-conflict.txt"
Run = Callable[..., int]


@pytest.fixture
def row(tmp_path: Path, letters: Path) -> dict[str, Any]:
    """The row of a letter that contradicts itself, of a run in `rows.jsonl`."""
    assert main(["batch", f"{letters}/f4b-*.txt", "-o", str(tmp_path / "rows.jsonl")]) == 0
    lines = (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()
    return next(one for one in map(json.loads, lines) if one.get("source") == NAME)


@pytest.fixture
def accept(row: dict[str, Any], tmp_path: Path, letters: Path) -> Run:
    """Accept files of corrections to that letter; returns the exit code."""

    def run(*files: dict[str, Any]) -> int:
        paths = [tmp_path / f"corrections-{at}.json" for at in range(len(files))]
        for path, file in zip(paths, files, strict=True):
            path.write_text(json.dumps(file), "utf-8")
        told = ["--rows", str(tmp_path / "rows.jsonl"), "--letters", str(letters)]
        return main(["accept", *map(str, paths), *told, "-o", str(tmp_path / "out")])

    return run


def corrections(row: dict[str, Any], by: str = "Dr. Ng", **more: Any) -> dict[str, Any]:
    """A file of corrections; values are given as `verdict`, or `[new value]`."""
    values = {
        path: {"at": "2026-11-20"}
        | ({"verdict": one} if isinstance(one, str) else {"verdict": "corrected", "value": one[0]})
        for path, one in more.pop("values", {}).items()
    }
    letter = {
        "source": row["source"],
        "text_sha256": row["provenance"]["text_sha256"],
        "record_sha256": record_sha256(row),
        "values": values,
    }
    return {"imr_llm_review": 1, "by": by, "letters": [letter | more]}


def accepted(folder: Path) -> Extraction:
    """The letter's extraction as it was written."""
    rows = map(json.loads, (folder / "out" / "rows.jsonl").read_text("utf-8").splitlines())
    (row,) = [one for one in rows if one["source"] == NAME]
    return Extraction.model_validate(row)


def test_confirmed(row: dict[str, Any], accept: Run, tmp_path: Path) -> None:
    """A confirmed value's open checks become one that says who confirmed it, and what it was."""
    values = {"worker.date_of_injury": "confirmed", "items[0].category": "confirmed"}
    assert accept(corrections(row, values=values)) == 0
    done = accepted(tmp_path)
    (check,) = [one for one in done.checks if one.field == "worker.date_of_injury"]
    (category,) = [one for one in done.checks if one.field == "items[0].category"]

    assert (check.status, check.claimed) == (Status.CONFIRMED, "2016-09-21")
    assert check.message.startswith("confirmed by Dr. Ng on 2026-11-20; second reader: doubtful")
    assert check.span is not None
    assert category.message == "confirmed by Dr. Ng on 2026-11-20"
    assert "items[0].category" not in done.unverified
    assert "items[1].category" in done.unverified
    assert not done.verified  # other conflicts are open still


def test_corrected(row: dict[str, Any], accept: Run, tmp_path: Path) -> None:
    """A corrected value stands in the record, and what is computed of it is computed anew."""
    values = {"items[0].decision": ["overturned"], "worker.age": [34], "worker.diagnoses": [["a"]]}
    assert accept(corrections(row, values=values)) == 0
    done = accepted(tmp_path)
    checks = {one.field: one for one in done.checks}
    items = done.determination.items or []

    assert items[0].decision == "overturned"
    assert done.determination.worker.age == 34
    assert done.determination.worker.diagnoses == ["a"]
    assert checks["worker.age"].resolution is Resolution.REPLACED
    assert (checks["worker.age"].claimed, checks["worker.age"].found) == (33, 34)
    assert checks["worker.age"].message.startswith("corrected by Dr. Ng on 2026-11-20")
    assert "second reader: differs" in checks["worker.age"].message
    assert not checks["worker.age"].open
    assert done.provenance.engine == "rules"


def test_cannot_be_told(row: dict[str, Any], accept: Run, tmp_path: Path) -> None:
    """What cannot be told stays open, under the name of who could not, and is no label."""
    values = {"worker.age": "cannot_be_told", "worker.sex": "confirmed"}
    assert accept(corrections(row, values=values)) == 0
    check = next(one for one in accepted(tmp_path).checks if one.field == "worker.age")

    assert check.open
    assert check.status is Status.DOUBTFUL
    assert check.message.startswith("cannot be told by Dr. Ng")
    label = json.loads((tmp_path / "out" / "labels" / "f4b-conflict.json").read_bytes())
    assert label == {"worker": {"sex": "male"}}


def test_labels(row: dict[str, Any], accept: Run, tmp_path: Path, letters: Path) -> None:
    """The labels load as a set of the evaluation, with the letter as it was read."""
    titles = {f"items[{at}].title": "confirmed" for at in range(3)}
    values = titles | {"items[1].decision": "confirmed", "worker.age": [None]}
    assert accept(corrections(row, values=values)) == 0
    (case,) = load_set(tmp_path / "out" / "labels").cases

    assert case.name == "f4b-conflict"
    assert case.text == (letters / NAME).read_text("utf-8")
    items = case.expected.items or []
    assert [one.model_fields_set for one in items] == [{"title"}, {"title", "decision"}, {"title"}]
    assert case.expected.worker.model_fields_set == {"age"}
    assert case.expected.worker.age is None


def test_summed_up(row: dict[str, Any], accept: Run, tmp_path: Path) -> None:
    """What is written is the whole run, in its order, with the letter as people left it."""
    assert accept(corrections(row, values={"worker.age": [40]})) == 0
    before, after = (
        list(map(json.loads, (tmp_path / one / "rows.jsonl").read_text("utf-8").splitlines()))
        for one in (".", "out")
    )

    assert summarize(tmp_path / "out" / "rows.jsonl").letters == len(before) > 1
    assert [one["source"] for one in after] == [one["source"] for one in before]
    assert {one["run"].pop("accepted") for one in after} == {True}
    (changed,) = [at for at, one in enumerate(after) if one != before[at]]
    assert after[changed]["determination"]["worker"]["age"] == 40
    assert after[changed].keys() == before[changed].keys()


def test_no_run_goes_on(
    row: dict[str, Any],
    accept: Run,
    tmp_path: Path,
    letters: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What people decided is not read over: no run goes on with rows that were accepted."""
    assert accept(corrections(row, values={"worker.age": [40]})) == 0
    out = tmp_path / "out" / "rows.jsonl"
    before = out.read_bytes()
    assert main(["batch", f"{letters}/f4b-*.txt", "-o", str(out)]) == 2
    assert out.read_bytes() == before
    assert "accepted true there" in capsys.readouterr().err


def test_nothing_accepted(
    row: dict[str, Any], accept: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nothing is accepted, what an earlier call wrote stays as it is."""
    assert accept(corrections(row, values={"worker.age": [40]})) == 0
    assert "1 letter accepted, 0 not; the whole run with it" in capsys.readouterr().err
    before = {one: one.read_bytes() for one in (tmp_path / "out").rglob("*") if one.is_file()}
    assert accept(corrections(row, record_sha256="0")) == 3

    assert "nothing was written" in capsys.readouterr().err
    assert before == {
        one: one.read_bytes() for one in (tmp_path / "out").rglob("*") if one.is_file()
    }


def test_two_people(row: dict[str, Any], accept: Run, tmp_path: Path) -> None:
    """What two people decide differently stays open; of one person the last file counts."""
    values = {"worker.age": [40], "worker.sex": "confirmed"}
    again = {"worker.age": [41], "worker.sex": "confirmed"}
    assert accept(corrections(row, values=values), corrections(row, "Dr. Lee", values=again)) == 0
    done = accepted(tmp_path)
    checks = {one.field: one for one in done.checks}
    assert done.determination.worker.age == 33
    assert checks["worker.age"].open
    assert "two people" in checks["worker.age"].message
    assert not checks["worker.sex"].open

    assert accept(corrections(row, values=values), corrections(row, values=again)) == 0
    assert accepted(tmp_path).determination.worker.age == 41


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"values": {"worker.shoe_size": [9]}}, "the record has no worker.shoe_size"),
        ({"values": {"items[99].title": ["x"]}}, "the record has no items[99].title"),
        ({"values": {"": ["x"]}}, "the record has no"),
        ({"values": {f"items[{'9' * 5_000}].title": ["x"]}}, "the record has no items[999"),
        ({"values": {"items[0].decision": ["SECRET"]}}, "items.0.decision"),
        ({"record_sha256": "0"}, "has changed since"),
        ({"source": "absent.txt"}, "no such letter"),
    ],
)
def test_not_accepted(
    row: dict[str, Any],
    accept: Run,
    capsys: pytest.CaptureFixture[str],
    more: dict[str, Any],
    told: str,
) -> None:
    """What does not fit the record is told of by letter and field, never by value."""
    assert accept(corrections(row, **more)) == 3
    said = capsys.readouterr().err

    assert told in said
    assert "SECRET" not in said
    assert "0 letters accepted, 1 not" in said


def test_run_stays(row: dict[str, Any], tmp_path: Path, letters: Path) -> None:
    """The run that was reviewed is not written over."""
    path, rows = tmp_path / "corrections.json", tmp_path / "rows.jsonl"
    path.write_text(json.dumps(corrections(row, values={"worker.sex": "confirmed"})), "utf-8")
    before = rows.read_bytes()
    told = ["--rows", str(rows), "--letters", str(letters), "-o", str(tmp_path)]

    assert main(["accept", str(path), *told]) == 2
    assert rows.read_bytes() == before


def test_another_run_stays(row: dict[str, Any], accept: Run, tmp_path: Path, letters: Path) -> None:
    """Nor are the rows of any other run, or a stranger's, written over; accepted ones are."""
    out = tmp_path / "out" / "rows.jsonl"
    assert main(["batch", str(letters / "f4b-header.txt"), "-o", str(out)]) == 0
    for there in (out.read_bytes(), b"notes\n"):
        out.write_bytes(there)
        assert accept(corrections(row, values={"worker.age": "confirmed"})) == 2
        assert out.read_bytes() == there
    out.unlink()
    for _ in range(2):
        assert accept(corrections(row, values={"worker.age": "confirmed"})) == 0


def test_letters_stay(row: dict[str, Any], accept: Run, tmp_path: Path) -> None:
    """A text that stands where a label's letter would go is not written over."""
    letter = tmp_path / "out" / "labels" / NAME
    letter.parent.mkdir(parents=True)
    letter.write_bytes(b"another\r\n")
    assert accept(corrections(row, values={"worker.age": "confirmed"})) == 3
    assert letter.read_bytes() == b"another\r\n"


@pytest.mark.parametrize("name", ["letters.jsonl", "corrections.json"])
def test_inputs_stay(
    row: dict[str, Any], tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows are not written over the letters or the corrections, whatever these are called."""
    out = tmp_path / "there"
    out.mkdir()
    given = {
        "letters.jsonl": json.dumps({"id": NAME, "text": "x"}),
        "corrections.json": json.dumps(corrections(row)),
    }
    for one, content in given.items():
        (tmp_path / one).write_text(content, "utf-8")
    (out / "rows.jsonl").hardlink_to(tmp_path / name)
    told = ["--rows", str(tmp_path / "rows.jsonl"), "--letters", str(tmp_path / "letters.jsonl")]
    assert main(["accept", str(tmp_path / "corrections.json"), *told, "-o", str(out)]) == 2
    assert (out / "rows.jsonl").read_text("utf-8") == given[name]
    assert "is the input" in capsys.readouterr().err


@pytest.mark.parametrize("content", ["", "{}", '{"imr_llm_review": 1, "by": " ", "letters": []}'])
def test_no_corrections(tmp_path: Path, content: str) -> None:
    """A file of something else, or of nobody, is refused."""
    path = tmp_path / "other.json"
    path.write_text(content, "utf-8")
    with pytest.raises(RecordError, match="no file of corrections"):
        load_corrections(path)
    with pytest.raises(RecordError, match="cannot read"):
        load_corrections(tmp_path / "absent.json")


def test_different_records(row: dict[str, Any], tmp_path: Path) -> None:
    """Corrections of two records of one letter are not mixed."""
    files = []
    for at, file in enumerate([corrections(row), corrections(row, record_sha256="0")]):
        path = tmp_path / f"{at}.json"
        path.write_text(json.dumps(file), "utf-8")
        files.append(load_corrections(path))
    with pytest.raises(RecordError, match="different records"):
        rulings_of(files)


@pytest.mark.parametrize(
    ("decided", "label"),
    [
        (set(), {}),
        ({"worker.age"}, {"worker": {"age": 33}}),
        ({"worker.diagnoses"}, {"worker": {"diagnoses": ["a", "b"]}}),
        ({"worker.diagnoses[0]"}, {}),
        ({"worker.diagnoses[0]", "worker.diagnoses[1]"}, {"worker": {"diagnoses": ["a", "b"]}}),
        ({"items[0].title", "items[1].decision"}, {}),
        ({"items[0].title", "items[1].title"}, {"items": [{"title": "x"}, {"title": "y"}]}),
        ({"events[0].date"}, {}),
        (
            {"events[0].date", "events[0].kind"},
            {"events": [{"date": "2016", "kind": "injury"}]},
        ),
    ],
)
def test_label(decided: set[str], label: dict[str, Any]) -> None:
    """Only what was decided is a label, and lists of parts whole or not at all."""
    record = {
        "worker": {"age": 33, "diagnoses": ["a", "b"]},
        "items": [{"title": "x", "decision": "upheld"}, {"title": "y", "decision": None}],
        "events": [{"date": "2016", "kind": "injury", "text": "in 2016"}],
    }

    assert label_of(record, decided) == label
