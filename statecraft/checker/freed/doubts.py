"""Formulas that may have no value for data which a search does not tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.checker.freed.failing import MayFail
from statecraft.checker.freed.held import Held
from statecraft.checker.spaces.relevance import Detail, relevance_of
from statecraft.checks.blocks import all_actions
from statecraft.checks.sources import all_states
from statecraft.checks.steps import all_runs
from statecraft.expr.reads import names_read
from statecraft.expr.tree import NameKind
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula
from statecraft.model.reading import formulas_of


def doubtful(definition: Definition) -> Iterator[Formula]:
    """What is worked out, decides nothing, and may fail for values that nobody tried."""
    computed = {each.name: each.formula.expr for each in definition.computed}
    details = dict(relevance_of(definition, payloads_decide=False).details)
    failing = MayFail(Held(definition), computed)
    for formula in _worked_out(definition):
        names = names_read(formula.expr, computed)
        if any(_is_left_open(*each, details) for each in names) and failing.may_fail(formula.expr):
            yield formula


def _worked_out(definition: Definition) -> Iterator[Formula]:
    for placed in all_actions(definition):
        yield from formulas_of(placed.action)
    outputs = [definition.output, *(run.output for _, run in all_runs(definition))]
    outputs += [state.output for state, _ in all_states(definition)]
    yield from (each for each in outputs if each is not None)


def _is_left_open(kind: NameKind, name: str, details: Mapping[str, Detail]) -> bool:
    match kind:
        case NameKind.CONTEXT:
            return details.get(name) is not Detail.VALUE
        case _:
            return False  # Payloads are tried, and where that is not enough a gap says so.
