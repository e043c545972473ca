"""What a shortcut tests about the payload that it is given."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, assert_never

from statecraft.expr.emit import in_range
from statecraft.fast.shape_tests import quick_test
from statecraft.fast.steps import (
    CheckedPayload,
    NoPayload,
    PayloadKind,
    Signature,
    Track,
    UsualPayload,
)
from statecraft.values.json_values import LARGEST_INTEGER, Value
from statecraft.values.shape import Shape, compile_shape

_TESTS: Final[Mapping[type, str]] = {
    str: "{0}.__class__ is str",
    bool: "({0} is True or {0} is False)",
    type(None): "{0} is None",
    int: "{0}.__class__ is int",
    float: "{0}.__class__ is float and {0} - {0} == 0.0",
}
"""Class → code that a value is of it; of a float, that it is finite too."""
_KINDS: Final[Mapping[type, str]] = {
    str: "string",
    bool: "boolean",
    type(None): "null",
    int: "integer",
    float: "number",
}


def kind_of(payload: Mapping[str, Value], known: Collection[PayloadKind]) -> PayloadKind:
    """The kind of a payload, where events of those kinds came before."""
    if not payload:
        return NoPayload()
    found = tuple((key, value.__class__) for key, value in payload.items())
    usual = UsualPayload(found)
    before = [each for each in known if isinstance(each, UsualPayload)]
    is_simple = all(kind in _TESTS for _, kind in found)
    return usual if is_simple and before in ([], [usual]) else CheckedPayload()


def is_of_new_kind(track: Track, payload: Mapping[str, Value]) -> bool:
    """Whether an event comes with such a payload for the first time; it is known from now on."""
    kind = kind_of(payload, track.kinds)
    is_new = kind not in track.kinds
    if is_new:
        track.kinds = (*track.kinds, kind)
    return is_new


@dataclass(frozen=True, slots=True, kw_only=True)
class PayloadTests:
    """The tests of one kind of payload of an event that declares a shape, or none.

    ``others`` are the shapes that the children declare for it.
    """

    kind: PayloadKind
    shape: Shape | None
    others: tuple[Shape, ...] = ()

    @property
    def certain(self) -> dict[str, Shape]:
        """Keys that every payload has which passes, with their shapes."""
        match self.kind:
            case NoPayload():
                return {}
            case UsualPayload(signature=signature):
                return {key: Shape(kinds=frozenset({_KINDS[kind]})) for key, kind in signature}
            case CheckedPayload() if self.shape is None:
                return {}
            case CheckedPayload():
                properties = self.shape.properties
                required = sorted(self.shape.required & properties.keys())
                return {key: properties[key] for key in required}
            case _:
                assert_never(self.kind)

    @property
    def integers(self) -> frozenset[str]:
        """Keys whose value is surely of Python's class ``int``."""
        match self.kind:
            case UsualPayload(signature=signature):
                return frozenset(key for key, kind in signature if kind is int)
            case _:
                return frozenset()

    @property
    def parameters(self) -> str:
        """Those of the function."""
        return "place" if isinstance(self.kind, NoPayload) else "place, payload"

    def lines(
        self, names: dict[str, Any], fields: Mapping[str, str], used: Collection[str] | None
    ) -> Iterator[str]:
        """The tests as code, after which ``payload`` is the function's own where it is read.

        *fields* are the variables for the values of the certain keys, and *used* those keys that
        are read; None where the payload is read as a whole.
        """
        match self.kind:
            case NoPayload():
                if used is None:
                    yield "payload = {}"
            case UsualPayload(signature=signature):
                tests = [*self._is_usual(fields, signature), *self._fits(fields, signature)]
                has_to_fit = "fits_payload(payload)" in tests
                if used is None or has_to_fit or self.others or self.only is None:
                    yield "payload = {**payload}"
                yield f"if len(payload) != {len(signature)}: return None"
                yield from (f"{fields[key]} = payload[{key!r}]" for key, _ in signature)
                yield f"if not ({' and '.join(tests)}): return None"
                if has_to_fit and self.shape is not None:
                    names["fits_payload"] = compile_shape(self.shape)
            case CheckedPayload():
                if self.shape is not None:
                    names["fits_payload"] = compile_shape(self.shape)
                    yield "if not fits_payload(payload): return None"
                yield from (
                    f"{fields[key]} = payload[{key!r}]"
                    for key in sorted(fields if used is None else used)
                )
            case _:
                assert_never(self.kind)
        if not isinstance(self.kind, NoPayload):
            for number, shape in enumerate(self.others):
                names[f"fits_other{number}"] = compile_shape(shape)
                yield f"if not fits_other{number}(payload): return None"

    @property
    def only(self) -> str | None:
        """The key of a usual payload that has just one: an outcome keeps its value alone."""
        match self.kind:
            case UsualPayload(signature=((key, _),)):
                return key
            case _:
                return None

    def given(self, fields: Mapping[str, str]) -> str | None:
        """Code for what an outcome keeps of the payload; None where there is none."""
        if isinstance(self.kind, NoPayload):
            return None
        return "payload" if self.only is None else fields[self.only]

    def _is_usual(self, fields: Mapping[str, str], signature: Signature) -> Iterator[str]:
        for key, kind in signature:
            yield _TESTS[kind].format(fields[key])
            if kind is int and not self._is_bounded(key):
                yield f"({in_range(fields[key], fields[key])})"

    def _is_bounded(self, key: str) -> bool:
        """Whether its shape keeps an integer far from the limits of 64 bits."""
        of = None if self.shape is None else self.shape.properties.get(key)
        return of is not None and all(
            end is not None and abs(end) < LARGEST_INTEGER for end in (of.minimum, of.maximum)
        )

    def _fits(self, fields: Mapping[str, str], signature: Signature) -> Iterator[str]:
        """Tests after which a payload of this signature has the shape."""
        shape = self.shape
        if shape is None:
            return
        known = Shape(kinds=frozenset({"object"}), properties=shape.properties)
        is_plain = shape.required <= {key for key, _ in signature} and shape in (
            replace(known, required=shape.required),
            replace(known, required=shape.required, additional=False),
        )
        tests = [_quick_test_of(shape, key, kind, fields) for key, kind in signature]
        if not is_plain or None in tests:
            yield "fits_payload(payload)"
            return
        yield from (test for test in tests if test is not None and test != "True")


def fits_nothing(shape: Shape | None) -> bool:
    """Whether an event with this shape may come without a payload."""
    return shape is None or compile_shape(shape)({})


def _quick_test_of(shape: Shape, key: str, kind: type, fields: Mapping[str, str]) -> str | None:
    """A test of one key's value; None where only the shape itself can tell."""
    of = shape.properties.get(key)
    if of is None:
        return "True" if shape.additional is True else None
    return quick_test(of, fields[key], is_integer=kind is int)
