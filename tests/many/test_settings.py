"""What decides a run's answers."""

from __future__ import annotations

from typing import Any

import pytest

from imr_llm.many.settings import differing, settings_of
from imr_llm.version import __version__

MODEL: dict[str, Any] = {"engine": "auto", "model": "m", "base_url": "http://a/v1", "timeout": 1.0}


def test_rules() -> None:
    """The rules know their version alone: what is meant for a model does not matter."""
    assert settings_of(engine="rules", model="m", max_reasks=3) == settings_of(model=None)
    assert settings_of() == {"engine": "rules", "version": __version__}


@pytest.mark.parametrize(
    "more",
    [
        {"model": "n"},
        {"max_reasks": 1},
        {"mode": "text"},
        {"options": {"temperature": 0}},
        {"options": {"user": "a"}},
        {"engine": "rules"},
        {"engine": "both"},
    ],
)
def test_differs(more: dict[str, Any]) -> None:
    """Whatever decides the answers is told."""
    told = differing(settings_of(**MODEL), settings_of(**MODEL | more))
    assert told.startswith("options." if "options" in more else next(iter(more)))


@pytest.mark.parametrize("more", [{"timeout": 5.0}, {"base_url": "http://b/v1"}])
def test_same(more: dict[str, Any]) -> None:
    """Where a model is asked, and how long it may take, does not."""
    assert differing(settings_of(**MODEL), settings_of(**MODEL | more)) == ""


def test_both() -> None:
    """Two readers may ask in two ways: either prompt decides."""
    told = settings_of(**MODEL | {"engine": "both"})

    assert told["prompt"] == "short-v2, extract-v2"
    assert settings_of(**MODEL)["prompt_sha256"] == told["prompt_sha256"].split(", ")[1]


def test_model_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that the environment names is the run's."""
    monkeypatch.setenv("IMR_LLM_MODEL", "m")
    assert settings_of(timeout=1.0) == settings_of(**MODEL)


def test_no_secrets() -> None:
    """No value that may be a key is written down."""
    options = {"extra_headers": {"x-key": "SECRET"}, "user": "SECRET", "seed": 7}
    found = settings_of(**MODEL | {"base_url": "http://u:SECRET@a/v1", "options": options})

    assert "SECRET" not in str(found)
    assert found["options.seed"] == 7
    assert found["prompt_sha256"]
