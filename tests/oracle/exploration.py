"""What is tried on a chart: its events with payloads, its direct moves, the next one due."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from random import Random
from typing import Any, NamedTuple

from tests.oracle.reading import Machine

PAYLOADS: dict[str, list[Any]] = {"PAY": [{"sum": 0}, {"sum": 2}, {"sum": 9}]}


class Attempt(NamedTuple):
    """One thing to do: send an event, move dimensions, or take what is due next."""

    kind: str
    event: str = ""
    data: Any = None


def attempts(definition: Mapping[str, Any]) -> list[Attempt]:
    """Everything to try in each state: named events, one unknown, moves, the next one due."""
    names = sorted({key for key in _event_keys(definition) if "*" not in key})
    sent = [
        Attempt("send", name, payload)
        for name in [*names, "unheard"]
        for payload in PAYLOADS.get(name, [{}])
    ]
    moved = [
        Attempt("move", data={name: value})
        for name, one in definition.get("dimensions", {}).items()
        if one.get("moves") == "free"
        for value in one["values"]
    ]
    return [*sent, *moved, Attempt("next")]


def start_values(machine: Machine, seed: int) -> list[dict[str, Any]]:
    """Values to start with: none, then some drawn from all combinations."""
    every = [dimension.values for dimension in machine.dimensions.values()]
    combinations = list(product(*every))
    drawn = Random(seed).sample(combinations, min(3, len(combinations)))  # noqa: S311 - as above.
    return [{}, *(dict(zip(machine.dimensions, values, strict=True)) for values in drawn)]


def _event_keys(body: Any) -> Iterator[str]:
    if isinstance(body, list):
        for item in body:
            yield from _event_keys(item)
    elif isinstance(body, dict):
        for key, item in body.items():
            if key == "on" and isinstance(item, dict):
                yield from item
            elif key != "rules":
                yield from _event_keys(item)
