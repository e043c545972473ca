"""The ground of a machine: what it declares by itself, before anything of other machines is known.

All machines of a file are outlined from their grounds; then what each of them does is resolved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.expr.shapes import any_of
from statecraft.model.declarations import EventDeclaration, FunctionDeclaration
from statecraft.model.dimensions import Computed
from statecraft.model.states import StateKind
from statecraft.resolve.computed import resolve_computed
from statecraft.resolve.context import variable_shapes
from statecraft.resolve.declarations import resolve_functions, signatures
from statecraft.resolve.dimension_outline import DimensionOutline, outline_dimensions
from statecraft.resolve.events import event_descriptors, resolve_events
from statecraft.resolve.expressions import data
from statecraft.resolve.findings import Report
from statecraft.resolve.machines import NOTHING, Machine, payloads_of
from statecraft.resolve.names import Declared, declared_names
from statecraft.resolve.run_outline import Runs, check_runs, outline_runs, pipelines_in
from statecraft.resolve.shapes import fields_shape
from statecraft.resolve.tree_outline import Tree, outline_tree
from statecraft.resolve.visible import Visible
from statecraft.resolve.vocabulary import scope_at_event
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineNode:
    """A machine as it is written: ``node`` is the whole document or an entry of ``machines:``."""

    id: str
    key: str
    package: str | None
    node: Located


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The names of a machine, with their types.

    Attributes:
        names: the namespace of expressions.
        scope: what every condition can read: dimensions, context and computed names alone.
        variables: stored context variables.
        descriptors: every key of an ``on:``.
        input: what a start must give; None when the machine does not say.
    """

    names: Mapping[str, Declared]
    scope: Scope
    variables: Mapping[str, Shape]
    dimensions: Mapping[str, DimensionOutline]
    computed: tuple[Computed, ...]
    functions: Mapping[str, FunctionDeclaration]
    tree: Tree
    runs: Runs
    events: Mapping[str, EventDeclaration]
    descriptors: frozenset[str]
    input: Shape | None


def lay_ground(node: Located, report: Report) -> Ground:
    """What a machine declares, each after what it is made of."""
    names = declared_names(node, report)
    dimensions = outline_dimensions(node, report)
    tree = outline_tree(node, report)
    runs = outline_runs(node)
    check_runs(node, runs, report)
    variables = variable_shapes(node)
    functions = resolve_functions(node, report)
    stored = replace(
        _stored_scope(dimensions, variables, names),
        functions=signatures(functions),
        active_paths=frozenset(path for path in tree if path),
    )
    computed, sizes = resolve_computed(node, dimensions, stored, report)
    shapes = _certain({each.name: each.formula.shape for each in computed}, names)
    return Ground(
        names=names,
        scope=replace(stored, computed=shapes, sizes=sizes),
        variables=variables,
        dimensions=dimensions,
        computed=computed,
        functions=functions,
        tree=tree,
        runs=runs,
        events=resolve_events(node, report),
        descriptors=event_descriptors(node, tree, runs, report),
        input=_input(node),
    )


def _input(node: Located) -> Shape | None:
    fields = node.get("input")
    return None if fields is None else fields_shape(fields)


def _stored_scope(
    dimensions: Mapping[str, DimensionOutline],
    variables: Mapping[str, Shape],
    names: Mapping[str, Declared],
) -> Scope:
    """What computed names read: what is stored, and no time."""
    stored = {name: each.shape for name, each in dimensions.items() if not each.is_computed}
    return Scope(
        dimensions=_certain(stored, names),
        context=_certain(variables, names),
        allows_now=False,
        labels=MappingProxyType({name: each.labels for name, each in dimensions.items()}),
    )


def _certain(shapes: Mapping[str, Shape], names: Mapping[str, Declared]) -> Mapping[str, Shape]:
    """The types by name; nothing is known of a name that is declared twice."""
    contested = {name for name, declared in names.items() if declared.is_contested}
    return MappingProxyType(
        {name: ANYTHING if name in contested else shape for name, shape in shapes.items()}
    )


def machine_on(ground: Ground, machine: MachineNode) -> Machine:
    """How others see a machine of this file; its slots are not known yet."""
    payloads = {name: event.payload for name, event in ground.events.items()}
    return Machine(
        id=machine.id,
        key=machine.key,
        input=ground.input,
        output=_output(ground, machine.node),
        runs=ground.runs,
        taken=ground.descriptors | ground.events.keys() | pipelines_in(ground.runs),
        payloads=payloads_of(payloads, ground.runs),
        visible=_visible(ground, machine.node),
        slots=(),
    )


def _visible(ground: Ground, node: Located) -> Visible:
    variables = (name for name, of in ground.names.items() if of.what == "context variable")
    return Visible(
        dimensions=MappingProxyType({name: of.values for name, of in ground.dimensions.items()}),
        context=tuple(variables),
        names=ground.scope.all_names(),
        capabilities=tuple(node.value.get("capabilities", ())),
        paths=tuple(path for path in ground.tree if path),
    )


def _output(ground: Ground, node: Located) -> Shape:
    """The type of what the machine hands on; what is wrong with it is told where it is resolved."""
    if "output" in node:
        return data(node["output"], replace(ground.scope, allows_now=True), _ignore).shape
    finals = [
        ground.tree[path].node
        for path in (ground.tree[""].children if ground.tree else ())
        if ground.tree[path].kind is StateKind.FINAL
    ]
    return any_of(_handed_on(final, ground) for final in finals) if finals else ANYTHING


def _handed_on(final: Located, ground: Ground) -> Shape:
    output = final.get("output")
    return NOTHING if output is None else data(output, scope_at_event(ground.scope), _ignore).shape


def _ignore(_finding: Diagnostic) -> None:
    """Takes a finding that is reported elsewhere."""
