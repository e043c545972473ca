"""Small random machines with children of children, likely to start, stop and end them."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import Any

import statecraft
from statecraft.kernel.chart import Chart
from tests.oracle.charts import random_chart
from tests.oracle.comparison import FURTHER, MOST_DRAWS
from tests.oracle.exploration import Attempt

EVENTS = ("GO", "PAY", "TICK")
NAMES = ("s", "t", "u")
PAYLOADS: tuple[Any, ...] = ({}, {}, {}, {"x": 1}, {"x": 7}, {"x": "much"}, {"y": [1]})
ATTEMPTS = [
    Attempt("send", "unheard", {}),
    *(Attempt("send", event, data) for event in EVENTS for data in PAYLOADS),
]
LEVELS = ("inner", "middle")
"""The machines that are children, innermost first."""


def random_family(seed: int) -> dict[str, Any]:
    """A machine with children that have children; at times one of them is of another kind."""
    random = Random(seed)  # noqa: S311 - it makes tests, no secrets.
    machines: dict[str, Any] = {}
    for number, name in enumerate(LEVELS):
        machines[name] = _machine(random, LEVELS[:number])
    kind, stranger = random.random(), random_chart(seed)
    if kind < 0.2:
        unwanted = ("statecraft", "machine", "input")
        machines["inner"] = {key: v for key, v in stranger.items() if key not in unwanted}
    if kind > 0.6 and "states" in stranger:
        _give_children(random, stranger["states"])
        return stranger | {"machines": machines}
    head = {"statecraft": 1, "machine": f"family_{seed}"}
    return head | _machine(random, LEVELS) | {"machines": machines}


def _give_children(random: Random, states: dict[str, Any]) -> None:
    """Children for some of the atomic states, each in a slot of its own."""
    for name, state in states.items():
        if "states" in state:
            _give_children(random, state["states"])
        elif not state.get("final") and "history" not in state and random.random() < 0.6:
            invoke: dict[str, Any] = {
                "machine": random.choice(LEVELS),
                "id": f"slot{random.randrange(1_000_000)}",
            }
            if random.random() < 0.5:
                invoke["on_done"] = {"target": name}
            state["submachine" if random.random() < 0.7 else "invoke"] = invoke


@lru_cache(maxsize=400)
def drawn_family(seed: int) -> tuple[dict[str, Any], Chart]:
    """The random family of a seed, drawn anew while the static checks refuse it."""
    for draw in range(MOST_DRAWS):
        definition = random_family(seed + draw * FURTHER)
        try:
            return definition, statecraft.load_data(definition)
        except statecraft.DefinitionError:
            continue
    raise AssertionError(f"no family of seed {seed} loads")


def _machine(random: Random, invoked: tuple[str, ...]) -> dict[str, Any]:
    names = [*NAMES[: random.randint(2, 3)], *(["end"] if invoked != LEVELS else [])]
    machine: dict[str, Any] = {
        "context": {
            "n": {"type": "integer", "minimum": 0, "maximum": random.choice([4, 9]), "initial": 0},
            "kept": {"initial": random.choice([None, [], {"a": 1}])},
        },
        "states": {name: _state(random, name, names, invoked) for name in names if name != "end"},
    }
    if random.random() < 0.5:
        x = random.choice([{}, {"type": "integer", "maximum": 2}])
        machine["input"] = {"x": x | {"optional": True}, "y": {"optional": True}}
        machine["context"]["given"] = {
            "initial": random.choice(["=input", "=dig(input, ['x'], 0)"])
        }
    if random.random() < 0.3:
        machine["events"] = {"PAY": {"payload": {"x": {"type": "integer", "maximum": 5}}}}
    if random.random() < 0.6:
        machine["dimensions"] = {"d": {"values": ["a", "b"]}, "e": {"values": ["a", "b"]}}
        if random.random() < 0.5:
            values = {"a": {"on": {"PAY": "b"}}, "b": {"on": {"GO": "a"}}}
            machine["dimensions"]["f"] = {"states": values}
        machine["on"] = {"TICK": {"target": {"d": {"from": "a", "to": "b"}}}}
        if random.random() < 0.5:
            machine["rules"] = {"pull": {"when": "d == 'b' and n > 1", "then": {"e": "b"}}}
    if random.random() < 0.4:
        machine.setdefault("rules", {})["few"] = {"never": "n == 3 and active('s')"}
    if "end" in names:
        output = random.choice([{"n": "=n"}, "=n", {"all": "=kept"}, {"fixed": 1}, None])
        machine["states"]["end"] = {"final": True} | ({} if output is None else {"output": output})
    return machine


def _state(random: Random, name: str, names: list[str], invoked: tuple[str, ...]) -> dict[str, Any]:
    state: dict[str, Any] = {"on": {}}
    sends = [{"send": "TICK"}, {"send": "PAY", "with": {"x": "=n"}}]
    if invoked != LEVELS:
        sends += [{"send": "PAY", "to": "parent", "with": {"x": "=n"}}] * 2
    if invoked:
        sends += [{"send": "GO", "to": "slot", "with": {"x": "=n"}}, {"forward": "slot"}]
    for event in random.sample(EVENTS, random.randint(2, 3)):
        first, last = _transition(random, names), _transition(random, names)
        if random.random() < 0.2:
            last.setdefault("do", []).append(random.choice(sends))
        if "when" in first and random.random() < 0.5:
            state["on"][event] = first
            continue
        last.pop("when", None)
        state["on"][event] = [first, last] if "when" in first else last
    for key in ("entry", "exit"):
        if random.random() < 0.3:
            state[key] = _actions(random, reads_event=False)
    if invoked and (name == names[0] or random.random() < 0.6):
        state |= _invoke(random, names, invoked)
    return state


def _transition(random: Random, names: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if random.random() < 0.8:
        found["target"] = random.choice(names)
    if random.random() < 0.4:
        found["when"] = random.choice(["n < 3", "n == 1", "n > 0 and n < 4", "'x' in event"])
    if random.random() < 0.6 or not found:
        found["do"] = _actions(random, reads_event=True)
    return found


def _actions(random: Random, *, reads_event: bool) -> list[dict[str, Any]]:
    known: list[dict[str, Any]] = [
        {"set": {"n": "=n + 1"}},
        {"set": {"n": "=n + 1"}},
        {"set": {"n": 0}},
        {"set": {"kept": ["=n"]}},
    ]
    if reads_event:
        known += [{"set": {"kept": "=event"}}, {"set": {"n": "=dig(event, ['x'], 1)"}}]
    return random.sample(known, random.randint(1, 2))


def _invoke(random: Random, names: list[str], invoked: tuple[str, ...]) -> dict[str, Any]:
    invoke: dict[str, Any] = {"machine": random.choice(invoked), "id": "slot"}
    if random.random() < 0.5:
        invoke["input"] = random.choice([{"x": "=n"}, {"x": "=n"}, {"y": "=kept"}, {"x": 2}])
    if random.random() < 0.75:
        told: dict[str, Any] = {"do": [{"set": {"kept": "=event.output"}}]}
        if random.random() < 0.8:
            told["target"] = names[0]
        if random.random() < 0.3:
            told["when"] = "n < 3"
        invoke["on_done"] = told
    if random.random() < 0.7:
        return {"submachine": invoke}
    return {"invoke": invoke | {"autoforward": random.random() < 0.7}}
