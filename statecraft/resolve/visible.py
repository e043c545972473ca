"""What the expectations of a scenario can name of a machine, of the own one or of a child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statecraft.model.definition import Definition
from statecraft.model.dimensions import DimensionValue
from statecraft.model.scope import outside_scope, state_paths
from statecraft.resolve.dimension_outline import DeclaredValue


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """The names of a machine.

    Attributes:
        dimensions: stored and computed ones; of a computed one perhaps no values are declared.
        context: stored variables and computed ones.
        names: all that a condition can read.
        paths: of the states of the tree, in document order.
    """

    dimensions: Mapping[str, tuple[DeclaredValue, ...]]
    context: tuple[str, ...]
    names: tuple[str, ...]
    capabilities: tuple[str, ...]
    paths: tuple[str, ...]


def visible_in(definition: Definition) -> Visible:
    """The names of a machine that is resolved."""
    computed = [each for each in definition.computed if each.kind == "dimension"]
    variables = [each.name for each in definition.computed if each.kind == "context"]
    tree = definition.tree
    values = {
        **{each.name: each.values for each in definition.dimensions},
        **{each.name: each.values for each in computed},
    }
    return Visible(
        dimensions=MappingProxyType({k: tuple(map(_declared, v)) for k, v in values.items()}),
        context=(*(each.name for each in definition.context), *variables),
        names=outside_scope(definition).all_names(),
        capabilities=tuple(each.name for each in definition.capabilities),
        paths=() if tree is None else tuple(state_paths(tree)),
    )


def _declared(value: DimensionValue) -> DeclaredValue:
    return DeclaredValue(
        value=value.value, text=value.text, span=value.state.span, described=value.described
    )
