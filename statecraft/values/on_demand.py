"""A sequence whose elements are made when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Generic, TypeVar, overload

T = TypeVar("T")

_FEW: Final = 64
"""So many elements are made at once: a tuple is read ten times faster."""


def sequence(length: int, make: Callable[[int], T]) -> tuple[T, ...] | OnDemand[T]:
    """The elements that ``make`` gives for the indices, made at once where they are few."""
    return tuple(map(make, range(length))) if length <= _FEW else OnDemand(length, make)


class OnDemand(Generic[T]):
    """As a tuple to those who read it, and as unchanging.

    ``make`` gives the element at an index, always the same. Where two threads ask for one at
    once, both are given the one that is kept, so that an element can be known by its identity.
    """

    __slots__ = ("_length", "_made", "_make")

    def __init__(self, length: int, make: Callable[[int], T]) -> None:
        self._length = length
        self._make = make
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[T, ...]: ...
    def __getitem__(self, index: int | slice) -> T | tuple[T, ...]:
        try:
            return self._made[index]  # type: ignore[index]  # A slice is not hashable, or not kept.
        except (KeyError, TypeError):
            pass
        if isinstance(index, slice):
            return tuple(self[each] for each in range(*index.indices(self._length)))
        return self._at(range(self._length)[index])

    def _at(self, index: int) -> T:
        made = self._made
        return made[index] if index in made else made.setdefault(index, self._make(index))

    def __iter__(self) -> Iterator[T]:
        return map(self._at, range(self._length))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OnDemand | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (list(self),)
