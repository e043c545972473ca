"""Pipelines and workflows: what they need, what they give, and their steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.actions import TemplateKind
from statecraft.model.pipelines import Branch, Pipeline, Steps, WhileRunning
from statecraft.resolve.described import described
from statecraft.resolve.expressions import optional_data
from statecraft.resolve.parts import entries_of
from statecraft.resolve.rules import resolve_requirements
from statecraft.resolve.run_outline import RunOutline
from statecraft.resolve.step_nodes import (
    CANCELLED,
    Entries,
    all_step_nodes,
    check_ids,
    entries_into,
    jumps,
    step_nodes,
)
from statecraft.resolve.step_scope import failure_scope, results_shape, step_scope, with_result
from statecraft.resolve.steps import Template, resolve_continuation, resolve_steps
from statecraft.resolve.vocabulary import Vocabulary, with_locals
from statecraft.source.document import Located
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING, shape_from, violations


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Everything of a machine that steps are written in, each in order of text."""

    pipelines: Mapping[str, Pipeline]
    workflows: Mapping[str, Pipeline]
    branches: Mapping[str, Branch]


def resolve_runs(machine: Located, vocabulary: Vocabulary) -> Runs:
    """The pipelines and workflows of a machine, and the branches that they share."""
    shared = _Shared(
        nodes={str(of.key): of for of in entries_of(machine.get("branches"))},
        branches=_shared_branches(machine, vocabulary),
    )
    return Runs(
        pipelines=_runs(machine, TemplateKind.PIPELINE, shared, vocabulary),
        workflows=_runs(machine, TemplateKind.WORKFLOW, shared, vocabulary),
        branches=shared.branches,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shared:
    """The machine's own ``branches:`` as written, and resolved for a run that may be any."""

    nodes: Mapping[str, Located]
    branches: Mapping[str, Branch]


def _shared_branches(machine: Located, vocabulary: Vocabulary) -> Mapping[str, Branch]:
    """Branches that know nothing of the parameters and the other steps of a run."""
    nodes = tuple(entries_of(machine.get("branches")))
    if not nodes:
        return MappingProxyType({})
    check_ids(chain.from_iterable(map(step_nodes, nodes)), vocabulary.report)
    scope = step_scope(vocabulary, ANYTHING, ANYTHING)
    template = Template(branches=vocabulary.branches, vocabulary=vocabulary)
    runs = (run for key in ("pipelines", "workflows") for run in entries_of(machine.get(key)))
    entries = entries_into(runs, nodes, vocabulary.actions)
    return MappingProxyType(
        {
            str(of.key): Branch(steps=_branch(of, scope, entries, template), span=of.key_span)
            for of in nodes
        }
    )


def _runs(
    machine: Located, kind: TemplateKind, shared: _Shared, vocabulary: Vocabulary
) -> Mapping[str, Pipeline]:
    """Those of one kind; one whose name another kind has already is only reported."""
    nodes = {str(node.key): node for node in entries_of(machine.get(f"{kind}s"))}
    return MappingProxyType(
        {
            name: _run(node, vocabulary.runs[name], shared, vocabulary)
            for name, node in nodes.items()
            if vocabulary.runs[name].kind is kind
        }
    )


def _run(node: Located, outline: RunOutline, shared: _Shared, vocabulary: Vocabulary) -> Pipeline:
    if outline.kind is TemplateKind.WORKFLOW:
        vocabulary = replace(vocabulary, workflow=outline)
    check_ids(all_step_nodes(node), vocabulary.report)
    used = _used(node, shared)
    reached = chain.from_iterable(step_nodes(shared.nodes[name]) for name in used)
    results = results_shape(chain(all_step_nodes(node), reached), vocabulary)
    scope = step_scope(vocabulary, outline.parameters or ANYTHING, results)
    own = node.value.get("branches", {}).keys()
    template = Template(branches=vocabulary.branches | own, vocabulary=vocabulary)
    given = with_locals(vocabulary.scope, {"parameters": outline.parameters or ANYTHING})
    from_machine = {name: shared.branches[name].steps for name in used}
    return Pipeline(
        kind=outline.kind,
        name=outline.name,
        parameters=outline.parameters,
        requires=resolve_requirements(node.get("requires"), None, replace(vocabulary, scope=given)),
        while_running=WhileRunning(node.value.get("while_running", "refuse")),
        steps=resolve_steps(node["steps"], scope, template),
        branches=MappingProxyType(from_machine | _branches(node, scope, template)),
        own_branches=MappingProxyType(
            {str(of.key): of.key_span for of in entries_of(node.get("branches"))}
        ),
        on_failure=resolve_continuation(node.get("on_failure"), failure_scope(scope), template),
        callbacks=_tests(node.get("callbacks")),
        exposed=outline.exposed,
        output=optional_data(node.get("output"), scope, vocabulary.report),
        test=_parameter_tests(node, vocabulary),
        answer=node.value.get("test"),
        span=node.key_span,
        described=described(node),
    )


def _branches(node: Located, scope: Scope, template: Template) -> dict[str, Steps]:
    """The run's own branches; of what leads to one, the type of ``result`` may be known."""
    entries = entries_into((node,), (), template.vocabulary.actions)
    return {
        str(of.key): _branch(of, scope, entries, template)
        for of in entries_of(node.get("branches"))
    }


def _branch(node: Located, scope: Scope, entries: Entries, template: Template) -> Steps:
    name = str(node.key)
    inner = with_result(scope, entries.results.get(name, ANYTHING))
    return resolve_steps(
        node, failure_scope(inner) if name in entries.failures else inner, template
    )


def _used(node: Located, shared: _Shared) -> tuple[str, ...]:
    """The machine's branches that the run may come to, in order of text; its own hide them."""
    own = node.value.get("branches", {}).keys()
    pending = [CANCELLED, *jumps(all_step_nodes(node)), *_outermost(node)]
    found: set[str] = set()
    while pending:
        name = pending.pop()
        if name in shared.nodes and name not in own and name not in found:
            found.add(name)
            pending += jumps(step_nodes(shared.nodes[name]))
    return tuple(name for name in shared.nodes if name in found)


def _outermost(node: Located) -> Iterator[str]:
    name = node.value.get("on_failure")
    if isinstance(name, str):
        yield name


def _tests(node: Located | None) -> Mapping[str, Value]:
    """Name → what a preview takes; null where nothing is said."""
    return MappingProxyType({str(of.key): of.value.get("test") for of in entries_of(node)})


def _parameter_tests(node: Located, vocabulary: Vocabulary) -> Mapping[str, Value]:
    """The parameters of a preview, those that say what they are."""
    found: dict[str, Value] = {}
    for of in entries_of(node.get("parameters")):
        test = of.get("test")
        if test is None:
            continue
        found[str(of.key)] = test.value
        for broken in violations(shape_from(of.value), test.value)[:1]:
            message = f"the test value does not fit the parameter {of.key}: {broken}"
            vocabulary.report(Diagnostic(code="SC212", span=test.span, message=message))
    return MappingProxyType(found)
