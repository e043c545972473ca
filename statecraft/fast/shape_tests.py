"""Shapes of the usual kinds as code that tests one variable."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.values.shape import Shape


def quick_test(shape: Shape, variable: str, *, is_integer: bool) -> str | None:
    """Code that holds for most values that fit, and for none that does not; None without one.

    Where it does not hold, the shape itself is asked. *is_integer* says what is known already.
    """
    tests = tuple(_tests(shape, variable))
    known = f"{variable}.__class__ is int"
    left = tuple(test for test in tests if not is_integer or test != known)
    return None if not tests else f"({' and '.join(left)})" if left else "True"


def _tests(shape: Shape, variable: str) -> Iterator[str]:
    if shape == Shape(kinds=shape.kinds, minimum=shape.minimum, maximum=shape.maximum):
        match tuple(shape.kinds):
            case ("integer" | "number",):
                yield f"{variable}.__class__ is int"
                if shape.minimum is not None:
                    yield f"{variable} >= {shape.minimum!r}"
                if shape.maximum is not None:
                    yield f"{variable} <= {shape.maximum!r}"
            case ("string",) if shape.minimum is None and shape.maximum is None:
                yield f"{variable}.__class__ is str"
            case ("boolean",) if shape.minimum is None and shape.maximum is None:
                yield f"({variable} is True or {variable} is False)"
            case _:
                return
