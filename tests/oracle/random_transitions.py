"""Random transitions: event descriptors, targets in dimensions, guards, actions."""

from __future__ import annotations

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
        "*",
        "error.*",
        "error.rejected",
    ]


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
        origin, goal = words.random.sample(words.movable[name], 2)
        origins = words.random.choice([origin, origin, words.some_of(words.movable[name], 2)])
        target[name] = {"from": origins, "to": goal} if words.chance(30) else goal
    return target
