"""One machine: its part of a document to its Definition."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.definition import Definition
from statecraft.model.fingerprint import Fingerprint
from statecraft.model.formulas import Formula
from statecraft.model.profiles import PROFILES
from statecraft.resolve.answers import answer_payloads
from statecraft.resolve.child_events import DONE, ERROR, check_child_event
from statecraft.resolve.context import resolve_context
from statecraft.resolve.declarations import resolve_actions
from statecraft.resolve.described import described
from statecraft.resolve.dimensions import resolve_dimensions
from statecraft.resolve.events import event_keys
from statecraft.resolve.expressions import condition, data
from statecraft.resolve.findings import Report
from statecraft.resolve.ground import Ground, MachineNode
from statecraft.resolve.hashing import definition_hash
from statecraft.resolve.machines import Machines
from statecraft.resolve.pipelines import resolve_runs
from statecraft.resolve.questions import resolve_capabilities, resolve_properties
from statecraft.resolve.rules import resolve_rules
from statecraft.resolve.scenarios import resolve_scenarios, resolve_waivers
from statecraft.resolve.states import resolve_of_children, resolve_tree
from statecraft.resolve.status_steps import resolve_status_steps
from statecraft.resolve.targets import AtMachine
from statecraft.resolve.transitions import resolve_eventless, resolve_on
from statecraft.resolve.vocabulary import (
    Vocabulary,
    event_scope,
    scope_at_event,
    sender_names,
    with_locals,
)
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING


def resolve_machine(
    machine: MachineNode, ground: Ground, machines: Machines, report: Report
) -> Definition:
    """The definition of a machine; of no use when an error was reported."""
    node = machine.node
    vocabulary = _vocabulary(machine, ground, machines, report)
    runs = resolve_runs(node, vocabulary)
    return Definition(
        id=machine.id,
        key=machine.key,
        package=machine.package,
        version=node.value.get("version"),
        file=node.document.file,
        fingerprint=_fingerprint(node, vocabulary),
        profile=vocabulary.profile,
        dimensions=resolve_dimensions(vocabulary),
        tree=resolve_tree(machine.id, vocabulary),
        tree_first=_is_tree_first(node),
        context=resolve_context(node, ground.variables, _initial_scope(vocabulary), report),
        computed=ground.computed,
        events=vocabulary.events,
        actions=vocabulary.actions,
        functions=ground.functions,
        rules=resolve_rules(node, vocabulary),
        capabilities=resolve_capabilities(node, vocabulary),
        transitions=(
            *resolve_on(node.get("on"), AtMachine(), vocabulary),
            *resolve_of_children(node, vocabulary),
        ),
        always=resolve_eventless(node.get("always"), AtMachine(), vocabulary),
        input=ground.input,
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


def _fingerprint(node: Located, vocabulary: Vocabulary) -> Fingerprint:
    """That of a machine's part of its document, of which it keeps the data until it is asked."""
    dimensions = vocabulary.dimensions.values()
    values = {each.name: tuple(value.value for value in each.values) for each in dimensions}
    return Fingerprint(partial(definition_hash, node.value, values))


def _vocabulary(
    machine: MachineNode, ground: Ground, machines: Machines, report: Report
) -> Vocabulary:
    """The ground with what is known of other machines, and of the host."""
    node = machine.node
    actions = resolve_actions(node, ground.scope.functions, report)
    profile = PROFILES[node.value.get("semantics", "")]
    vocabulary = Vocabulary(
        names=ground.names,
        scope=ground.scope,
        at_event=with_locals(scope_at_event(ground.scope), sender_names(profile)),
        variables=ground.variables,
        dimensions=ground.dimensions,
        tree=ground.tree,
        events=ground.events,
        descriptors=ground.descriptors,
        runs=ground.runs,
        branches=frozenset(node.value.get("branches", ())),
        status_steps=resolve_status_steps(node, report),
        actions=actions,
        answers=answer_payloads(node, ground.tree, actions),
        capabilities=tuple(node.value.get("capabilities", ())),
        itself=machines.own[machine.id],
        machines=machines,
        input=ground.input or ANYTHING,
        profile=profile,
        report=report,
    )
    if any(descriptor.startswith((DONE, ERROR)) for descriptor in ground.descriptors):
        for key in event_keys(node, ground.tree):
            check_child_event(str(key.key), key.key_span, vocabulary)
    return vocabulary


def _initial_scope(vocabulary: Vocabulary) -> Scope:
    """What initial values read besides the variables before them."""
    local = MappingProxyType({"input": vocabulary.input, **sender_names(vocabulary.profile)})
    return Scope(functions=vocabulary.scope.functions, local=local)


def _is_tree_first(node: Located) -> bool:
    """Whether ``states:`` stands before ``dimensions:`` in the text."""
    sections = [key for key in node.value if key in ("states", "dimensions")]
    return sections[:1] == ["states"]


def _output(node: Located, vocabulary: Vocabulary) -> Formula | None:
    written = node.get("output")
    if written is None:
        return None
    hears = vocabulary.profile.start_event
    scope = event_scope(vocabulary, ANYTHING) if hears else _quiet_scope(vocabulary)
    return data(written, scope, vocabulary.report)


def _done_when(node: Located, vocabulary: Vocabulary) -> Formula | None:
    """The condition of being done, which only a machine without a tree can have."""
    written = node.get("done_when")
    if written is None:
        return None
    if vocabulary.tree:
        message = "a machine with states: is done when it reaches a final state"
        hint = "leave out done_when, or write always: [{when: …, target: …}] to a final state"
        vocabulary.report(
            Diagnostic(code="SC223", span=written.key_span, message=message, hint=hint)
        )
    return condition(written, _quiet_scope(vocabulary), vocabulary.report)


def _quiet_scope(vocabulary: Vocabulary) -> Scope:
    """What is read when a step has come to rest: ``now()``, and no event."""
    return replace(vocabulary.scope, allows_now=True)
