"""How far the runs of a machine have come, told for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

import statecraft as sc
from statecraft.cli.moments import shown_moment
from statecraft.kernel.progress import (
    AnswerAwaited,
    Awaited,
    EventAwaited,
    RunAwaited,
    RunProgress,
    StepProgress,
    TimeAwaited,
)


def changed_progress(
    chart: sc.Chart, before: sc.Snapshot | None, after: sc.Snapshot
) -> Iterator[str]:
    """The same as ``progress_story``; nothing where the runs have come no further."""
    was = () if before is None else chart.progress(before)
    now = chart.progress(after)
    if now != was:
        yield from progress_story(now)


def progress_story(runs: tuple[RunProgress, ...]) -> Iterator[str]:
    """A line for each step that a run is at: ``sync at fetch (2 of 5): waits for …``."""
    for run in runs:
        for step in run.steps:
            yield f"{_run_text(run)} {_step_text(step)}: {_waiting_text(step)}"


def _run_text(run: RunProgress) -> str:
    return "".join(f"{slot}." for slot in run.slots) + (run.label or run.name)


def _step_text(step: StepProgress) -> str:
    """``at import_orders (2 of 2 in orders, inside jobs), try 2``."""
    place = f"{step.number} of {step.of}"
    place += f" in {step.branch}" if step.branch else ""
    place += f", inside {', '.join(step.inside)}" if step.inside else ""
    attempt = f", try {step.attempt}" if step.attempt > 1 else ""
    return f"at {step.label or step.name} ({place}){attempt}"


def _waiting_text(step: StepProgress) -> str:
    waits = "goes on" if step.awaits is None else f"waits for {_awaited_text(step.awaits)}"
    return waits if step.until is None else f"{waits}, until {_time(step.until)}"


def _awaited_text(awaited: Awaited) -> str:
    match awaited:
        case AnswerAwaited(action=action):
            return f"the action {action}"
        case EventAwaited(event=event):
            return f"the event {event}"
        case TimeAwaited(due=due):
            return f"the next try at {_time(due)}"
        case RunAwaited(kind=kind, name=name, serial=None):
            return f"the {kind} {name} to begin"
        case RunAwaited(kind=kind, name=name):
            return f"the {kind} {name}"
        case _:
            assert_never(awaited)


def _time(seconds: float) -> str:
    return shown_moment(round(seconds * 1000))
