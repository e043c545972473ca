"""Every call site of a pipeline or workflow in a chart, so that a run can name its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from statecraft.chart.tables import Edge, StateRow
from statecraft.model.actions import Action, AwaitRun, Block, Each, If, OwnBlock, RunCall, StartRun


def calls_of(rows: Iterable[StateRow], edges: Iterable[Edge]) -> Iterator[RunCall]:
    """The call sites in the blocks of these rows and edges, those in callback bodies included."""
    for row in rows:
        for block in (row.entry, row.on_change, row.exit):
            yield from _in_block(block)
    for edge in edges:
        yield from _in_block(edge.actions)


def _in_block(block: Block) -> Iterator[RunCall]:
    for action in block:
        yield from _in_action(action)


def _in_action(action: Action) -> Iterator[RunCall]:
    match action:
        case StartRun(call=call) | AwaitRun(call=call):
            yield call
            for callback in call.callbacks:
                yield from _in_block(callback.block)
        case If(then=then, otherwise=otherwise):
            yield from _in_block(then)
            yield from _in_block(otherwise)
        case Each(body=body) | OwnBlock(body=body):
            yield from _in_block(body)
        case _:
            pass
