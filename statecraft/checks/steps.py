"""The steps of a machine: its pipelines, its workflows, and the branches that they share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from statecraft.checks.remembering import remembered
from statecraft.checks.sources import joined
from statecraft.model.definition import Definition
from statecraft.model.pipelines import (
    ActionStep,
    Continuation,
    EachStep,
    IfStep,
    Inline,
    JumpTo,
    MoveStep,
    ParallelStep,
    PerformStep,
    Pipeline,
    RunStep,
    Step,
    Steps,
    WaitStep,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStep:
    """A step, however deep inside others; ``variables`` are the ``as`` names around it."""

    at: str
    step: Step
    variables: tuple[str, ...]


def all_runs(definition: Definition) -> Iterator[tuple[str, Pipeline]]:
    """The pipelines, then the workflows, each with its path."""
    for pipeline in definition.pipelines.values():
        yield f"pipelines.{pipeline.name}", pipeline
    for workflow in definition.workflows.values():
        yield f"workflows.{workflow.name}", workflow


def all_lists(definition: Definition) -> Iterator[tuple[str, Steps]]:
    """Every list of steps that is in no other step, each once, with its path."""
    for path, run in all_runs(definition):
        yield joined(path, "steps"), run.steps
        for name in run.own_branches:
            yield joined(path, "branches", name), run.branches[name]
        yield from ((joined(path, "on_failure"), steps) for steps in _inline(run.on_failure))
    for name, branch in definition.branches.items():
        yield f"branches.{name}", branch.steps


@remembered
def all_steps(definition: Definition) -> Iterator[PlacedStep]:
    """Every step of a machine, each before those inside of it."""
    for at, steps in all_lists(definition):
        yield from _placed(steps, at, ())


def _placed(steps: Steps, at: str, variables: tuple[str, ...]) -> Iterator[PlacedStep]:
    for step in steps:
        yield PlacedStep(at=at, step=step, variables=variables)
        inner = (*variables, step.variable) if isinstance(step, EachStep) else variables
        for each in inner_lists(step):
            yield from _placed(each, at, inner)


def steps_in(steps: Steps) -> Iterator[Step]:
    """Every step of a list, those inside of others too."""
    return (placed.step for placed in _placed(steps, "", ()))


def inner_lists(step: Step) -> Iterator[Steps]:
    """The lists that stand in a step itself."""
    match step:
        case MoveStep() | ActionStep():
            return
        case IfStep(cases=cases):
            for case in cases:
                yield from _inline(case.then)
        case EachStep(steps=steps):
            yield steps
        case ParallelStep(lists=lists, waiting=waiting):
            yield from (steps for _, steps in lists)
            yield from (*_inline(waiting.on_success), *_inline(waiting.on_failure))
        case PerformStep(waiting=waiting) | RunStep(waiting=waiting) | WaitStep(waiting=waiting):
            yield from (*_inline(waiting.on_success), *_inline(waiting.on_failure))
        case _:
            assert_never(step)


def _inline(continuation: Continuation | None) -> Iterator[Steps]:
    if isinstance(continuation, Inline):
        yield continuation.steps


def jumps_of(step: Step) -> Iterator[str]:
    """The branches that a step itself may go on with."""
    match step:
        case MoveStep() | ActionStep() | EachStep():
            return
        case IfStep(cases=cases):
            ways = [case.then for case in cases]
        case (
            PerformStep(waiting=waiting)
            | RunStep(waiting=waiting)
            | WaitStep(waiting=waiting)
            | ParallelStep(waiting=waiting)
        ):
            ways = [way for way in (waiting.on_success, waiting.on_failure) if way is not None]
        case _:
            assert_never(step)
    yield from (way.branch for way in ways if isinstance(way, JumpTo))
