"""Variables that hold nothing from one block to the next.

Each block that reads such a variable has set it before, and nothing but blocks reads it. What it
holds after a step can therefore not matter to a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from statecraft.checks.blocks import all_actions, all_blocks
from statecraft.checks.formulas import all_formulas
from statecraft.checks.step_actions import actions_of
from statecraft.checks.steps import all_steps
from statecraft.expr.reads import names_read
from statecraft.expr.tree import Expr, NameKind
from statecraft.model.actions import Action, Each, If, Merge, OwnBlock, Set, StartRun, Unset
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.model.reading import formulas_of

Computed = Mapping[str, Expr]


def momentary(definition: Definition) -> frozenset[str]:
    """The stored variables of a machine that are always set before they are read."""
    if not definition.context:
        return frozenset()
    computed = {each.name: each.formula.expr for each in definition.computed}
    blocks = [block for _, block in all_blocks(definition)]
    steps = [actions_of(placed.step) for placed in all_steps(definition)]
    inside = {id(f) for placed in all_actions(definition) for f in formulas_of(placed.action)}
    outside = (formula for formula in all_formulas(definition) if id(formula) not in inside)
    found = {variable.name for variable in definition.context}
    found.difference_update(_read_by(outside, computed))
    for block in (*blocks, *steps):
        found.difference_update(_exposed(block, frozenset(), computed))
    return frozenset(found)


def _exposed(block: Iterable[Action], given: frozenset[str], computed: Computed) -> Iterator[str]:
    """The variables of which a block may read what they held before it; *given* it has set."""
    for action in block:
        yield from _read_by(formulas_of(action), computed) - given
        yield from {place.variable for place in _changed_in_part(action)} - given
        match action:
            case If(then=then, otherwise=otherwise):
                yield from _exposed(then, given, computed)
                yield from _exposed(otherwise, given, computed)
            case Each(body=body) | OwnBlock(body=body):
                yield from _exposed(body, given, computed)
            case StartRun(call=call):
                for callback in call.callbacks:
                    yield from _exposed(callback.block, frozenset(), computed)
            case Set(assignments=assignments):
                given |= {place.variable for place, _ in assignments if not place.steps}
            case _:
                pass


def _read_by(formulas: Iterable[Formula], computed: Computed) -> frozenset[str]:
    names = (name for each in formulas for name in names_read(each.expr, computed))
    return frozenset(name for kind, name in names if kind is NameKind.CONTEXT)


def _changed_in_part(action: Action) -> Iterator[Place]:
    match action:
        case Set(assignments=assignments):
            yield from (place for place, _ in assignments if place.steps)
        case Merge(assignments=assignments):
            yield from (place for place, _ in assignments)
        case Unset(places=places):
            yield from places
        case _:
            pass
