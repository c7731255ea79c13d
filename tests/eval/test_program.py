"""`python -m eval`: what it prints, writes and returns."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.benchmarks.stub import answering, serve
from eval.drafts import draft_of, short_of
from eval.recordings import NOT_RECORDED
from imr_llm import extract

NAME = "f4b-header"


@pytest.fixture
def folder(letters: Path, tmp_path: Path) -> Path:
    """A user's own folder with one letter, one decision of which is labelled otherwise."""
    labels = json.loads((letters / f"{NAME}.json").read_bytes())
    labels["items"][0]["decision"] = "upheld"
    own = tmp_path / "own"
    own.mkdir()
    (own / f"{NAME}.json").write_text(json.dumps(labels), "utf-8")
    shutil.copy(letters / f"{NAME}.txt", own)
    (own / "negative").mkdir()
    (own / "negative" / "recipe.txt").write_text("Take two eggs.", "utf-8")
    return own


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """The exit code and what was printed."""
    code = main(["--no-plant", *map(str, arguments)])
    return code, capsys.readouterr().out


def test_table(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """A planted wrong label is one wrong decision, and one upheld that nobody would have found."""
    code, printed = run(capsys, folder)
    rows = [line.split() for line in printed.splitlines()]
    decision = next(row for row in rows if row[:1] == ["items.decision"])

    assert code == 0
    assert decision[1:9] == ["3", "1", "0", "0", "0", "0.750", "0.750", "0.750"]
    assert "1 negatives, all refused" in printed
    assert "unmeasured here: F1, F2, F3, F4a, F5" in printed
    assert {"always-upheld", "rules"} <= {row[0] for row in rows if row}


def test_twice(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    """Two runs write the same files, byte for byte."""
    names = ("one.json", "one.md", "one.html")

    def write() -> list[bytes]:
        files = [tmp_path / name for name in names]
        flags = zip(("--json", "--markdown", "--html"), files, strict=True)
        main([str(folder), *(str(part) for pair in flags for part in pair)])
        capsys.readouterr()
        return [file.read_bytes() for file in files]

    assert write() == write()


def test_no_letters_words(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    """The JSON names what is not right by its place, and holds no word of the letter."""
    run(capsys, folder, "--json", tmp_path / "it.json")
    written = (tmp_path / "it.json").read_text("utf-8")
    reader = json.loads(written)["sets"][0]["readers"][1]

    fault = {"field": "items.decision", "place": "items[0].decision", "verdict": "wrong"}
    assert {"letter": NAME, **fault} in reader["faults"]
    assert "arthroscopy" in (folder / f"{NAME}.txt").read_text("utf-8")
    assert "arthroscopy" not in written


def test_brief_on_the_screen(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Fields without a fault stand in a line below the table of the others."""
    _, printed = run(capsys, folder, "--engine", "rules")
    table = printed.partition("rules: field by field")[2].partition("rules: what")[0]
    rows, told, _ = table.partition("Without a fault: ")
    fields = [line.split()[0] for line in rows.splitlines()[3:]]

    assert told
    assert fields == ["items.decision", "worker.diagnoses"]
    assert "worker.age" in table
    assert "events.role: injuries" in " ".join(table.split())


def test_outputs_beside_the_labels(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """What an evaluation wrote into the folder of the labels is no label of the next."""
    files = (
        "--json",
        folder / "a.json",
        "--markdown",
        folder / "a.md",
        "--html",
        folder / "a.html",
    )
    code, printed = run(capsys, folder, "--engine", "rules", *files)
    assert code == 0
    assert f"{folder / 'a.html'}; the letters it names: {folder / 'a.letters'}/" in printed
    assert list((folder / "a.letters").iterdir())

    assert run(capsys, folder, "--engine", "rules", "--baseline", folder / "a.json")[0] == 0


def test_baseline(
    capsys: pytest.CaptureFixture[str],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A value lost against the baseline fails the run and is named; the same run passes."""
    before = tmp_path / "before.json"
    assert run(capsys, folder, "--engine", "rules", "--json", before)[0] == 0
    code, printed = run(capsys, folder, "--engine", "rules", "--baseline", before)
    assert code == 0
    assert "nothing gained or lost" in printed

    monkeypatch.setattr("imr_llm.rules.engine.category_of", lambda title: None)
    code, printed = run(capsys, folder, "--engine", "rules", "--baseline", before)
    assert code == 1
    assert f"lost: own, rules: {NAME} items[0].category" in printed
    assert "nothing gained or lost" not in printed


def test_baseline_verified(
    capsys: pytest.CaptureFixture[str],
    letters: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A record that is verified no more is a loss, though every value is as right as before."""
    before = tmp_path / "before.json"
    asked = ("--only", NAME, "--engine", "rules")
    assert run(capsys, letters, *asked, "--json", before)[0] == 0
    assert json.loads(before.read_bytes())["sets"][0]["readers"][0]["verified"] == [NAME]

    monkeypatch.setattr("imr_llm.extraction.Extraction.verified", False)
    code, printed = run(capsys, letters, *asked, "--baseline", before)
    assert code == 1
    assert f"lost: letters, rules: {NAME} (verified, now open)" in printed
    assert printed.count("lost: ") == 1


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--require", "decisions=0.75"], 0),
        (["--require", "items.decision=0.76"], 1),
        (["--require", "decisions=0.76"], 1),
        (["--require", "items=1", "--require", "worker.age=1"], 0),
        (["--require", "worker.weight=0"], 1),
        (["--most-wrong-verified", "9"], 0),
        (["--most-wrong-verified", "0"], 1),
    ],
)
def test_thresholds(
    capsys: pytest.CaptureFixture[str], folder: Path, options: list[str], code: int
) -> None:
    """A missed threshold is told and is exit code 1; a field without a figure meets none."""
    returned, printed = run(capsys, folder, *options)

    assert returned == code
    assert ("missed: own, rules" in printed) == bool(code)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere"], "no labels"),
        (["--only", "nothing-*"], "no labels"),
        (["--require", "decisions"], "NAME=F1"),
        (["--baseline", "nowhere.json"], "nowhere.json"),
        (["--engine", "other"], "invalid choice"),
    ],
)
def test_wrong_usage(capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    """What cannot be run is wrong usage, exit code 2, and says why."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()

    assert ended.value.code == 2
    assert told in printed.err
    assert printed.out == ""


def test_not_recorded(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """A model without a recording of a letter reads nothing, which is said and scored so."""
    code, printed = run(capsys, folder, "--engine", "llm", "--recordings", folder)

    assert code == 0
    assert f"llm did not read {NAME}: ModelUnavailable" in printed
    assert "no connection" not in printed


def test_not_recorded_once(
    capsys: pytest.CaptureFixture[str], letters: Path, tmp_path: Path
) -> None:
    """Why letters could not be replayed is said once, with all their names."""
    chosen = ("--only", "f2-notice", "--only", NAME)
    _, printed = run(capsys, letters, *chosen, "--engine", "llm", "--recordings", tmp_path)

    assert f"llm did not read f2-notice, {NAME}: ModelUnavailable" in printed
    assert printed.count(NOT_RECORDED) == 1


def test_replayed(capsys: pytest.CaptureFixture[str], letters: Path, root: Path) -> None:
    """Recorded answers are scored as first given, and after verification."""
    recordings = ("--only", "f4b-missing-label", "--recordings", root / "cassettes")
    engines = ("--engine", "llm", "--engine", "llm-first")
    code, printed = run(capsys, letters, *recordings, *engines)
    rows = [line.split() for line in printed.splitlines()]

    assert code == 0
    assert {"llm", "llm-first"} <= {row[0] for row in rows if row}
    assert next(row[1] for row in rows if row[:1] == ["requests"]) != "1"


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_live(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    """A model asked now is scored and recorded; its recording gives the same figures again."""
    labels = json.loads((folder / f"{NAME}.json").read_bytes())
    names = ("--engine", "llm", "--model", "m", "--recordings", tmp_path, "--json")
    with serve(answering(draft_of(labels, (folder / f"{NAME}.txt").read_text("utf-8")))) as server:
        code, printed = run(
            capsys, folder, "--live", "--base-url", server.url, *names, tmp_path / "live.json"
        )
        asked = len(server.asked)
    replayed, _ = run(capsys, folder, *names, tmp_path / "replayed.json")
    live, again = (
        json.loads((tmp_path / f"{name}.json").read_bytes())["sets"][0]["readers"][0]
        for name in ("live", "replayed")
    )

    assert (code, replayed) == (0, 0)
    assert asked > 0
    assert "completions asked in this run" in printed
    assert live["usage"]["tokens_in"] == 100 * asked
    assert {**live, "about": None} == {**again, "about": None}


@pytest.mark.block_network(allowed_hosts=["127.0.0.1"])
def test_both(capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path) -> None:
    """Two readers are recorded beside one, and what they agree and differ on is told."""
    short = short_of(
        extract((folder / f"{NAME}.txt").read_text("utf-8")).determination.model_dump()
    )
    short["t"][0]["c"] = "trans"
    names = ("--engine", "both", "--engine", "rules", "--model", "m", "--json", tmp_path / "a.json")
    recordings = ("--recordings", tmp_path / "answers")
    with serve(answering(short)) as server:
        run(capsys, folder, "--live", "--base-url", server.url, *recordings, *names)
    code, printed = run(capsys, folder, *recordings, *names)
    (found,) = json.loads((tmp_path / "a.json").read_bytes())["sets"]
    usage = next(one["usage"] for one in found["readers"] if one["reader"] == "both")
    both, rules = found["judgment"]["both"], found["judgment"]["rules"]

    assert code == 0
    assert (tmp_path / "answers-both" / f"{NAME}.yaml").is_file()
    assert usage["characters_out"] == len(json.dumps(short))
    assert (both["disputed"], both["disputed_right"]["value"]) == (1, 0)
    assert both["rules_right"]["value"] == 1
    assert both["agreed"] == both["values"] - 1 == rules["values"] - 1
    assert rules["agreed"] == 0
    assert "What nothing re-derives" in printed


@pytest.mark.parametrize("arguments", [["--help"], ["eval/fixtures", "--only", "lumbar-mri"]])
def test_no_openai(root: Path, arguments: list[str]) -> None:
    """Neither the help nor the scorer imports openai or instructor."""
    program = (
        "import sys; from eval.__main__ import main\n"
        f"try: main({['--no-plant', '--engine', 'rules', *arguments]!r})\n"
        "except SystemExit: pass\n"
        "print(sorted({'openai', 'instructor', 'vcr'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)

    assert done.stdout.splitlines()[-1] == "[]"
