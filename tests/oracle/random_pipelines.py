"""A seed → a definition with one pipeline, as plain data.

What lists of a ``parallel`` do side by side shares nothing and begins with a wait, so the order
in which they take turns is not told: the language promises none.
"""

from __future__ import annotations

import random
from itertools import count
from typing import Any

Data = dict[str, Any]
VALUES = ["a", "b", "c"]
LOGS = ["log", "left", "right", "third"]
JOINS = ["all", "first", "settled"]


def random_pipeline(seed: int) -> Data:
    """The definition of this seed."""
    return _Making(random.Random(seed)).definition()  # noqa: S311 - it makes tests, no secrets.


class _Making:
    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._numbers = count(1)
        self._events: dict[str, Data] = {}

    def definition(self) -> Data:
        pipeline: Data = {"steps": self._list("log", depth=3, jumps=True)}
        pipeline["branches"] = {
            name: self._list("log", depth=1, jumps=False) for name in ("one", "two")
        }
        if self._rng.random() < 0.5:
            pipeline["on_failure"] = [self._note("log", "=error.code"), *self._moves()]
        return {
            "statecraft": 1,
            "machine": "m",
            "context": {
                "n": {"type": "integer", "initial": 0},
                **{name: {"type": "array", "initial": []} for name in LOGS},
            },
            "dimensions": {"op": {"values": VALUES, "transitions": self._map()}},
            "actions": {"ask": {}},
            "events": dict(self._events),
            "pipelines": {"p": pipeline},
            "allow": [],
        }

    def _map(self) -> dict[str, list[str]]:
        return {
            value: [other for other in VALUES if other != value and self._rng.random() < 0.8]
            for value in VALUES
        }

    def _list(self, log: str, *, depth: int, jumps: bool) -> list[Data]:
        steps = [self._step(log, depth, jumps) for _ in range(self._rng.randint(1, 4))]
        return steps if log == "log" else [self._waiting(log, depth, jumps), *steps]

    def _step(self, log: str, depth: int, jumps: bool) -> Data:
        kinds = ["note", "note", "ask", "ask", "wait", "ask", "wait"]
        kinds += ["count", "move", "fail"] if log == "log" else ["fail"]
        kinds += ["if", "each"] if depth else []
        kinds += ["parallel"] if depth and log == "log" else []
        match self._rng.choice(kinds):
            case "note":
                return self._note(log, f"={self._rng.choice(['result', next(self._numbers)])}")
            case "count":
                return {"set": {"n": "=n + 1"}}
            case "move":
                return {"move": {"op": self._rng.choice(VALUES)}}
            case "fail":
                return {"set": {log: f"={log} + [1 / (len({log}) - {self._rng.randint(0, 3)})]"}}
            case "if":
                return self._if(log, depth, jumps)
            case "each":
                return self._each(log, depth, jumps)
            case "parallel":
                return self._parallel(depth)
            case _:
                return self._waiting(log, depth, jumps)

    def _note(self, log: str, what: str) -> Data:
        return {"set": {log: f"={log} + [{what.removeprefix('=')}]"}}

    def _moves(self) -> list[Data]:
        if self._rng.random() < 0.5:
            return []
        return [{"move": {"op": self._rng.choice(VALUES)}}]

    def _if(self, log: str, depth: int, jumps: bool) -> Data:
        step: Data = {
            "if": f"len({log}) {self._rng.choice(['<', '>'])} {self._rng.randint(0, 3)}",
            "then": self._continuation(log, depth, jumps),
        }
        if self._rng.random() < 0.5:
            step["else"] = self._continuation(log, depth, jumps)
        return step

    def _each(self, log: str, depth: int, jumps: bool) -> Data:
        name = f"it{next(self._numbers)}"
        elements = [self._rng.randint(0, 9) for _ in range(self._rng.randint(0, 3))]
        steps = [self._note(log, f"={name}"), *self._list(log, depth=depth - 1, jumps=jumps)]
        return {
            "each": {"in": elements, "as": name, "at_most": self._rng.choice([2, 3]), "do": steps},
            "id": f"each{next(self._numbers)}",
        }

    def _parallel(self, depth: int) -> Data:
        names = LOGS[1 : self._rng.randint(3, 4)]
        step: Data = {
            "parallel": {name: self._list(name, depth=depth - 1, jumps=True) for name in names},
            "join": self._rng.choice(JOINS),
            "id": f"both{next(self._numbers)}",
        }
        return self._ways(step, "log", depth, jumps=False)

    def _waiting(self, log: str, depth: int, jumps: bool) -> Data:
        number = next(self._numbers)
        if self._rng.random() < 0.3:
            event = f"GO{number}"
            self._events[event] = {}
            step: Data = {"wait_for": event, "id": f"wait{number}"}
        else:
            step = {"action": "ask", "id": f"ask{number}"}
        if self._rng.random() < 0.5:
            step["timeout"] = f"{self._rng.randint(1, 9)}s"
        if "action" in step and self._rng.random() < 0.4:
            step["retry"] = {
                "attempts": self._rng.randint(1, 3),
                "delay": f"{self._rng.randint(1, 5)}s",
                "factor": self._rng.randint(1, 2),
            }
        return self._ways(step, log, depth, jumps)

    def _ways(self, step: Data, log: str, depth: int, jumps: bool) -> Data:
        if self._rng.random() < 0.3:
            step["on_success"] = self._continuation(log, depth, jumps)
        if self._rng.random() < 0.7:
            way = self._continuation(log, depth, jumps)
            told = [self._note(log, "=error.code")]
            step["on_failure"] = way if isinstance(way, str) else [*told, *way]
        return step

    def _continuation(self, log: str, depth: int, jumps: bool) -> Any:
        if jumps and self._rng.random() < 0.2:
            return self._rng.choice(["one", "two"])
        if not depth or self._rng.random() < 0.3:
            return []
        steps = self._list(log, depth=depth - 1, jumps=jumps)
        return steps if log == "log" else steps[1:]
