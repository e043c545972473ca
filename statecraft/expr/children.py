"""The parts of a node, for walks that treat all nodes alike."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.expr import tree
from statecraft.expr.tree import Expr


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of a node in order of text."""
    match expr:
        case tree.Literal() | tree.Name() | tree.Active() | tree.Now():
            return ()
        case tree.Field(of=of):
            return (of,)
        case tree.Index(of=of, key=key):
            return (of, key)
        case tree.Compare(first=first, rest=rest):
            return (first, *(operand for _, operand in rest))
        case tree.And(parts=parts) | tree.Or(parts=parts):
            return parts
        case tree.Not(operand=operand) | tree.Negative(operand=operand):
            return (operand,)
        case tree.Arithmetic(left=left, right=right):
            return (left, right)
        case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
            return (then, condition, otherwise)
        case tree.ListOf(elements=elements):
            return elements
        case tree.MappingOf(entries=entries):
            return tuple(part for entry in entries for part in entry)
        case tree.Joined(parts=pieces):
            return tuple(piece for piece in pieces if not isinstance(piece, str))
        case tree.Call(arguments=arguments) | tree.HostCall(arguments=arguments):
            return arguments
        case tree.Can(arguments=arguments):
            return arguments
        case tree.Comprehension(element=element, source=source, condition=condition):
            return (element, source) if condition is None else (element, source, condition)
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The node and all nodes below it, parents first, in order of text."""
    pending = [expr]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))
