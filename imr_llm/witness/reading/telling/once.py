"""A property computed once: `functools.cached_property` without its lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Decorates a method; the first look stores its value on the instance."""

    def __init__(self, method: Callable[[Any], T]) -> None:
        self._method = method
        self._name = method.__name__
        self.__doc__ = method.__doc__

    def __get__(self, instance: object, owner: type) -> T:
        """The value, from now on an attribute of the instance."""
        value = instance.__dict__[self._name] = self._method(instance)
        return value
