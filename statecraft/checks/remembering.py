"""Walks over a machine that thirty checks take, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from statecraft.model.definition import Definition

Each = TypeVar("Each")


def remembered(
    walk: Callable[[Definition], Iterator[Each]],
) -> Callable[[Definition], tuple[Each, ...]]:
    """What the walk meets; it is kept for the machine that was asked about last, and for no other.

    Walking anew for every check takes most of the time of a load.
    """
    latest: tuple[Definition, tuple[Each, ...]] | None = None

    def met(definition: Definition) -> tuple[Each, ...]:
        nonlocal latest
        known = latest
        if known is None or known[0] is not definition:
            known = latest = (definition, tuple(walk(definition)))
        return known[1]

    met.__doc__ = walk.__doc__
    return met
