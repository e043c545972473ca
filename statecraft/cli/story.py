"""What happens in a run, told for people: lines, coloured, that others print."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import assert_never

import statecraft as sc
from statecraft.cli.children import child_changes, child_rows
from statecraft.cli.declared import label_of
from statecraft.cli.line import Line
from statecraft.cli.moments import shown_moment
from statecraft.cli.printing import bad, cut, faint, good, strong
from statecraft.cli.progress import changed_progress
from statecraft.cli.seen import seen_dimensions
from statecraft.diagnostics import Span, excerpt
from statecraft.kernel.outcome import Microstep, Outcome, OutcomeKind, Reason
from statecraft.values.json_values import Value, same
from statecraft.values.notation import brief
from statecraft.values.text import text_of

_INDENT = "    "
NOTHING_TAKES_IT = "nothing takes it in this state"


def line_story(chart: sc.Chart, line: Line, *, width: int | None = None) -> Iterator[str]:
    """One act: its outcome, what changed, the steps that followed.

    With a *width* both sides of a change are cut so that they fit into it together.
    """
    data = line.first.data
    payload = f" {brief(data)}" if data and line.first.event == line.title else ""
    yield f"{strong(line.title)}{payload}: {verdict_text(line.first)}"
    yield from _reasons(line.first.reasons)
    for number, record in enumerate(line.records):
        if number:
            yield f"{_INDENT}then {_step_title(record)}: {verdict_text(record.outcome)}"
            yield from _reasons(record.outcome.reasons)
        elif record.outcome.event not in (None, line.title):
            yield f"{_INDENT}{_step_title(record)}: {verdict_text(record.outcome)}"
        for change in changes(chart, record, width and width - len(_INDENT)):
            yield f"{_INDENT}{change}"
    if line.records:
        first, last = line.records[0], line.records[-1]
        for waiting in changed_progress(chart, first.before, last.after):
            yield f"{_INDENT}{faint(waiting)}"


def _step_title(record: sc.Record) -> str:
    event = record.outcome.event or "remark"
    before = record.before.now_ms if record.before is not None else 0
    later = record.after.now_ms > before
    return f"{event} at {shown_moment(record.after.now_ms)}" if later else event


def verdict_text(outcome: Outcome) -> str:
    """The outcome's kind in its colour, and its note."""
    note = f" ({outcome.note})" if outcome.note else ""
    return f"{_coloured(outcome.kind)}{note}"


def _coloured(kind: OutcomeKind) -> str:
    if kind in (OutcomeKind.ACCEPTED, OutcomeKind.STARTED):
        return good(kind)
    return faint(kind) if kind is OutcomeKind.IGNORED else bad(kind)


def _reasons(reasons: Sequence[Reason]) -> Iterator[str]:
    for reason in reasons:
        yield f"{_INDENT}{_reason_text(reason)}"
        yield from (f"{_INDENT}{_INDENT}{faint(str(place))}" for place in _places(reason))


def _places(reason: Reason) -> Iterator[Span]:
    """The place of what refused, and that of its part which was not met, on another line."""
    if reason.at is not None:
        yield reason.at
    detail = reason.detail_at
    if detail is not None and (reason.at is None or detail.line != reason.at.line):
        yield detail


def _reason_text(reason: Reason) -> str:
    is_told = reason.id is None or reason.message.startswith((f"{reason.id}:", f"{reason.id} "))
    name = "" if is_told else f" {reason.id}"
    return f"{reason.kind}{name}: {reason.message}"


def changes(chart: sc.Chart, record: sc.Record, width: int | None = None) -> Iterator[str]:
    """What a step changed and what it wants done outside, a line each."""
    if record.before is not None and record.before is not record.after:
        was, now = seen_dimensions(chart, record.before), seen_dimensions(chart, record.after)
        yield from _changed(was.values, now.values, text_of, width)
        before, after = chart.full_key(record.before), chart.full_key(record.after)
        if before != after:
            yield _change("state", before, after, width)
        yield from _changed(record.before.context, record.after.context, brief, width)
        inside = child_changes(chart.children(record.before), chart.children(record.after))
        yield from (_change(name, was, now, width) for name, was, now in inside)
        if record.before.status != record.after.status:
            yield f"{record.after.status}, output {brief(record.after.output)}"
    yield from (effect_text(effect) for effect in record.effects)


def _changed(
    before: Mapping[str, Value],
    after: Mapping[str, Value],
    shown: Callable[[Value], str],
    width: int | None,
) -> Iterator[str]:
    for name, value in after.items():
        if name in before and not same(before[name], value):
            yield _change(name, shown(before[name]), shown(value), width)


