"""One chart, explored by the kernel alone and by every engine: what they must agree in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from statecraft.checker.checking import QUESTIONS, exploration_of
from statecraft.checker.choices import Choice, perform
from statecraft.checker.closing import is_closed
from statecraft.checker.engine import Engine
from statecraft.checker.explicit import Explicit
from statecraft.checker.exploration import Exploration
from statecraft.checker.explored import Explored
from statecraft.checker.kernel_search import KernelModel
from statecraft.checker.limits import Limits
from statecraft.checker.mdd import Symbolic
from statecraft.checker.model import Codes, Facts
from statecraft.checker.payloads import payloads_of
from statecraft.checker.replay import confirmed
from statecraft.checker.tables import TableModel
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome

MOST_STATES = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an engine found: the distance of each state, and what becomes of each choice where."""

    distances: dict[Codes, int]
    depth: int
    outcomes: dict[Choice, dict[Facts, frozenset[Codes]]]
    before: frozenset[Codes]
    leading: frozenset[Codes]


def seen_by(engine: Any, some: Any) -> Seen:
    """What an engine of a table model found; *some* is a set of states of it."""
    everything = engine.reachable()
    distances = {codes: engine.distance(codes) for codes in engine.members(everything)}
    outcomes = {
        choice: {f: frozenset(engine.members(s)) for f, s in engine.outcomes(choice).items()}
        for choice in engine.choices
    }
    return Seen(
        distances=distances,
        depth=engine.depth(),
        outcomes={choice: found for choice, found in outcomes.items() if found},
        before=frozenset(engine.members(engine.before(some))),
        leading=frozenset(engine.members(engine.leading_to(some))),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The kernel's view of a chart beside that of every engine that fits it."""

    kernel: Seen
    engines: dict[str, Seen]


def comparison_of(chart: Chart) -> Comparison | None:
    """None where the chart has too many states to be explored by the kernel."""
    payloads = payloads_of(chart)
    slow = Explored(KernelModel(chart, payloads), Limits(states=MOST_STATES))
    if slow.exhausted is not None:
        return None
    model = TableModel(chart, payloads)
    quick = Explicit(model, Limits())

    last = max(quick.members(quick.reachable()), key=quick.distance)
    engines = {"explicit": seen_by(quick, frozenset({model.packing.pack(last)}))}
    if is_closed(model.space):
        diagram = Symbolic(model, Limits())
        point = diagram.diagram.single(diagram.inner(last))
        engines["mdd"] = seen_by(diagram, point)
        assert replayed(model, diagram.nearest(point)) == last

    assert replayed(model, quick.nearest(frozenset({model.packing.pack(last)}))) == last
    return Comparison(kernel=seen_by_kernel(slow, model, last), engines=engines)


def verdicts_of(chart: Chart) -> list[list[tuple[str, str, str]]]:
    """What is asked of a chart, and the kind of each answer, for every way to explore it."""
    payloads = payloads_of(chart)
    quick = Explicit(TableModel(chart, payloads), Limits(states=MOST_STATES))
    if quick.exhausted is not None:
        return [[]]
    engines: list[Engine] = [quick, Explored(KernelModel(chart, payloads), Limits())]
    if is_closed(quick.model.space):
        engines.append(Symbolic(TableModel(chart, payloads), Limits()))
    begun = tuple(chart.start(input=given).outcome for given in payloads.inputs)
    return [_answers(chart, engine, begun) for engine in engines]


def _answers(
    chart: Chart, engine: Engine, begun: tuple[Outcome, ...]
) -> list[tuple[str, str, str]]:
    exploration = Exploration(chart, engine, lambda other: exploration_of(other, Limits()), begun)
    verdicts = (verdict for question in QUESTIONS for verdict in question(exploration))
    checked = (confirmed(chart, engine, verdict) for verdict in verdicts)
    return [(each.kind, each.subject, type(each.answer).__name__) for each in checked]


def seen_by_kernel(slow: Explored, model: TableModel, last: Codes) -> Seen:
    """What the slow search found, in the codes of a table model."""

    def translated(numbers: frozenset[int]) -> frozenset[Codes]:
        return frozenset(model.space.encode(slow.model.decode(c)) for c in slow.members(numbers))

    members = [*slow.members(slow.reachable())]
    codes = [model.space.encode(slow.model.decode(each)) for each in members]
    point = frozenset({codes.index(last)})
    outcomes = {
        choice: {facts: translated(numbers) for facts, numbers in slow.outcomes(choice).items()}
        for choice in slow.choices
    }
    return Seen(
        distances={code: slow.distance(each) for code, each in zip(codes, members, strict=True)},
        depth=slow.depth(),
        outcomes=outcomes,
        before=translated(slow.before(point)),
        leading=translated(slow.leading_to(point)),
    )


def replayed(model: TableModel, trace: Any) -> Codes:
    """Where the choices of a trace lead when the kernel takes them one after the other."""
    snapshot = model.decode(trace.start)
    for step in trace.steps:
        snapshot = perform(model.chart, snapshot, step.choice).snapshot
        assert model.space.encode(snapshot) == step.after
    return model.space.encode(snapshot)
