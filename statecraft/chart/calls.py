"""Every call site of a pipeline or workflow in a chart, so that a run can name its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from statecraft.chart.tables import Template
from statecraft.model.actions import Action, AwaitRun, Block, Each, If, OwnBlock, RunCall, StartRun


def calls_of(blocks: Iterable[Block]) -> Iterator[RunCall]:
    """The call sites in these blocks, those in callback bodies included."""
    for block in blocks:
        yield from _in_block(block)


def blocks_of(template: Template) -> Iterator[Block]:
    """What the steps of a template do, then what its edges do."""
    yield from chain.from_iterable((row.entry, row.on_change, row.exit) for row in template.rows)
    yield from (edge.actions for edge in template.edges)


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
