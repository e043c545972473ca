"""``statecraft preview``: one workflow or pipeline, run with its test values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

import statecraft as sc
from statecraft.cli import completing
from statecraft.cli.acting import start_input, start_values
from statecraft.cli.arguments import event_and_payload, json_value
from statecraft.cli.opening import json_option, opened_chart, root_option, search_option
from statecraft.cli.output import chosen_machine
from statecraft.cli.printing import faint, say_all, say_json, strong
from statecraft.cli.progress import progress_story
from statecraft.cli.story import changes, reasons_story, verdict_text
from statecraft.diagnostics import UsageError
from statecraft.runtime.preview import (
    Preview,
    StepTaken,
    answered_action,
    callbacks_of,
    preview,
    steps_of,
    without_callbacks,
)
from statecraft.runtime.progress import run_json
from statecraft.runtime.showing import effect_json, reason_json
from statecraft.values.json_values import Value
from statecraft.values.notation import brief

_INDENT = "    "


@click.command("preview", epilog="Example: statecraft preview accounts.statechart.yaml change_user")
@click.argument("file", metavar="FILE", shell_complete=completing.files)
@click.argument("workflow", metavar="WORKFLOW")
@click.option("--with", "given", metavar="JSON", help="Parameters, in place of test values.")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=JSON",
    help="A start value.",
    shell_complete=completing.start_values,
)
@click.option("--input", "machine_input", metavar="JSON", help="The input of the start.")
@click.option(
    "--send",
    multiple=True,
    metavar="EVENT[=JSON]",
    help="The event of a wait, in order.",
    shell_complete=completing.events,
)
@click.option("--machine", metavar="NAME", help="A machine of the file, if not the main one.")
@search_option
@root_option
@json_option
def preview_workflow(
    *,
    file: str,
    workflow: str,
    given: str | None,
    values: tuple[str, ...],
    machine_input: str | None,
    send: tuple[str, ...],
    machine: str | None,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Run one WORKFLOW (or pipeline) with its test values, showing steps and callbacks.

    Parameters and the answers of actions are the `test` values of the definition; pauses pass at
    once. It stops at a wait for an event, unless --send gives one.
    """
    chart = chosen_machine(opened_chart(file, root, search), machine)
    try:
        found = preview(
            chart,
            workflow,
            _parameters(given),
            values=start_values(values),
            input=start_input(machine_input),
            events=[event_and_payload("--send", text) for text in send],
        )
    except sc.StartRejected as error:
        raise UsageError(f"{error}; give other start values with --set or --input") from None
    if as_json:
        say_json(_preview_json(found))
    else:
        say_all(_story(found))
    return 1 if found.failed else 0


def _parameters(text: str | None) -> dict[str, Value]:
    given = {} if text is None else json_value("--with", text)
    if not isinstance(given, dict):
        raise UsageError(f"--with {text}: parameters are a mapping of their names to values")
    return given


def _story(found: Preview) -> Iterator[str]:
    what = f"{found.pipeline.kind} {found.pipeline.name}"
    yield f"{strong(what)} with {brief(dict(found.parameters))}"
    for number, record in enumerate(found.records):
        if number:
            yield f"{_title(found, record)}: {verdict_text(record.outcome)}"
        yield from _record_story(found, record)
    if found.refused:
        yield f"{what} is refused"
    elif found.end is None:
        yield f"{what} waits"
        yield from (f"{_INDENT}{line}" for line in progress_story(found.runs))
    for name, payload in found.uncalled.items():
        yield faint(f"callback {name} was not called (test payload {brief(payload)})")


def _title(found: Preview, record: sc.Record) -> str:
    """What a later step was for: an answer with its test value, or an event with its payload."""
    event, data = record.outcome.event or "a step", record.outcome.data
    action = answered_action(found, record)
    if action is not None:
        return f"{action.name} answers {brief(action.test)}"
    return f"{event} {brief(data)}" if data else event


def _record_story(found: Preview, record: sc.Record) -> Iterator[str]:
    for step in steps_of(found.chart, record):
        yield f"{_INDENT}{_step_text(step)}  {faint(str(step.at))}"
    for called in callbacks_of(record):
        scope = f"parameters {brief(dict(found.parameters))}"
        yield f"{_INDENT}callback {called.name}: event {brief(called.payload)}, {scope}"
    for change in changes(found.chart, without_callbacks(record)):
        yield f"{_INDENT}{change}"
    yield from reasons_story(found.chart, record.outcome.reasons)


def _step_text(step: StepTaken) -> str:
    branch = f" in {step.branch}" if step.branch else ""
    return f"{step.run} {step.number} of {step.of}{branch}: {step.label or step.name}"


def _preview_json(found: Preview) -> dict[str, Any]:
    told: dict[str, Any] = {
        str(found.pipeline.kind): found.pipeline.name,
        "parameters": dict(found.parameters),
        "outcome": _outcome(found),
        "records": [_record_json(found, record) for record in found.records],
        "not_called": dict(found.uncalled),
    }
    if found.end is not None:
        told["result"], told["error"] = found.end.result, found.end.error
    if found.runs:
        told["runs"] = [run_json(run) for run in found.runs]
    return told


def _outcome(found: Preview) -> str:
    if found.refused:
        return "refused"
    if found.end is None:
        return "waits"
    return "failed" if found.failed else "ended"


def _record_json(found: Preview, record: sc.Record) -> dict[str, Any]:
    return {
        "event": record.outcome.event,
        "with": record.outcome.data,
        "outcome": str(record.outcome.kind),
        "reasons": [reason_json(reason) for reason in record.outcome.reasons],
        "steps": [_step_json(step) for step in steps_of(found.chart, record)],
        "callbacks": [
            {
                "callback": called.name,
                "event": called.payload,
                "parameters": dict(found.parameters),
            }
            for called in callbacks_of(record)
        ],
        "effects": [effect_json(effect) for effect in without_callbacks(record).effects],
        "context": record.after.context,
    }


def _step_json(step: StepTaken) -> dict[str, Any]:
    return {
        "run": step.run,
        "step": step.name,
        "label": step.label,
        "number": step.number,
        "of": step.of,
        "branch": step.branch,
        "at": str(step.at),
    }
