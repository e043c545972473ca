"""What a definition declares of the world around it: events, actions and functions of the host."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.model.formulas import NOTHING_SAID, Described, Formula
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDeclaration:
    """An event with what its payload must be; None leaves the payload free."""

    name: str
    payload: Shape | None
    span: Span
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionDeclaration:
    """A host action: what it is given, what it answers, when an answer is a failure.

    ``fails_when`` reads ``result``. ``test`` is the answer that mocks give.
    """

    name: str
    parameters: Shape
    result: Shape
    fails_when: Formula | None
    test: Value
    span: Span
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDeclaration:
    """A pure host function: parameter types in order, result type, and the mocked result."""

    name: str
    parameters: tuple[Shape, ...]
    result: Shape
    test: Value
    span: Span
    described: Described = NOTHING_SAID
