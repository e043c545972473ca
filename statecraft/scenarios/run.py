"""Scenario to result: a fresh machine at time 0, every step, what was expected, what was found."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.diagnostics import UsageError
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import Outcome, OutcomeKind
from statecraft.model.scenarios import Scenario, ScenarioStep
from statecraft.runtime.clock import SimulatedClock
from statecraft.runtime.machine import Machine
from statecraft.runtime.record import Record, Subscriber
from statecraft.runtime.registry import Registry, mocked_functions
from statecraft.scenarios.expectations import Situation, outcome_differences, state_differences
from statecraft.scenarios.result import Difference, ScenarioResult, StepResult
from statecraft.scenarios.steps import Act, carry_out
from statecraft.values.json_values import Value

_MUST_BE_ACCEPTED = ("send", "run", "move")
"""Steps that fail the scenario when they are not accepted, unless they say what they expect."""


def run_scenarios(chart: Chart, told: Subscriber | None = None) -> tuple[ScenarioResult, ...]:
    """The scenarios of all machines of the chart's file, in order of text.

    *told* hears of every step that the machines take.
    """
    file = chart.definition.file
    return tuple(
        run_scenario(chart.machine(definition.key), scenario, told)
        for definition in chart.project.machines.values()
        if definition.file == file
        for scenario in definition.scenarios
    )


def run_scenario(
    chart: Chart, scenario: Scenario, told: Subscriber | None = None
) -> ScenarioResult:
    """Run one scenario of the chart's definition, up to the first step that goes wrong.

    Functions give their ``test`` values. Actions do too with ``mock: true``, else they wait for
    an ``answer`` or ``fail``.
    """
    records: list[Record] = []
    subscribers = (records.append,) if told is None else (records.append, told)
    try:
        machine = _started(chart, scenario, subscribers)
    except UsageError as error:
        problem = str(error)
        name = chart.definition.id
        return ScenarioResult(machine=name, scenario=scenario, steps=(), problem=problem)
    steps = tuple(_until_wrong(machine, scenario, records))
    return ScenarioResult(machine=chart.definition.id, scenario=scenario, steps=steps)


def _started(chart: Chart, scenario: Scenario, subscribers: tuple[Subscriber, ...]) -> Machine:
    return Machine(
        chart,
        values=scenario.given,
        input=scenario.input,
        actions=Registry.mocked(chart) if scenario.mock else None,
        functions=None if scenario.mock else mocked_functions(chart),
        clock=SimulatedClock(),
        missing="wait",
        subscribers=subscribers,
    )


def _until_wrong(
    machine: Machine, scenario: Scenario, records: list[Record]
) -> Iterator[StepResult]:
    """The steps up to the first that goes wrong; *records* receives what the machine tells.

    A step that only expects speaks of the step before it.
    """
    assert machine.started is not None, "a scenario begins with a start"
    latest: tuple[Outcome, ...] = (machine.started,)
    for step in scenario.steps:
        if step.kind != "expect":
            records.clear()
        try:
            latest = latest if step.kind == "expect" else _carried_out(machine, step)
            result = _compared(machine, step, latest, records)
        except UsageError as error:
            result = StepResult(step=step, outcomes=(), differences=(), problem=str(error))
        yield result
        if not result.passed:
            return


def _carried_out(machine: Machine, step: ScenarioStep) -> tuple[Outcome, ...]:
    act = Act(kind=step.kind, argument=step.argument, payload=step.details.get("with"))
    return carry_out(machine, act)


def _compared(
    machine: Machine, step: ScenarioStep, outcomes: tuple[Outcome, ...], records: list[Record]
) -> StepResult:
    told = (*outcomes, *(record.outcome for record in records))
    situation = Situation(
        chart=machine.chart,
        snapshot=machine.snapshot,
        outcomes=outcomes,
        reasons=tuple(dict.fromkeys(reason for of in told for reason in of.reasons)),
        effects=tuple(effect for record in records for effect in record.effects),
    )
    found = tuple(_differences(step, situation))
    return StepResult(step=step, outcomes=outcomes, differences=found)


def _differences(step: ScenarioStep, situation: Situation) -> Iterator[Difference]:
    expected: Value = step.argument if step.kind == "expect" else step.details.get("expect")
    match expected:
        case str():
            yield from outcome_differences(expected, situation.outcomes)
        case dict():
            if "outcome" not in expected and step.kind in _MUST_BE_ACCEPTED:
                yield from outcome_differences(OutcomeKind.ACCEPTED, situation.outcomes)
            yield from state_differences(expected, situation)
        case _:
            yield from _unasked(step, situation)


def _unasked(step: ScenarioStep, situation: Situation) -> Iterator[Difference]:
    """What a step without ``expect`` still requires."""
    if step.kind in _MUST_BE_ACCEPTED:
        yield from outcome_differences(OutcomeKind.ACCEPTED, situation.outcomes)
        return
    for outcome in situation.outcomes:
        if outcome.kind in (OutcomeKind.REJECTED, OutcomeKind.STALLED):
            what = f"outcome of {outcome.event}"
            yield Difference(what=what, expected="accepted", found=str(outcome.kind))
