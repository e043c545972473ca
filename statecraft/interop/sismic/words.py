"""The names that sismic gives to Python code, as those that this language has for the same."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import Final

EVENT_NAME: Final = "event name"
"""``event.name``, as a name that no text of Python can have."""

_TIMED: Final = ("after", "idle")


@dataclass(slots=True)
class Words:
    """Replaces names in one expression.

    ``clock`` is the variable that holds when the state was entered; ``delays`` are the seconds
    after that which the expression asks about.
    """

    clock: str = ""
    delays: list[float] = field(default_factory=list)

    def ours(self, node: ast.expr) -> ast.expr:
        """The expression with our names."""
        other = self._instead(node)
        if other is not None:
            return other
        for key, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(node, key, [self._inner(each) for each in value])
            else:
                setattr(node, key, self._inner(value))
        return node

    def _inner(self, value: object) -> object:
        return self.ours(value) if isinstance(value, ast.expr) else value

    def _instead(self, node: ast.expr) -> ast.expr | None:
        match node:
            case ast.Name(id="active"):
                return ast.Name(id="In")
            case ast.Attribute(value=ast.Name(id="event"), attr="name"):
                return ast.Name(id=EVENT_NAME)
            case ast.Attribute(value=ast.Name(id="event"), attr="data"):
                return ast.Name(id="event")
            case _:
                pass
        delay = delay_of(node) if self.clock else None
        return None if delay is None else self._elapsed(delay)

    def _elapsed(self, delay: float) -> ast.expr:
        self.delays.append(delay)
        past = ast.BinOp(left=ast.Name(id="time"), op=ast.Sub(), right=ast.Constant(value=delay))
        return ast.Compare(left=past, ops=[ast.GtE()], comparators=[ast.Name(id=self.clock)])


def delay_of(node: ast.AST) -> float | None:
    """The seconds of ``after(n)`` or ``idle(n)``; None for anything else."""
    match node:
        case ast.Call(func=ast.Name(id=of), args=[ast.Constant(value=(int() | float()) as n)]):
            return n if of in _TIMED and not isinstance(n, bool) else None
        case _:
            return None
