"""A walk taken twice: by the public API, and by ``statecraft run`` with the same acts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import statecraft as sc
from statecraft.values.json_values import Value
from tests.cli.calling import statecraft

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where an act has led: what became of its event, and what is shown of the machine then.

    ``followed_by`` names the later events of the turn; ``context`` is without computed values.
    """

    event: str | None
    outcome: str
    followed_by: tuple[str, ...]
    state: tuple[str, ...]
    dimensions: Mapping[str, Value]
    context: Mapping[str, Value]
    capabilities: Mapping[str, Value]


def act(kind: str, argument: Value, payload: Value = None) -> sc.Act:
    return sc.Act(kind=kind, argument=argument, payload=payload)


def send(event: str, **payload: Value) -> sc.Act:
    return act("send", event, payload or None)


def walk(
    path: Path, acts: Sequence[sc.Act], given: Mapping[str, Value] | None = None
) -> list[Stop]:
    """The stops of a walk from the start on; the API and the program agree on every one."""
    by_api = _by_api(path, acts, given or {})
    assert _by_program(path, acts, given or {}) == by_api
    return by_api


def started(path: Path, given: Mapping[str, Value] | None = None) -> sc.Machine:
    """A machine whose actions wait for an answer."""
    return sc.Machine(chart(path), values=given or {}, clock=sc.SimulatedClock(), missing="wait")


@cache
def chart(path: Path) -> sc.Chart:
    return sc.load(path, root=ROOT)


def _by_api(path: Path, acts: Sequence[sc.Act], given: Mapping[str, Value]) -> list[Stop]:
    machine = started(path, given)
    assert machine.started is not None
    stops = [_stop(machine, machine.started)]
    for each in acts:
        stops += [_stop(machine, outcome) for outcome in sc.carry_out(machine, each)]
    return stops


def _stop(machine: sc.Machine, outcome: sc.Outcome) -> Stop:
    return Stop(
        event=outcome.event,
        outcome=str(outcome.kind),
        followed_by=tuple(each.event or "start" for each in outcome.followed_by),
        state=machine.snapshot.configuration,
        dimensions=machine.values,
        context=dict(machine.snapshot.context),
        capabilities=machine.capabilities(),
    )


def _by_program(path: Path, acts: Sequence[sc.Act], given: Mapping[str, Value]) -> list[Stop]:
    start = [word for name, of in given.items() for word in ("--set", f"{name}={json.dumps(of)}")]
    done = statecraft(
        "run", str(path), "--json", *start, *(word for each in acts for word in _words(each))
    )
    return [
        Stop(
            event=line["event"],
            outcome=line["outcome"],
            followed_by=tuple(each["event"] or "start" for each in line.get("followed_by", ())),
            state=tuple(line["configuration"]),
            dimensions=line["dimensions"],
            context=line["context"],
            capabilities=line["capabilities"],
        )
        for line in done.json_lines
    ]


def _words(given: sc.Act) -> tuple[str, ...]:
    """The option of an act; a mapping of several names becomes several options."""
    option, argument = f"--{given.kind}", given.argument
    if isinstance(argument, dict):
        pairs = ((option, f"{name}={json.dumps(of)}") for name, of in argument.items())
        return tuple(word for pair in pairs for word in pair)
    if given.payload is not None:
        return option, f"{argument}={json.dumps(given.payload)}"
    return option, str(argument)
