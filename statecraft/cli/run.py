"""``statecraft run``: a machine is started and acted upon, on a simulated clock."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

import click

import statecraft as sc
from statecraft.cli.acting import acts, start_input, start_values
from statecraft.cli.line import Line, line_of, refused_start
from statecraft.cli.opening import (
    json_option,
    opened_chart,
    opened_json,
    root_option,
    write_json,
)
from statecraft.cli.printing import say_json, warn
from statecraft.cli.story import say_choices, say_line, say_state, say_trace
from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.outcome import OutcomeKind
from statecraft.values.text import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How the machine comes to be: from a snapshot, or by a start with values and input."""

    snapshot: str | None
    values: tuple[str, ...]
    input: str | None
    actions: tuple[str, ...]
    mock: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How lines are printed."""

    as_json: bool
    trace: bool


@click.command()
@click.argument("file", metavar="FILE")
@click.option("--set", "values", multiple=True, metavar="NAME=JSON", help="A start value.")
@click.option("--input", "given", metavar="JSON", help="The input of the start.")
@click.option("--send", multiple=True, metavar="EVENT[=JSON]", help="Send an event.")
@click.option("--move", multiple=True, metavar="DIM=VALUE", help="Move a free dimension.")
@click.option("--answer", multiple=True, metavar="ID=JSON", help="Answer a pending action.")
@click.option("--fail", multiple=True, metavar="ID=JSON", help="Let a pending action fail.")
@click.option("--advance", multiple=True, metavar="30s", help="Let time pass.")
@click.option("--script", multiple=True, metavar="FILE", help="A YAML or JSON list of such steps.")
@click.option("--actions", multiple=True, metavar="MODULE[:NAME]", help="Handlers of actions.")
@click.option("--mock", is_flag=True, help="Actions answer with their test values.")
@click.option("--trace", is_flag=True, help="Show every microstep.")
@click.option("--snapshot-in", metavar="FILE", help="Go on from a snapshot.")
@click.option("--snapshot-out", metavar="FILE", help="Write the snapshot at the end.")
@root_option
@json_option
@click.pass_context
def run(
    context: click.Context,
    /,
    *,
    file: str,
    values: tuple[str, ...],
    given: str | None,
    actions: tuple[str, ...],
    mock: bool,
    trace: bool,
    snapshot_in: str | None,
    snapshot_out: str | None,
    root: str | None,
    as_json: bool,
    **_acting: tuple[str, ...],
) -> int:
    """Start a machine, then act on it in the order of the options.

    Acting are --send, --move, --answer, --fail, --advance and --script. Time passes by --advance
    alone. Without an acting option the start is shown, and which events could be sent.
    """
    beginning = Beginning(
        snapshot=snapshot_in, values=values, input=given, actions=actions, mock=mock
    )
    todo = acts(context)
    chart = opened_chart(file, root)
    style = Style(as_json=as_json, trace=trace)
    records: list[sc.Record] = []
    try:
        machine = _begun(chart, beginning, records)
    except sc.StartRejected as error:
        _print(chart, refused_start(error.outcome), style)
        return 1
    code = _played(machine, todo, records, style)
    if snapshot_out is not None:
        write_json(snapshot_out, machine.to_json())
    return code


def _begun(chart: sc.Chart, beginning: Beginning, records: list[sc.Record]) -> sc.Machine:
    options: sc.HostOptions = {
        "actions": _registry(chart, beginning),
        "clock": sc.SimulatedClock(),
        "missing": "wait",
        "subscribers": (records.append,),
    }
    if beginning.snapshot is None:
        values, given = start_values(beginning.values), start_input(beginning.input)
        return sc.Machine(chart, values=values, input=given, **options)
    if beginning.values or beginning.input is not None:
        raise UsageError("--set and --input are for a start; --snapshot-in goes on without one")
    machine = sc.Machine.restore(chart, opened_json(beginning.snapshot), **options)
    machine.advance(machine.snapshot.now_ms / 1000)
    return machine


def _registry(chart: sc.Chart, beginning: Beginning) -> sc.Registry:
    if beginning.actions and beginning.mock:
        raise UsageError("--actions and --mock exclude each other")
    if beginning.mock:
        return sc.Registry.mocked(chart)
    if beginning.actions:
        sys.path.insert(0, str(Path.cwd()))
    named = (sc.registry_at(reference) for reference in beginning.actions)
    registry = reduce(sc.Registry.joined, named, sc.Registry())
    missing = [name for name in chart.definition.functions if name not in registry.functions]
    if missing:
        raise UsageError(
            f"{chart.definition.id} calls the host's functions {', '.join(missing)}: give them "
            "with --actions MODULE:REGISTRY, or take their test values with --mock"
        )
    return registry


def _played(
    machine: sc.Machine, todo: tuple[sc.Act, ...], records: list[sc.Record], style: Style
) -> int:
    """Print the line of the start, then carry out and print each act; the exit code."""
    lines = []
    if records:
        lines.append(_told(machine, "start", records, style))
    if not style.as_json:
        say_state(machine)
    for act in todo:
        sc.carry_out(machine, act)
        lines.append(_told(machine, _title(act), records, style))
        _warn_of_unknown_event(machine, act, lines[-1])
    if not todo and not style.as_json:
        say_choices(machine)
    return 1 if any(_is_refusal(line) for line in lines) else 0


def _title(act: sc.Act) -> str:
    if act.kind == "send":
        return str(act.argument)
    if not isinstance(act.argument, dict):
        return f"{act.kind} {act.argument}"
    values = (f"{name}={text_of(value)}" for name, value in act.argument.items())
    return f"{act.kind} {', '.join(values)}"


def _told(machine: sc.Machine, title: str, records: list[sc.Record], style: Style) -> Line:
    """Print the line of the latest act; its records are taken from the list."""
    line = line_of(machine, title, records)
    records.clear()
    _print(machine.chart, line, style)
    return line


def _print(chart: sc.Chart, line: Line, style: Style) -> None:
    if style.as_json:
        say_json(line.as_json())
        return
    say_line(chart, line)
    if style.trace:
        say_trace(line)


def _warn_of_unknown_event(machine: sc.Machine, act: sc.Act, line: Line) -> None:
    if act.kind != "send" or line.first.kind is not OutcomeKind.IGNORED or line.first.note:
        return
    name, known = str(act.argument), machine.chart.events
    if name not in known:
        hint = did_you_mean(name, known)
        warn(f"nothing in {machine.chart.definition.id} takes the event {quoted(name)}{hint}")


def _is_refusal(line: Line) -> bool:
    """Whether the event was refused, or what it led to came to nothing."""
    stalled = any(record.outcome.kind is OutcomeKind.STALLED for record in line.records)
    return stalled or line.first.kind is OutcomeKind.REJECTED
