"""``statecraft why``: would an event be accepted, and if not, for which reasons."""

from __future__ import annotations

import click

import statecraft as sc
from statecraft.cli.acting import start_values
from statecraft.cli.arguments import event_and_payload
from statecraft.cli.opening import json_option, opened_chart, opened_json, root_option
from statecraft.cli.printing import bad, faint, good, say, say_json, strong, warn
from statecraft.cli.story import say_reasons_with_lines
from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.outcome import OutcomeKind, Reason
from statecraft.runtime.showing import reason_json
from statecraft.values.json_values import Value


@click.command()
@click.argument("file", metavar="FILE")
@click.argument("event", metavar="EVENT[=JSON]")
@click.option("--snapshot", metavar="FILE", help="Ask in this state instead of the start.")
@click.option("--set", "values", multiple=True, metavar="NAME=JSON", help="A start value.")
@root_option
@json_option
def why(
    *,
    file: str,
    event: str,
    snapshot: str | None,
    values: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Tell whether EVENT would be accepted, and if not, every reason with its line."""
    name, payload = event_and_payload("why", event)
    chart = opened_chart(file, root)
    machine = _machine(chart, snapshot, values)
    kind, reasons = _answer(machine, name, payload)
    if as_json:
        found = [reason_json(reason) for reason in reasons]
        say_json({"event": name, "outcome": str(kind), "reasons": found})
    else:
        _say(chart, name, kind, reasons)
    if kind is OutcomeKind.IGNORED and name not in chart.events:
        hint = did_you_mean(name, chart.events)
        warn(f"nothing in {chart.definition.id} takes the event {quoted(name)}{hint}")
    return 0 if kind is OutcomeKind.ACCEPTED else 1


def _machine(chart: sc.Chart, snapshot: str | None, values: tuple[str, ...]) -> sc.Machine:
    options: sc.HostOptions = {
        "functions": sc.Registry.mocked(chart).functions,
        "clock": sc.SimulatedClock(),
        "missing": "wait",
    }
    if snapshot is None:
        return sc.Machine(chart, values=start_values(values), **options)
    if values:
        raise UsageError("--set is for a start; --snapshot asks without one")
    return sc.Machine.restore(chart, opened_json(snapshot), **options)


def _answer(
    machine: sc.Machine, name: str, payload: Value
) -> tuple[OutcomeKind, tuple[Reason, ...]]:
    if machine.can(name, payload):
        return OutcomeKind.ACCEPTED, ()
    reasons = machine.why_not(name, payload)
    return (OutcomeKind.REJECTED if reasons else OutcomeKind.IGNORED), reasons


def _say(chart: sc.Chart, name: str, kind: OutcomeKind, reasons: tuple[Reason, ...]) -> None:
    shown = {
        OutcomeKind.ACCEPTED: good("accepted"),
        OutcomeKind.REJECTED: bad("rejected"),
        OutcomeKind.IGNORED: faint("ignored"),
    }[kind]
    because = ": nothing takes it in this state" if kind is OutcomeKind.IGNORED else ""
    say(f"{strong(name)} would be {shown}{because}")
    say_reasons_with_lines(chart, reasons)
