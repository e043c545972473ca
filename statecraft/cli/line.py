"""What ``run`` tells of one act: the act's outcome, the steps that followed, the state after."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import statecraft as sc
from statecraft.cli.children import child_json
from statecraft.cli.declared import payload_of
from statecraft.cli.failures import RunFailed
from statecraft.cli.seen import UNREADABLE, why_unreadable
from statecraft.diagnostics import did_you_mean, quoted
from statecraft.kernel.outcome import Outcome, OutcomeKind, ReasonKind, Told
from statecraft.kernel.progress import RunProgress
from statecraft.kernel.tree_view import ChildView
from statecraft.runtime.progress import run_json
from statecraft.runtime.showing import effect_json, reason_json
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape
from statecraft.values.text import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """The state of the machine after an act, as ``run --json`` shows it."""

    dimensions: Mapping[str, Value]
    configuration: tuple[str, ...]
    context: Mapping[str, Value]
    capabilities: Mapping[str, Value]
    done: bool
    output: Value
    runs: tuple[RunProgress, ...]
    children: Mapping[str, ChildView]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act.

    Attributes:
        title: what was done, for people.
        first: the outcome of the act's own step.
        records: of all its steps, the first included; none where there was no step.
        after: None where there is no machine, or nobody asks.
    """

    title: str
    first: Outcome
    records: tuple[sc.Record, ...]
    after: After | None

    def as_json(self) -> dict[str, Any]:
        """The line of ``run --json`` but for the format version."""
        effects = self.records[0].effects if self.records else ()
        line = {**_step_json(self.first), **_state_json(self.after, effects)}
        if self.after is not None and self.after.done:
            line["output"] = self.after.output
        if self.after is not None and self.after.children:
            line["children"] = {slot: child_json(of) for slot, of in self.after.children.items()}
        if self.after is not None and self.after.runs:
            line["runs"] = [run_json(run) for run in self.after.runs]
        if len(self.records) > 1:
            line["followed_by"] = [_later_json(record) for record in self.records[1:]]
        if self.first.note is not None:
            line["note"] = self.first.note
        return line


_NOTHING_DUE: Final = Outcome.of(Told(kind=OutcomeKind.IGNORED, event=None, note="nothing was due"))


def line_of(machine: sc.Machine, title: str, records: Iterable[sc.Record]) -> Line:
    """The line of an act with the records that it led to; without any, nothing was due."""
    own = tuple(record for record in records if record.machine == machine.id)
    first = own[0].outcome if own else _NOTHING_DUE
    return Line(title=title, first=first, records=own, after=None)


def with_state(machine: sc.Machine, line: Line) -> Line:
    """The line with the state that the machine is in after it.

    Raises:
        RunFailed: the definition computes something that has no value in this state.
    """
    try:
        return replace(line, after=after(machine))
    except UNREADABLE as error:
        raise RunFailed(why_unreadable(error)) from error


def act_title(act: sc.Act) -> str:
    """An act in a few words: an event's or pipeline's name, ``move mode=manual``."""
    if act.kind in ("send", "run"):
        return str(act.argument)
    if not isinstance(act.argument, dict):
        return f"{act.kind} {act.argument}"
    values = (f"{name}={text_of(value)}" for name, value in act.argument.items())
    return f"{act.kind} {', '.join(values)}"


def unknown_event(machine: sc.Machine, act: sc.Act, line: Line) -> str | None:
    """A warning where nothing in the machine can ever take the event that was sent."""
    if act.kind != "send" or line.first.kind is not OutcomeKind.IGNORED or line.first.note:
        return None
    name = str(act.argument)
    if name in machine.chart.lowered.events:
        return None
    if name in machine.chart.events:
        return f"{quoted(name)} is for a child, and none of those that are there takes it now"
    hint = did_you_mean(name, machine.chart.events)
    return f"nothing in {machine.chart.definition.id} takes the event {quoted(name)}{hint}"


def missing_payload(machine: sc.Machine, act: sc.Act, line: Line) -> str | None:
    """How an event is sent with its payload, where it was sent without one and refused for it."""
    if act.kind not in ("send", "run") or line.first.data:
        return None
    event = str(act.argument)
    shape = payload_of(machine.chart, event)
    is_missed = any(
        reason.kind is ReasonKind.SCHEMA and reason.id == event for reason in line.first.reasons
    )
    if not is_missed or shape is None:
        return None
    return f"give the payload as well: --{act.kind} '{event}={_fields_of(shape)}'"


def missing_input(chart: sc.Chart, outcome: Outcome) -> str | None:
    """How a start is given its input, where it was refused for it."""
    shape = chart.definition.input
    if shape is None or all(reason.kind is not ReasonKind.SCHEMA for reason in outcome.reasons):
        return None
    return f"give the input as well: --input '{_fields_of(shape)}'"


def _fields_of(shape: Shape) -> str:
    """The fields that must be there, to be filled in: ``{"amount": …}``."""
    return f"{{{', '.join(f'{quoted(name)}: …' for name in sorted(shape.required))}}}"


def refused_start(outcome: Outcome) -> Line:
    """The line of a start that left no machine."""
    return Line(title="start", first=outcome, records=(), after=None)


def after(machine: sc.Machine) -> After:
    """The machine's present state."""
    snapshot = machine.snapshot
    return After(
        dimensions=machine.values,
        configuration=snapshot.configuration,
        context=snapshot.context,
        capabilities=machine.capabilities(),
        done=machine.status == "done",
        output=machine.output,
        runs=machine.progress(),
        children=machine.children(),
    )


def _step_json(outcome: Outcome) -> dict[str, Any]:
    return {
        "event": outcome.event,
        "outcome": str(outcome.kind),
        "reasons": [reason_json(reason) for reason in outcome.reasons],
    }


def _later_json(record: sc.Record) -> dict[str, Any]:
    effects = [effect_json(effect) for effect in record.effects]
    step = {**_step_json(record.outcome), "effects": effects}
    note = record.outcome.note
    return step if note is None else {**step, "note": note}


def _state_json(state: After | None, effects: tuple[sc.Effect, ...]) -> dict[str, Any]:
    return {
        "dimensions": dict(state.dimensions) if state else {},
        "configuration": list(state.configuration) if state else [],
        "context": dict(state.context) if state else {},
        "effects": [effect_json(effect) for effect in effects],
        "capabilities": dict(state.capabilities) if state else {},
        "done": state.done if state else False,
    }
