"""The step in which a child is started (docs/semantics.md 14.2)."""

from __future__ import annotations

from dataclasses import replace

from statecraft.kernel.children import MOST_LEVELS, depth_of, report_failed
from statecraft.kernel.failures import Refusal
from statecraft.kernel.outcome import Outcome, OutcomeKind, Reason, ReasonKind, Told
from statecraft.kernel.snapshot import ChildPlace, Snapshot
from statecraft.kernel.starting import blank, enter_machine, initial_states
from statecraft.kernel.step_outcome import accepted
from statecraft.kernel.stepping import Step, finish_others
from statecraft.kernel.work import Work
from statecraft.model.states import ChildMachine
from statecraft.values.json_values import Value


def start_child(without: Snapshot, parent: Work, place: ChildPlace, data: Value) -> Step:
    """Start the child; where it refuses, the parent is told by ``error.invoke``."""
    step = parent.step
    invoke = parent.chart.rows[place.state].invokes[place.invoke]
    assert isinstance(invoke.child, ChildMachine), "actions are started as runs"
    if depth_of(parent) + 1 >= MOST_LEVELS:
        message = f"Infinite loop detected: machines are more than {MOST_LEVELS} levels deep."
        reason = Reason(kind=ReasonKind.ERROR, message=message, at=invoke.span)
        return _refused(without, parent, place, (reason,))
    chart, _ = step.machines(invoke.child.machine)
    child = step.open(blank(chart, parent.serial(), place, initial_states(chart)))
    try:
        enter_machine(child, {}, data)
        finish_others(without, step)
    except Refusal as refusal:
        return _refused(without, parent, place, refusal.reasons)
    outcome = accepted(step, OutcomeKind.STARTED, None, data)
    note = f"{chart.definition.id} in {place.slot}"
    return Step(snapshot=step.commit(), effects=step.effects, outcome=outcome.but(note=note))


def _refused(
    without: Snapshot, parent: Work, place: ChildPlace, reasons: tuple[Reason, ...]
) -> Step:
    """The old state, in which the parent is told of the refusal."""
    told: list[Value] = [
        {"kind": str(reason.kind), "message": reason.message, "id": reason.id} for reason in reasons
    ]
    message = "; ".join(reason.message for reason in reasons)
    parent.step.queue = without.queue
    report_failed(parent, place, message, told)
    snapshot = replace(without, queue=parent.step.queue)
    refusal = Told(kind=OutcomeKind.REJECTED, event=None, reasons=reasons, note=place.slot)
    return Step(snapshot=snapshot, effects=(), outcome=Outcome.of(refusal))
