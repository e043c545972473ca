"""Random transitions: event descriptors, targets in dimensions, guards, actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.oracle.vocabulary import INTERNAL, Vocabulary


def descriptors(words: Vocabulary) -> list[str]:
    """Event keys: names, wildcards, and what the interpreter itself raises."""
    return [
        *words.events,
        *words.events,
        *words.events,
        *INTERNAL,
        "key.*",
        "error.rejected",
        "error.*",
        "*",
    ]


def handlers(
    words: Vocabulary, at_most: int, new_target: Callable[[], Any]
) -> dict[str, list[dict[str, Any]]]:
    """The map of an `on:`. Wildcards stand last, or first where all of theirs have conditions."""
    events = words.some_of(descriptors(words), at_most)
    on = {event: _candidates(words, event, new_target) for event in events}
    wild = {event: listed for event, listed in on.items() if "*" in event}
    is_guarded = all("when" in one for listed in wild.values() for one in listed)
    return wild | on if is_guarded and words.chance(60) else on


def _candidates(
    words: Vocabulary, event: str, new_target: Callable[[], Any]
) -> list[dict[str, Any]]:
    """One or two; where a second one follows, the first has a condition."""
    last = transition(words, event, new_target())
    if words.chance(65):
        return [last]
    first = {"when": words.condition()} | transition(words, event, new_target())
    return [first, last] if first["when"] != last.get("when") else [first]


def transition(words: Vocabulary, event: str | None, target: Any) -> dict[str, Any]:
    """A transition with this target (None: internal), at times guarded, with actions."""
    payload = "=event.sum" if event == "PAY" else None
    written: dict[str, Any] = {}
    if words.chance(40):
        written["when"] = "event.sum > 0" if payload and words.chance(30) else words.condition()
    if target is not None:
        written["target"] = target
        written |= {"reenter": True} if words.chance(15) else {}
    if target is None or words.chance(40):
        is_external = event in words.events or words.chance(10)
        written["do"] = words.actions(payload) if is_external else words.quiet_actions()
    return written


def eventless(words: Vocabulary, target: Any) -> list[dict[str, Any]]:
    """The list of an `always:`; most of its conditions end by what the transition does."""
    written = transition(words, None, target)
    ends: list[tuple[str, dict[str, Any]]] = [(name, {name: False}) for name in words.booleans]
    ends += [(f"{name} > 1", {name: 0}) for name in words.integers]
    if words.chance(15):
        return [{"when": words.condition()} | written]
    if not ends:
        return []
    condition, assignment = words.random.choice(ends)
    return [written | {"when": condition, "do": [{"set": assignment}, *written.get("do", [])]}]


def dimension_target(words: Vocabulary) -> dict[str, Any]:
    """Values for one or two dimensions; with `from` the edge holds only there."""
    target: dict[str, Any] = {}
    for name in words.some_of(list(words.movable), 2):
        goal = words.random.choice(words.movable[name])
        origins = [value for value in words.movable[name] if goal in words.goals(name, value)]
        target[name] = goal
        if origins and words.chance(35):
            origin = words.random.choice([origins[0], words.some_of(origins, 2)])
            target[name] = {"from": origin, "to": goal}
    return target
