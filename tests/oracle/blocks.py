"""Actions and the blocks that they stand in (semantics 7.1 and 8)."""

from __future__ import annotations

from typing import Any

from tests.oracle.formulas import Failure, data, evaluate, holds, place
from tests.oracle.reading import milliseconds
from tests.oracle.selection import error_event
from tests.oracle.shapes import fits, payload_schema
from tests.oracle.world import Event, Timer, World

MOST_ELEMENTS = 1000


def run_block(world: World, block: list[Any]) -> None:
    """Run a list of actions; when one fails, undo them all and queue `error.execution` (7.1)."""
    if not block:
        return
    context, timers = dict(world.context), list(world.timers)
    growing: tuple[list[Any], ...] = (world.internal, world.queue, world.effects)
    lengths = [len(one) for one in growing]
    local = dict(world.names_with_event().local)
    try:
        run_actions(world, block, local)
    except Failure as failure:
        world.context, world.timers = context, timers
        for one, length in zip(growing, lengths, strict=True):
            del one[length:]
        world.internal.append(error_event(failure))


def run_actions(world: World, actions: list[Any], local: dict[str, Any]) -> None:
    """Run actions in order (8.1)."""
    for action in actions:
        _run(world, action, local)


def _run(world: World, action: dict[str, Any], local: dict[str, Any]) -> None:
    names = world.names(local)
    match action:
        case {"set": assignments} | {"merge": assignments}:
            _assign(world, assignments, local, is_merge="merge" in action)
        case {"unset": paths}:
            for path in paths:
                name, steps = place(path, names)
                world.context[name] = _removed(world.context[name], steps)
        case {"raise": event}:
            world.internal.append(_checked(world, event, data(action.get("with", {}), names)))
        case {"send": event}:
            _send(world, _checked(world, event, data(action.get("with", {}), names)), action, local)
        case {"cancel": written}:
            _cancel(world, data(written, names))
        case {"emit": event}:
            world.effects.append(("emit", event, data(action.get("with", {}), names)))
        case {"log": message}:
            world.effects.append(("log", data(message, names)))
        case {"action": name}:
            payload = data(action.get("with", {}), names)
            world.effects.append(("action", action.get("id", name), name, payload))
        case {"if": condition}:
            branch = "then" if holds(condition, names) else "else"
            run_actions(world, action.get(branch, []), local)
        case {"each": loop}:
            _each(world, loop, local)
        case _:
            raise AssertionError(action)


def _each(world: World, loop: dict[str, Any], local: dict[str, Any]) -> None:
    """Once per element, at most so many (8.5)."""
    elements = data(loop["in"], world.names(local))
    if not isinstance(elements, list) or len(elements) > loop.get("at_most", MOST_ELEMENTS):
        raise Failure("no list, or too long a list")
    for element in elements:
        run_actions(world, loop["do"], {**local, loop["as"]: element})


def _checked(world: World, name: str, payload: Any) -> Event:
    """An event whose payload is what `events:` declares (6.4)."""
    if not payload_fits(world, name, payload):
        raise Failure(f"the payload of {name} does not fit")
    return Event(name, payload)


def payload_fits(world: World, name: str, payload: Any) -> bool:
    """Whether the payload is what the event's declaration says; undeclared ones take any (6.4)."""
    declared = (world.machine.data.get("events", {}).get(name) or {}).get("payload")
    return declared is None or fits(payload_schema(declared), payload)


def _send(world: World, event: Event, action: dict[str, Any], local: dict[str, Any]) -> None:
    """Into the turn's queue, or a timer (8.2, 9.4)."""
    names = world.names(local)
    identity = data(action.get("id"), names)
    if action.get("replace"):
        _cancel(world, identity)
    if "delay" not in action:
        world.queue.append(event)
        return
    due_ms = world.now_ms + _delay(data(action["delay"], names))
    serial = world.next_serial()
    world.timers.append(Timer(due_ms=due_ms, serial=serial, event=event, id=identity))


def _cancel(world: World, identity: Any) -> None:
    world.timers = [timer for timer in world.timers if timer.id is None or timer.id != identity]


def _assign(
    world: World, assignments: dict[str, Any], local: dict[str, Any], *, is_merge: bool
) -> None:
    """All keys on the state before, assigned together (8.1)."""
    names = world.names(local)
    evaluated = [(place(key, names), data(value, names)) for key, value in assignments.items()]
    for (name, steps), value in evaluated:
        old = world.context[name]
        world.context[name] = _assigned(old, steps, value, is_merge=is_merge)


def _assigned(container: Any, steps: list[Any], value: Any, *, is_merge: bool) -> Any:
    if not steps:
        if not is_merge:
            return value
        if not isinstance(container, dict) or not isinstance(value, dict):
            raise Failure("merge wants mappings")
        return {**container, **value}
    step, *rest = steps
    if isinstance(container, dict) and isinstance(step, str):
        inner = container.get(step, {})
        return {**container, step: _assigned(inner, rest, value, is_merge=is_merge)}
    is_index = isinstance(step, int) and not isinstance(step, bool)
    if isinstance(container, list) and is_index and 0 <= step < len(container):
        inner = _assigned(container[step], rest, value, is_merge=is_merge)
        return [*container[:step], inner, *container[step + 1 :]]
    raise Failure(f"nothing to assign {step!r} in")


def _removed(container: Any, steps: list[Any]) -> Any:
    step, *rest = steps
    if not isinstance(container, dict) or step not in container:
        return container
    if rest:
        return {**container, step: _removed(container[step], rest)}
    return {key: value for key, value in container.items() if key != step}


def final_output(world: World, output: Any) -> Any:
    """The `output` of a final state, a block of its own: null when it fails (4.7, 7.4)."""
    try:
        return data(output, world.names_with_event())
    except Failure as failure:
        world.internal.append(error_event(failure))
        return None


def after_delay(world: World, key: Any) -> int:
    """The delay of an `after` key in milliseconds: a duration, or a formula in seconds."""
    if isinstance(key, str) and key.startswith("="):
        return _delay(evaluate(key[1:], world.names_with_event()))
    return _delay(key)


def _delay(duration: Any) -> int:
    """A duration in milliseconds; one that is not a time from now on fails."""
    if not isinstance(duration, str | int | float) or isinstance(duration, bool):
        raise Failure(f"{duration!r} is no duration")
    if not isinstance(duration, str) and duration < 0:
        raise Failure("a negative delay")
    return milliseconds(duration)
