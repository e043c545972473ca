"""Branches and steps that no run ever comes to."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import assert_never

from statecraft.checks.finding import Finding
from statecraft.checks.steps import all_lists, all_runs, inner_lists, jumps_of, steps_in
from statecraft.diagnostics import Diagnostic, Severity, Span, quoted
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

_CANCELLED = "cancelled"
"""The branch that a ``stop`` leads to."""


def unused_branches(definition: Definition) -> Iterator[Finding]:
    """Branches that nothing goes on with in a run, however it goes."""
    used = {_CANCELLED}
    for path, run in all_runs(definition):
        reached = _reached(run)
        used |= reached - run.own_branches.keys()
        for name, span in run.own_branches.items():
            if name not in reached:
                found = _unused(name, f"{run.kind} {run.name}", span)
                yield Finding(at=f"{path}.branches.{name}", diagnostic=found)
    for name, branch in definition.branches.items():
        if name not in used:
            found = _unused(name, "the machine", branch.span)
            yield Finding(at=f"branches.{name}", diagnostic=found)


def _reached(run: Pipeline) -> frozenset[str]:
    found: set[str] = set()
    pending = [_CANCELLED, *_jumps(run.steps), *_jumps_by(run.on_failure)]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += _jumps(run.branches.get(name, ()))
    return frozenset(found)


def _jumps(steps: Steps) -> Iterator[str]:
    return (name for step in steps_in(steps) for name in jumps_of(step))


def _jumps_by(continuation: Continuation | None) -> Iterator[str]:
    match continuation:
        case JumpTo(branch=name):
            yield name
        case Inline(steps=steps):
            yield from _jumps(steps)
        case None:
            return


def _unused(name: str, owner: str, span: Span) -> Diagnostic:
    return Diagnostic(
        code="SC371",
        span=span,
        message=f"nothing goes on with the branch {quoted(name)} of {owner}",
        hint=f"name it where a step ends (on_failure: {name}), or leave it out",
        severity=Severity.WARNING,
    )


def steps_never_reached(definition: Definition) -> Iterator[Finding]:
    """Steps after one that always goes on somewhere else."""
    for at, steps in all_lists(definition):
        for each in _every_list(steps):
            yield from (Finding(at=at, diagnostic=found) for found in _after_the_end(each))


def _every_list(steps: Steps) -> Iterator[Steps]:
    yield steps
    for step in steps:
        for inner in inner_lists(step):
            yield from _every_list(inner)


def _after_the_end(steps: Steps) -> Iterator[Diagnostic]:
    """The finding about the first step of a list that is never reached."""
    for step, after in pairwise(steps):
        if _always_leaves(step):
            yield Diagnostic(
                code="SC372",
                span=after.head.span,
                message=f"never reached: the step {quoted(step.head.name)} before it always goes "
                "on with a branch",
                hint="a branch replaces all that remains; put this step into the branch",
                severity=Severity.WARNING,
            )
            return


def _always_leaves(step: Step) -> bool:
    match step:
        case MoveStep() | ActionStep() | EachStep():
            return False
        case IfStep(cases=cases):
            return any(case.when is None for case in cases) and all(
                _leaves(case.then) for case in cases
            )
        case (
            PerformStep(waiting=waiting)
            | RunStep(waiting=waiting)
            | WaitStep(waiting=waiting)
            | ParallelStep(waiting=waiting)
        ):
            # A failure that the step does not take never comes back to this list.
            failure = waiting.on_failure
            return _leaves(waiting.on_success) and (failure is None or _leaves(failure))
        case _:
            assert_never(step)


def _leaves(continuation: Continuation | None) -> bool:
    match continuation:
        case None:
            return False
        case JumpTo():
            return True
        case Inline(steps=steps):
            return any(map(_always_leaves, steps))
