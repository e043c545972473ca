"""Whether all codes of a space are known before anything is searched."""

from __future__ import annotations

from statecraft.checker.spaces.space import OfVariable, Space
from statecraft.checker.spaces.support import is_followed
from statecraft.checks.blocks import all_actions
from statecraft.model.actions import (
    Act,
    Action,
    AwaitRun,
    Callback,
    Cancel,
    Forward,
    Merge,
    Send,
    Set,
    StartRun,
    StopRuns,
    Unset,
)


def is_closed(space: Space) -> bool:
    """Whether no open level can get another code than those of the starts.

    It cannot where there are no timers, runs, children, queued events and awaited answers, and no
    action assigns a variable of more than a few values.
    """
    if not is_followed(space.chart) or space.timer_levels or space.run_levels:
        return False
    open_variables = {
        level.meaning.name
        for level in space.levels
        if isinstance(level.meaning, OfVariable) and not level.is_closed
    }
    actions = (placed.action for placed in all_actions(space.chart.definition))
    return not any(_opens(action, open_variables) for action in actions)


def _opens(action: Action, variables: set[str]) -> bool:
    match action:
        case Set(assignments=assignments) | Merge(assignments=assignments):
            return any(place.variable in variables for place, _ in assignments)
        case Unset(places=places):
            return any(place.variable in variables for place in places)
        case Send() | Cancel() | Act() | StartRun() | AwaitRun() | StopRuns():
            return True
        case Callback() | Forward():
            return True
        case _:
            return False
