"""Children of states: asking for them, stopping them, and what they tell their parent (§14).

A child is started by a step of its own, so what is entered asks and the turn's queue answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from statecraft.chart.invoked_actions import invoked_key
from statecraft.chart.tables import StateIndex
from statecraft.diagnostics import quoted
from statecraft.kernel.arrivals import done_payload
from statecraft.kernel.blocks import report
from statecraft.kernel.effects import StartHostChild, StopHostChild
from statecraft.kernel.failures import ExecutionFailure
from statecraft.kernel.snapshot import Activation, ChildPlace, Queued, WaitingStart
from statecraft.kernel.work import Work
from statecraft.model.states import ChildAction, HostChild, Invoke
from statecraft.values.json_values import Value

MOST_LEVELS = 32


def ask_for_children(work: Work, state: StateIndex) -> None:
    """Queue the starts of the children of a state that was entered, or note to do so (12.2 m)."""
    if work.chart.definition.profile.children_start_late:
        work.invoking = (*work.invoking, state)
    else:
        _ask(work, state)


def ask_late(work: Work) -> bool:
    """Queue, before all else, the starts of the children of states that are still active.

    Gives whether there were any, and something inside the machine follows from it.
    """
    asking, work.invoking = work.invoking, ()
    if not asking:
        return False
    waiting, work.queue = work.queue, ()
    for state in sorted(asking):
        if state in work.states:
            _ask(work, state)
    starts = [each for each in waiting if each.start is not None]
    others = [each for each in waiting if each.start is None]
    work.queue = (*starts, *work.queue, *others)
    return bool(work.internal)


def _ask(work: Work, state: StateIndex) -> None:
    for number, invoke in enumerate(work.chart.rows[state].invokes):
        work.enter_scope(state)
        try:
            inputs = list(_inputs(work, invoke))
        except ExecutionFailure as failure:
            report(work, state, failure)
            continue
        for slot, data in inputs:
            if isinstance(invoke.child, ChildAction):
                _perform(work, state, invoke, data)
            elif isinstance(invoke.child, HostChild):
                key = f"{work.me}/{slot}"
                effect = StartHostChild(slot=key, name=invoke.child.name, input=data)
                work.effects = (*work.effects, effect)
            else:
                place = ChildPlace(parent=work.me, state=state, invoke=number, slot=slot)
                start = Queued(activation=work.me, event="start", data=data, start=place)
                work.queue = (*work.queue, start)
        if invoke.each is not None and not inputs:
            _report_all_done(work, invoke, [])


def _inputs(work: Work, invoke: Invoke) -> Iterator[tuple[str, Value]]:
    """The slot and the input of each child that an invoke makes."""
    read = work.program.data(invoke.data)
    if invoke.each is None:
        yield invoke.id, read(work)
        return
    elements = work.program.reader(invoke.each.source)(work)
    if not isinstance(elements, list):
        found = f"each needs a list, found {quoted(elements)}"
        raise ExecutionFailure(found, invoke.each.source.span)
    if len(elements) > invoke.each.at_most:
        found = f"each has {len(elements)} elements, more than at_most {invoke.each.at_most}"
        raise ExecutionFailure(found, invoke.each.source.span)
    outer = work.local
    for number, element in enumerate(elements):
        work.local = {**outer, invoke.each.variable: element}
        yield f"{invoke.id}.{number}", read(work)
    work.local = outer


def _perform(work: Work, state: StateIndex, invoke: Invoke, data: Value) -> None:
    key = invoked_key(work.chart.rows[state].path, invoke.id)
    start = WaitingStart(key=key, parameters=data, awaited_by=None, call=None, scope=None, depth=0)
    work.starts = (*work.starts, start)


def stop_children(work: Work, state: StateIndex, leave_all: Callable[[Work], None]) -> None:
    """Stop the children of a state that is exited: their exits run, innermost first (14.3)."""
    profile = work.chart.definition.profile
    work.queue = tuple(each for each in work.queue if not _is_about(work, state, each))
    for child in reversed(work.step.children(work.me)):
        place = child.activation.child_of
        if place is not None and place.state == state:
            if child.status == "active" and not profile.stopped_silently:
                _leave(work, child, leave_all)
            _remove(child)
    for invoke in work.chart.rows[state].invokes:
        if isinstance(invoke.child, HostChild):
            stop = StopHostChild(slot=f"{work.me}/{invoke.id}")
            work.effects = (*work.effects, stop)
    keys = {invoked_key(work.chart.rows[state].path, i.id) for i in work.chart.rows[state].invokes}
    work.starts = tuple(each for each in work.starts if each.key not in keys)
    for run in work.runs:
        if run is not None and run.key in keys:
            work.drop_run(run)


def stop_child(work: Work, serial: int, leave_all: Callable[[Work], None]) -> None:
    """Stop the child with this serial number, if it is there, while its state stays active."""
    child = next((each for each in work.step.children(work.me) if each.me == serial), None)
    if child is None:
        return
    if child.status == "active" and not work.chart.definition.profile.stopped_silently:
        _leave(work, child, leave_all)
    _remove(child)


def _leave(work: Work, child: Work, leave_all: Callable[[Work], None]) -> None:
    """Run the exits of a child that is stopped; what they send to this machine is not heard."""
    before = work.queue
    leave_all(child)
    sent_now = work.queue[len(before) :]
    work.queue = (*before, *(each for each in sent_now if each.origin != child.me))


def _remove(child: Work) -> None:
    """Take a child out, and first what is below it."""
    for below in child.step.children(child.me):
        _remove(below)
    child.step.remove(child)


def _is_about(work: Work, state: StateIndex, queued: Queued) -> bool:
    """Whether something queued starts a child of a state, or tells of the end of one."""
    if queued.start is not None:
        return (queued.start.parent, queued.start.state) == (work.me, state)
    if work.chart.definition.profile.hears_the_stopped:
        return False  # What a child has told is heard, whatever became of the child.
    slots = (invoke.id for invoke in work.chart.rows[state].invokes)
    ends = {f"{ending}.invoke.{slot}" for slot in slots for ending in ("done", "error")}
    return queued.activation == work.me and queued.is_own and queued.event in ends


def invoke_of(parent: Work, child: Work) -> Invoke:
    """The invoke that made a child."""
    place = child.activation.child_of
    assert place is not None, "a child has a place"
    return parent.chart.rows[place.state].invokes[place.invoke]


def report_end(work: Work) -> None:
    """Tell the parent that this child is done, or has failed (semantics 14.8, 14.9)."""
    place = work.activation.child_of
    parent = None if place is None else work.step.work(place.parent)
    if place is None or parent is None:
        return
    invoke = invoke_of(parent, work)
    if work.status == "error":
        _tell(parent, f"error.invoke.{invoke.id}", _failure(work.output), work.me)
        return
    if invoke.each is None:
        _tell(parent, f"done.invoke.{invoke.id}", _done(parent, work.output), work.me)
        return
    siblings = [
        child
        for child in work.step.children(parent.me)
        if child.activation.child_of is not None
        and (child.activation.child_of.state, child.activation.child_of.invoke)
        == (place.state, place.invoke)
    ]
    waiting = any(
        each.start is not None
        and (each.start.parent, each.start.state, each.start.invoke)
        == (place.parent, place.state, place.invoke)
        for each in work.queue
    )
    if not waiting and all(child.status == "done" for child in siblings):
        _report_all_done(parent, invoke, [child.output for child in siblings])


def _failure(error: Value) -> Value:
    """What ``error.invoke`` carries of a child that has failed."""
    message = error.get("message") if isinstance(error, dict) else error
    told = message if isinstance(message, str) else "the machine has failed"
    return {"code": "failed", "message": told, "error": error}


def _report_all_done(parent: Work, invoke: Invoke, outputs: list[Value]) -> None:
    _tell(parent, f"done.invoke.{invoke.id}", _done(parent, outputs), None)


def _done(parent: Work, output: Value) -> Value:
    return done_payload(parent.chart.definition.profile, output)


def report_failed(parent: Work, place: ChildPlace, message: str, reasons: list[Value]) -> None:
    """Tell the parent that a child did not start."""
    invoke = parent.chart.rows[place.state].invokes[place.invoke]
    data: Value = {"code": "start", "message": message, "reasons": reasons, "slot": place.slot}
    _tell(parent, f"error.invoke.{invoke.id}", data, None)


def _tell(parent: Work, event: str, data: Value, origin: int | None) -> None:
    told = Queued(activation=parent.me, event=event, data=data, origin=origin, is_own=True)
    parent.queue = (*parent.queue, told)


def exit_event(parent: Activation, child: Activation | None) -> Queued | None:
    """``child.exit``, where a submachine's end was taken by nothing (semantics 14.8)."""
    place = None if child is None else child.child_of
    if child is None or place is None:
        return None
    if not parent.chart.rows[place.state].invokes[place.invoke].is_submachine:
        return None
    rows = child.chart.rows
    final = [rows[state].path for state in child.states if rows[state].region == child.chart.tree]
    data: Value = {
        "state": final[-1] if final else None,
        "output": child.output,
        "path": parent.chart.rows[place.state].path,
    }
    return Queued(
        activation=parent.serial,
        event="child.exit",
        data=data,
        origin=child.serial,
        is_own=True,
    )


def depth_of(work: Work) -> int:
    """How many machines stand around an activation."""
    return sum(1 for _ in work.step.ancestors(work))
