"""Judges ``statechart-golden-traces/1``: XState machines, and what XState made of them.

A machine is imported as a user would import it, with an effect at every entry and exit, and then
run like any other. After the start and after each step all that a trace tells is compared:
value, context, status, output, tags, children, and the log in its order.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import statecraft as sc
from statecraft.interop.losses import Source
from statecraft.interop.xstate.desk import ENTERED, EXITED
from statecraft.interop.xstate.reading import KEPT, import_traced
from statecraft.kernel.snapshot import ROOT, Activation, Snapshot

from .verdicts import Case

FORMAT = "statechart-golden-traces/1"
SUITE = "xstate-traces"

Entry = dict[str, Any]


def cases(_path: Path, data: Mapping[str, Any]) -> Iterator[Case]:
    """Every run of every machine of a file, one case each."""
    for case in data["cases"]:
        for number, run in enumerate(case["runs"], start=1):
            name = f"{case['id']} run {number}"
            yield Case(suite=SUITE, name=name, difference=partial(difference, case, run))


def difference(case: Mapping[str, Any], run: Mapping[str, Any]) -> str | None:
    """Where a run first differs from its trace."""
    replay = _replay(case, run)
    for number, expected in enumerate(run["trace"]):
        if number:
            replay.take(run["steps"][number - 1])
        found = replay.entry(expected)
        wanted = {key: value for key, value in expected.items() if key != "step"}
        if _plain(found) != _plain(wanted):
            return f"after step {number}: {_first_unlike(found, wanted)}"
    return None


def _plain(entry: Entry) -> str:
    return json.dumps(_numbers(entry), sort_keys=True)


def _numbers(value: Any) -> Any:
    """JSON has one kind of numbers: 2.0 is 2."""
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: _numbers(inner) for key, inner in value.items()}
        case list() | tuple():
            return [_numbers(inner) for inner in value]
        case _:
            return value


def _first_unlike(found: Entry, wanted: Entry) -> str:
    for key in (*wanted, *found):
        if _plain({key: found.get(key)}) != _plain({key: wanted.get(key)}):
            return f"{key} is {json.dumps(found.get(key))}, not {json.dumps(wanted.get(key))}"
    return "keys differ"


def _replay(case: Mapping[str, Any], run: Mapping[str, Any]) -> Replay:
    actors = {**(case.get("actors") or {}), **(run.get("actors") or {})}
    text = json.dumps({"machine": case["machine"], "actors": actors})
    imported = import_traced(Source(text=text, file=f"{case['id']}.json"))
    chart = sc.load_data(imported.document)
    replay = Replay(chart=chart, names=dict(_kept(chart.definition).get("events", {})))
    replay.start(run.get("input"))
    return replay


def _kept(definition: Any) -> Mapping[str, Any]:
    """The source's names that the import has kept."""
    meta = definition.described.meta
    return meta.get(KEPT, {}) if isinstance(meta, Mapping) else {}


@dataclass(slots=True)
class Replay:
    """A machine in replay: its snapshot, the time, and the log since it was last looked at.

    ``held`` are logs of machines that have been started, by serial number: XState has a
    starting actor's children start before the actions of its own start are carried out. ``left``
    are the children that the machine had when it was done: XState shows them on, as stopped.
    """

    chart: sc.Chart
    names: dict[str, str]
    now_ms: int = 0
    log: list[list[Any]] = field(default_factory=list)
    held: list[tuple[int, list[list[Any]]]] = field(default_factory=list)
    left: dict[str, Activation] = field(default_factory=dict)
    snapshot: Snapshot = field(init=False)

    def start(self, given: Any) -> None:
        """The start of the machine, and what follows from it."""
        step = self.chart.start({}, input=given, now=0.0)
        self.snapshot = step.snapshot
        self.held.append((ROOT, self._told(step, None)))
        self._settle()

    def take(self, step: Mapping[str, Any]) -> None:
        """A step of the run: an event, or time that passes."""
        if "send" in step:
            event = dict(step["send"])
            ours = {original: name for name, original in self.names.items()}
            kind = str(event.pop("type"))
            taken = self.chart.step(
                self.snapshot, ours.get(kind, kind), event, now=self.now_ms / 1000
            )
            self.log += self._told(taken, None)
            self._go_on(taken.snapshot)
            self._settle()
            return
        until = self.now_ms + step["advance"]
        while self.snapshot.timers and self.snapshot.timers[0].due_ms <= until:
            self.now_ms = max(self.now_ms, self.snapshot.timers[0].due_ms)
            self._take_due()
            self._settle()
        self.now_ms = until

    def _settle(self) -> None:
        while self.snapshot.queue:
            self._take_due()
        self._release(None)

    def _take_due(self) -> None:
        started = self.snapshot.queue[0].start if self.snapshot.queue else None
        actor = self._taker()
        step = self.chart.step(self.snapshot, now=self.now_ms / 1000)
        if step is None:
            return
        known = {each.serial for each in self.snapshot.activations}
        self._go_on(step.snapshot)
        told = self._told(step, actor)
        if started is None:
            self._release(None)
            self.log += told
            return
        self._release(started.parent)
        fresh = [a for a in step.snapshot.activations if a.serial not in known]
        if self.held and (not fresh or fresh[0].status != "active"):
            self.held[-1][1].extend(told)  # A child that ends at once starts behind its parent.
        else:
            self.held.append((fresh[0].serial if fresh else -1, told))

    def _go_on(self, snapshot: Snapshot) -> None:
        root = snapshot.root
        if root.status == "done" and self.snapshot.root.status == "active":
            active = {_root(root.chart), *root.states}
            before = _children(self.snapshot, ROOT)
            self.left = {
                slot: replace(child, status="stopped") if child.status == "active" else child
                for slot, child in before.items()
                if child.child_of is not None and child.child_of.state in active
            }
        self.snapshot = snapshot

    def _release(self, parent: int | None) -> None:
        """Let the held logs go, innermost first, down to that of *parent*."""
        while self.held and self.held[-1][0] != parent:
            self.log += self.held.pop()[1]

    def _taker(self) -> str | None:
        """The actor that takes what is due next; None for the machine itself."""
        if not self.snapshot.queue:
            return self._actor(self.snapshot.timers[0].activation)
        event = self.snapshot.queue[0]
        if event.start is not None:
            parent = self.snapshot.activation(event.start.parent)
            invoke = parent.chart.rows[event.start.state].invokes[event.start.invoke]
            return str(_kept(self.chart.project.machines[invoke.child.machine])["actor"])
        if event.slot is None:
            return self._actor(event.activation)
        child = _children(self.snapshot, event.activation).get(event.slot)
        return None if child is None else self._actor(child.serial)

    def _actor(self, serial: int) -> str | None:
        activation = self.snapshot.activation(serial)
        if activation is None or serial == ROOT:
            return None
        return str(_kept(activation.chart.definition)["actor"])

    def _told(self, step: sc.Step, actor: str | None) -> list[list[Any]]:
        """What the effects of a step tell, in order."""
        kept = _kept(self.chart.definition) if actor is None else self._kept_of(actor)
        told = [_told(effect, kept) for effect in step.effects]
        behind = [] if actor is None else [f"@{actor}"]
        return [[*each, *behind] for each in told if each is not None]

    def _kept_of(self, actor: str) -> Mapping[str, Any]:
        machines = self.chart.project.machines.values()
        return next(k for k in map(_kept, machines) if k.get("actor") == actor)

    def entry(self, expected: Entry) -> Entry:
        """What a trace tells of this moment; it is then forgotten."""
        root = self.snapshot.root
        log, self.log = self.log, []
        found = {**_seen(root, expected), "log": log}
        tags = sorted(_tags(root))
        if tags:
            found["tags"] = tags
        known = expected.get("children") or {}
        children = {
            _original(slot, root, "slots"): _child(
                child, known.get(_original(slot, root, "slots")) or {}
            )
            for slot, child in {**self.left, **_children(self.snapshot, ROOT)}.items()
        }
        if children:
            found["children"] = children
        if root.status == "done":
            found["output"] = root.output
        return found


