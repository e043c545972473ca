"""Ways that cover a machine, gone on a running machine and written as tests.

What a test expects is what came out when the way was gone. Time is real here: of several timers
the one that is due first fires, whichever the search had chosen, and the way goes on from there.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pprint import pformat
from typing import Final

import statecraft as sc
from statecraft.checker.choices import (
    FAILURE,
    Answering,
    Choice,
    Failing,
    Firing,
    Moving,
    Sending,
    TakingNext,
)
from statecraft.checker.coverage import Item, Way
from statecraft.checker.engine import Engine
from statecraft.checker.paths import path_at
from statecraft.checker.payloads import payloads_of
from statecraft.cli.beginning import Beginning, begun
from statecraft.cli.interactive.past import Turn, moment
from statecraft.cli.interactive.scenario import scenario_of
from statecraft.cli.interactive.yaml_text import scenario_text
from statecraft.cli.line import line_of
from statecraft.diagnostics import Span, UsageError
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.values.duration import show_duration
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenWay:
    """A way as a scenario, and as plain acts with what came out of each."""

    name: str
    scenario: Mapping[str, Value]
    input: Value
    acts: tuple[Mapping[str, Value], ...]

    @property
    def steps(self) -> Sequence[Value]:
        """Its steps, as in a definition."""
        steps = self.scenario["steps"]
        assert isinstance(steps, list), "a scenario has a list of steps"
        return steps


def written_way(chart: sc.Chart, engine: Engine, way: Way) -> WrittenWay:
    """The way, gone on a machine up to where the machine does not follow it any more."""
    records: list[sc.Record] = []
    given = _input_of(chart, engine.model.decode(way.start))
    beginning = Beginning(input=given, registry=sc.Registry({}, chart.functions))
    machine = begun(chart, beginning, records.append)
    turns = [Turn(act=None, line=line_of(machine, "start", records), after=moment(machine))]
    acts: list[Mapping[str, Value]] = []
    for choice in way.choices:
        act = _act(machine, choice)
        if act is None:
            continue
        records.clear()
        try:
            outcomes = sc.carry_out(machine, act)
        except UsageError:
            break  # Another timer was first, and what was to be answered is gone.
        acts.append(_plain(machine, act, outcomes))
        line = line_of(machine, act.kind, records)
        turns.append(Turn(act=act, line=line, after=moment(machine)))
    name = _name(chart, way.covers)
    scenario = _scenario(name, chart, beginning, turns)
    return WrittenWay(name=name, scenario=scenario, input=given, acts=tuple(acts))


def _plain(machine: sc.Machine, act: sc.Act, outcomes: Sequence[Outcome]) -> Mapping[str, Value]:
    snapshot = machine.snapshot
    return {
        "act": act.kind,
        "of": act.argument,
        "with": act.payload,
        "outcomes": [str(outcome.kind) for outcome in outcomes],
        "values": machine.chart.values(snapshot),
        "states": list(snapshot.configuration),
    }


def _scenario(
    name: str, chart: sc.Chart, beginning: Beginning, turns: Sequence[Turn]
) -> Mapping[str, Value]:
    if len(turns) > 1:
        return scenario_of(name, chart, beginning, turns)
    values = {"dimensions": dict(chart.values(turns[0].after.instances[0].snapshot))}
    return {"name": name, "steps": [{"expect": values}]}


def _input_of(chart: sc.Chart, start: Snapshot) -> Value:
    """The input with which the machine starts so."""
    for given in payloads_of(chart).inputs:
        found = chart.start(input=given).snapshot
        if found.dimensions == start.dimensions and found.context == start.context:
            return given or None
    return None


def _act(machine: sc.Machine, choice: Choice) -> sc.Act | None:
    """The choice as an act on the machine; None where the machine does it by itself."""
    match choice:
        case Sending(event=event, data=data):
            return sc.Act(kind="send", argument=event, payload=data)
        case Moving(dimension=dimension, value=value):
            return sc.Act(kind="move", argument={dimension: value})
        case Answering(action=action, result=result):
            return sc.Act(kind="answer", argument={action.id: result})
        case Failing(action=action):
            return sc.Act(kind="fail", argument={action.id: dict(FAILURE)})
        case Firing():
            due = machine.snapshot.due
            passed = 0.0 if due is None else due - machine.clock.now()
            return sc.Act(kind="advance", argument=show_duration(round(passed * 1000)))
        case TakingNext():
            return None


def _name(chart: sc.Chart, covers: Sequence[Item]) -> str:
    """What the way is for, in few words."""
    first = _item_text(chart, covers[0]) if covers else "the start"
    return f"{first} and {len(covers) - 1} more" if len(covers) > 1 else first


def _item_text(chart: sc.Chart, item: Item) -> str:
    """What is covered; a place is told by its line, as it is one of the definition's file."""
    match item:
        case "transition", at:
            place = _place(at)
            path = path_at(chart.definition, place) or "of a child"
            return f"transition {path}, line {place.line}"
        case "refusal", rule, at:
            return f"refusal {rule}, line {_place(at).line}"
        case _:
            return " ".join(item)


def _place(at: str) -> Span:
    """The place that is written so, as long as anything that begins there may be."""
    file, line, column = at.rsplit(":", 2)
    return Span(file, int(line), int(column), sys.maxsize, 0)


def as_yaml(ways: Sequence[WrittenWay]) -> str:
    """A `scenarios:` section."""
    if not ways:
        return "scenarios: []\n"
    return "scenarios:\n" + "".join(scenario_text(way.scenario) for way in ways)


def as_pytest(file: str, ways: Sequence[WrittenWay]) -> str:
    """A test module that goes the ways."""
    plain = [{"name": way.name, "input": way.input, "acts": list(way.acts)} for way in ways]
    listed = pformat(plain, width=100, sort_dicts=False)
    return _MODULE.replace("@FILE@", repr(file)).replace("@WAYS@", listed)


_MODULE: Final = '''"""Ways through a machine, as they went when this was written."""

import pytest

import statecraft as sc

FILE = @FILE@
WAYS = @WAYS@


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way["name"])
def test_the_machine_goes_this_way(way):
    chart = sc.load(FILE)
    machine = sc.Machine(chart, input=way["input"], clock=sc.SimulatedClock(), missing="wait")
    for act in way["acts"]:
        done = sc.Act(kind=act["act"], argument=act["of"], payload=act["with"])
        outcomes = [str(outcome.kind) for outcome in sc.carry_out(machine, done)]
        found = chart.values(machine.snapshot), list(machine.snapshot.configuration)
        assert (outcomes, *found) == (act["outcomes"], act["values"], act["states"]), act
'''
