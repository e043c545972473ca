"""The state of a machine at a glance: where it is, what can be sent, what cannot and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

import statecraft as sc
from statecraft.cli.children import child_rows
from statecraft.cli.declared import label_of, payload_of
from statecraft.cli.moments import shown_moment
from statecraft.cli.printing import cells, cut, faint, good, strong
from statecraft.cli.progress import progress_story
from statecraft.cli.seen import seen_context, seen_dimensions
from statecraft.cli.story import NOTHING_TAKES_IT, labelled_values
from statecraft.kernel.snapshot import Timer
from statecraft.model.states import State
from statecraft.values.duration import show_duration
from statecraft.values.notation import brief

_WIDEST_NAME: Final = 24
_MOST_TIMERS: Final = 3
_MANY_ROWS: Final = 8


def glance(machine: sc.Machine, width: int, height: int | None = None) -> list[str]:
    """The whole picture, in lines of at most *width* columns.

    Where that takes more than *height* lines, the events that cannot be sent are only named.
    """
    whole = [*_lines(machine, width, _refusals)]
    if height is None or len(whole) <= height:
        return whole
    return [*_lines(machine, width, _refused_names)]


def _lines(machine: sc.Machine, width: int, refused: Refused) -> Iterator[str]:
    yield _heading(machine, width)
    yield from _laid_out(dict(_rows(machine)), width)
    for line in _events(machine, refused, width):
        yield cut(line, width)


def _laid_out(rows: Mapping[str, str], width: int) -> Iterator[str]:
    """The rows, one below the other; two short ones side by side where there are many."""
    column = min(max(map(cells, rows), default=0), _WIDEST_NAME)
    half = width // 2
    left = ""
    for name, shown in rows.items():
        text = f"  {_padded(name, column)}  {shown}"
        if len(rows) < _MANY_ROWS or cells(text) >= half:
            yield from filter(None, (left.rstrip(), cut(text, width)))
            left = ""
        elif left:
            yield f"{left}{text}"
            left = ""
        else:
            left = text + " " * (half - cells(text))
    yield from filter(None, (left.rstrip(),))


def _heading(machine: sc.Machine, width: int) -> str:
    definition = machine.chart.definition
    label = definition.described.label
    name = f"{label} ({definition.id})" if label and label != definition.id else definition.id
    done = f", {good('done')}" if machine.status == "done" else ""
    return cut(f"{strong(one_line(name))} at {shown_time(machine)}{done}", width)


def shown_time(machine: sc.Machine) -> str:
    """The simulated clock: ``1m30s``."""
    return shown_moment(round(machine.clock.now() * 1000))


def _rows(machine: sc.Machine) -> Iterator[tuple[str, str]]:
    yield from labelled_values(machine).items()
    if machine.full_key:
        yield "state", _labelled_states(machine)
    context = seen_context(machine.chart, machine.snapshot)
    for name, value in context.values.items():
        yield name, brief(value)
    problem = seen_dimensions(machine.chart, machine.snapshot).problem or context.problem
    if problem is not None:
        yield "problem", problem
    if machine.status == "done":
        yield "output", brief(machine.output)
    yield from child_rows(machine.children())
    for number, step in enumerate(progress_story(machine.progress())):
        yield f"running{f' {number + 1}' if number else ''}", step
    if machine.pending:
        yield "pending", ", ".join(each.id for each in machine.pending)
    # A run's own timers are told with the step that they belong to.
    timers = [timer for timer in machine.snapshot.timers if timer.run is None]
    for number, timer in enumerate(timers[:_MOST_TIMERS]):
        more = f" (and {len(timers) - _MOST_TIMERS} more)" if len(timers) > _MOST_TIMERS else ""
        yield f"timer{f' {number + 1}' if number else ''}", _timer(machine, timer) + more


def _labelled_states(machine: sc.Machine) -> str:
    """The active atomic states, with their labels where they have any."""
    tree = machine.chart.definition.tree
    paths = machine.full_key.split(" & ")
    if tree is None:
        return machine.full_key
    labels = {state.path: state.described.label for state in descendants(tree)}
    return " & ".join(f"{path} ({labels[path]})" if labels.get(path) else path for path in paths)


def descendants(state: State) -> Iterator[State]:
    """Every state below one, in document order."""
    for child in state.children:
        yield child
        yield from descendants(child)


def _timer(machine: sc.Machine, timer: Timer) -> str:
    left = max(timer.due_ms - round(machine.clock.now() * 1000), 0)
    if timer.after is None:
        named = f" (id {timer.id})" if timer.id else ""
        return f"{timer.event}{named} in {show_duration(left)}"
    owner = machine.snapshot.activation(timer.activation)
    assert owner is not None, "the timers of a child go with it"
    state, place = timer.after
    row = owner.chart.rows[state]
    slot = "" if owner.child_of is None else f"{owner.child_of.slot}: "
    return f"after {row.after[place].text} in {slot}{row.path}, in {show_duration(left)}"


Refused = Callable[[sc.Machine, Sequence[str], int, int], Iterator[str]]
"""Tells which events cannot be sent; the numbers are the widths of names and of lines."""


def _events(machine: sc.Machine, refused: Refused, width: int) -> Iterator[str]:
    names = machine.chart.events
    if not names or machine.status == "done":
        return
    column = min(max(map(cells, names)), _WIDEST_NAME)
    enabled = machine.enabled_events()
    if enabled:
        yield strong("can be sent")
    for number, event in enumerate(enabled, 1):
        padded = strong(event) + " " * (column - cells(event))
        yield f"{number:>3}  {padded}  {_what_it_is(machine.chart, event)}".rstrip()
    others = [event for event in names if event not in enabled]
    if others:
        yield from refused(machine, others, column, width)


def _refusals(machine: sc.Machine, events: Sequence[str], column: int, width: int) -> Iterator[str]:
    yield strong("cannot be sent now")
    for event in events:
        yield faint(cut(f"     {_padded(event, column)}  {_why_not(machine, event)}", width))


def _refused_names(
    _machine: sc.Machine, events: Sequence[str], _column: int, _width: int
) -> Iterator[str]:
    yield f"{strong('cannot be sent now')} {faint('(why or show tell more)')}"
    yield faint(f"     {', '.join(events)}")


def _what_it_is(chart: sc.Chart, event: str) -> str:
    label = one_line(label_of(chart, event) or "")
    shape = payload_of(chart, event)
    if shape is None or not shape.properties:
        return label
    fields = ", ".join(name if name in shape.required else f"{name}?" for name in shape.properties)
    return f"{label}{'  ' if label else ''}{faint(f'({fields})')}"


def _why_not(machine: sc.Machine, event: str) -> str:
    reasons: Sequence[sc.Reason] = machine.why_not(event)
    if not reasons:
        return NOTHING_TAKES_IT
    more = f" (and {len(reasons) - 1} more)" if len(reasons) > 1 else ""
    return one_line(reasons[0].message) + more


def _padded(text: str, column: int) -> str:
    short = cut(text, column)
    return short + " " * (column - cells(short))


def one_line(text: str) -> str:
    """The text without line breaks and other characters that move the cursor."""
    return "".join(letter if letter.isprintable() else " " for letter in " ".join(text.split()))