def _told(effect: sc.Effect, kept: Mapping[str, Any]) -> list[Any] | None:
    match effect:
        case sc.EmitEvent(event=event, data=data) if event == ENTERED:
            return ["enter", data["path"]]
        case sc.EmitEvent(event=event, data=data) if event == EXITED:
            return ["exit", data["path"]]
        case sc.PerformAction(name=name, data=data):
            original = kept.get("actions", {}).get(name, name)
            return ["action", original, *([data] if data else [])]
        case sc.LogMessage(message=message):
            return ["log", message]
        case _:
            return None


def _children(snapshot: Snapshot, parent: int) -> dict[str, Activation]:
    """Slot → child, in order of their start."""
    return {
        each.child_of.slot: each
        for each in snapshot.activations
        if each.child_of is not None and each.child_of.parent == parent
    }


def _original(slot: str, parent: Activation, kind: str) -> str:
    return str(_kept(parent.chart.definition).get(kind, {}).get(slot, slot))


def _child(child: Activation, expected: Entry) -> Entry:
    if "kind" in _kept(child.chart.definition):
        return {"status": child.status}
    return _seen(child, expected)


def _seen(activation: Activation, expected: Entry) -> Entry:
    found: Entry = {"value": _value(activation), "status": activation.status}
    context = _context(activation, expected.get("context") or {})
    return {**found, "context": context} if context else found


def _context(activation: Activation, expected: Mapping[str, Any]) -> Entry:
    """The context; a key that XState has not been given yet is null here."""
    kept = _kept(activation.chart.definition)
    if kept.get("context"):
        return dict(activation.context[kept["context"]])
    keys, unset = kept.get("variables", {}), kept.get("unset", ())
    missing = kept.get("undefined", ())
    told = {
        name: None if name in missing and value == {} else value
        for name, value in activation.context.items()
    }
    return {
        keys.get(name, name): value
        for name, value in told.items()
        if name not in unset or value is not None or keys.get(name, name) in expected
    }


def _value(activation: Activation) -> Any:
    chart = activation.chart
    kept = _kept(chart.definition)
    if kept.get("only_state"):
        return {}
    return _value_of(_root(chart), activation, kept.get("states", {}))


def _root(chart: Any) -> int:
    """The root of the tree that every imported machine has."""
    return int(chart.regions[chart.tree].root)


def _value_of(state: int, activation: Activation, names: Mapping[str, str]) -> Any:
    rows = activation.chart.rows
    active = [child for child in rows[state].children if child in activation.states]
    inner = {
        names.get(rows[child].path, rows[child].path).split(".")[-1]: _value_of(
            child, activation, names
        )
        for child in active
    }
    if rows[state].kind == "compound" and list(inner.values()) == [{}]:
        return next(iter(inner))
    return inner


def _tags(activation: Activation) -> set[str]:
    rows = activation.chart.rows
    return {
        *activation.chart.definition.described.tags,
        *(tag for state in activation.states for tag in rows[state].tags),
    }
