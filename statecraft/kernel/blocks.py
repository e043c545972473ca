"""Running one block of actions: it holds whole or is undone whole (semantics 7.1)."""

from __future__ import annotations

from collections.abc import Callable

from statecraft.chart.tables import StateIndex
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.steps import fail_step
from statecraft.kernel.work import Work
from statecraft.model.actions import Block
from statecraft.model.formulas import Formula


def run_block(work: Work, block: Block, state: StateIndex | None) -> None:
    """Run *block* of *state* (None: of the machine); when an action fails, undo it all.

    The failure is queued as ``error.execution``; in a run it is the failure of the step.
    """
    if not block:
        return
    work.enter_scope(state)
    run_alone(work, work.program.executable(block), state)


def run_alone(work: Work, run: Callable[[Work], None], state: StateIndex | None) -> None:
    """Run what fails by itself: see ``run_block``."""
    checkpoint = work.checkpoint()
    try:
        run(work)
    except ExecutionFailure as failure:
        if not work.chart.definition.profile.keeps_failed_blocks:
            work.go_back(checkpoint)
        report(work, state, failure)


def report(work: Work, state: StateIndex | None, failure: ExecutionFailure) -> None:
    """Make a failure in *state* known inside the machine, or inside its run."""
    if state is not None and work.run_of(state) is not None:
        fail_step(work, state, failure.code, failure.message, at=failure.at)
    else:
        work.fail(failure)


def assign_locals(
    work: Work, state: StateIndex, assignments: tuple[tuple[str, Formula], ...]
) -> None:
    """Set names of a run; all are read before any is set."""
    if not assignments:
        return
    work.enter_scope(state)
    try:
        values = {name: work.program.reader(formula)(work) for name, formula in assignments}
    except ExecutionFailure as failure:
        report(work, state, failure)
        return
    work.remember(state, values)
