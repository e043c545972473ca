"""Conditions on states as functions of packed states."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from statecraft.checker.model import All, Opposite, Predicate, Some, Test
from statecraft.checker.spaces.tables import Packed, Packing

Holds = Callable[[Packed], bool]


def packed_test(predicate: Predicate, packing: Packing) -> Holds:
    """The condition; each answer of a part is remembered by the bits that it depends on."""
    match predicate:
        case Test():
            return _test(predicate, packing)
        case All(parts=parts):
            every = [packed_test(part, packing) for part in parts]
            return lambda packed: all(holds(packed) for holds in every)
        case Some(parts=parts):
            some = [packed_test(part, packing) for part in parts]
            return lambda packed: any(holds(packed) for holds in some)
        case Opposite(part=part):
            holds = packed_test(part, packing)
            return lambda packed: not holds(packed)
        case _:
            assert_never(predicate)


def _test(test: Test, packing: Packing) -> Holds:
    mask = packing.mask(test.levels)
    places = [(packing.masks[level], packing.shifts[level]) for level in test.levels]
    known: dict[Packed, bool] = {}

    def holds(packed: Packed) -> bool:
        key = packed & mask
        found = known.get(key)
        if found is None:
            codes = tuple((packed & bits) >> shift for bits, shift in places)
            found = known[key] = test.holds(codes)
        return found

    return holds
