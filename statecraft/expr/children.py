"""The parts of a node, for walks that treat all nodes alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
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


def with_children(expr: Expr, change: Callable[[Expr], Expr]) -> Expr:
    """The node with *change* made to each of its direct parts."""
    match expr:
        case tree.Literal() | tree.Name() | tree.Active() | tree.Now():
            return expr
        case tree.Field(of=of):
            return replace(expr, of=change(of))
        case tree.Index(of=of, key=key):
            return replace(expr, of=change(of), key=change(key))
        case tree.Compare(first=first, rest=rest):
            changed = tuple((operator, change(operand)) for operator, operand in rest)
            return replace(expr, first=change(first), rest=changed)
        case tree.And(parts=parts) | tree.Or(parts=parts):
            return replace(expr, parts=tuple(map(change, parts)))
        case tree.Not(operand=operand) | tree.Negative(operand=operand):
            return replace(expr, operand=change(operand))
        case tree.Arithmetic(left=left, right=right):
            return replace(expr, left=change(left), right=change(right))
        case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
            then, otherwise = change(then), change(otherwise)
            return replace(expr, condition=change(condition), then=then, otherwise=otherwise)
        case _:
            return _constructed_with(expr, change)


def _constructed_with(expr: tree.Constructed, change: Callable[[Expr], Expr]) -> Expr:
    match expr:
        case tree.Active() | tree.Now():
            return expr
        case tree.ListOf(elements=elements):
            return replace(expr, elements=tuple(map(change, elements)))
        case tree.MappingOf(entries=entries):
            return replace(expr, entries=tuple((change(k), change(v)) for k, v in entries))
        case tree.Joined(parts=pieces):
            changed = tuple(p if isinstance(p, str) else change(p) for p in pieces)
            return replace(expr, parts=changed)
        case tree.Call(arguments=arguments) | tree.HostCall(arguments=arguments):
            return replace(expr, arguments=tuple(map(change, arguments)))
        case tree.Can(arguments=arguments):
            return replace(expr, arguments=tuple(map(change, arguments)))
        case tree.Comprehension(element=element, source=source, condition=condition):
            element, source = change(element), change(source)
            kept = None if condition is None else change(condition)
            return replace(expr, element=element, source=source, condition=kept)
        case _:
            assert_never(expr)


def walk(expr: Expr) -> Iterator[Expr]:
    """The node and all nodes below it, parents first, in order of text."""
    pending = [expr]
    while pending:
        node = pending.pop()
        yield node
        pending.extend(reversed(children(node)))
