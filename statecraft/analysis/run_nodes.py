"""Pipelines and workflows as nodes: their steps, branches and ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from statecraft.analysis.elements import (
    MACHINE,
    GraphNode,
    branch_id,
    end_id,
    initial_id,
    run_id,
    said,
)
from statecraft.analysis.placed_steps import (
    ON_FAILURE,
    PlacedStep,
    placed_steps,
    takes_failures,
)
from statecraft.analysis.step_wording import parameter_texts, step_texts, step_type
from statecraft.analysis.wording import condition_text, delay_text, message_text, retry_text
from statecraft.chart.tables import EndKind
from statecraft.chart.templates import CANCELLED_BRANCH
from statecraft.expr.show import show
from statecraft.model.actions import TemplateKind
from statecraft.model.definition import Definition
from statecraft.model.pipelines import (
    ActionStep,
    EachStep,
    IfStep,
    Inline,
    MoveStep,
    ParallelStep,
    PerformStep,
    Pipeline,
    RunStep,
    Step,
    Waiting,
    WaitStep,
)
from statecraft.values.json_values import Value


def run_nodes(definition: Definition) -> Iterator[GraphNode]:
    """Pipelines, then workflows, each followed by what is in it."""
    for pipeline in (*definition.pipelines.values(), *definition.workflows.values()):
        run = run_id(pipeline.kind, pipeline.name)
        yield _run(pipeline, run)
        yield GraphNode(id=initial_id(run), attributes=said(kind="initial", parent=run))
        yield from _branches(pipeline, run)
        for placed in placed_steps(pipeline):
            yield _step(placed, run)
            yield from _lists(placed)
        yield from (_end(run, end) for end in EndKind)


def _run(pipeline: Pipeline, run: str) -> GraphNode:
    is_pipeline = pipeline.kind is TemplateKind.PIPELINE
    return GraphNode(
        id=run,
        attributes=said(
            kind=str(pipeline.kind),
            name=pipeline.name,
            parent=MACHINE,
            label=pipeline.described.label,
            describe=pipeline.described.describe,
            tags=list(pipeline.described.tags),
            event=pipeline.name if is_pipeline else None,
            parameters=list(parameter_texts(pipeline.parameters)),
            conditions=[condition_text(each.that) for each in pipeline.requires],
            messages=[message_text(each.message) or "" for each in pipeline.requires],
            while_running=str(pipeline.while_running) if is_pipeline else None,
            callbacks=list(pipeline.callbacks),
            exposed=pipeline.exposed,
            output=None if pipeline.output is None else show(pipeline.output.expr),
            at=str(pipeline.span),
        ),
    )


def _branches(pipeline: Pipeline, run: str) -> Iterator[GraphNode]:
    for name in pipeline.branches:
        yield GraphNode(
            id=branch_id(run, name),
            attributes=said(
                kind="branch",
                name=name,
                parent=run,
                shared=name not in pipeline.own_branches,
                takes_failures=takes_failures(pipeline, name),
                takes_stops=name == CANCELLED_BRANCH,
                at=str(pipeline.own_branches.get(name, pipeline.span)),
            ),
        )
    if isinstance(pipeline.on_failure, Inline):
        yield GraphNode(
            id=f"{run}/{ON_FAILURE}",
            attributes=said(
                kind="branch",
                name=ON_FAILURE,
                parent=run,
                shared=False,
                takes_failures=True,
                takes_stops=False,
                at=str(pipeline.span),
            ),
        )


def _step(placed: PlacedStep, run: str) -> GraphNode:
    step = placed.step
    return GraphNode(
        id=placed.id,
        attributes=said(
            kind="step",
            type=step_type(step),
            name=step.head.name,
            result=step.head.id,
            label=step.head.described.label,
            describe=step.head.described.describe,
            parent=placed.parent,
            run=run,
            number=placed.number,
            of=placed.of,
            texts=list(step_texts(step)),
            **_particulars(step),
            at=str(step.head.span),
        ),
    )


def _particulars(step: Step) -> Mapping[str, Value]:
    match step:
        case MoveStep() | ActionStep() | IfStep():
            return {}
        case EachStep(at_most=most):
            return {"at_most": most}
        case PerformStep(waiting=waiting, data=data):
            return {**_waiting(waiting), "input": None if data is None else show(data.expr)}
        case RunStep(waiting=waiting, call=call):
            data = call.data
            return {**_waiting(waiting), "input": None if data is None else show(data.expr)}
        case WaitStep(waiting=waiting, event=event):
            return {**_waiting(waiting), "event": event}
        case ParallelStep(waiting=waiting, join=join):
            return {**_waiting(waiting), "join": str(join)}
        case _:
            assert_never(step)


def _waiting(waiting: Waiting) -> Mapping[str, Value]:
    return {
        "waits": True,
        "timeout": None if waiting.timeout is None else delay_text(waiting.timeout),
        "retry": None if waiting.retry is None else retry_text(waiting.retry),
    }


def _lists(placed: PlacedStep) -> Iterator[GraphNode]:
    if isinstance(placed.step, ParallelStep):
        for name, _ in placed.step.lists:
            yield GraphNode(
                id=f"{placed.id}/parallel/{name}",
                attributes=said(kind="list", name=name, parent=placed.id),
            )


def _end(run: str, end: EndKind) -> GraphNode:
    attributes = said(kind="end", name=str(end), parent=run)
    return GraphNode(id=end_id(run, end), attributes=attributes)
