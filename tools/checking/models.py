"""Machines of any size with known numbers of states, as definitions and in Promela."""

from __future__ import annotations

import random
from typing import Any


def ring(number: int, seed: int | None = None) -> str:
    """Dimensions of four values in a ring; no two neighbours may be at the third one.

    *seed* shuffles the order of declaration.
    """
    order = list(range(number))
    if seed is not None:
        random.Random(seed).shuffle(order)  # noqa: S311 - it orders lines, no secrets.
    lines = ["statecraft: 1", f"machine: ring_{number}", "dimensions:"]
    for place in order:
        lines += [
            f"  x{place}:",
            "    values: [a, b, c, d]",
            "    initial: a",
            "    transitions: {a: [b], b: [c], c: [d], d: [a]}",
            "    moves: free",
        ]
    pairs = [(place, (place + 1) % number) for place in range(number)]
    lines.append("rules:")
    for one, other in pairs:
        lines.append(f"  x{one}_waits_for_x{other}: {_waits(one, other)}")
        lines.append(f"  x{other}_waits_for_x{one}: {_waits(other, one)}")
    lines.append("properties:")
    for one, other in pairs:
        lines.append(f"  not_both_{one}_{other}: {{never: x{one} == 'c' and x{other} == 'c'}}")
    return "\n".join(lines) + "\n"


def _waits(one: int, other: int) -> str:
    return f"{{on: {{x{one}: c}}, require: [{{that: x{other} != 'c'}}]}}"


def ring_in_promela(number: int) -> str:
    """The same ring for SPIN, each move as one indivisible step of a single process."""
    names = [f"x{place}" for place in range(number)]
    lines = ["byte " + ", ".join(names) + ";", "active proctype moves() {", "  do"]
    for place, name in enumerate(names):
        before, after = names[place - 1], names[(place + 1) % number]
        for value in range(4):
            free = f" && {before} != 2 && {after} != 2" if value == 1 else ""
            move = f"({name} == {value}{free}) -> {name} = {(value + 1) % 4}"
            lines.append(f"  :: d_step {{ {move} }}")
    return "\n".join([*lines, "  od", "}"]) + "\n"


def philosophers(number: int) -> str:
    """The dining philosophers of the BEEM collection: 3^n - 1 states."""
    lines = ["statecraft: 1", f"machine: philosophers_{number}", "dimensions:"]
    for place in range(number):
        lines.append(f"  p{place}: {{values: [thinks, has_one, eats, is_done], initial: thinks}}")
        lines.append(f"  f{place}: {{values: [free, taken], initial: free}}")
    lines.append("on:")
    for place in range(number):
        left, right = f"f{place}", f"f{(place + 1) % number}"
        lines += [
            _takes(f"LEFT_{place}", place, "thinks", "has_one", left),
            _takes(f"RIGHT_{place}", place, "has_one", "eats", right),
            _puts(f"PUT_LEFT_{place}", place, "eats", "is_done", left),
            _puts(f"PUT_RIGHT_{place}", place, "is_done", "thinks", right),
        ]
    lines += ["properties:", "  not_both: {never: p0 == 'eats' and p1 == 'eats'}"]
    return "\n".join(lines) + "\n"


def _takes(event: str, place: int, before: str, after: str, fork: str) -> str:
    moved = f"p{place}: {{from: {before}, to: {after}}}, {fork}: {{from: free, to: taken}}"
    return f"  {event}: {{target: {{{moved}}}}}"


def _puts(event: str, place: int, before: str, after: str, fork: str) -> str:
    moved = f"p{place}: {{from: {before}, to: {after}}}, {fork}: free"
    return f"  {event}: {{target: {{{moved}}}}}"


def independent(number: int) -> str:
    """Dimensions of three values that go round, each by an event of its own: 3^n states."""
    lines = ["statecraft: 1", f"machine: independent_{number}", "dimensions:"]
    lines += [f"  x{place}: {{values: [a, b, c], initial: a}}" for place in range(number)]
    lines.append("on:")
    for place in range(number):
        moves = (f"{{target: {{x{place}: {{from: {a}, to: {b}}}}}}}" for a, b in ("ab", "bc", "ca"))
        lines.append(f"  NEXT_{place}: [{', '.join(moves)}]")
    return "\n".join(lines) + "\n"


def independent_in_xstate(number: int) -> dict[str, Any]:
    """The same as a configuration of an XState machine: a parallel state."""

    def region(place: int) -> dict[str, Any]:
        event = f"NEXT_{place}"
        states = {a: {"on": {event: b}} for a, b in ("ab", "bc", "ca")}
        return {"initial": "a", "states": states}

    states = {f"x{place}": region(place) for place in range(number)}
    return {"id": "independent", "type": "parallel", "states": states}
