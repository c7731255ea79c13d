"""`imr-llm eval`: the evaluation for those who installed the package."""

import shutil
from pathlib import Path

import pytest

from imr_llm.cli import evaluation, main

FIXTURES = Path(__file__).parents[2] / "eval" / "fixtures"


def test_it_scores_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same program as `python -m eval`, under its own name."""
    for ending in ("txt", "json"):
        shutil.copy(FIXTURES / f"lumbar-mri.{ending}", tmp_path)

    code = main(["eval", str(tmp_path), "--no-plant", "--engine", "rules"])

    assert code == 0
    assert "1 labelled letters" in capsys.readouterr().out


def test_it_tells_what_it_needs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the packages that only the evaluation needs it says how to get them."""

    def missing(name: str) -> None:
        raise ModuleNotFoundError("no scipy", name="scipy")

    monkeypatch.setattr(evaluation, "import_module", missing)

    assert main(["eval", "letters"]) == 2
    assert 'needs scipy: pip install "imr-llm[eval]"' in capsys.readouterr().err


def test_it_hides_no_other_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A module that is missing for another reason is a fault of ours."""

    def missing(name: str) -> None:
        raise ModuleNotFoundError("no cases", name="eval.cases")

    monkeypatch.setattr(evaluation, "import_module", missing)

    with pytest.raises(ModuleNotFoundError):
        main(["eval", "letters"])


def test_help_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """Its options are its own; it is listed among the commands."""
    with pytest.raises(SystemExit):
        main(["eval", "--help"])
    assert "usage: imr-llm eval" in capsys.readouterr().out

    with pytest.raises(SystemExit):
        main(["--help"])
    assert "score engines over a folder" in capsys.readouterr().out
