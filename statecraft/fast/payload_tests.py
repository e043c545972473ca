"""What a shortcut tests about the payload that it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from statecraft.fast.shape_tests import quick_test
from statecraft.fast.steps import Signature
from statecraft.values.json_values import LARGEST_INTEGER, SMALLEST_INTEGER, Value
from statecraft.values.shape import Shape, compile_shape

_TESTS: Final[Mapping[type, str]] = {
    str: "{0}.__class__ is str",
    bool: "({0} is True or {1} is False)",
    type(None): "{0} is None",
    int: "{0}.__class__ is int",
    float: "{0}.__class__ is float and {1} - {1} == 0.0",
}
"""Class → code that a value is of it; of a float, that it is finite too."""
_KINDS: Final[Mapping[type, str]] = {
    str: "string",
    bool: "boolean",
    type(None): "null",
    int: "integer",
    float: "number",
}


def signature_of(payload: Mapping[str, Value]) -> Signature:
    """The signature of a payload of scalars; an empty one for others."""
    found = tuple((key, value.__class__) for key, value in payload.items())
    return found if all(kind in _TESTS for _, kind in found) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadTests:
    """The tests of one event's payload, at one node.

    Attributes:
        signature: what payloads usually are like; others must have been checked before.
        shape: what the definition declares.
    """

    signature: Signature
    shape: Shape | None

    @property
    def certain(self) -> dict[str, Shape]:
        """Keys that every payload has which passes, with their shapes."""
        if self.shape is None:
            return {key: Shape(kinds=frozenset({_KINDS[kind]})) for key, kind in self.signature}
        properties = self.shape.properties
        return {key: properties[key] for key in sorted(self.shape.required & properties.keys())}

    def lines(
        self, names: dict[str, Any], fields: Mapping[str, str], used: Collection[str]
    ) -> Iterator[str]:
        """The tests as code, after which ``payload`` is the function's own.

        *fields* are the variables for the values of the certain keys.
        """
        if self.shape is not None:
            names["fits_payload"] = compile_shape(self.shape)
        yield "if payload:"
        yield "    payload = {**payload}"
        if self.signature:
            usual = " and ".join(self._is_usual(fields))
            if self.shape is None:
                yield f"    if not ({usual}): return None"
            else:
                yield f"    if {usual}:"
                yield f"        {self._fits(' and '.join(self._fits_usually(fields)))}"
                yield f"    elif not is_checked{self._or_misfit()}: return None"
                yield from (f"    else: {line}" for line in self._taken(fields, used))
        else:
            yield f"    if not is_checked{self._or_misfit()}: return None"
        if self.shape is not None and not compile_shape(self.shape)({}):
            yield "else: return None"
        if not self.signature:
            yield from self._taken(fields, used)

    def _taken(self, fields: Mapping[str, str], used: Collection[str]) -> Iterator[str]:
        """At most one line that takes the values of the keys that are used."""
        if used:
            keys = sorted(used)
            values = ", ".join(f"payload[{key!r}]" for key in keys)
            yield f"{', '.join(fields[key] for key in keys)} = {values}"

    def _is_usual(self, fields: Mapping[str, str]) -> Iterator[str]:
        yield f"len(payload) == {len(self.signature)}"
        for number, (key, kind) in enumerate(self.signature):
            variable = fields.get(key, f"q{number}")
            yield f"{key!r} in payload"
            yield _TESTS[kind].format(f"({variable} := payload[{key!r}])", variable)
            if kind is int and not self._is_bounded(key):
                yield f"{SMALLEST_INTEGER} <= {variable} <= {LARGEST_INTEGER}"

    def _is_bounded(self, key: str) -> bool:
        """Whether its shape keeps an integer far from the limits of 64 bits."""
        of = None if self.shape is None else self.shape.properties.get(key)
        return of is not None and all(
            end is not None and abs(end) < LARGEST_INTEGER for end in (of.minimum, of.maximum)
        )

    def _or_misfit(self) -> str:
        return "" if self.shape is None else " or not fits_payload(payload)"

    def _fits(self, usual: str) -> str:
        """The line that demands the shape of a payload of the usual signature."""
        if self.shape is None or not usual:
            return "pass"
        return f"if not (({usual}) or fits_payload(payload)): return None"

    def _fits_usually(self, fields: Mapping[str, str]) -> Iterator[str]:
        """Tests after which a payload of the usual signature fits; ``False`` where it may not."""
        shape = self.shape
        if shape is None:
            return
        keys = {key for key, _ in self.signature}
        known = Shape(kinds=frozenset({"object"}), properties=shape.properties)
        if not shape.required <= keys or shape not in (
            replace(known, required=shape.required),
            replace(known, required=shape.required, additional=False),
        ):
            yield "False"
            return
        for number, (key, kind) in enumerate(self.signature):
            of = shape.properties.get(key)
            if of is None:
                if shape.additional is not True:
                    yield "False"
                continue
            test = quick_test(of, fields.get(key, f"q{number}"), is_integer=kind is int)
            if test != "True":
                yield test or "False"
