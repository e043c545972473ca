"""What starts and stops pipelines and workflows: steps, transitions, entries and exits."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.analysis.candidates import candidates
from statecraft.analysis.elements import (
    MACHINE,
    GraphEdge,
    GraphNode,
    external_id,
    run_id,
    said,
    state_id,
    value_id,
)
from statecraft.analysis.placed_steps import placed_steps
from statecraft.model.actions import (
    AwaitRun,
    Block,
    Each,
    If,
    OwnBlock,
    RunCall,
    StartRun,
    StopRuns,
    TemplateKind,
)
from statecraft.model.definition import Definition
from statecraft.model.pipelines import ActionStep, RunStep, Step
from statecraft.model.states import State

_Use = RunCall | StopRuns


def external_nodes(definition: Definition) -> Iterator[GraphNode]:
    """The workflows that other machines give, each once."""
    found: dict[str, GraphNode] = {}
    for _, use in _uses(definition):
        if isinstance(use, RunCall) and use.provider is not None:
            node = external_id(use.provider, use.name)
            attributes = said(kind="external", name=use.name, provider=use.provider, parent=MACHINE)
            found.setdefault(node, GraphNode(id=node, attributes=attributes))
    yield from found.values()


def use_edges(definition: Definition) -> Iterator[GraphEdge]:
    """The edges of the kinds calls and stops, each once."""
    found: dict[str, GraphEdge] = {}
    for source, use in _uses(definition):
        kind = "calls" if isinstance(use, RunCall) else "stops"
        for target in _targets(use, definition):
            key = f"{kind} {source} {target}"
            edge = GraphEdge(source=source, target=target, key=key, attributes=said(kind=kind))
            found.setdefault(key, edge)
    yield from found.values()


def _targets(use: _Use, definition: Definition) -> Iterator[str]:
    match use:
        case RunCall(provider=None, kind=kind, name=name):
            yield run_id(kind, name)
        case RunCall(provider=provider, name=name):
            yield external_id(str(provider), name)
        case StopRuns(name=name):
            if name in definition.pipelines:
                yield run_id(TemplateKind.PIPELINE, name)
            if name in definition.workflows:
                yield run_id(TemplateKind.WORKFLOW, name)


def _uses(definition: Definition) -> Iterator[tuple[str, _Use]]:
    """What names a run, with the node that it belongs to."""
    for source, block in _blocks(definition):
        yield from ((source, use) for use in _in_block(block))
    for pipeline in (*definition.pipelines.values(), *definition.workflows.values()):
        for placed in placed_steps(pipeline):
            yield from ((placed.id, use) for use in _in_step(placed.step))


def _blocks(definition: Definition) -> Iterator[tuple[str, Block]]:
    if definition.tree is not None:
        yield from _of_tree(definition.tree)
    for dimension in definition.dimensions:
        for value in dimension.values:
            source = value_id(dimension.name, value.text)
            yield from _of_state(value.state, source)
            yield source, value.on_change
    yield from ((each.source, each.transition.actions) for each in candidates(definition))


def _of_tree(state: State) -> Iterator[tuple[str, Block]]:
    yield from _of_state(state, state_id(state.path))
    for child in state.children:
        yield from _of_tree(child)


def _of_state(state: State, source: str) -> Iterator[tuple[str, Block]]:
    yield source, state.entry
    yield source, state.exit
    yield from ((source, invoke.finalize) for invoke in state.invokes)


def _in_step(step: Step) -> Iterator[_Use]:
    match step:
        case ActionStep(block=block):
            yield from _in_block(block)
        case RunStep(call=call):
            yield from _in_call(call)
        case _:
            pass


def _in_block(block: Block) -> Iterator[_Use]:
    for action in block:
        match action:
            case StartRun(call=call) | AwaitRun(call=call):
                yield from _in_call(call)
            case StopRuns():
                yield action
            case If(then=then, otherwise=otherwise):
                yield from _in_block((*then, *otherwise))
            case Each(body=body) | OwnBlock(body=body):
                yield from _in_block(body)
            case _:
                pass


def _in_call(call: RunCall) -> Iterator[_Use]:
    """A call, and what the bodies that it gives for callbacks name."""
    yield call
    for body in call.callbacks:
        yield from _in_block(body.block)
