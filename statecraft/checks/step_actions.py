"""What steps do, as actions: so that a check of actions sees them in steps too."""

from __future__ import annotations

from typing import assert_never

from statecraft.model.actions import Act, Block, Each, If, StartRun
from statecraft.model.pipelines import (
    ActionStep,
    EachStep,
    IfStep,
    MoveStep,
    ParallelStep,
    PerformStep,
    RunStep,
    Step,
    WaitStep,
)


def actions_of(step: Step) -> Block:
    """The actions of a step without those of the steps inside of it."""
    span = step.head.span
    match step:
        case ActionStep(block=block):
            return block
        case PerformStep(action=name, data=data):
            done, error = f"done.action.{name}", f"error.action.{name}"
            return (Act(name=name, data=data, id=name, done=done, error=error, span=span),)
        case RunStep(call=call):
            return (StartRun(call=call, span=span),)
        case IfStep(cases=cases):
            asked = (case.when for case in cases if case.when is not None)
            return tuple(If(when=when, then=(), otherwise=(), span=span) for when in asked)
        case EachStep(source=source, variable=variable, at_most=most, begin=begin, end=end):
            each = Each(source=source, variable=variable, at_most=most, body=(), span=span)
            return (each, *begin, *end)
        case MoveStep() | WaitStep() | ParallelStep():
            return ()
        case _:
            assert_never(step)
