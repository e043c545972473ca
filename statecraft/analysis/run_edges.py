"""How steps follow each other, as edges."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.analysis.elements import GraphEdge, end_id, initial_id, run_id, said
from statecraft.analysis.placed_steps import (
    Nodes,
    PlacedStep,
    branch_start,
    placed_steps,
    target,
)
from statecraft.analysis.wording import condition_text
from statecraft.chart.tables import EndKind
from statecraft.chart.templates import CANCELLED_BRANCH
from statecraft.model.definition import Definition
from statecraft.model.pipelines import (
    ActionStep,
    EachStep,
    IfStep,
    MoveStep,
    ParallelStep,
    PerformStep,
    Pipeline,
    RunStep,
    Waiting,
    WaitStep,
)
from statecraft.values.json_values import Value


def run_edges(definition: Definition) -> Iterator[GraphEdge]:
    """The edges inside pipelines and workflows."""
    for pipeline in (*definition.pipelines.values(), *definition.workflows.values()):
        run = run_id(pipeline.kind, pipeline.name)
        yield from _edges("initial", initial_id(run), _start(pipeline, run))
        yield from _edges("cancel", run, _stop(pipeline, run))
        for placed in placed_steps(pipeline):
            yield from _leads(placed, pipeline)


def _edges(kind: str, source: str, nodes: Nodes, **attributes: Value) -> Iterator[GraphEdge]:
    for node in nodes:
        yield _edge(kind, source, node, **attributes)


def _edge(kind: str, source: str, node: str, **attributes: Value) -> GraphEdge:
    way = attributes.get("branch", kind)
    return GraphEdge(
        source=source,
        target=node,
        key=f"{way} {source} {node}",
        attributes=said(kind=kind, **attributes),
    )


def _start(pipeline: Pipeline, run: str) -> Nodes:
    return (f"{run}/1",) if pipeline.steps else (end_id(run, EndKind.DONE),)


def _stop(pipeline: Pipeline, run: str) -> Nodes:
    if CANCELLED_BRANCH in pipeline.branches:
        return branch_start(pipeline, CANCELLED_BRANCH)
    return (end_id(run, EndKind.CANCELLED),)


def _leads(placed: PlacedStep, pipeline: Pipeline) -> Iterator[GraphEdge]:
    """The edges from a step."""
    step = placed.step
    match step:
        case MoveStep() | ActionStep():
            yield from _edges("success", placed.id, placed.follow)
            yield from _edges("failure", placed.id, placed.failure, default=True)
        case EachStep(steps=steps):
            yield from _edges("element", placed.id, (f"{placed.id}/do/1",) if steps else ())
            yield from _edges("success", placed.id, placed.follow)
            yield from _edges("failure", placed.id, placed.failure, default=True)
        case IfStep():
            yield from _cases(step, placed, pipeline)
            yield from _edges("failure", placed.id, placed.failure, default=True)
        case PerformStep(waiting=waiting) | RunStep(waiting=waiting) | WaitStep(waiting=waiting):
            yield from _after_waiting(waiting, placed, pipeline)
        case ParallelStep(waiting=waiting, lists=lists):
            for name, steps in lists:
                first = f"{placed.id}/parallel/{name}/1"
                yield from _edges("list", placed.id, (first,) if steps else ())
            yield from _after_waiting(waiting, placed, pipeline)
        case _:
            assert_never(step)


def _cases(step: IfStep, placed: PlacedStep, pipeline: Pipeline) -> Iterator[GraphEdge]:
    for case in step.cases:
        branch = "else" if case.when is None else "then"
        nodes, when = target(case.then, branch, placed, pipeline), condition_text(case.when)
        yield from _edges("case", placed.id, nodes, branch=branch, when=when)
    if all(case.when is not None for case in step.cases):
        yield from _edges("case", placed.id, placed.follow, branch="else")


def _after_waiting(waiting: Waiting, placed: PlacedStep, pipeline: Pipeline) -> Iterator[GraphEdge]:
    success, failure = waiting.on_success, waiting.on_failure
    nodes = placed.follow
    if success is not None:
        nodes = target(success, "on_success", placed, pipeline)
    yield from _edges("success", placed.id, nodes)
    if failure is None:
        yield from _edges("failure", placed.id, placed.failure, default=True)
    else:
        nodes = target(failure, "on_failure", placed, pipeline)
        yield from _edges("failure", placed.id, nodes, default=False)
