"""The steps of a pipeline or workflow in their places: each with its id and where it leads.

It follows the lists as semantics 13.3 and 13.5 do: a list of a continuation goes on with what
follows its step, that of a loop with the loop, that of a ``parallel`` with the join of all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from statecraft.analysis.elements import branch_id, end_id, run_id
from statecraft.chart.tables import EndKind
from statecraft.chart.templates import CANCELLED_BRANCH
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

Nodes = tuple[str, ...]
"""Where something leads: one node, but after a branch that has two ends."""

ON_FAILURE: Final = "on_failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStep:
    """The ``number``th step of a list of ``of``.

    Attributes:
        parent: the node that it stands in.
        follow: where the list goes on after it.
        failure: what takes a failure that it does not take itself.
    """

    step: Step
    id: str
    parent: str
    number: int
    of: int
    follow: Nodes
    failure: Nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where a list of steps stands; ``id`` goes before the numbers of its steps."""

    id: str
    parent: str
    follow: Nodes
    failure: Nodes


def placed_steps(pipeline: Pipeline) -> Iterator[PlacedStep]:
    """Every step: those of the pipeline itself, of its branches, then of its ``on_failure``."""
    run = run_id(pipeline.kind, pipeline.name)
    done = (end_id(run, EndKind.DONE),)
    main = _Place(id=run, parent=run, follow=done, failure=uncaught(pipeline))
    yield from _list(pipeline.steps, main)
    for name, steps in pipeline.branches.items():
        yield from _list(steps, _branch(pipeline, name))
    if isinstance(pipeline.on_failure, Inline):
        here, failed = f"{run}/{ON_FAILURE}", (end_id(run, EndKind.FAILED),)
        place = _Place(id=here, parent=here, follow=failed, failure=failed)
        yield from _list(pipeline.on_failure.steps, place)


def _branch(pipeline: Pipeline, name: str) -> _Place:
    run = run_id(pipeline.kind, pipeline.name)
    here, failed = branch_id(run, name), (end_id(run, EndKind.FAILED),)
    ends = _ends_of_branch(pipeline, name)
    failure = uncaught(pipeline) if ends != failed else ()
    if failed[0] in ends:
        failure += failed
    return _Place(id=here, parent=here, follow=ends, failure=failure)


def _ends_of_branch(pipeline: Pipeline, name: str) -> Nodes:
    """A branch that was entered by a failure that no step takes has failed all the same."""
    run = run_id(pipeline.kind, pipeline.name)
    is_stop = name == CANCELLED_BRANCH
    own = end_id(run, EndKind.CANCELLED if is_stop else EndKind.DONE)
    if not takes_failures(pipeline, name):
        return (own,)
    failed = end_id(run, EndKind.FAILED)
    return (own, failed) if is_stop or name in _jumped_to(pipeline) else (failed,)


def takes_failures(pipeline: Pipeline, name: str) -> bool:
    """Whether a branch is the ``on_failure`` of the pipeline itself."""
    return isinstance(pipeline.on_failure, JumpTo) and pipeline.on_failure.branch == name


def _jumped_to(pipeline: Pipeline) -> frozenset[str]:
    """The branches that steps go on with."""
    lists = [pipeline.steps, *pipeline.branches.values()]
    return frozenset(
        continuation.branch
        for steps in lists
        for step in _every(steps)
        for _, continuation in continuations(step)
        if isinstance(continuation, JumpTo)
    )


def _every(steps: Steps) -> Iterator[Step]:
    for step in steps:
        yield step
        for _, inner in _inner_lists(step):
            yield from _every(inner)


def uncaught(pipeline: Pipeline) -> Nodes:
    """Where a failure leads that no step takes."""
    run = run_id(pipeline.kind, pipeline.name)
    match pipeline.on_failure:
        case None | Inline(steps=()):
            return (end_id(run, EndKind.FAILED),)
        case Inline():
            return (f"{run}/{ON_FAILURE}/1",)
        case JumpTo(branch=name):
            return branch_start(pipeline, name)
        case _:
            assert_never(pipeline.on_failure)


def branch_start(pipeline: Pipeline, name: str) -> Nodes:
    """The first step of a branch; of an empty one, where it ends."""
    if pipeline.branches[name]:
        return (f"{branch_id(run_id(pipeline.kind, pipeline.name), name)}/1",)
    return _ends_of_branch(pipeline, name)


def target(continuation: Continuation, key: str, placed: PlacedStep, pipeline: Pipeline) -> Nodes:
    """Where a continuation of a step leads; *key* is what it stands under."""
    match continuation:
        case Inline(steps=()):
            return placed.follow
        case Inline():
            return (f"{placed.id}/{key}/1",)
        case JumpTo(branch=name):
            return branch_start(pipeline, name)
        case _:
            assert_never(continuation)


def _list(steps: Steps, place: _Place) -> Iterator[PlacedStep]:
    """The steps of a list, each before those inside it."""
    for number, step in enumerate(steps, 1):
        follow = (f"{place.id}/{number + 1}",) if number < len(steps) else place.follow
        placed = PlacedStep(
            step=step,
            id=f"{place.id}/{number}",
            parent=place.parent,
            number=number,
            of=len(steps),
            follow=follow,
            failure=place.failure,
        )
        yield placed
        for key, inner in _inner_lists(step):
            yield from _list(inner, _inside(placed, key))


def _inside(placed: PlacedStep, key: str) -> _Place:
    here, around = f"{placed.id}/{key}", (placed.id,)
    match placed.step:
        case EachStep():
            return _Place(id=here, parent=placed.id, follow=around, failure=placed.failure)
        case ParallelStep() if key not in ("on_success", "on_failure"):
            return _Place(id=here, parent=here, follow=around, failure=around)
        case _:
            return _Place(
                id=here, parent=placed.parent, follow=placed.follow, failure=placed.failure
            )


def _inner_lists(step: Step) -> Iterator[tuple[str, Steps]]:
    """The lists inside a step by what goes between the step's id and theirs."""
    match step:
        case EachStep(steps=steps):
            yield "do", steps
        case ParallelStep(lists=lists):
            yield from ((f"parallel/{name}", steps) for name, steps in lists)
        case _:
            pass
    for key, continuation in continuations(step):
        if isinstance(continuation, Inline):
            yield key, continuation.steps


def continuations(step: Step) -> Iterator[tuple[str, Continuation]]:
    """What is written under ``then``, ``else``, ``on_success`` and ``on_failure``."""
    match step:
        case IfStep(cases=cases):
            yield from (("else" if c.when is None else "then", c.then) for c in cases)
        case PerformStep() | RunStep() | WaitStep() | ParallelStep():
            waiting = step.waiting
            both = ("on_success", waiting.on_success), ("on_failure", waiting.on_failure)
            yield from ((key, written) for key, written in both if written is not None)
        case MoveStep() | ActionStep() | EachStep():
            pass
        case _:
            assert_never(step)
