"""``statecraft run``: a machine is started and acted upon, on a simulated clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import click

import statecraft as sc
from statecraft.cli import completing
from statecraft.cli.acting import acts, start_input, start_values
from statecraft.cli.beginning import Beginning, begun, registry_at
from statecraft.cli.interactive.session import Session
from statecraft.cli.interactive.terminal import converse, on_terminal
from statecraft.cli.line import (
    Line,
    act_title,
    line_of,
    missing_input,
    missing_payload,
    refused_start,
    unknown_event,
    with_state,
)
from statecraft.cli.moments import parse_moment
from statecraft.cli.opening import (
    STDIN,
    json_option,
    opened_chart,
    opened_json,
    root_option,
    search_option,
    write_json,
)
from statecraft.cli.printing import say_all, say_json, warn
from statecraft.cli.story import choices_story, line_story, state_story, trace_story
from statecraft.diagnostics import UsageError
from statecraft.kernel.outcome import OutcomeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How lines are printed."""

    as_json: bool = False
    trace: bool = False


@click.command(epilog="Example: statecraft run gate.statechart.yaml --send ALARM --advance 30s")
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=JSON",
    help="A start value.",
    shell_complete=completing.start_values,
)
@click.option("--input", "given", metavar="JSON", help="The input of the start.")
@click.option(
    "--send",
    multiple=True,
    metavar="EVENT[=JSON]",
    help="Send an event.",
    shell_complete=completing.events,
)
@click.option(
    "--run",
    multiple=True,
    metavar="PIPELINE[=JSON]",
    help="Run a pipeline.",
    shell_complete=completing.pipelines,
)
@click.option(
    "--move",
    multiple=True,
    metavar="DIM=VALUE",
    help="Move a free dimension.",
    shell_complete=completing.moves,
)
@click.option(
    "--answer",
    multiple=True,
    metavar="ID=JSON",
    help="Answer a pending action.",
    shell_complete=completing.actions,
)
@click.option(
    "--fail",
    multiple=True,
    metavar="ID=JSON",
    help="Let a pending action fail.",
    shell_complete=completing.actions,
)
@click.option("--advance", multiple=True, metavar="30s", help="Let time pass.")
@click.option(
    "--script",
    multiple=True,
    metavar="FILE",
    help="A YAML or JSON list of such steps.",
    shell_complete=completing.files,
)
@click.option("--at", metavar="TIME", help="When the clock starts: now, a date and time (0).")
@click.option("--actions", multiple=True, metavar="MODULE[:NAME]", help="Handlers of actions.")
@click.option("--mock", is_flag=True, help="Actions answer with their test values.")
@click.option("--trace", is_flag=True, help="Show every microstep.")
@click.option(
    "--snapshot-in", metavar="FILE", help="Go on from a snapshot.", shell_complete=completing.files
)
@click.option(
    "--snapshot-out",
    metavar="FILE",
    help="Write the snapshot at the end.",
    shell_complete=completing.files,
)
@click.option("--status-store", metavar="FILE", help="Keep status rows in an SQLite file.")
@click.option("-i", "--interactive", is_flag=True, help="A session, also without a terminal.")
@search_option
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
    at: str | None,
    actions: tuple[str, ...],
    mock: bool,
    trace: bool,
    snapshot_in: str | None,
    snapshot_out: str | None,
    status_store: str | None,
    interactive: bool,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
    **_acting: tuple[str, ...],
) -> int:
    """Start a machine, then act on it in the order of the options.

    Acting are --send, --run, --move, --answer, --fail, --advance and --script. Time passes by
    --advance alone. Without an acting option a terminal gets an interactive session; elsewhere the
    start is shown, and which events could be sent.
    """
    todo, style = acts(context), Style(as_json=as_json, trace=trace)
    if interactive or (not todo and style == Style() and file != STDIN and on_terminal()):
        _refuse_in_session(file, style)
        play = _conversation(lambda at: opened_chart(at, root, search), file, todo)
    else:
        play = _story(todo, style)
    beginning = _beginning(values, given, snapshot_in, at, actions, status_store, mock=mock)
    chart = opened_chart(file, root, search)
    try:
        code, machine = play(chart, beginning)
    except sc.StartRejected as error:
        _print(chart, refused_start(error.outcome), style)
        _warn(missing_input(chart, error.outcome) if given is None else None)
        return 1
    finally:
        if beginning.journal is not None:
            beginning.journal.close()
    if snapshot_out is not None:
        write_json(snapshot_out, machine.to_json())
    return code


