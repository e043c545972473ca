"""The tree of the part of ECMAScript that is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """A number, a text, true, false or null."""

    value: bool | int | float | str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A name; ``undefined`` is one, as in ECMAScript."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """``of.name``."""

    of: Node
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """``of[key]``."""

    of: Node
    key: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """``callee(arguments)``."""

    callee: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """``! - + typeof``."""

    operator: str
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Infix:
    """Two operands and an operator, ``&&`` and ``||`` included."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """``condition ? then : otherwise``."""

    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    """``[a, b]``."""

    elements: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """``{key: value}``."""

    entries: tuple[tuple[str, Node], ...]


Node: TypeAlias = (
    Constant | Identifier | Member | Element | Call | Prefix | Infix | Choice | Array | Object
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """``target = value`` as a statement; ``+=`` and ``++`` are written out in ``value``."""

    target: Node
    value: Node
