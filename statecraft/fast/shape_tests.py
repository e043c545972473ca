"""Shapes of the usual kinds as code that tests one variable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from statecraft.values.json_values import Value, defect
from statecraft.values.shape import Shape

_CLASS_TESTS: Final = {
    "integer": "{0}.__class__ is int",
    "number": "({0}.__class__ is int or {0}.__class__ is float)",
    "string": "{0}.__class__ is str",
    "boolean": "({0} is True or {0} is False)",
}


def quick_test(shape: Shape, variable: str, *, is_integer: bool) -> str | None:
    """Code that holds for most values that fit, and for none that does not; None without one.

    *is_integer* says that the variable is known to hold one.
    """
    if shape != Shape(kinds=shape.kinds, minimum=shape.minimum, maximum=shape.maximum):
        return None
    kind = next(iter(shape.kinds), "any")
    if len(shape.kinds) != 1 or kind not in _CLASS_TESTS:
        return None
    is_number = kind in ("integer", "number")
    tests = [] if is_integer and is_number else [_CLASS_TESTS[kind].format(variable)]
    if is_number and shape.minimum is not None:
        tests.append(f"{variable} >= {shape.minimum!r}")
    if is_number and shape.maximum is not None:
        tests.append(f"{variable} <= {shape.maximum!r}")
    return " and ".join(tests) or "True"


def fits_wholly(fits: Callable[[Value], bool]) -> Callable[[Value], bool]:
    """The test of a shape, for what may be no JSON value that we accept."""

    def test(value: Value) -> bool:
        if isinstance(value, list | dict) and defect(value) is not None:
            return False
        return fits(value)

    return test
