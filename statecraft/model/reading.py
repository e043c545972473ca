"""Which formulas an action evaluates itself, not counting the lists inside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from statecraft.model.actions import (
    Act,
    Action,
    AwaitRun,
    Callback,
    Cancel,
    Each,
    Emit,
    Forward,
    If,
    Log,
    Merge,
    OwnBlock,
    Raise,
    Send,
    Set,
    Start,
    StartRun,
    StopRuns,
    Unset,
    WriteStatus,
)
from statecraft.model.formulas import Formula, Place
from statecraft.values.shape import ANYTHING


def formulas_of(action: Action) -> Iterator[Formula]:
    """The formulas of one action, those in index brackets of its places included."""
    match action:
        case Set(assignments=assignments) | Merge(assignments=assignments):
            for place, formula in assignments:
                yield from indices_of(place)
                yield formula
        case Unset(places=places):
            for place in places:
                yield from indices_of(place)
        case If(when=formula) | Each(source=formula) | Cancel(id=formula) | Log(message=formula):
            yield formula
        case Send(named=named, data=data, to=to, delay=delay, id=name):
            parts = (named, data, to, delay, name)
            yield from (formula for formula in parts if formula is not None)
        case Raise(named=named, data=data):
            yield from (formula for formula in (named, data) if formula is not None)
        case Emit(data=data) | Act(data=data) | Callback(data=data):
            yield from (formula for formula in (data,) if formula is not None)
        case Start(data=data, id=name):
            yield from (formula for formula in (data, name) if formula is not None)
        case StartRun(call=call) | AwaitRun(call=call):
            yield from (formula for formula in (call.data,) if formula is not None)
        case StopRuns() | Forward() | OwnBlock():
            pass
        case WriteStatus():
            yield from _of_status(action)
        case _:
            assert_never(action)


def _of_status(row: WriteStatus) -> Iterator[Formula]:
    yield row.status
    others = (row.step, row.name, row.message, row.details, row.session)
    yield from (formula for formula in others if formula is not None)


def indices_of(place: Place) -> Iterator[Formula]:
    """The formulas in the index brackets of a place."""
    for step in place.steps:
        if not isinstance(step, str | int):
            yield Formula(expr=step, shape=ANYTHING, text=place.text, span=place.span)
