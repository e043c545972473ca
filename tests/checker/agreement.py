"""One chart, explored by the kernel alone and by every engine: what they must agree in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from statecraft.checker.checking import QUESTIONS, exploration_of
from statecraft.checker.choices import Choice, perform
from statecraft.checker.engine import Engine
from statecraft.checker.engines.closing import is_closed
from statecraft.checker.engines.explicit import Explicit
from statecraft.checker.engines.explored import Explored
from statecraft.checker.engines.kernel_search import KernelModel
from statecraft.checker.engines.mdd import Symbolic
from statecraft.checker.exploration import Exploration
from statecraft.checker.limits import Limits
from statecraft.checker.model import Codes, Facts
from statecraft.checker.payloads import Payloads, payloads_of
from statecraft.checker.replay import confirmed
from statecraft.checker.spaces.tables import TableModel
from statecraft.checker.verdict import Verdict
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome
from tests.checker.walking import Sampled, walk

MOST_STATES = 100
STEPS = 40
FEW = Limits(states=100, kernel_steps=300)
"""Of a machine with fewer rules, which may have many more states."""

Told = tuple[str, str, str, str, str]
"""Kind, subject and claim of a verdict, the kind of its answer, and what is reported."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What an engine found: the distance of each state, and what becomes of each choice where.

    ``verdicts`` are those on everything that is asked of a chart, with what is reported.
    """

    distances: dict[Codes, int]
    depth: int
    outcomes: dict[Choice, dict[Facts, frozenset[Codes]]]
    before: frozenset[Codes]
    leading: frozenset[Codes]
    verdicts: tuple[Told, ...]


def seen_by(engine: Any, some: Any, verdicts: tuple[Told, ...]) -> Seen:
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
        verdicts=verdicts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """The kernel's view of a chart beside that of every engine that fits it.

    ``strays`` are outcomes of a running machine that led to a state which no search has found.
    """

    kernel: Seen
    engines: dict[str, Seen]
    strays: list[str]


def comparison_of(chart: Chart) -> Comparison | None:
    """None where the chart has too many states to be explored by the kernel."""
    payloads = payloads_of(chart)
    slow = Explored(KernelModel(chart, payloads), Limits(states=MOST_STATES))
    if slow.exhausted is not None:
        return None
    model = TableModel(chart, payloads)
    quick = Explicit(model, Limits())

    begun = tuple(chart.start(input=given).outcome for given in payloads.inputs)
    answers = Answers(chart, begun)
    last = max(quick.members(quick.reachable()), key=quick.distance)
    point = frozenset({model.packing.pack(last)})
    assert replayed(model, quick.nearest(point)) == last
    engines = {"explicit": seen_by(quick, point, answers.of(quick))}
    if is_closed(model.space):
        diagram = Symbolic(TableModel(chart, payloads), Limits())
        inner = diagram.diagram.single(diagram.inner(last))
        assert replayed(model, diagram.nearest(inner)) == last
        engines["mdd"] = seen_by(diagram, inner, answers.of(diagram))
    kernel = seen_by_kernel(slow, model, last, answers.of(slow))
    return Comparison(kernel=kernel, engines=engines, strays=[*strays(slow, payloads)])


def strays(slow: Explored, payloads: Payloads) -> Iterator[str]:
    """The states of a running machine that a whole search of it has not found."""
    model = slow.model
    assert isinstance(model, KernelModel)
    known = {*slow.members(slow.reachable())}
    rand = Random(model.chart.definition.id)  # noqa: S311 - it makes tests, no secrets.
    for record in walk(model.chart, Sampled(payloads), rand, STEPS):
        if model.encode(record.after) not in known:
            yield f"{record.outcome} → {record.after}"


class Answers:
    """What is asked of one chart; its variants are explored once for all engines."""

    def __init__(self, chart: Chart, begun: tuple[Outcome, ...]) -> None:
        self._chart = chart
        self._begun = begun
        self._variants: dict[tuple[str, ...], Exploration] = {}

    def of(self, engine: Engine) -> tuple[Told, ...]:
        """The verdicts of an engine, each refutation gone again on the interpreter."""
        chart = self._chart
        exploration = Exploration(
            chart, engine, lambda other: exploration_of(other, FEW), self._begun
        )
        exploration.variants = self._variants
        asked = (verdict for question in QUESTIONS for verdict in question(exploration))
        answers = tuple(told(confirmed(chart, engine, verdict)) for verdict in asked)
        open_ones = [each for each in answers if each[3] == "Unknown"]
        assert exploration.doubt() is not None or not open_ones, (chart.definition.id, open_ones)
        if exploration.doubt() is None:
            return answers
        # What the rules enforce is proved without a search, where there are levels to ask.
        return tuple(each for each in answers if each[0] != "property" or each[3] == "Refuted")


def told(verdict: Verdict) -> Told:
    """A verdict without the way that shows it, of which there may be several as short."""
    diagnostic = None if verdict.finding is None else verdict.finding.diagnostic
    found = "" if diagnostic is None else f"{diagnostic.code} at {diagnostic.span}"
    answer = type(verdict.answer).__name__
    return (verdict.kind, verdict.subject, verdict.claim, answer, found)


def seen_by_kernel(
    slow: Explored, model: TableModel, last: Codes, verdicts: tuple[Told, ...]
) -> Seen:
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
        verdicts=verdicts,
    )


def replayed(model: TableModel, trace: Any) -> Codes:
    """Where the choices of a trace lead when the kernel takes them one after the other."""
    snapshot = model.decode(trace.start)
    for step in trace.steps:
        snapshot = perform(model.chart, snapshot, step.choice).snapshot
        assert model.space.encode(snapshot) == step.after
    return model.space.encode(snapshot)
