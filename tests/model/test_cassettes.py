"""The llm engine on recorded answers: replayed through all its code with the network blocked.

The completions were written by a reader who was given nothing but the request (model
`answer-desk`) and are as that reader left them; the letters are synthetic. They show that the
engine works, and measure no hosted model. `make record` records anew with whatever endpoint the
environment names.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from imr_llm import Extraction, ModelUnavailable, extract, load_record
from imr_llm.model import failures

MODEL = os.environ.get("IMR_LLM_MODEL", "answer-desk")
SERVER = os.environ.get("OPENAI_BASE_URL", "http://127.0.0.1:8931/v1")
KEY = os.environ.get("OPENAI_API_KEY", "none")
AN_HOUR = 3600
NAMES = (
    "f3-transitional",
    "f4a-doubled",
    "f4b-compact",
    "f4b-conflict",
    "f4b-cumulative",
    "f4b-footers",
    "f4b-header",
    "f4b-injection",
    "f4b-injection-rationale",
    "f4b-missing-label",
)
PLANTED = ("f4b-injection", "f4b-injection-rationale")
ASKED_AGAIN = "f4b-missing-label"


@pytest.fixture(scope="module")
def vcr_cassette_dir() -> str:
    """Recordings stand at the top level of the repository."""
    return str(Path(__file__).resolve().parents[2] / "cassettes")


@pytest.fixture
def answer(
    letter: Callable[[str], str], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Callable[[str], Extraction]:
    """The engine's answer for one letter, with the model that was recorded."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    if request.config.getoption("--record-mode") == "none":
        monkeypatch.setattr(failures, "ATTEMPTS", 1)  # what was not recorded never will be

    def ask(name: str) -> Extraction:
        try:
            return extract(
                letter(name),
                engine="llm",
                model=MODEL,
                base_url=SERVER,
                mode="json-schema",
                timeout=AN_HOUR,
            )
        except ModelUnavailable:
            pytest.fail("the request changed: record again (make record)")

    return ask


def labels(letters: Path, name: str) -> bytes:
    """The labelled record of a letter."""
    return (letters / f"{name}.json").read_bytes()


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.default_cassette(f"{n}.yaml")) for n in NAMES]
)
@pytest.mark.vcr
def test_answer(name: str, answer: Callable[[str], Extraction], letters: Path) -> None:
    """No decision and no header date of a recorded answer is wrong without an open check."""
    done, expected = answer(name), load_record(labels(letters, name))
    opened = {check.field for check in done.checks if check.open}

    items = zip(done.determination.items or (), expected.items or (), strict=True)
    for number, (item, label) in enumerate(items):
        assert item.decision == label.decision or f"items[{number}].decision" in opened
    for field in expected.case.model_fields_set:
        claimed, printed = getattr(done.determination.case, field), getattr(expected.case, field)
        assert claimed == printed or f"case.{field}" in opened
    assert done.provenance.engine == f"openai/{MODEL}"
    assert (done.provenance.requests > 1) >= (name == ASKED_AGAIN)


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=pytest.mark.default_cassette(f"{n}.yaml")) for n in NAMES]
)
@pytest.mark.vcr
def test_read_by_a_model_alone(name: str, answer: Callable[[str], Extraction]) -> None:
    """The model reads what the rules do not: diagnoses, and the gist of every rationale."""
    record = answer(name).determination

    assert record.worker.diagnoses is not None
    assert all(item.rationale_gist for item in record.items or ())


@pytest.mark.parametrize("name", NAMES)
def test_nothing_secret(name: str) -> None:
    """A recording holds the exchange and nothing of the machine that made it."""
    path = Path(__file__).resolve().parents[2] / "cassettes" / f"{name}.yaml"
    recorded = yaml.safe_load(path.read_text("utf-8"))["interactions"]
    headers = {
        header.lower()
        for one in recorded
        for part in ("request", "response")
        for header in one[part]["headers"]
    }

    assert headers == {"content-type"}
    assert {one["request"]["uri"] for one in recorded} == {
        "http://recorded.invalid/v1/chat/completions"
    }
