"""``statecraft why``: would an event be accepted, and if not, for which reasons."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.cli import completing
from statecraft.cli.acting import start_input, start_values
from statecraft.cli.arguments import event_and_payload
from statecraft.cli.opening import (
    json_option,
    opened_chart,
    opened_json,
    root_option,
    search_option,
)
from statecraft.cli.printing import say_all, say_json, tell, warn
from statecraft.cli.verdict import verdict, verdict_story
from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.outcome import OutcomeKind
from statecraft.runtime.showing import reason_json


@click.command(epilog="Example: statecraft why gate.statechart.yaml OPEN --set cars=2")
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.argument("event", metavar="EVENT[=JSON]", shell_complete=completing.events)
@click.option(
    "--snapshot",
    metavar="FILE",
    help="Ask in this state instead of the start.",
    shell_complete=completing.files,
)
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=JSON",
    help="A start value.",
    shell_complete=completing.start_values,
)
@click.option("--input", "given", metavar="JSON", help="The input of the start.")
@search_option
@root_option
@json_option
def why(
    *,
    file: str,
    event: str,
    snapshot: str | None,
    values: tuple[str, ...],
    given: str | None,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Tell whether EVENT would be accepted, and if not, every reason with its line.

    The host's functions are not called: their test values stand in.
    """
    name, payload = event_and_payload("why", event)
    chart = opened_chart(file, root, search)
    machine = _machine(chart, snapshot, values, given)
    _tell_of_test_values(chart)
    found = verdict(machine, name, payload)
    if as_json:
        reasons = [reason_json(reason) for reason in found.reasons]
        say_json({"event": name, "outcome": str(found.kind), "reasons": reasons})
    else:
        say_all(verdict_story(chart, found))
    if found.kind is OutcomeKind.IGNORED and name not in chart.lowered.events:
        hint = did_you_mean(name, chart.events)
        warn(f"nothing in {chart.definition.id} takes the event {quoted(name)}{hint}")
    return 0 if found.kind is OutcomeKind.ACCEPTED else 1


def _tell_of_test_values(chart: sc.Chart) -> None:
    functions = ", ".join({name: None for each in chart.family for name in each.functions})
    if functions:
        tell(f"with the test values of the host's functions: {functions}")


def _machine(
    chart: sc.Chart, snapshot: str | None, values: tuple[str, ...], given: str | None
) -> sc.Machine:
    options: sc.HostOptions = {
        "functions": sc.Registry.mocked(chart).functions,
        "clock": sc.SimulatedClock(),
        "missing": "wait",
    }
    if snapshot is None:
        start_with = start_input(given)
        return sc.Machine(chart, values=start_values(values), input=start_with, **options)
    if values or given is not None:
        raise UsageError("--set and --input are for a start; --snapshot asks without one")
    return sc.Machine.restore(chart, opened_json(snapshot), **options)
