"""What happens in a run, told for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import statecraft as sc
from statecraft.cli.line import Line
from statecraft.cli.printing import bad, faint, good, say, strong
from statecraft.diagnostics import excerpt
from statecraft.kernel.outcome import Microstep, Outcome, OutcomeKind, Reason
from statecraft.values.duration import show_duration
from statecraft.values.json_values import Value, same
from statecraft.values.notation import brief
from statecraft.values.text import text_of

_INDENT = "    "


def say_line(chart: sc.Chart, line: Line) -> None:
    """Tell one act: its outcome, what changed, the steps that followed."""
    data = line.first.data
    payload = f" {brief(data)}" if data and line.first.event == line.title else ""
    say(f"{strong(line.title)}{payload}: {_verdict(line.first)}")
    _say_reasons(line.first.reasons)
    for number, record in enumerate(line.records):
        if number:
            say(f"{_INDENT}then {_step_title(record)}: {_verdict(record.outcome)}")
            _say_reasons(record.outcome.reasons)
        elif record.outcome.event not in (None, line.title):
            say(f"{_INDENT}{_step_title(record)}: {_verdict(record.outcome)}")
        for change in _changes(chart, record):
            say(f"{_INDENT}{change}")


def _step_title(record: sc.Record) -> str:
    event = record.outcome.event or "remark"
    before = record.before.now_ms if record.before is not None else 0
    later = record.after.now_ms > before
    return f"{event} at {show_duration(record.after.now_ms)}" if later else event


def _verdict(outcome: Outcome) -> str:
    note = f" ({outcome.note})" if outcome.note else ""
    return f"{_coloured(outcome.kind)}{note}"


def _coloured(kind: OutcomeKind) -> str:
    if kind in (OutcomeKind.ACCEPTED, OutcomeKind.STARTED):
        return good(kind)
    return faint(kind) if kind is OutcomeKind.IGNORED else bad(kind)


def _say_reasons(reasons: Sequence[Reason]) -> None:
    for reason in reasons:
        name = f" {reason.id}" if reason.id else ""
        say(f"{_INDENT}{reason.kind}{name}: {reason.message}")
        if reason.at is not None:
            say(f"{_INDENT}{_INDENT}{faint(str(reason.at))}")


def _changes(chart: sc.Chart, record: sc.Record) -> Iterator[str]:
    if record.before is not None and record.before is not record.after:
        yield from _changed(chart.values(record.before), chart.values(record.after), text_of)
        before, after = chart.full_key(record.before), chart.full_key(record.after)
        if before != after:
            yield f"state: {before} → {after}"
        yield from _changed(record.before.context, record.after.context, brief)
        if record.before.status != record.after.status:
            yield f"{record.after.status}, output {brief(record.after.output)}"
    yield from (effect_text(effect) for effect in record.effects)


def _changed(
    before: Mapping[str, Value], after: Mapping[str, Value], shown: Callable[[Value], str]
) -> Iterator[str]:
    for name, value in after.items():
        if not same(before[name], value):
            yield f"{name}: {shown(before[name])} → {shown(value)}"


def effect_text(effect: sc.Effect) -> str:
    """An effect in one line."""
    match effect:
        case sc.PerformAction(name=name, id=identity, data=data):
            named = f" (id {identity})" if identity != name else ""
            return f"action {name}{named} {brief(data)}"
        case sc.EmitEvent(event=event, data=data):
            return f"emit {event} {brief(data)}"
        case sc.LogMessage(message=message):
            return f"log {text_of(message)}"
        case sc.SendEvent(event=event, to=to, data=data):
            return f"send {event} to {to} {brief(data)}"
        case sc.StartInstance(machine=machine, input=given):
            return f"start {machine.rpartition('#')[2]} {brief(given)}"


def say_trace(line: Line) -> None:
    """Tell every microstep."""
    for record in line.records:
        for number, microstep in enumerate(record.outcome.path, 1):
            say(faint(f"{_INDENT}microstep {number}: {_microstep_text(microstep)}"))


def _microstep_text(microstep: Microstep) -> str:
    taken = (
        f"{text} [{place}]"
        for text, place in zip(microstep.transitions, microstep.places, strict=True)
    )
    parts = [microstep.event or "eventless", ", ".join(taken)]
    parts += [f"exit {', '.join(microstep.exited)}"] if microstep.exited else []
    parts += [f"enter {', '.join(microstep.entered)}"] if microstep.entered else []
    return "; ".join(part for part in parts if part)


def say_state(machine: sc.Machine) -> None:
    """Tell the whole state: dimensions with their labels, the tree, the context."""
    labels = {
        (dimension.name, value.text): value.described.label
        for dimension in machine.chart.definition.dimensions
        for value in dimension.values
    }
    rows = {
        name: _labelled(text_of(value), labels.get((name, text_of(value))))
        for name, value in machine.values.items()
    }
    if machine.full_key:
        rows["state"] = machine.full_key
    rows |= {name: brief(value) for name, value in machine.snapshot.context.items()}
    rows |= {"pending": ", ".join(each.id for each in machine.pending)} if machine.pending else {}
    width = max((len(name) for name in rows), default=0)
    for name, shown in rows.items():
        say(f"{_INDENT}{name:<{width}}  {shown}")


def _labelled(text: str, label: str | None) -> str:
    return f"{text} ({label})" if label and label != text else text


def say_choices(machine: sc.Machine) -> None:
    """Tell which events can be sent now, and why the others cannot."""
    enabled = machine.enabled_events()
    if enabled:
        say("can be sent now")
    for event in enabled:
        say(f"{_INDENT}{strong(event)}{_event_label(machine.chart, event)}")
    others = [event for event in machine.chart.events if event not in enabled]
    if others:
        say("cannot be sent now")
    for event in others:
        say(f"{_INDENT}{event}{_event_label(machine.chart, event)}")
        reasons = machine.why_not(event)
        for reason in reasons:
            say(f"{_INDENT}{_INDENT}{reason.message}")
        if not reasons:
            say(f"{_INDENT}{_INDENT}nothing takes it in this state")


def _event_label(chart: sc.Chart, event: str) -> str:
    declared = chart.definition.events.get(event)
    label = declared.described.label if declared is not None else None
    return faint(f"  {label}") if label else ""


def say_reasons_with_lines(chart: sc.Chart, reasons: Sequence[Reason]) -> None:
    """Tell reasons, each with the line of the definition that refuses."""
    for reason in reasons:
        name = f" {reason.id}" if reason.id else ""
        say(f"{_INDENT}{reason.kind}{name}: {reason.message}")
        if reason.at is None:
            continue
        say(f"{_INDENT}{_INDENT}{faint(str(reason.at))}")
        for shown in excerpt(reason.at, chart.project.sources.get(reason.at.file, ""))[:1]:
            say(f"{_INDENT}{_INDENT}{faint(shown)}")
