"""What a condition that is asked from outside can read: everything but events."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from statecraft.expr.scope import FunctionSignature, Scope
from statecraft.model.definition import Definition
from statecraft.model.states import State
from statecraft.values.shape import Shape


def outside_scope(definition: Definition) -> Scope:
    """The scope of ``wait_for``, ``holds`` and the like."""
    return Scope(
        dimensions=MappingProxyType(
            {
                dimension.name: Shape(enum=tuple(each.value for each in dimension.values))
                for dimension in definition.dimensions
            }
        ),
        context=MappingProxyType({each.name: each.shape for each in definition.context}),
        computed=MappingProxyType({c.name: c.formula.shape for c in definition.computed}),
        functions=MappingProxyType(
            {
                name: FunctionSignature(parameters=each.parameters, result=each.result)
                for name, each in definition.functions.items()
            }
        ),
        allows_can=True,
        active_paths=None if definition.tree is None else frozenset(state_paths(definition.tree)),
    )


def state_paths(root: State) -> Iterator[str]:
    """The full paths of the states below the root of a tree, in document order."""
    for child in root.children:
        yield child.path
        yield from state_paths(child)
