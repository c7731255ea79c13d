"""Recordings are replaced by whole ones only."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from eval.benchmarks.stub import replying, serve
from eval.recordings import NOT_RECORDED, recorded
from imr_llm import ModelUnavailable

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])


def test_what_was_recorded_stays(tmp_path: Path) -> None:
    """Until the new answers are there, the old recording is."""
    path = tmp_path / "letter.yaml"
    path.write_text("old", "utf-8")
    with pytest.raises(RuntimeError), recorded(tmp_path, "letter", live=True):
        raise RuntimeError

    assert path.read_text("utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_recorded_anew(tmp_path: Path) -> None:
    """What was answered replaces it."""
    path = tmp_path / "letter.yaml"
    path.write_text("old", "utf-8")
    with serve(replying({"new": 1})) as server, recorded(tmp_path, "letter", live=True):
        urllib.request.urlopen(server.url, b"{}").read()  # noqa: S310  # our own server

    assert "new" in path.read_text("utf-8")
    assert list(tmp_path.iterdir()) == [path]


def test_not_recorded(tmp_path: Path) -> None:
    """A replay that fails lacks a recording; a model that is asked now gives its own reason."""
    with pytest.raises(ModelUnavailable) as told, recorded(tmp_path, "letter", live=False):
        raise ModelUnavailable("no connection")
    assert str(told.value) == NOT_RECORDED

    with pytest.raises(ModelUnavailable) as told, recorded(tmp_path, "letter", live=True):
        raise ModelUnavailable("no connection")
    assert str(told.value) == "no connection"
