"""The tree of errors."""

from __future__ import annotations

import pytest

from imr_llm import errors

TREE = {
    "ImrError": (Exception,),
    "LetterError": (errors.ImrError, ValueError),
    "UnknownLayout": (errors.LetterError,),
    "RecordError": (errors.ImrError, ValueError),
    "PromptError": (errors.ImrError,),
    "OptionError": (errors.ImrError, ValueError),
    "AnswersError": (errors.ImrError,),
    "ModelError": (errors.ImrError,),
    "ModelUnavailable": (errors.ModelError,),
    "AnswerRejected": (errors.ModelError,),
    "ChecksFailed": (errors.ImrError,),
}


@pytest.mark.parametrize(("name", "bases"), TREE.items())
def test_bases(name: str, bases: tuple[type, ...]) -> None:
    """Each error stands where the contract puts it."""
    assert getattr(errors, name).__bases__ == bases


def test_nothing_else() -> None:
    """The module defines these errors and no other name."""
    assert {name for name in vars(errors) if not name.startswith("_")} == set(TREE)


def test_drawn() -> None:
    """The tree in the module's docstring names every error."""
    assert [name for name in TREE if name not in (errors.__doc__ or "")] == []
