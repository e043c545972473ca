"""Shortcuts that generated code calls: right for the usual values, ``Slow`` for all others.

``Slow`` is no error: it sends one evaluation to the reference evaluator, which knows every case
and every message.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from statecraft.expr.functions import sum_of
from statecraft.values.json_values import Value

MOST_FAST_WORK: Final = 100_000
"""Nodes that the comprehensions of one function may evaluate here, a tenth of the evaluator's own
limit: what is answered here is never beyond it."""


class Slow(Exception):
    """The value at hand is not one that the shortcut is for."""


def slow() -> NoReturn:
    """Leaves the fast lane."""
    raise Slow


def get(mapping: Any, key: Any, default: Value) -> Value:
    """``get`` for a mapping and a string."""
    if mapping.__class__ is dict and key.__class__ is str:
        found: Value = mapping.get(key, default)
        return found
    raise Slow


def merged(*mappings: Any) -> Value:
    """``merged`` for small mappings."""
    together: dict[str, Any] = {}
    for mapping in mappings:
        if mapping.__class__ is not dict or len(mapping) > 1000:
            raise Slow
        together.update(mapping)
    return together


def any_in(source: Any, most: int, holds: Callable[[Any], bool]) -> bool:
    """``any`` over a list of at most *most* elements."""
    if source.__class__ is not list or len(source) > most:
        raise Slow
    return any(holds(element) for element in source)


def all_in(source: Any, most: int, holds: Callable[[Any], bool]) -> bool:
    """``all`` over a list of at most *most* elements."""
    if source.__class__ is not list or len(source) > most:
        raise Slow
    return all(holds(element) for element in source)


def collected(
    source: Any, most: int, holds: Callable[[Any], bool] | None, result: Callable[[Any], Value]
) -> list[Value]:
    """What *result* gives for the elements for which *holds*, of a list of at most *most*."""
    if source.__class__ is not list or len(source) > most:
        raise Slow
    if holds is None:
        return [result(element) for element in source]
    return [result(element) for element in source if holds(element)]


def sum_in(
    source: Any, most: int, holds: Callable[[Any], bool] | None, result: Callable[[Any], Value]
) -> Value:
    """``sum`` over a list of at most *most* elements."""
    return sum_of(collected(source, most, holds, result))


def len_in(
    source: Any, most: int, holds: Callable[[Any], bool] | None, result: Callable[[Any], Value]
) -> Value:
    """``len`` over a list of at most *most* elements."""
    return len(collected(source, most, holds, result))
