"""The lists of actions of a machine, and every action in them, with their paths.

What a step of a pipeline does counts as an action: those that it waits for too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.checks.remembering import remembered
from statecraft.checks.sources import (
    OfMachine,
    OfValue,
    Source,
    all_sources,
    all_transitions,
    joined,
)
from statecraft.checks.step_actions import actions_of
from statecraft.checks.steps import all_steps
from statecraft.model.actions import Action, Block, Each, If, OwnBlock, StartRun
from statecraft.model.definition import Definition
from statecraft.model.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedAction:
    """An action, however deep inside others; ``variables`` are the ``as`` names around it."""

    at: str
    action: Action
    variables: tuple[str, ...]


@remembered
def all_blocks(definition: Definition) -> Iterator[tuple[str, Block]]:
    """Every ``entry``, ``exit``, ``finalize``, ``do``, ``on_change`` with an action."""
    for source, owner in all_sources(definition):
        state = _state_of(source, definition)
        if state is not None:
            if state.entry:
                yield joined(owner, "entry"), state.entry
            if state.exit:
                yield joined(owner, "exit"), state.exit
            if state.default is not None:
                yield joined(owner, "initial"), state.default.actions
            for invoke in state.invokes:
                yield joined(owner, "invoke", invoke.id, "finalize"), invoke.finalize
    for candidates, transition in all_transitions(definition):
        if transition.actions:
            yield candidates.at(transition), transition.actions
    for dimension in definition.dimensions:
        for value in dimension.values:
            if value.on_change:
                yield f"dimensions.{dimension.name}.on_change.{value.text}", value.on_change


def _state_of(source: Source, definition: Definition) -> State | None:
    match source:
        case OfMachine():
            return definition.tree
        case State() as state:
            return state
        case OfValue(value=value):
            return value.state


@remembered
def all_actions(definition: Definition) -> Iterator[PlacedAction]:
    """Every action of a machine, those inside ``if`` and ``each``, and those of steps, too."""
    for at, block in all_blocks(definition):
        yield from _actions(block, at, ())
    for placed in all_steps(definition):
        yield from _actions(actions_of(placed.step), placed.at, placed.variables)


def actions_in(block: Block) -> Iterator[Action]:
    """Every action of a list, those inside ``if`` and ``each`` too."""
    return (placed.action for placed in _actions(block, "", ()))


def _actions(block: Block, at: str, variables: tuple[str, ...]) -> Iterator[PlacedAction]:
    for action in block:
        yield PlacedAction(at=at, action=action, variables=variables)
        match action:
            case If(then=then, otherwise=otherwise):
                yield from _actions(then, at, variables)
                yield from _actions(otherwise, at, variables)
            case Each(variable=variable, index=index, body=body):
                names = (variable,) if index is None else (variable, index)
                yield from _actions(body, at, (*variables, *names))
            case OwnBlock(body=body):
                yield from _actions(body, at, variables)
            case StartRun(call=call):
                for callback in call.callbacks:
                    yield from _actions(callback.block, at, variables)
            case _:
                pass