Play = Callable[[sc.Chart, Beginning], tuple[int, sc.Machine]]
"""Plays a machine from its beginning: the exit code, and the machine at the end."""


def _refuse_in_session(file: str, style: Style) -> None:
    if style != Style():
        raise UsageError("--interactive tells its own story: leave --json and --trace out")
    if file == STDIN:
        raise UsageError("an interactive session reads stdin itself: give the definition as a file")


def _beginning(
    values: tuple[str, ...],
    given: str | None,
    snapshot: str | None,
    at: str | None,
    actions: tuple[str, ...],
    store: str | None,
    *,
    mock: bool,
) -> Beginning:
    if actions and mock:
        raise UsageError("--actions and --mock exclude each other")
    if snapshot is not None and (values or given is not None):
        raise UsageError("--set and --input are for a start; --snapshot-in goes on without one")
    return Beginning(
        values=start_values(values),
        input=start_input(given),
        snapshot=None if snapshot is None else opened_json(snapshot),
        registry=registry_at(actions),
        mock=mock,
        at=0.0 if at is None else parse_moment(at),
        journal=None if store is None else sc.SqliteStatusJournal(store),
    )


def _conversation(load: Callable[[str], sc.Chart], file: str, todo: tuple[sc.Act, ...]) -> Play:
    def play(chart: sc.Chart, beginning: Beginning) -> tuple[int, sc.Machine]:
        session = Session(chart=chart, beginning=beginning, load=lambda: load(file))
        converse(session, load, todo)
        return 0, session.machine

    return play


def _story(todo: tuple[sc.Act, ...], style: Style) -> Play:
    def play(chart: sc.Chart, beginning: Beginning) -> tuple[int, sc.Machine]:
        records: list[sc.Record] = []
        machine = begun(chart, beginning, records.append)
        return _played(machine, todo, records, style), machine

    return play


def _played(
    machine: sc.Machine, todo: tuple[sc.Act, ...], records: list[sc.Record], style: Style
) -> int:
    """Print the line of the start, then carry out and print each act; the exit code."""
    lines = []
    if records:
        lines.append(_told(machine, "start", records, style))
    if not style.as_json:
        say_all(state_story(machine))
    for act in todo:
        sc.carry_out(machine, act)
        lines.append(_told(machine, act_title(act), records, style))
        _warn_about(machine, act, lines[-1])
    if not todo and not style.as_json:
        say_all(choices_story(machine))
    return 1 if any(_is_refusal(line) for line in lines) else 0


def _told(machine: sc.Machine, title: str, records: list[sc.Record], style: Style) -> Line:
    """Print the line of the latest act; its records are taken from the list."""
    line = line_of(machine, title, records)
    records.clear()
    _print(machine.chart, with_state(machine, line) if style.as_json else line, style)
    return line


def _print(chart: sc.Chart, line: Line, style: Style) -> None:
    if style.as_json:
        say_json(line.as_json())
        return
    say_all(line_story(chart, line))
    if style.trace:
        say_all(trace_story(line))


def _warn_about(machine: sc.Machine, act: sc.Act, line: Line) -> None:
    _warn(unknown_event(machine, act, line))
    _warn(missing_payload(machine, act, line))


def _warn(remark: str | None) -> None:
    if remark is not None:
        warn(remark)


def _is_refusal(line: Line) -> bool:
    """Whether the event was refused, or what it led to came to nothing."""
    stalled = any(record.outcome.kind is OutcomeKind.STALLED for record in line.records)
    return stalled or line.first.kind is OutcomeKind.REJECTED
