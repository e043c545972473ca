"""Sets that are parts of one set, by the codes of a few levels, put together when they are used."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from statecraft.checker.diagram import NOTHING, Diagram, Node
from statecraft.checker.model import Codes


class Parts:
    """A set in parts: ``kind_of`` tells by the codes of some levels, from the highest down."""

    def __init__(
        self,
        diagram: Diagram,
        whole: Node,
        levels: tuple[int, ...],
        kind_of: Callable[[Codes], Hashable],
    ) -> None:
        self._diagram = diagram
        self._whole = whole
        self._levels = levels
        self._kind_of = kind_of
        self._made: dict[Hashable, Node] | None = None

    def part(self, kind: Hashable) -> Node:
        """The part of one kind."""
        if self._made is None:
            self._made = self._diagram.split(self._whole, self._levels, self._kind_of)
        return self._made.get(kind, NOTHING)


class Later:
    """One part, known not to be empty."""

    __slots__ = ("_kind", "_parts")

    def __init__(self, parts: Parts, kind: Hashable) -> None:
        self._parts = parts
        self._kind = kind

    def made(self) -> Node:
        """The set."""
        return self._parts.part(self._kind)
