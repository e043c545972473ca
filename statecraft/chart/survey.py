"""One walk over what the states and transitions of a machine say, before any of it is lowered."""

from __future__ import annotations

from itertools import chain

from statecraft.chart.calls import calls_of
from statecraft.chart.numbering import Numbering, tree_layout
from statecraft.chart.sendable import answers_in
from statecraft.checks.formulas import all_formulas
from statecraft.expr.reads import reads_now
from statecraft.model.actions import Block
from statecraft.model.definition import Definition, Layout
from statecraft.model.layout import Survey
from statecraft.model.states import Invoke, Transition


def lay_out(definition: Definition, own: tuple[Transition, ...]) -> Layout:
    """The layout of a machine with these transitions of its own, found by walking over it."""
    tree = None if definition.tree is None else tree_layout(definition.tree)
    return Layout(
        of=definition, tree=tree, survey=_survey(definition, own, Numbering(definition, tree))
    )


def _survey(definition: Definition, own: tuple[Transition, ...], numbering: Numbering) -> Survey:
    first_edges = [0]
    is_restless = bool(definition.always)
    transitions: list[Transition] = []
    invokes: list[tuple[str, Invoke]] = []
    blocks: list[Block] = []
    for index, state in enumerate(numbering.states):
        transitions += state.transitions
        transitions += state.always
        is_restless = is_restless or bool(state.always)
        for timer in state.after:
            transitions += timer.transitions
        first_edges.append(len(transitions))
        value = numbering.values.get(index)
        blocks += (state.entry, () if value is None else value.on_change, state.exit)
        if state.invokes:
            invokes += ((numbering.path(index), invoke) for invoke in state.invokes)
    transitions += own
    blocks += (each.actions for each in transitions)
    acting = [block for block in blocks if block]
    return Survey(
        first_edges=tuple(first_edges),
        descriptors=tuple(dict.fromkeys(each.event for each in transitions if each.event)),
        invokes=tuple(invokes),
        answers=frozenset(chain.from_iterable(map(answers_in, acting))),
        calls=tuple(calls_of(acting)),
        reads_now=_reads_now(definition),
        is_restless=is_restless,
    )


def _reads_now(definition: Definition) -> bool:
    computed = {each.name: each.formula.expr for each in definition.computed}
    return any(reads_now(formula.expr, computed) for formula in all_formulas(definition))
