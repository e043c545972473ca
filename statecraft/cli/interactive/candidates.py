"""What the word being typed in a session may become."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import statecraft as sc
from statecraft.cli.interactive.commands import NAMES, beginning_with
from statecraft.cli.interactive.form import Form
from statecraft.values.shape import finite_values
from statecraft.values.text import text_of

_TIMES = ("500ms", "1s", "30s", "1m", "1h", "1d")


def candidates(machine: sc.Machine, form: Form | None, line: str) -> tuple[str, ...]:
    """The words that the last one of a line up to the cursor may become."""
    word = line.rpartition(" ")[2]
    if form is not None:
        listed = finite_values(form.questions[0].shape) or ()
        return beginning_with(line.strip(), map(text_of, listed))
    before = line.split()[: -1 if word else None]
    if not before:
        slashed = (f"/{name}" for name in NAMES if word.startswith("/"))
        return beginning_with(word, (*machine.chart.events, *NAMES, *slashed))
    return beginning_with(word, _arguments(machine, before[0].lstrip("/"), len(before)))


def _arguments(machine: sc.Machine, command: str, position: int) -> Iterable[str]:
    """What may stand at a place after a command."""
    if command == "move":
        return free_moves(machine.chart)
    if command == "is":
        return (*_readable(machine.chart), *machine.chart.lowered.by_path)
    if position > 1:
        return ()
    match command:
        case "send" | "why":
            return machine.chart.events
        case "answer" | "fail":
            return tuple(each.id for each in machine.pending)
        case "advance":
            return _TIMES
        case "context":
            return tuple(each.name for each in machine.chart.definition.context)
        case _:
            return ()


def _readable(chart: sc.Chart) -> Iterator[str]:
    """The names that a condition may read."""
    definition = chart.definition
    yield from (dimension.name for dimension in definition.dimensions)
    yield from (variable.name for variable in definition.context)
    yield from (computed.name for computed in definition.computed)


def free_moves(chart: sc.Chart) -> tuple[str, ...]:
    """``dimension=value`` for every value that a dimension may be moved to directly."""
    return tuple(
        f"{dimension.name}={value.text}"
        for dimension in chart.definition.dimensions
        if dimension.free
        for value in dimension.values
    )
