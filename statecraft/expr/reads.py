"""What an expression depends on, through the named expressions that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from statecraft.expr import tree
from statecraft.expr.children import children, walk
from statecraft.expr.tree import Expr, NameKind


def all_nodes(expr: Expr, computed: Mapping[str, Expr]) -> Iterator[Expr]:
    """The nodes of *expr* and of every computed name it leads to, each expression once."""
    pending, met = [expr], set[str]()
    while pending:
        for node in walk(pending.pop()):
            yield node
            match node:
                case tree.Name(name=name, kind=NameKind.COMPUTED):
                    if name in computed and name not in met:
                        met.add(name)
                        pending.append(computed[name])
                case _:
                    pass


def names_read(expr: Expr, computed: Mapping[str, Expr]) -> frozenset[tuple[NameKind, str]]:
    """Every name that the value depends on, computed ones and what they read included.

    Variables of comprehensions are no names of the definition, so they are left out.
    """
    return frozenset(
        (node.kind, node.name)
        for node in all_nodes(expr, computed)
        if isinstance(node, tree.Name) and node.kind is not NameKind.VARIABLE
    )


def reads_event(expr: Expr, computed: Mapping[str, Expr]) -> bool:
    """Whether the value depends on the payload or the name of the event being handled."""
    names = names_read(expr, computed)
    return not names.isdisjoint({(NameKind.LOCAL, "event"), (NameKind.LOCAL, "event_name")})


def reads_now(expr: Expr, computed: Mapping[str, Expr]) -> bool:
    """Whether the value depends on the time."""
    return any(isinstance(node, tree.Now) for node in all_nodes(expr, computed))


def calls_can(expr: Expr, computed: Mapping[str, Expr]) -> bool:
    """Whether the value depends on what the machine would accept."""
    return any(isinstance(node, tree.Can) for node in all_nodes(expr, computed))


def functions_called(expr: Expr, computed: Mapping[str, Expr]) -> frozenset[str]:
    """The host functions that the value may depend on."""
    nodes = all_nodes(expr, computed)
    return frozenset(node.function for node in nodes if isinstance(node, tree.HostCall))


def active_paths(expr: Expr, computed: Mapping[str, Expr]) -> frozenset[str]:
    """The paths of all ``active(…)`` that the value depends on."""
    nodes = all_nodes(expr, computed)
    return frozenset(node.path for node in nodes if isinstance(node, tree.Active))


MOST_EXPANDED: Final = 20_000
"""Nodes that one expression may have with all that it reads written out: computed values are not
kept, so each read of a name evaluates it anew, and a chain of names that each read the one before
twice would double the work with every link."""


def size_through(expr: Expr, sizes: Mapping[str, int]) -> int:
    """How many nodes the expression has with every computed name counted with its own size."""
    return sum(
        1 + sizes.get(node.name, 0)
        if isinstance(node, tree.Name) and node.kind is NameKind.COMPUTED
        else 1
        for node in walk(expr)
    )


def expanded_size(expr: Expr, computed: Mapping[str, Expr]) -> int:
    """How many nodes the expression has with every computed name written out where it is read.

    Named expressions that each read two others double it with every level, which is why a
    definition's are bounded; the computed names must not form a cycle.
    """
    known: dict[str, int] = {}

    def size(node: Expr) -> int:
        own = 1 + sum(map(size, children(node)))
        if not (isinstance(node, tree.Name) and node.kind is NameKind.COMPUTED):
            return own
        if node.name not in known:
            known[node.name] = size(computed[node.name]) if node.name in computed else 0
        return own + known[node.name]

    return size(expr)
