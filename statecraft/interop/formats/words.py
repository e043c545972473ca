"""Actions, delays and labels in a few words, for the arrows of a drawing."""

from __future__ import annotations

from statecraft.model.actions import (
    Act,
    Action,
    Cancel,
    Each,
    Emit,
    If,
    Merge,
    Raise,
    Send,
    Set,
    Start,
    StartRun,
    StopRuns,
)
from statecraft.model.formulas import Described, Formula


def action_words(action: Action) -> str:
    """What an action does, in a few words."""
    match action:
        case Set(assignments=assignments):
            return "; ".join(f"{place.text} = {_value(given)}" for place, given in assignments)
        case Merge(assignments=assignments):
            return "; ".join(f"merge {_value(given)} into {p.text}" for p, given in assignments)
        case Raise(event=event):
            return f"raise {event}"
        case Send(event=event, to=to):
            return f"send {event}" if to is None else f"send {event} to {to.text}"
        case Emit(event=event):
            return f"emit {event}"
        case Cancel(id=name):
            return f"cancel {name.text}"
        case Act(name=name) | StopRuns(name=name):
            return name if isinstance(action, Act) else f"stop {name}"
        case Start(machine=machine):
            return f"start {machine.rpartition('#')[2]}"
        case StartRun(call=call):
            return f"{call.kind} {call.name}"
        case If(when=when):
            return f"if {when.text}: …"
        case Each(variable=variable):
            return f"each {variable}: …"
        case _:
            return type(action).__name__.lower()


def delay_words(delay: str) -> str:
    """The time of a timer."""
    return f"after {delay.removeprefix('=')}"


def described(said: Described, name: str) -> str:
    """A state's label, or else its name."""
    return said.label or name


def _value(given: Formula) -> str:
    return given.text.removeprefix("=")
