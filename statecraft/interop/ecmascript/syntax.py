"""The tree of the part of ECMAScript that is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
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


@dataclass(frozen=True, slots=True, kw_only=True)
class New:
    """``new constructor(arguments)``."""

    constructor: Node
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``++place`` and ``place--``; ``is_before`` when the value is that after the change."""

    place: Node
    sign: str
    is_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """A function; ``body`` is the text of its statements, which is read where it is called."""

    parameters: tuple[str, ...]
    body: str


Node: TypeAlias = (
    Constant
    | Identifier
    | Member
    | Element
    | Call
    | Prefix
    | Infix
    | Choice
    | Array
    | Object
    | New
    | Step
    | Function
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """``target = value``; ``declares`` when it says ``var``, ``let`` or ``const``."""

    target: Node
    value: Node
    declares: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """``var name``, without a value."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """``if``."""

    condition: Node
    then: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """``for (item of source)``; ``index`` is the variable of ``for (i = 0; i < source.length; …)``.

    One of the two is None.
    """

    source: Node
    item: str | None
    index: str | None
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """``for (variable = first; variable < limit; variable++)``."""

    variable: str
    first: Node
    limit: Node
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class While:
    """``while``."""

    condition: Node
    body: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """``return``, of ``undefined`` where it says nothing."""

    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """An expression that stands by itself, for what it does."""

    expression: Node


Statement: TypeAlias = (
    Assignment | Declaration | Branch | Loop | Count | While | Return | Evaluation
)


def walk(part: object) -> Iterator[object]:
    """A node, a statement or a row of them, and all that is in it."""
    yield part
    if isinstance(part, tuple):
        for each in part:
            yield from walk(each)
    elif is_dataclass(part):
        for each in fields(part):
            yield from walk(getattr(part, each.name))
