"""The central rules over several regions, and capabilities."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.model.formulas import NOTHING_SAID, Described, Formula
from statecraft.model.states import Move
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A move that a rule is about: a dimension, from where and to where (None: any value)."""

    dimension: str
    origins: tuple[Value, ...] | None
    goals: tuple[Value, ...] | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """What must hold for a move, and what to tell a person when it does not."""

    that: Formula
    message: Formula | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveRule:
    """``on``/``require``: each move that a trigger names needs every requirement."""

    name: str
    triggers: tuple[Trigger, ...]
    when: Formula | None
    require: tuple[Requirement, ...]
    span: Span
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """``never``/``always``: a condition on every committed state.

    ``holds_when`` is the truth value that the condition must have: False for ``never``.
    """

    name: str
    when: Formula | None
    condition: Formula
    holds_when: bool
    message: Formula | None
    span: Span
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """``when``/``then``: as long as the condition holds, the dimensions are forced."""

    name: str
    when: Formula
    then: tuple[Move, ...]
    span: Span
    described: Described = NOTHING_SAID


Rule = MoveRule | Constraint | Cascade


@dataclass(frozen=True, slots=True, kw_only=True)
class Capability:
    """A named answer for user interfaces: boolean, text or null."""

    name: str
    formula: Formula
    span: Span
    described: Described = NOTHING_SAID
