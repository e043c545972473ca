"""The kernel and the oracle side by side on one chart: the first step in which they differ."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import statecraft
from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import EmitEvent, LogMessage, PerformAction
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from tests.oracle import oracle
from tests.oracle.charts import random_chart
from tests.oracle.exploration import Attempt, attempts, start_values
from tests.oracle.formulas import same
from tests.oracle.oracle import Result
from tests.oracle.reading import Machine, read

View = dict[str, Any]

MOST_DRAWS = 10
FURTHER = 1_000_000
"""How far from a seed its next draw lies."""

MOST_ENDLESS = 1
"""A chart is left after so many steps that only a limit ended: each takes a thousand microsteps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One step on which the two readings of the semantics disagree; at a start there is no state."""

    definition: dict[str, Any]
    state: View | None
    attempt: Attempt
    kernel: View | None
    oracle: View | None

    def __str__(self) -> str:
        lines = ["", as_text(self.definition), "in the state:", as_text(self.state or {})]
        lines += [f"on {self.attempt.kind} {self.attempt.event} {self.attempt.data}"]
        for name in sorted({*(self.kernel or {}), *(self.oracle or {})}):
            ours, theirs = (self.kernel or {}).get(name), (self.oracle or {}).get(name)
            if not same(ours, theirs):
                lines += [f"{name}:", f"  kernel {ours}", f"  oracle {theirs}"]
        return "\n".join(lines)


def as_text(data: Any, indent: str = "") -> str:
    """Plain data as YAML, near enough to be pasted into a file."""
    if isinstance(data, dict) and data:
        return "\n".join(_entry(f"{indent}{key}:", item, indent) for key, item in data.items())
    if isinstance(data, list) and any(isinstance(item, dict | list) for item in data):
        return "\n".join(f"{indent}- {json.dumps(item)}" for item in data)
    return indent + json.dumps(data)


def _entry(key: str, item: Any, indent: str) -> str:
    text = as_text(item, f"{indent}  ")
    is_nested = isinstance(item, dict | list) and "\n" in text
    return f"{key}\n{text}" if is_nested else f"{key} {json.dumps(item)}"


def kernel_view(chart: Chart, step: Step | None) -> View | None:
    """What a step of the kernel shows: the state, the outcome, the effects."""
    if step is None:
        return None
    is_refused_start = step.snapshot.status == "refused"
    return {
        "outcome": str(step.outcome.kind),
        "reasons": sorted(str(reason.kind) for reason in step.outcome.reasons),
        "effects": [_effect(effect) for effect in step.effects],
    } | ({} if is_refused_start else kernel_state(chart, step.snapshot))


def kernel_state(chart: Chart, snapshot: Snapshot) -> View:
    """A snapshot as the names and plain values that both sides have."""
    written = chart.to_json(snapshot)
    return {
        "configuration": list(snapshot.configuration),
        "dimensions": snapshot.dimensions,
        "context": snapshot.context,
        "history": written["activations"][0]["history"],
        "queue": [_event(queued["event"], queued["data"]) for queued in written["queue"]],
        "timers": [[t["due"], *_event(t["event"], t["data"])] for t in written["timers"]],
        "status": snapshot.status,
        "output": snapshot.output,
    }


def oracle_view(result: Result | None) -> View | None:
    """The same of a result of the oracle."""
    if result is None:
        return None
    return {
        "outcome": result.outcome,
        "reasons": list(result.reason_kinds),
        "effects": [list(effect) for effect in result.effects],
    } | ({} if result.state is None else oracle_state(result.state))


def oracle_state(state: dict[str, Any]) -> View:
    """The same of a state of the oracle."""
    shown = ("configuration", "dimensions", "context", "history", "status", "output")
    return {name: state[name] for name in shown} | {
        "queue": [_event(event.name, event.data) for event in state["queue"]],
        "timers": [[t.due_ms, *_event(t.event.name, t.event.data)] for t in state["timers"]],
    }


def _event(name: str, data: Any) -> list[Any]:
    """An event; of the interpreter's own ones without the texts, which only people read."""
    if name == "after":
        return [name]
    if name != "error.rejected":
        return [name, data]
    kinds = [reason["kind"] if isinstance(reason, dict) else reason for reason in data["reasons"]]
    data_inside = _event(data["event"], data["data"])
    return [name, *data_inside, sorted(kinds)]


def _effect(effect: Any) -> list[Any]:
    match effect:
        case EmitEvent(event=event, data=data):
            return ["emit", event, data]
        case LogMessage(message=message):
            return ["log", message]
        case PerformAction(id=identity, name=name, data=data):
            return ["action", identity, name, data]
        case _:
            raise AssertionError(effect)


@lru_cache(maxsize=400)
def drawn(seed: int) -> tuple[dict[str, Any], Chart]:
    """The random definition of a seed, drawn anew while the loader's static checks refuse it.

    They know more than the generator: that a guard holds the dimension at a value from which the
    target is out of reach, that two cascades never settle, and the like.
    """
    for draw in range(MOST_DRAWS):
        definition = random_chart(seed + draw * FURTHER)
        try:
            return definition, statecraft.load_data(definition)
        except statecraft.DefinitionError:
            continue
    raise AssertionError(f"no definition of seed {seed} loads")


def loadable_chart(seed: int) -> dict[str, Any]:
    """The random definition of a seed."""
    return drawn(seed)[0]


def loaded(seed: int) -> Chart:
    """The chart of ``loadable_chart``."""
    return drawn(seed)[1]


