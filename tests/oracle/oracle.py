"""A second, slow interpreter, written from docs/semantics.md alone; numbers cite its paragraphs.

It works on names and plain data and shares no code with the product, so that an agreement of the
two says something.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from tests.oracle.blocks import payload_fits
from tests.oracle.formulas import Failure, data, holds
from tests.oracle.microstep import (
    add_descendants,
    enter_states,
    exit_states,
    is_in_final,
    microstep,
    settle_cascades,
)
from tests.oracle.reading import MACHINE, TREE, Candidate, Machine, Place
from tests.oracle.rules import check_computed_moves, constraint_failures
from tests.oracle.selection import Selection, is_named, kind_of, select
from tests.oracle.shapes import fits, payload_schema, zero_value
from tests.oracle.world import Endless, Event, Rejected, Timer, World, as_state, world_of

MOST_MICROSTEPS = 1000
USUAL_MICROSTEPS = 20
"""Steps that end take no more than so many; only then is it worth while to look for a cycle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a step came to. A rejected start has no state."""

    state: dict[str, Any] | None
    outcome: str
    reason_kinds: tuple[str, ...] = ()
    effects: tuple[tuple[Any, ...], ...] = ()
    is_endless: bool = False


def start(
    machine: Machine, values: dict[str, Any] | None = None, now_ms: int = 0, given: Any = None
) -> Result:
    """A start at the initial values, overridden by the given ones (10.1)."""
    try:
        world = _initial_world(machine, values or {}, now_ms, given)
        _enter_initial_states(world)
        settle_cascades(world)
        settle(world)
        finish(world, before=None)
    except Rejected as rejected:
        return _refused(None, rejected)
    return Result(state=as_state(world), outcome="started", effects=tuple(world.effects))


def step(
    machine: Machine, state: dict[str, Any], event: str, payload: Any = None, now_ms: int = 0
) -> Result:
    """One external event taken to completion (5.1); a rejected one changes nothing (5.6).

    An event without a payload has an empty mapping for one.
    """
    if state["status"] == "done":  # 5.5
        return Result(state=state, outcome="ignored")
    result = _take(machine, state, Event(event, {} if payload is None else payload), now_ms)
    return result or Result(state=state, outcome="ignored")


def step_next(machine: Machine, state: dict[str, Any], now_ms: int) -> Result | None:
    """The next one due: the queue first, then timers by due time and serial (9.1)."""
    now_ms = max(now_ms, state["now_ms"])
    if state["queue"]:
        taken, *queue = state["queue"]
        without = {**state, "queue": queue}
    else:
        due = [timer for timer in state["timers"] if timer.due_ms <= now_ms]
        if not due:
            return None
        timer = due[0]
        taken = timer if timer.place else timer.event
        without = {**state, "timers": [other for other in state["timers"] if other is not timer]}
    result = _take(machine, without, taken, now_ms)
    event = taken.event if isinstance(taken, Timer) else taken
    if event.name == "error.rejected" and (result is None or result.outcome == "rejected"):
        return Result(
            state=without,
            outcome="stalled",
            reason_kinds=result.reason_kinds if result else (),
        )
    if result is None:
        return Result(state=without, outcome="ignored")
    if result.outcome != "rejected":
        return result
    return _after_refusal(without, event, result)


def move(
    machine: Machine, state: dict[str, Any], values: dict[str, Any], now_ms: int = 0
) -> Result:
    """A direct move: a step whose only transition is a machine-level one (11.3)."""
    if state["status"] == "done":
        return Result(state=state, outcome="ignored")
    transition = Candidate(
        source=Place(MACHINE, ""),
        descriptor=None,
        when=True,
        origins=(),
        targets=(),
        moves=tuple(values.items()),
        do=[],
        reenter=False,
    )
    world = world_of(machine, state, now_ms)
    return _completed(world, state, Selection(kept=[transition], refusals=[]))


def _after_refusal(without: dict[str, Any], event: Event, result: Result) -> Result:
    """An event that cannot be sent again leaves `error.rejected` in the queue (9.2)."""
    payload = {"event": event.name, "data": event.data, "reasons": list(result.reason_kinds)}
    queue = [*without["queue"], Event("error.rejected", payload)]
    return Result(
        state={**without, "queue": queue}, outcome="rejected", reason_kinds=result.reason_kinds
    )


def _take(
    machine: Machine, state: dict[str, Any], taken: Event | Timer, now_ms: int
) -> Result | None:
    """The step of an event or of a private timer; None when nothing names it (6.1)."""
    world = world_of(machine, state, now_ms)
    world.event = taken.event if isinstance(taken, Timer) else taken
    if not is_named(world, taken):
        return None
    if not payload_fits(world, world.event.name, world.event.data):  # 6.4
        return Result(state=state, outcome="rejected", reason_kinds=("schema",))
    try:
        selection = select(world, taken)
    except Rejected as rejected:
        return Result(state=state, outcome="rejected", reason_kinds=rejected.kinds)
    if not selection.kept and not world.internal:  # 6.2
        kinds = tuple(sorted(selection.refusals))
        return Result(state=state, outcome="rejected", reason_kinds=kinds)
    return _completed(world, state, selection)


def _completed(world: World, state: dict[str, Any], selection: Selection) -> Result:
    """The step from its first selection to the end, or the old state (5.6)."""
    before = world_of(world.machine, state, world.now_ms)
    try:
        if selection.kept:
            microstep(world, selection.kept)
        settle(world)
        finish(world, before=before)
    except Rejected as rejected:
        return _refused(state, rejected)
    return Result(state=as_state(world), outcome="accepted", effects=tuple(world.effects))


def _refused(state: dict[str, Any] | None, rejected: Rejected) -> Result:
    return Result(
        state=state,
        outcome="rejected",
        reason_kinds=rejected.kinds,
        is_endless=isinstance(rejected, Endless),
    )


def settle(world: World) -> None:
    """Eventless transitions, then internal events, until neither is left (5.1).

    Raises:
        Rejected: a microstep is refused, an error is not taken, or there is no end (5.2). A state
            that comes back, queue included, has no end: the oracle does not walk on to the limit.
    """
    seen = set()
    for number in range(MOST_MICROSTEPS):
        if _is_at_end(world):  # 4.7
            return
        kept = select(world, None).kept
        while not kept and world.internal:
            kept = _next_internal(world)
        if not kept:
            return
        microstep(world, kept)
        if number >= USUAL_MICROSTEPS and len(world.internal) < USUAL_MICROSTEPS:
            whole = _everything(world)
            if whole in seen:
                break
            seen.add(whole)
    raise Endless(["error"])


def _next_internal(world: World) -> list[Candidate]:
    """What the first internal event selects; an error that nothing names rejects (7.3)."""
    world.event = world.internal.pop(0)
    kept = select(world, world.event).kept
    names_it = any(one.descriptor in ("error.execution", "error.*") for one in kept)
    if world.event.name == "error.execution" and not names_it:
        raise Rejected(["error"])
    return kept


def _everything(world: World) -> str:
    state = as_state(world)
    read = [state[key] for key in ("configuration", "dimensions", "context", "history")]
    return json.dumps([*read, world.internal], sort_keys=True)


def finish(world: World, before: World | None) -> None:
    """Done or not, the constraints, the output (5.3, 5.4)."""
    is_done = _is_done(world)
    if is_done:
        exit_states(world, world.active())
        if any(event.name == "error.execution" for event in world.internal):
            raise Rejected(["error"])
    kinds = constraint_failures(world)
    if before is not None:
        kinds += check_computed_moves(before, world)
    if kinds:
        raise Rejected(kinds)
    if is_done:
        world.output = _output(world)
        world.status = "done"
        world.queue, world.timers = [], []


def _is_at_end(world: World) -> bool:
    """Whether a final child of the root, or of each region of a parallel one, is active (4.7)."""
    return TREE in world.machine.regions and is_in_final(world, "")


def _is_done(world: World) -> bool:
    """Whether the tree has come to its end (4.7), or `done_when` holds (5.4)."""
    if TREE in world.machine.regions:
        return _is_at_end(world)
    try:
        return holds(world.machine.data.get("done_when", False), world.names())
    except Failure as failure:
        raise Rejected(["error"]) from failure


def _output(world: World) -> Any:
    """The machine's `output`, or that of the top-level final state (5.4)."""
    if "output" in world.machine.data:
        try:
            return data(world.machine.data["output"], world.names())
        except Failure as failure:
            raise Rejected(["error"]) from failure
    if TREE not in world.machine.regions or kind_of(world.machine, "") == "parallel":
        return None
    [top] = [path for path in world.configuration if "." not in path]
    return world.final_outputs[top]


def _initial_world(machine: Machine, values: dict[str, Any], now_ms: int, given: Any) -> World:
    """The declared and given values; context initials read the input and earlier ones (10.1)."""
    declared = machine.data.get("input")
    if declared is not None and not fits(payload_schema(declared), given or {}):
        raise Rejected(["schema"])
    dimensions = {
        name: values.get(name, dimension.initial) for name, dimension in machine.dimensions.items()
    }
    world = World(machine=machine, dimensions=dimensions, context={}, now_ms=now_ms)
    for name, schema in machine.variables.items():
        if name in values:
            world.context[name] = values[name]
        elif "initial" in schema:
            world.context[name] = _initial_value(world, schema["initial"], given)
        else:
            world.context[name] = zero_value(schema)
    return world


def _initial_value(world: World, written: Any, given: Any) -> Any:
    try:
        return data(written, world.names({"input": given or {}}))
    except Failure as failure:
        raise Rejected(["error"]) from failure


def _enter_initial_states(world: World) -> None:
    """The initial states of the tree and of the dimensions, in document order (10.1)."""
    if TREE in world.machine.regions:
        add_descendants(world, "", world.configuration)
    world.event = None
    enter_states(world, world.active(), is_start=True)
