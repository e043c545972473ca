"""One machine: its part of a document to its Definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.declarations import FunctionDeclaration
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Computed, Variable
from statecraft.model.formulas import Formula
from statecraft.resolve.answers import answer_payloads
from statecraft.resolve.computed import resolve_computed
from statecraft.resolve.context import resolve_context, variable_shapes
from statecraft.resolve.declarations import resolve_actions, resolve_functions, signatures
from statecraft.resolve.described import described
from statecraft.resolve.dimension_outline import DimensionOutline, outline_dimensions
from statecraft.resolve.dimensions import resolve_dimensions
from statecraft.resolve.events import event_descriptors, resolve_events
from statecraft.resolve.expressions import optional_condition, optional_data
from statecraft.resolve.findings import Report
from statecraft.resolve.hashing import definition_hash
from statecraft.resolve.machines import Machines
from statecraft.resolve.names import Declared, declared_names
from statecraft.resolve.pipelines import resolve_runs
from statecraft.resolve.questions import resolve_capabilities, resolve_properties
from statecraft.resolve.rules import resolve_rules
from statecraft.resolve.run_outline import check_runs, outline_runs
from statecraft.resolve.scenarios import resolve_scenarios, resolve_waivers
from statecraft.resolve.shapes import fields_shape
from statecraft.resolve.states import resolve_tree
from statecraft.resolve.status_steps import resolve_status_steps
from statecraft.resolve.targets import AtMachine
from statecraft.resolve.transitions import resolve_eventless, resolve_on
from statecraft.resolve.tree_outline import outline_tree
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineNode:
    """A machine as it is written: ``node`` is the whole document or an entry of ``machines:``."""

    id: str
    key: str
    package: str | None
    node: Located


def declared_input(node: Located) -> Shape | None:
    """What a start must give; None when the machine does not say."""
    fields = node.get("input")
    return None if fields is None else fields_shape(fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declarations:
    """The vocabulary, with those parts of the definition that are made on the way to it."""

    vocabulary: Vocabulary
    context: tuple[Variable, ...]
    computed: tuple[Computed, ...]
    functions: Mapping[str, FunctionDeclaration]


def resolve_machine(machine: MachineNode, machines: Machines, report: Report) -> Definition:
    """The definition of a machine; of no use when an error was reported."""
    node = machine.node
    declarations = _declarations(node, machines, report)
    vocabulary = declarations.vocabulary
    runs = resolve_runs(node, vocabulary)
    return Definition(
        id=machine.id,
        key=machine.key,
        package=machine.package,
        version=node.value.get("version"),
        file=node.document.file,
        hash=_hash(node, vocabulary),
        dimensions=resolve_dimensions(vocabulary),
        tree=resolve_tree(machine.id, vocabulary),
        tree_first=_is_tree_first(node),
        context=declarations.context,
        computed=declarations.computed,
        events=vocabulary.events,
        actions=vocabulary.actions,
        functions=declarations.functions,
        rules=resolve_rules(node, vocabulary),
        capabilities=resolve_capabilities(node, vocabulary),
        transitions=resolve_on(node.get("on"), AtMachine(), vocabulary),
        always=resolve_eventless(node.get("always"), AtMachine(), vocabulary),
        input=declared_input(node),
        output=_output(node, vocabulary),
        pipelines=runs.pipelines,
        workflows=runs.workflows,
        branches=runs.branches,
        status_steps=vocabulary.status_steps,
        done_when=_done_when(node, vocabulary),
        properties=resolve_properties(node, vocabulary),
        scenarios=resolve_scenarios(node, vocabulary),
        waivers=resolve_waivers(node, vocabulary),
        warnings=(),
        span=node.key_span if node.key is not None else node["machine"].span,
        described=described(node),
    )


def _hash(node: Located, vocabulary: Vocabulary) -> str:
    """The hash of a machine's part of its document."""
    dimensions = vocabulary.dimensions.values()
    values = {each.name: tuple(value.value for value in each.values) for each in dimensions}
    return definition_hash(node.value, values)


def _declarations(node: Located, machines: Machines, report: Report) -> _Declarations:
    """Everything that has a name, each after what it is made of."""
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
    given = declared_input(node) or ANYTHING
    actions = resolve_actions(node, stored.functions, report)
    shapes = _certain({each.name: each.formula.shape for each in computed}, names)
    return _Declarations(
        vocabulary=Vocabulary(
            names=names,
            scope=replace(stored, computed=shapes, sizes=sizes),
            variables=variables,
            dimensions=dimensions,
            tree=tree,
            events=resolve_events(node, report),
            descriptors=event_descriptors(node, tree, runs, report),
            runs=runs,
            branches=frozenset(node.value.get("branches", ())),
            status_steps=resolve_status_steps(node, report),
            actions=actions,
            answers=answer_payloads(node, tree, actions),
            capabilities=tuple(node.value.get("capabilities", ())),
            machines=machines,
            input=given,
            report=report,
        ),
        context=resolve_context(node, variables, _initial_scope(stored, given), report),
        computed=computed,
        functions=functions,
    )


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


def _initial_scope(stored: Scope, given: Shape) -> Scope:
    """What initial values read besides the variables before them."""
    return Scope(functions=stored.functions, local=MappingProxyType({"input": given}))


def _is_tree_first(node: Located) -> bool:
    """Whether ``states:`` stands before ``dimensions:`` in the text."""
    sections = [key for key in node.value if key in ("states", "dimensions")]
    return sections[:1] == ["states"]


def _output(node: Located, vocabulary: Vocabulary) -> Formula | None:
    return optional_data(node.get("output"), _quiet_scope(vocabulary), vocabulary.report)


def _done_when(node: Located, vocabulary: Vocabulary) -> Formula | None:
    """The condition of being done, which only a machine without a tree can have."""
    written = node.get("done_when")
    if written is not None and vocabulary.tree:
        message = "a machine with states: is done when it reaches a final state"
        hint = "leave out done_when, or write always: [{when: …, target: …}] to a final state"
        vocabulary.report(
            Diagnostic(code="SC223", span=written.key_span, message=message, hint=hint)
        )
    return optional_condition(written, _quiet_scope(vocabulary), vocabulary.report)


def _quiet_scope(vocabulary: Vocabulary) -> Scope:
    """What is read when a step has come to rest: ``now()``, and no event."""
    return replace(vocabulary.scope, allows_now=True)
