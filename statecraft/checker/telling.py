"""Choices of the world in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.chart.tables import Rows, StateRow
from statecraft.checker.choices import (
    Answering,
    Choice,
    Failing,
    Firing,
    Moving,
    Sending,
    TakingNext,
)
from statecraft.kernel.snapshot import Activation, Snapshot
from statecraft.values.notation import brief
from statecraft.values.text import text_of


def choice_text(choice: Choice, before: Snapshot) -> str:
    """What the world does, and in which state it does so decides what a timer is called."""
    match choice:
        case Sending(event=event, data=data):
            return f"send {event} {brief(data)}" if data else f"send {event}"
        case Moving(dimension=dimension, value=value):
            return f"move {dimension} to {text_of(value)}"
        case Answering(action=action, result=result):
            return f"{action.id} answers {brief(result)}"
        case Failing(action=action):
            return f"{action.id} fails"
        case Firing():
            return _timer_text(choice, before)
        case TakingNext():
            return f"the turn goes on: {before.queue[0].event}" if before.queue else "nothing"
        case _:
            assert_never(choice)


def state_text(snapshot: Snapshot) -> str:
    """A state by its active states, then the values of dimensions; lacking both, by its data."""
    leaves = [row.path for row in _leaves(snapshot)]
    values = [f"{name} {text_of(value)}" for name, value in snapshot.dimensions.items()]
    tree = [f"in {' & '.join(leaves)}"] if leaves else []
    data = [f"{name} {brief(value)}" for name, value in snapshot.context.items()]
    return ", ".join([*tree, *values] or data) or "the only state"


def _leaves(snapshot: Snapshot) -> Iterator[StateRow]:
    """The active states of the tree that have no active ones inside."""
    rows, states = snapshot.chart.rows, snapshot.root.states
    for state in states:
        row = rows[state]
        if row.region == snapshot.chart.tree and not set(row.children) & set(states):
            yield row


def _timer_text(firing: Firing, before: Snapshot) -> str:
    if firing.after is None:
        return f"the delayed {firing.event} comes"
    owner = before.activations[firing.activation]
    state, place = firing.after
    row = _rows_of(owner, firing)[state]
    delay = row.after[place].text
    shown = delay if delay[:1].isdigit() else "the time"
    passes = "passes" if shown == "the time" else "pass"
    return f"{shown} {passes} in {row.path}"


def _rows_of(owner: Activation, firing: Firing) -> Rows:
    if firing.run is None:
        return owner.chart.rows
    return owner.chart.templates[firing.run].rows
