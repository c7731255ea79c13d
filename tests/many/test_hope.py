"""When a run ends early, and when it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from imr_llm import (
    AnswerRejected,
    ImrError,
    LetterError,
    ModelError,
    ModelUnavailable,
    OptionError,
)
from imr_llm.many.answer import Answer, failed
from imr_llm.many.hope import AT_FIRST, LATER, NoHope, hopeful

GONE, REFUSED = ModelUnavailable("no connection"), ModelError("the server refused (status 400)")
READ = None


def answers(*outcomes: ImrError | None) -> Iterator[Answer]:
    """Answers that failed so, or were read."""
    for number, error in enumerate(outcomes):
        name = str(number)
        yield failed(name, error) if error else Answer(name, "{}", 0)


@pytest.mark.parametrize(
    "error", [GONE, REFUSED, ModelError("no such model"), OptionError("no address")]
)
def test_never_answered(error: ImrError) -> None:
    """A model that fails the first letters will fail all; they are left for another time."""
    with pytest.raises(NoHope, match=f"{AT_FIRST} letters in a row.*{type(error).__name__}"):
        next(hopeful(answers(*[error] * 100)))


def test_stops_answering() -> None:
    """After an answer a server has more time to come back."""
    found = []
    with pytest.raises(NoHope, match="no connection"):
        for one in hopeful(answers(READ, *[GONE] * 200)):
            found.append(one.source)  # what came before it raised
    assert found == ["0"]


@pytest.mark.parametrize(
    "outcomes",
    [
        [GONE] * (AT_FIRST - 1),
        [*[GONE] * (AT_FIRST - 1), READ, *[GONE] * (LATER - 1), READ],
        [GONE, REFUSED] * LATER,
        [LetterError("the letter is empty")] * 2 * LATER,
        [AnswerRejected("no answer had the shape")] * 2 * LATER,
        [*[GONE] * (AT_FIRST - 1), AnswerRejected("cut off"), *[GONE] * (LATER - 1)],
        [],
    ],
)
def test_goes_on(outcomes: list[ImrError | None]) -> None:
    """What is the letters' own matter, or passes, is told letter by letter, in their order."""
    given = list(answers(*outcomes))
    assert list(hopeful(iter(given))) == given


def test_letters_between() -> None:
    """Letters that are none neither hide a model that is gone, nor wait for it."""
    empty = LetterError("the letter is empty")
    found = []
    with pytest.raises(NoHope):
        for one in hopeful(answers(*[GONE, empty] * 100)):
            found.append(one.source)
    assert found == ["1", "3", "5", "7"]