def _change(name: str, before: str, after: str, width: int | None) -> str:
    """``name: before → after``; in a narrow place the longer side is cut first."""
    if width is not None:
        room = max(width - len(name) - 5, 20)
        shorter = min(len(before), len(after), room // 2)
        before, after = cut(before, room - shorter), cut(after, room - shorter)
    return f"{name}: {before} → {after}"


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
        case sc.RunEnded(kind=kind, name=name, result=result, error=error):
            return f"{kind} {name} {_end_text(result, error)}"
        case sc.StatusRow():
            return _status_text(effect)
        case sc.StartHostChild(slot=slot, name=name, input=given):
            return f"start python:{name} in {slot.partition('/')[2]} {brief(given)}"
        case sc.StopHostChild(slot=slot):
            return f"stop {slot.partition('/')[2]}"
        case _:
            assert_never(effect)


def _end_text(result: Value, error: Value) -> str:
    """How a run ended: with a result, or where and why it failed."""
    if not isinstance(error, dict):
        return "ended" if result is None else f"ended with {brief(result)}"
    if error["kind"] == "cancelled":
        return "cancelled"
    at = f" at {text_of(error['step'])}" if error["step"] is not None else ""
    return f"failed{at} ({text_of(error['kind'])}): {text_of(error['message'])}"


def _status_text(row: sc.StatusRow) -> str:
    """A status row as a person reads it: ``status 2 Export: processing, 3 orders``."""
    step = " ".join(text_of(part) for part in (row.step, row.name) if part is not None)
    message = "" if row.message is None else f", {row.message}"
    return f"status {step}: {row.status}{message}" if step else f"status {row.status}{message}"


def trace_story(line: Line) -> Iterator[str]:
    """Every microstep."""
    for record in line.records:
        for number, microstep in enumerate(record.outcome.path, 1):
            yield faint(f"{_INDENT}microstep {number}: {_microstep_text(microstep)}")


def _microstep_text(microstep: Microstep) -> str:
    taken = (
        f"{text} [{place}]"
        for text, place in zip(microstep.transitions, microstep.places, strict=True)
    )
    parts = [f"in {microstep.slot}"] if microstep.slot else []
    parts += [microstep.event or "eventless", ", ".join(taken)]
    parts += [f"exit {', '.join(microstep.exited)}"] if microstep.exited else []
    parts += [f"enter {', '.join(microstep.entered)}"] if microstep.entered else []
    return "; ".join(part for part in parts if part)


def state_story(machine: sc.Machine) -> Iterator[str]:
    """The whole state: dimensions with their labels, the tree, the context."""
    rows = labelled_values(machine)
    if machine.full_key:
        rows["state"] = machine.full_key
    rows |= {name: brief(value) for name, value in machine.snapshot.context.items()}
    rows |= dict(child_rows(machine.children()))
    rows |= {"pending": ", ".join(each.id for each in machine.pending)} if machine.pending else {}
    width = max((len(name) for name in rows), default=0)
    for name, shown in rows.items():
        yield f"{_INDENT}{name:<{width}}  {shown}"


def labelled_values(machine: sc.Machine) -> dict[str, str]:
    """Dimension → its value, with the value's label: ``0 (Draft)``."""
    labels = {
        (dimension.name, value.text): value.described.label
        for dimension in machine.chart.definition.dimensions
        for value in dimension.values
    }
    return {
        name: _labelled(text_of(value), labels.get((name, text_of(value))))
        for name, value in seen_dimensions(machine.chart, machine.snapshot).values.items()
    }


def _labelled(text: str, label: str | None) -> str:
    return f"{text} ({label})" if label and label != text else text


def choices_story(machine: sc.Machine) -> Iterator[str]:
    """Which events can be sent now, and why the others cannot."""
    enabled = machine.enabled_events()
    if enabled:
        yield "can be sent now"
    for event in enabled:
        yield f"{_INDENT}{strong(event)}{_event_label(machine.chart, event)}"
    others = [event for event in machine.chart.events if event not in enabled]
    if others:
        yield "cannot be sent now"
    for event in others:
        yield f"{_INDENT}{event}{_event_label(machine.chart, event)}"
        reasons = machine.why_not(event)
        for reason in reasons:
            yield f"{_INDENT}{_INDENT}{reason.message}"
        if not reasons:
            yield f"{_INDENT}{_INDENT}{NOTHING_TAKES_IT}"


def _event_label(chart: sc.Chart, event: str) -> str:
    label = label_of(chart, event)
    return faint(f"  {label}") if label else ""


def reasons_story(chart: sc.Chart, reasons: Sequence[Reason]) -> Iterator[str]:
    """Reasons, each with the lines of the definition that refuse."""
    for reason in reasons:
        yield f"{_INDENT}{_reason_text(reason)}"
        for place in _places(reason):
            yield f"{_INDENT}{_INDENT}{faint(str(place))}"
            for shown in excerpt(place, chart.project.sources.get(place.file, ""))[:1]:
                yield f"{_INDENT}{_INDENT}{faint(shown)}"
