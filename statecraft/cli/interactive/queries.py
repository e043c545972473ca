"""What a session tells without a step: its log, whole values, whether a condition holds."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import statecraft as sc
from statecraft.cli.interactive.past import Turn
from statecraft.cli.moments import shown_moment
from statecraft.cli.printing import bad, cut, faint, good, strong
from statecraft.cli.seen import seen_context
from statecraft.cli.story import changes, verdict_text
from statecraft.diagnostics import UsageError, did_you_mean, quoted


def log_lines(chart: sc.Chart, turns: Sequence[Turn], width: int) -> Iterator[str]:
    """The acts so far, a line each: number, time, what was done, what came of it."""
    for number, turn in enumerate(turns):
        at = shown_moment(round(turn.after.now * 1000))
        told = "; ".join(
            change for record in turn.line.records for change in changes(chart, record)
        )
        act = strong(cut(turn.line.title, width // 3))
        title = f"{number:>3}  {at:>6}  {act}: {verdict_text(turn.line.first)}"
        yield cut(f"{title}{'  ' if told else ''}{faint(told)}", width)


def truth(machine: sc.Machine, text: str) -> str:
    """Whether a condition holds, or a state is active.

    Raises:
        UsageError: the text is neither.
    """
    is_state = text in machine.chart.lowered.by_path
    holds = machine.matches(text) if is_state else machine.holds(text)
    return good("yes") if holds else bad("no")


def context_lines(machine: sc.Machine, name: str) -> Iterator[str]:
    """The values of the context in full, or that of one name.

    Raises:
        UsageError: there is no such variable.
    """
    seen = seen_context(machine.chart, machine.snapshot)
    context = seen.values
    if name and name not in context:
        hint = did_you_mean(name, context)
        raise UsageError(f"the context has no {quoted(name)}{hint}")
    for each in [name] if name else context:
        first, *more = json.dumps(context[each], indent=2, ensure_ascii=False).split("\n")
        yield f"{strong(each)}: {first}"
        yield from more
    if seen.problem is not None and not name:
        yield f"{bad('no value')}: {seen.problem}"
