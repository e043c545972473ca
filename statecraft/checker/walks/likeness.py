"""Which states of a machine look alike, as far as a search with free answers knows them.

States that look alike may still differ in open data, which decides what can happen next. Of those,
states are *akin* in which the same questions about open data have the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from statecraft.checker.freed.open_data import OpenData, open_data
from statecraft.checker.spaces.canonical import frozen
from statecraft.checker.spaces.relevance import Detail, conditions, relevances_of
from statecraft.diagnostics import UsageError
from statecraft.expr import tree
from statecraft.expr.children import children
from statecraft.expr.reads import all_nodes
from statecraft.expr.show import show
from statecraft.expr.tree import Expr, NameKind
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Activation, Snapshot
from statecraft.values.json_values import Value

Details = tuple[tuple[str, Detail], ...]

MOST_QUESTIONS: Final = 24
"""About open data, in which states are compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How the states of a machine are compared.

    Attributes:
        details: machine's key → how much is told apart of each variable.
        questions: about open data.
    """

    details: Mapping[str, Details]
    questions: tuple[Callable[[Snapshot], bool], ...]

    def of(self, snapshot: Snapshot) -> Hashable:
        """Equal for states that look alike."""
        later = (f"{t.event} {t.id}" for t in snapshot.timers if t.after is None)
        return (
            tuple(map(self._activation, snapshot.activations)),
            tuple(sorted(later)),
            tuple((each.event, each.begins) for each in snapshot.queue),
        )

    def closely(self, snapshot: Snapshot) -> Hashable:
        """Equal for states that look alike and are akin."""
        return (self.of(snapshot), tuple(_answer(holds, snapshot) for holds in self.questions))

    def _activation(self, activation: Activation) -> Hashable:
        key = activation.chart.definition.key
        return (
            key,
            activation.states,
            activation.status,
            tuple(sorted(activation.history.items())),
            tuple(sorted((run.key, run.states) for run in activation.runs)),
            tuple(sorted(start.key for start in activation.waiting)),
            tuple(sorted(pending.id for pending in activation.pending)),
            tuple(_detail(activation.context, *each) for each in self.details[key]),
        )


def likeness_of(chart: Chart, searched: Chart) -> Likeness:
    """How states of a chart are compared with those of one that was ``searched`` in its place."""
    relevance = relevances_of(searched.family)
    details = {
        each.key: _known(relevance[each.key].details, open_data(each, chart.family))
        for each in chart.family
    }
    return Likeness(
        details=MappingProxyType(details),
        questions=tuple(islice(_questions(chart), MOST_QUESTIONS)),
    )


def _known(details: Details, known: OpenData) -> Details:
    """How much is told apart of each variable where open data is answered freely."""
    return tuple((name, min(detail, _most(name, known))) for name, detail in details)


def _most(variable: str, known: OpenData) -> Detail:
    if variable not in known.variables:
        return Detail.VALUE
    return Detail.NOTHING if known.emptiness(variable) is None else Detail.EMPTINESS


def _detail(context: Mapping[str, Value], name: str, detail: Detail) -> Hashable:
    match detail:
        case Detail.VALUE if name in context:
            return frozen(context[name])
        case Detail.EMPTINESS if name in context:
            return bool(context[name])
        case _:
            return None


def _questions(chart: Chart) -> Iterator[Callable[[Snapshot], bool]]:
    """The parts of conditions that ask for open data, and for nothing but the state."""
    known = open_data(chart.definition, chart.family)
    asked = (
        show(atom)
        for formula in conditions(chart.definition)
        for atom in _atoms(formula.expr)
        if known.is_open(atom) and _is_of_the_state(atom, known.computed)
    )
    for text in dict.fromkeys(asked):
        # Not all that decides is a condition: the value of a variable that is bounded is none.
        with suppress(UsageError):
            yield chart.condition(text)


def _atoms(expr: Expr) -> Iterator[Expr]:
    match expr:
        case tree.And() | tree.Or() | tree.Not():
            for part in children(expr):
                yield from _atoms(part)
        case _:
            yield expr


def _is_of_the_state(expr: Expr, computed: Mapping[str, Expr]) -> bool:
    return not any(
        isinstance(node, tree.Now) or (isinstance(node, tree.Name) and node.kind is NameKind.LOCAL)
        for node in all_nodes(expr, computed)
    )


def _answer(holds: Callable[[Snapshot], bool], snapshot: Snapshot) -> bool | None:
    """What the state says; None where it has no answer."""
    try:
        return holds(snapshot)
    except UsageError:
        return None