def walk_of(seed: int, most_states: int) -> Walk:
    """The walk through the random chart of a seed, which has not worked out anything yet."""
    definition, chart = drawn(seed)
    fresh = chart.machine(chart.definition.key)
    return Walk(definition=definition, chart=fresh, most_states=most_states)


@dataclass(slots=True, kw_only=True)
class Walk:
    """A breadth-first walk of both through one chart, up to so many states."""

    definition: dict[str, Any]
    chart: Chart
    most_states: int
    endless: int = 0
    machine: Machine = field(init=False)
    seen: set[str] = field(default_factory=set)
    todo: list[tuple[Snapshot, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.machine = read(self.definition)

    def first_difference(self, seed: int) -> Difference | None:
        """The first step in which kernel and oracle differ; None when none does."""
        for values in start_values(self.machine, seed):
            started = self.chart.start(values)
            found = self._compared(
                None, Attempt("start", data=values), started, oracle.start(self.machine, values)
            )
            if found:
                return found
        tried = attempts(self.definition)
        for snapshot, state in self.todo:
            for attempt in tried:
                if self.endless >= MOST_ENDLESS:
                    return None
                ours = kernel_step(self.chart, snapshot, state, attempt)
                theirs = oracle_step(self.machine, state, attempt)
                found = self._compared(state, attempt, ours, theirs)
                if found:
                    return found
        return None

    def _compared(
        self,
        state: dict[str, Any] | None,
        attempt: Attempt,
        ours: Step | None,
        theirs: Result | None,
    ) -> Difference | None:
        kernel, expected = kernel_view(self.chart, ours), oracle_view(theirs)
        if not same(kernel, expected):
            return Difference(
                definition=self.definition,
                state=None if state is None else oracle_state(state),
                attempt=attempt,
                kernel=kernel,
                oracle=expected,
            )
        self.endless += theirs is not None and theirs.is_endless
        if ours is not None and theirs is not None and theirs.state is not None:
            self._note(ours.snapshot, theirs.state)
        return None

    def _note(self, snapshot: Snapshot, state: dict[str, Any]) -> None:
        key = json.dumps(oracle_state(state), sort_keys=True)
        if key not in self.seen and len(self.todo) < self.most_states:
            self.seen.add(key)
            self.todo.append((snapshot, state))


def kernel_step(
    chart: Chart, snapshot: Snapshot, state: dict[str, Any], attempt: Attempt
) -> Step | None:
    """The kernel's step for an attempt."""
    match attempt.kind:
        case "send":
            return chart.step(snapshot, attempt.event, attempt.data)
        case "move":
            return chart.move(snapshot, attempt.data)
        case _:
            return chart.step(snapshot, now=_next_time(state) / 1000)


def oracle_step(machine: Machine, state: dict[str, Any], attempt: Attempt) -> Result | None:
    """The oracle's step for an attempt."""
    match attempt.kind:
        case "send":
            return oracle.step(machine, state, attempt.event, attempt.data, state["now_ms"])
        case "move":
            return oracle.move(machine, state, attempt.data, state["now_ms"])
        case _:
            return oracle.step_next(machine, state, _next_time(state))


def _next_time(state: dict[str, Any]) -> int:
    """When the next one is due, in milliseconds."""
    dues = [timer.due_ms for timer in state["timers"][:1] if not state["queue"]]
    return int(max([state["now_ms"], *dues]))


def oracle_histogram(definition: dict[str, Any], seed: int, most_states: int) -> Counter[str]:
    """How often each outcome and each reason kind occurs on a walk of the oracle alone."""
    machine = read(definition)
    started = [oracle.start(machine, values) for values in start_values(machine, seed)]
    found = Counter(_occurrences(started))
    todo = [result.state for result in started if result.state is not None][:1]
    seen = {json.dumps(oracle_state(state), sort_keys=True) for state in todo}
    for state in todo:
        results = [oracle_step(machine, state, attempt) for attempt in attempts(definition)]
        found.update(_occurrences([result for result in results if result is not None]))
        for after in (result.state for result in results if result and result.state):
            key = json.dumps(oracle_state(after), sort_keys=True)
            if key not in seen and len(todo) < most_states:
                seen.add(key)
                todo.append(after)
    return found


def _occurrences(results: list[Result]) -> list[str]:
    kinds = [kind for result in results for kind in set(result.reason_kinds)]
    return [*(result.outcome for result in results), *kinds]


def shrunk(
    definition: dict[str, Any], differs: Callable[[dict[str, Any]], Difference | None]
) -> Difference:
    """The difference on a definition from which nothing more can be left out."""
    smallest = differs(definition)
    assert smallest is not None
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for smaller in _with_one_part_less(smallest.definition):
            found = _differs_or_does_not_load(smaller, differs)
            if found is not None:
                smallest, is_smaller = found, True
                break
    return smallest


def _differs_or_does_not_load(
    definition: dict[str, Any], differs: Callable[[dict[str, Any]], Difference | None]
) -> Difference | None:
    try:
        return differs(definition)
    except statecraft.DefinitionError:
        return None


def _with_one_part_less(data: Any) -> list[Any]:
    """The data with one entry left out, outer ones first."""
    if isinstance(data, list):
        return [
            [*data[:index], *left, *data[index + 1 :]]
            for index, item in enumerate(data)
            for left in [[], *([inner] for inner in _with_one_part_less(item))]
        ]
    if isinstance(data, dict):
        shorter = [{other: data[other] for other in data if other != key} for key in data]
        deeper = [{**data, key: inner} for key in data for inner in _with_one_part_less(data[key])]
        return [*shorter, *deeper]
    return []
