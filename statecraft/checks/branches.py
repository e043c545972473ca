"""Steps and branches that no run ever comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.checks.finding import Finding
from statecraft.checks.steps import (
    all_lists,
    all_runs,
    inner_lists,
    jumps_of,
    own_branches,
    steps_in,
)
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
    Waiting,
    WaitStep,
)

_CANCELLED = "cancelled"
"""The branch that a ``stop`` leads to."""


def unused_branches(definition: Definition) -> Iterator[Finding]:
    """Branches that nothing that is reached goes on with."""
    used: set[str] = set()
    for path, run in all_runs(definition):
        reached = _reached(run)
        own = dict(own_branches(run, definition))
        used |= reached - own.keys()
        for name, steps in own.items():
            if name not in reached:
                yield Finding(at=f"{path}.branches.{name}", diagnostic=_unused(name, run, steps))
    for name, steps in definition.branches.items():
        if name not in used and name != _CANCELLED:
            found = _unused(name, None, steps)
            yield Finding(at=f"branches.{name}", diagnostic=found)


def _reached(run: Pipeline) -> frozenset[str]:
    found: set[str] = set()
    pending = [_CANCELLED, *_jumps(run.steps), *_by(run.on_failure)]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending += _jumps(run.branches.get(name, ()))
    return frozenset(found)


def _jumps(steps: Steps) -> Iterator[str]:
    return (name for step in steps_in(steps) for name in jumps_of(step))


def _by(continuation: Continuation | None) -> Iterator[str]:
    match continuation:
        case JumpTo(branch=name):
            yield name
        case Inline(steps=steps):
            yield from _jumps(steps)
        case None:
            return


def _unused(name: str, run: Pipeline | None, steps: Steps) -> Diagnostic:
    owner = "the machine" if run is None else f"{run.kind} {run.name}"
    return Diagnostic(
        code="SC371",
        span=_span(run, steps),
        message=f"nothing goes on with the branch {quoted(name)} of {owner}",
        hint=f"name it in a then, on_success or on_failure: on_failure: {name}",
        severity=Severity.WARNING,
    )
