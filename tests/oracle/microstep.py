"""One microstep: check, exit, do, switch, enter, final states, cascades (semantics 4)."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from typing import Any

from tests.oracle.blocks import after_delay, final_output, run_block
from tests.oracle.formulas import Failure, same, text_of
from tests.oracle.reading import TREE, Candidate, Place, State
from tests.oracle.rules import check_moves, pulls
from tests.oracle.selection import (
    ancestors,
    domain_of,
    effective,
    error_event,
    exit_set,
    is_below,
    is_history,
    kind_of,
    wanted_values,
)
from tests.oracle.world import Event, Rejected, Timer, World

MOST_ROUNDS = 100


def microstep(world: World, kept: list[Candidate]) -> None:
    """Take the kept transitions (4.1 to 4.7), then bring the cascades to a fixpoint (4.8)."""
    wanted = wanted_values(kept)
    moves = real_moves(world, wanted)
    check_moves(world, moves)
    reentered = {name for one in kept if one.reenter for name, _ in one.moves}
    changed = {**moves, **{name: wanted[name] for name in reentered}}
    exited = {path for candidate in kept for path in exit_set(world, candidate)}
    domains = [(domain_of(world, one), one.targets) for one in kept if one.targets]
    record_history(world, exited)
    entered = _tree_entry_set(world, domains)
    exit_states(world, _places(world, exited, changed))
    for candidate in kept:  # 4.4
        run_block(world, candidate.do)
    world.configuration -= exited  # 4.5
    world.configuration |= entered
    world.dimensions.update(changed)
    enter_states(world, _places(world, entered, changed), is_start=False)
    settle_cascades(world)


def real_moves(world: World, wanted: dict[str, Any]) -> dict[str, Any]:
    """Those wishes that change something (4.2)."""
    return {n: value for n, value in wanted.items() if not same(value, world.dimensions[n])}


def _places(world: World, paths: set[str], dimensions: dict[str, Any]) -> list[State]:
    """The states of the tree and the present values of the dimensions, in document order."""
    return [
        state
        for place, state in world.machine.states.items()
        if (place.region == TREE and place.name in paths)
        or (place.region in dimensions and world.is_active(place))
    ]


def record_history(world: World, exited: set[str]) -> None:
    """What the history states remember of the states that are exited (4.3)."""
    recorded = {}
    for state in world.machine.states.values():
        if not state.kind.endswith("history") or state.parent not in exited:
            continue
        below = sorted(
            (path for path in world.configuration if is_below(path, state.parent)),
            key=lambda path: world.machine.order[Place(TREE, path)],
        )
        recorded[state.place.name] = [
            path
            for path in below
            if (
                ancestors(path)[0] == state.parent
                if state.kind == "shallow history"
                else not world.machine.states[Place(TREE, path)].children
            )
        ]
    world.history.update(recorded)


def exit_states(world: World, exited: list[State]) -> None:
    """Exit in reverse document order: exit actions, then the timers end (4.3)."""
    for state in reversed(exited):
        run_block(world, state.exit)
        world.timers = [timer for timer in world.timers if timer.place != state.place]


def _tree_entry_set(world: World, domains: list[tuple[str, tuple[str, ...]]]) -> set[str]:
    """The states of the tree that are entered, as in SCXML's computeEntrySet (4.6).

    A history state stands for what has just been recorded, where its parent is exited (4.3).
    """
    entered: set[str] = set()
    for domain, targets in domains:
        below: set[str] = set()
        for target in targets:
            add_descendants(world, target, below)
        for target in targets:
            for path in effective(world, target):
                _add_ancestors(world, path, domain, below)
        if kind_of(world.machine, domain) == "parallel":
            _fill_regions(world, domain, below)
        entered |= {path for path in below if is_below(path, domain)}
    return entered


def add_descendants(world: World, path: str, entered: set[str]) -> None:
    """The state, and below it what entering it by itself brings."""
    state = world.machine.states[Place(TREE, path)]
    if state.kind.endswith("history"):
        for remembered in effective(world, path):
            add_descendants(world, remembered, entered)
        for remembered in effective(world, path):
            _add_ancestors(world, remembered, state.parent or "", entered)
        return
    if path:
        entered.add(path)
    if state.kind == "compound":
        assert state.initial is not None
        add_descendants(world, state.initial, entered)
        for initial in effective(world, state.initial):
            _add_ancestors(world, initial, path, entered)
    elif state.kind == "parallel":
        _fill_regions(world, path, entered)


def _add_ancestors(world: World, path: str, domain: str, entered: set[str]) -> None:
    for ancestor in ancestors(path):
        if not is_below(ancestor, domain):
            return
        entered.add(ancestor)
        if kind_of(world.machine, ancestor) == "parallel":
            _fill_regions(world, ancestor, entered)


def _fill_regions(world: World, parallel: str, entered: set[str]) -> None:
    """Every child of a parallel state is entered; by itself where nothing in it was asked for."""
    for child in world.machine.states[Place(TREE, parallel)].children:
        is_asked = any(path == child or is_below(path, child) for path in entered)
        if not is_asked and not is_history(world, child):
            add_descendants(world, child, entered)


def enter_states(world: World, entered: list[State], *, is_start: bool) -> None:
    """Enter in document order: timers, entry actions, final states (4.6, 4.7)."""
    for index, state in enumerate(entered):
        for number, (key, _) in enumerate(state.after):
            _start_timer(world, state, key, number)
        run_block(world, state.entry)
        if not is_start and state.on_change:
            run_block(world, state.on_change)
        if state.kind == "final":
            still_outside = {later.place.name for later in entered[index + 1 :]}
            _final(world, state, still_outside)


def _start_timer(world: World, state: State, key: Any, index: int) -> None:
    """The private timer of an `after`; one whose delay fails does not start (7.2)."""
    try:
        delay_ms = after_delay(world, key)
    except Failure as failure:
        world.internal.append(error_event(failure))
        return
    timer = Timer(
        due_ms=world.now_ms + delay_ms,
        serial=world.next_serial(),
        event=Event("after"),
        place=state.place,
        index=index,
    )
    world.timers.append(timer)


def _final(world: World, state: State, still_outside: set[str]) -> None:
    """The output and the `done.state` events of a final state (4.7)."""
    output = final_output(world, state.output)
    world.final_outputs[state.place.name] = output
    parent = state.parent
    if not parent or kind_of(world.machine, parent) != "compound":
        return
    world.internal.append(Event(f"done.state.{parent}", {"output": output}))
    grandparent = ancestors(parent)[0]
    if kind_of(world.machine, grandparent) != "parallel" or not grandparent:
        return
    if is_in_final(world, grandparent, still_outside):
        world.internal.append(Event(f"done.state.{grandparent}", {"output": None}))


def is_in_final(world: World, path: str, outside: AbstractSet[str] = frozenset()) -> bool:
    """SCXML's isInFinalState; ``outside`` are states that are not entered yet."""
    state = world.machine.states[Place(TREE, path)]
    if state.kind == "parallel":
        children = [child for child in state.children if not is_history(world, child)]
        return all(is_in_final(world, child, outside) for child in children)
    return any(
        child in world.configuration
        and child not in outside
        and kind_of(world.machine, child) == "final"
        for child in state.children
    )


def settle_cascades(world: World) -> None:
    """Joint rounds of the cascade rules until none pulls (4.8).

    Raises:
        Rejected: a round is refused, or the rounds do not end.
    """
    seen: list[str] = []
    while moves := pulls(world):
        seen.append(_whole_state(world))
        if len(seen) > MOST_ROUNDS:
            raise Rejected(["rule"])
        check_moves(world, moves)
        exit_states(world, _places(world, set(), moves))
        world.dimensions.update(moves)
        enter_states(world, _places(world, set(), moves), is_start=False)
        if _whole_state(world) in seen:
            raise Rejected(["rule"])


def _whole_state(world: World) -> str:
    values = {name: text_of(value) for name, value in world.dimensions.items()}
    return json.dumps([values, sorted(world.configuration), world.context], sort_keys=True)
