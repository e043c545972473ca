"""Judge of ``matchina-golden/1``: a machine with submachines, routed child first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import statecraft as sc
from statecraft.interop.names import NameTable, event, part

from .verdicts import Case

FORMAT = "matchina-golden/1"
_MOST_STEPS = 1_000


def cases(_path: Path, data: Any) -> Iterator[Case]:
    """The runs of a file, one case each."""
    for case in data["cases"]:
        for number, run in enumerate(case["runs"], start=1):
            yield Case(
                suite="matchina",
                name=f"{case['id']}#{number}",
                difference=partial(_difference, case, run),
            )


class _Machines:
    """A definition as ours, with the tables of names."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self.states, self.events = NameTable(spell=part), NameTable(spell=event)
        self.events.ours["child.exit"] = "child.exit"
        self.further: dict[str, Any] = {}
        main = self._machine(written)
        document = {"statecraft": 1, "machine": "parent", **main, "machines": self.further}
        self.chart = sc.load_data({k: v for k, v in document.items() if v != {}})

    def _machine(self, written: Mapping[str, Any]) -> dict[str, Any]:
        children, finals = written.get("children", {}), written.get("final", ())
        return {
            "initial": self.states.name(written["initial"]),
            "states": {
                self.states.name(name): self._state(name, on, children.get(name), finals)
                for name, on in written["states"].items()
            },
        }

    def _state(
        self, name: str, on: Mapping[str, str], child: Mapping[str, Any] | None, finals: Any
    ) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if on and name not in finals:
            found["on"] = {self.events.name(e): self._goal(name, goal) for e, goal in on.items()}
        if name in finals:
            found["final"] = True
        if child is not None:
            key = f"in_{self.states.name(name)}"
            self.further[key] = self._machine(child)
            found["submachine"] = key
        return found

    def _goal(self, source: str, goal: str) -> Any:
        """A transition; one to its own source begins that state anew, and its child."""
        target = self.states.name(goal)
        return {"target": target, "reenter": True} if goal == source else target

    def seen(self, snapshot: sc.Snapshot) -> dict[str, str]:
        """The state of the parent, and that of its child where it has one."""
        theirs = {ours: name for name, ours in self.states.ours.items()}
        seen = {"parent": theirs[snapshot.configuration[-1]]}
        for child in self.chart.children(snapshot).values():
            seen["child"] = theirs[child.full_key.partition(".")[0]]
        return seen


def _difference(case: Mapping[str, Any], run: Mapping[str, Any]) -> str | None:
    machines = _Machines(case["definition"])
    snapshot = _settled(machines.chart, machines.chart.start().snapshot)
    seen, trace = [machines.seen(snapshot)], run["trace"]
    for name in run["events"]:
        sent = machines.chart.send(snapshot, machines.events.name(name)).snapshot
        snapshot = _settled(machines.chart, sent)
        seen.append(machines.seen(snapshot))
    compared = seen if len(trace) == len(seen) else seen[1:]
    for number, (expected, found) in enumerate(zip(trace, compared, strict=True)):
        if {key: value for key, value in expected.items() if value is not None} != found:
            return f"step {number}: expected {expected}, found {found}"
    return None


def _settled(chart: sc.Chart, snapshot: sc.Snapshot) -> sc.Snapshot:
    for _ in range(_MOST_STEPS):
        step = chart.step(snapshot)
        if step is None:
            return snapshot
        snapshot = step.snapshot
    raise sc.UsageError(f"more than {_MOST_STEPS} steps")
