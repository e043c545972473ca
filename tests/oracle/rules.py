"""The rules over all regions: maps, requirements, constraints (semantics 4.2, 5.3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.formulas import Failure, Names, computed, holds, same, text_of
from tests.oracle.reading import as_list
from tests.oracle.shapes import fits
from tests.oracle.world import Rejected, World


def check_moves(world: World, moves: dict[str, Any]) -> None:
    """Every real move is allowed by its map and by every rule about it (4.2).

    Raises:
        Rejected: with all failures.
    """
    kinds = []
    for name, goal in moves.items():
        allowed = world.machine.dimensions[name].allowed
        present = text_of(world.dimensions[name])
        if allowed is not None and text_of(goal) not in allowed.get(present, []):
            kinds.append("map")
    names = world.names()
    for rule in world.machine.data.get("rules", {}).values():
        is_about = any(
            name in moves and _triggers(spec, world.dimensions[name], moves[name])
            for name, spec in rule.get("on", {}).items()
        )
        if is_about:
            kinds += _failed_requirements(rule, names)
    if kinds:
        raise Rejected(kinds)


def check_computed_moves(before: World, after: World) -> list[str]:
    """The failures of rules about computed dimensions, first value against last (4.2).

    Their requirements read the first state.
    """
    kinds: list[str] = []
    first, last = before.names(), after.names()
    for rule in after.machine.data.get("rules", {}).values():
        for name, spec in rule.get("on", {}).items():
            if name not in after.machine.computed_dimensions:
                continue
            old = _or_rejected(computed, after.machine.computed[name], first)
            new = _or_rejected(computed, after.machine.computed[name], last)
            if not same(old, new) and _triggers(spec, old, new):
                kinds += _failed_requirements(rule, first)
                break
    return kinds


def constraint_failures(world: World) -> list[str]:
    """One kind for each constraint and each variable that does not hold (5.3).

    Raises:
        Rejected: a constraint fails (7.4).
    """
    kinds = []
    names = world.names()
    for rule in world.machine.data.get("rules", {}).values():
        if ("never" in rule or "always" in rule) and _or_rejected(
            holds, rule.get("when", True), names
        ):
            wanted = "always" in rule
            condition = rule["always" if wanted else "never"]
            kinds += ["rule"] if _or_rejected(holds, condition, names) is not wanted else []
    for name, schema in world.machine.variables.items():
        if not fits(schema, world.context[name]):
            kinds.append("schema")
    return kinds


def pulls(world: World) -> dict[str, Any]:
    """What the cascades want to change in this round (4.8).

    Raises:
        Rejected: two of them want different values of one dimension, or one fails.
    """
    found: dict[str, Any] = {}
    names = world.names()
    for rule in world.machine.data.get("rules", {}).values():
        if "then" not in rule or not _or_rejected(holds, rule["when"], names):
            continue
        for name, written in rule["then"].items():
            value = _declared(world, name, written)
            if same(value, world.dimensions[name]):
                continue
            if name in found and not same(found[name], value):
                raise Rejected(["conflict"])
            found[name] = value
    return found


def _or_rejected(reading: Callable[[Any, Names], Any], formula: Any, names: Names) -> Any:
    """What is read for a rule; a rule that fails rejects the step, whatever else holds (7.4)."""
    try:
        return reading(formula, names)
    except Failure as failure:
        raise Rejected(["error"]) from failure


def _declared(world: World, name: str, written: Any) -> Any:
    values = world.machine.dimensions[name].values
    return next(value for value in values if text_of(value) == text_of(written))


def _failed_requirements(rule: dict[str, Any], names: Names) -> list[str]:
    if not _or_rejected(holds, rule.get("when", True), names):
        return []
    required = [one["that"] for one in as_list(rule["require"])]
    return ["rule" for that in required if not _or_rejected(holds, that, names)]


def _triggers(spec: Any, old: Any, new: Any) -> bool:
    """Whether a move is one that a rule's `on:` names: a value, `{from, to}`, or a list."""
    return any(_is_one_of(one, old, new) for one in as_list(spec))


def _is_one_of(spec: Any, old: Any, new: Any) -> bool:
    if not isinstance(spec, dict):
        return text_of(spec) == text_of(new)
    origins = [text_of(value) for value in as_list(spec.get("from"))]
    goals = [text_of(value) for value in as_list(spec.get("to"))]
    return ("from" not in spec or text_of(old) in origins) and (
        "to" not in spec or text_of(new) in goals
    )
