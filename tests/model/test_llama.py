"""llama.cpp's own server with the worst reader there is, a model of random weights.

Its answers have the right shape and mean nothing: none of them may ever be verified.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eval.servers.llama import serving
from eval.servers.random_model import Kind, vocabulary, write_gguf
from imr_llm import AnswerRejected, Extraction, ModelError, extract
from imr_llm.pipeline import dry_run

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

LETTER = Path(__file__).parents[1] / "letters" / "f4b-cumulative.txt"
LONGEST = 1000
"""Tokens of an answer: this model fills the shape in with a third of them."""
LONG = 600.0


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Both kinds of the model, made here."""
    folder = tmp_path_factory.mktemp("models")
    words = vocabulary()
    kinds: tuple[Kind, ...] = ("terse", "rambling")
    for kind in kinds:
        write_gguf(folder / f"{kind}.gguf", words, kind)
    return folder


@pytest.fixture(scope="module")
def terse(models: Path) -> Iterator[str]:
    """A server whose model soon closes what it opens."""
    with serving(models / "terse.gguf") as url:
        yield url


def read(url: str, mode: str = "auto", longest: int = LONGEST, seed: int = 1) -> Extraction:
    """The letter as this reader has it; nothing is asked again."""
    options = {"max_tokens": longest, "seed": seed}
    how: dict[str, Any] = {"mode": mode, "options": options, "max_reasks": 0, "timeout": LONG}
    return extract(LETTER.read_text("utf-8"), model="m", base_url=url, **how)


def test_never_verified(terse: str) -> None:
    """Held to the schema it gives whole drafts, and not one of them is believed."""
    for seed in range(1, 4):
        done = read(terse, seed=seed)
        opened = {check.field for check in done.checks if check.open}

        assert not done.verified
        assert {"items", "clinical_summary"} & opened
        assert done.provenance.requests == 1
        for check in done.checks:
            if check.status == "confirmed" and check.claimed is not None:
                assert check.span is not None, check.field


@pytest.mark.parametrize("mode", ["tools", "text"])
def test_held_to_nothing(terse: str, mode: str) -> None:
    """A model that begins no call, or is only told the shape, is a clear error at the most."""
    with pytest.raises(AnswerRejected):
        read(terse, mode, longest=64)


def test_rambling(models: Path) -> None:
    """An answer without end is cut off by its bound, and not asked for again."""
    with serving(models / "rambling.gguf") as url, pytest.raises(AnswerRejected, match="cut off"):
        read(url, longest=64)


def test_rambling_is_bounded_by_itself() -> None:
    """Nobody has to ask for the bound."""
    letter = LETTER.read_text("utf-8")
    body = dry_run(letter, model="m", base_url="http://127.0.0.1:9/v1")["body"]

    assert 0 < body["max_tokens"] < 3 * len(letter)


def test_context_too_short(models: Path) -> None:
    """The error tells how many tokens it would take."""
    needs = r"[\d,]+ tokens are needed and it has 2,048"
    with serving(models / "terse.gguf", "2048") as url, pytest.raises(ModelError, match=needs):
        read(url)


def test_tools_not_enabled(models: Path) -> None:
    """Without jinja tools are refused for good, and `auto` reads all the same."""
    with serving(models / "terse.gguf", "no-jinja") as url:
        with pytest.raises(ModelError, match="--jinja"):
            read(url, "tools")
        assert not read(url).verified
