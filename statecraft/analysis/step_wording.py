"""Steps and parameters in the words of the definition."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.analysis.wording import action_texts, call_text, condition_text
from statecraft.expr.show import show
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
from statecraft.values.shape import Shape
from statecraft.values.text import text_of


def step_type(step: Step) -> str:
    """The key that makes a step what it is; ``do`` for an action that waits for nothing."""
    match step:
        case MoveStep():
            return "move"
        case ActionStep():
            return "do"
        case PerformStep():
            return "action"
        case RunStep(call=call):
            return str(call.kind)
        case WaitStep():
            return "wait_for"
        case IfStep():
            return "if"
        case EachStep():
            return "each"
        case ParallelStep():
            return "parallel"
        case _:
            assert_never(step)


def step_texts(step: Step) -> Iterator[str]:
    """What a step does, waits for or asks, each on one line."""
    match step:
        case MoveStep():
            yield from _moves(step)
        case ActionStep(block=block):
            yield from action_texts(block)
        case PerformStep(action=name):
            yield name
        case RunStep(call=call):
            yield call_text(call)
        case WaitStep(event=event):
            yield event
        case IfStep(cases=cases):
            yield from (condition_text(c.when) or "" for c in cases if c.when is not None)
        case EachStep(variable=variable, source=source):
            yield f"{variable} in {show(source.expr)}"
        case ParallelStep(lists=lists):
            yield from (name for name, _ in lists)
        case _:
            assert_never(step)


def _moves(step: MoveStep) -> Iterator[str]:
    origins = {each.dimension: " or ".join(map(text_of, each.values)) for each in step.origins}
    for move in step.moves:
        origin = origins.pop(move.dimension, None)
        yield f"{move.dimension} = {text_of(move.value)}{f' from {origin}' if origin else ''}"
    yield from (f"from {dimension} = {values}" for dimension, values in origins.items())


def parameter_texts(shape: Shape | None) -> Iterator[str]:
    """A text for each parameter: ``amount: number``, ``note: string, optional``."""
    if shape is None:
        return
    for name, of in shape.properties.items():
        kinds = " or ".join(sorted(of.kinds)) or "any"
        yield f"{name}: {kinds}{'' if name in shape.required else ', optional'}"
