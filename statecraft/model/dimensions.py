"""Dimensions: regions whose states are plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from statecraft.diagnostics import Span
from statecraft.model.actions import Block
from statecraft.model.formulas import NOTHING_SAID, Described, Formula
from statecraft.model.states import State
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape


class Lifetime(StrEnum):
    """Whether ``saved()`` returns a dimension."""

    PERSISTENT = "persistent"
    EPHEMERAL = "ephemeral"


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionValue:
    """One value of a dimension. ``text`` is how keys and messages write it ("0", "true")."""

    value: Value
    text: str
    state: State
    on_change: Block = ()
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A region of plain values.

    Attributes:
        values: in order of text; texts are distinct.
        initial: text of the initial value.
        allowed: text of a value → texts it may move to; None allows every move.
        constant: never moved; its value may be given at the start.
        free: may also be moved directly by the host.
        in_full: its states carry behaviour of their own (``states:`` was written).
    """

    name: str
    values: tuple[DimensionValue, ...]
    initial: str
    allowed: Mapping[str, tuple[str, ...]] | None
    lifetime: Lifetime
    constant: bool
    free: bool
    in_full: bool
    span: Span
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """A pure named value: a ``define``, or a dimension or context variable with ``compute``.

    ``kind`` says which: "define", "dimension" or "context". ``values`` are those a computed
    dimension declares, else empty.
    """

    name: str
    kind: str
    formula: Formula
    span: Span
    values: tuple[DimensionValue, ...] = ()
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A stored context variable."""

    name: str
    shape: Shape
    initial: Formula
    span: Span
    described: Described = NOTHING_SAID
