"""Values of a shape, for payloads and results that the definition leaves open."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import TypeGuard

from statecraft.values.json_values import Value, same
from statecraft.values.shape import Shape, finite_values, violations

MOST_OF_A_FIELD = 16
MOST_OF_A_PAYLOAD = 64

Wanted = Mapping[str, tuple[Value, ...]]
"""Field → values that some condition tells apart from others."""


def sample(shape: Shape) -> Value:
    """The plainest value of a shape; null where none was found that fits."""
    for value in _candidates(shape):
        if not violations(shape, value):
            return value
    return None


def _candidates(shape: Shape) -> Iterable[Value]:
    if shape.enum:
        yield from shape.enum
    kinds = shape.kinds or {"object"}
    if "object" in kinds:
        yield {name: sample(shape.properties.get(name, Shape())) for name in sorted(shape.required)}
    if "string" in kinds:
        yield "x" * max(1, shape.min_length or 0)
        yield ""
    if "integer" in kinds or "number" in kinds:
        yield from _numbers(shape)
    if "boolean" in kinds:
        yield from (False, True)
    if "array" in kinds:
        yield [sample(shape.items or Shape())] * (shape.min_items or 0)


def _numbers(shape: Shape) -> Iterable[Value]:
    low, high = shape.minimum, shape.maximum
    above, below = shape.exclusive_minimum, shape.exclusive_maximum
    yield 1
    yield 0
    yield from (bound for bound in (low, high) if bound is not None)
    if above is not None:
        yield from (int(above) + 1, (above + below) / 2 if below is not None else above + 0.5)
    if below is not None:
        yield from (int(below) - 1, below - 0.5)


def field_values(shape: Shape, wanted: tuple[Value, ...]) -> tuple[tuple[Value, ...], bool]:
    """The values of a field that are tried, and whether these are all that it can have.

    They are those that are wanted, what lies between them, and one that is none of them.
    """
    finite = finite_values(shape)
    if finite is not None and 0 < len(finite) <= MOST_OF_A_FIELD:
        return finite, True
    fitting = [value for value in (*wanted, *_between(wanted)) if not violations(shape, value)]
    others = (sample(shape), *_others(wanted))
    new = (each for each in others if not any(same(each, value) for value in fitting))
    fitting += itertools.islice((each for each in new if not violations(shape, each)), 1)
    return tuple(fitting[:MOST_OF_A_FIELD]), False


def _between(wanted: tuple[Value, ...]) -> Iterable[Value]:
    """The middle of each two neighbours, where there are more than those beside one number."""
    numbers = sorted({value for value in wanted if is_number(value)})
    return [(a + b) / 2 for a, b in itertools.pairwise(numbers)] if len(numbers) > 3 else []


def _others(wanted: tuple[Value, ...]) -> Iterable[Value]:
    """Some values that are none of those."""
    numbers = [value for value in wanted if is_number(value)]
    texts = [value for value in wanted if isinstance(value, str)]
    yield from (max(numbers) + 1, min(numbers) - 1) if numbers else ()
    yield max(texts, key=len) + "x" if texts else "x"
    yield ""


def is_number(value: Value) -> TypeGuard[int | float]:
    """Whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def payload_values(shape: Shape, wanted: Wanted) -> tuple[tuple[Value, ...], bool]:
    """Payloads of a shape, one for each mixture of field values; whether none was left out."""
    if shape.kinds and "object" not in shape.kinds:
        return field_values(shape, ())
    tried = {}
    for name in dict.fromkeys([*sorted(shape.required), *wanted]):
        inner = shape.properties.get(name)
        if inner is None and shape.additional is False:
            continue
        values = field_values(inner or Shape(), wanted.get(name, ()))[0]
        absent: tuple[object, ...] = () if name in shape.required else (_ABSENT,)
        tried[name] = (*values, *absent)
    mixtures = [dict(zip(tried, mixed, strict=True)) for mixed in _some(tried.values())]
    payloads = [{n: v for n, v in mixed.items() if v is not _ABSENT} for mixed in mixtures]
    fitting: list[Value] = [each for each in payloads if not violations(shape, each)]
    total = _product_size(tried.values())
    return tuple(fitting) or (sample(shape),), total <= MOST_OF_A_PAYLOAD


_ABSENT = object()
"""Stands for a field that is left out."""


def _some(columns: Iterable[tuple[object, ...]]) -> Iterable[tuple[object, ...]]:
    return itertools.islice(itertools.product(*columns), MOST_OF_A_PAYLOAD)


def _product_size(columns: Iterable[tuple[object, ...]]) -> int:
    size = 1
    for column in columns:
        size *= len(column)
    return size
