"""What the scenarios of a file leave untried: states, transitions, steps, rules, requirements.

All machines of the file count, and the scenarios of all. A transition is tried when a microstep
took it, a state or a step of a pipeline or workflow when it was entered, a cascade when it pulled,
a constraint when it refused a step or is a property as well. A rule about moves is tried when it
let a move pass and when each of its requirements was false at a refusal, a requirement of a
pipeline when it was false at a refused start.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import assert_never

import statecraft as sc
from statecraft.diagnostics import Span
from statecraft.expr.tree import Joined, Literal
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula
from statecraft.model.rules import Cascade, Constraint, MoveRule, Requirement, Rule, Trigger
from statecraft.model.scenarios import Scenario
from statecraft.model.states import State, StateKind, Transition
from statecraft.values.json_values import Value

HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def untried(chart: sc.Chart) -> list[str]:
    """Each part of the file that no scenario reaches: its place and what it is."""
    machines = _machines(chart)
    told_of = [(each, s) for each in machines for s in each.definition.scenarios]
    records = [record for each, scenario in told_of for record in told(each, scenario)]
    entered = _entered(machines, records)
    return [line for each in machines for line in _untried(each, records, entered)]


def _machines(chart: sc.Chart) -> list[sc.Chart]:
    """The machines of the chart's file, in order of text."""
    definitions = chart.project.machines.values()
    return [chart.machine(d.key) for d in definitions if d.file == chart.definition.file]


def _untried(
    chart: sc.Chart, records: Sequence[sc.Record], entered: frozenset[tuple[str, str]]
) -> Iterator[str]:
    definition = chart.definition
    yield from _transitions_not_taken(definition, records)
    yield from _states_not_entered(definition, entered)
    yield from _steps_not_entered(chart, entered)
    reasons = [reason for record in records for reason in record.outcome.reasons]
    for pipeline in definition.pipelines.values():
        said = [reason.message for reason in reasons if reason.id == pipeline.name]
        yield from _never_refused(pipeline.name, pipeline.requires, said)
    for rule in definition.rules:
        yield from _rule(chart, rule, records)


def told(chart: sc.Chart, scenario: Scenario) -> list[sc.Record]:
    """Everything that a machine tells while it goes through a scenario."""
    records: list[sc.Record] = []
    machine = sc.Machine(
        chart,
        values=scenario.given,
        input=scenario.input,
        actions=sc.Registry.mocked(chart) if scenario.mock else None,
        clock=sc.SimulatedClock(),
        missing="wait",
        subscribers=(records.append,),
    )
    for step in scenario.steps:
        if step.kind != "expect":
            act = sc.Act(kind=step.kind, argument=step.argument, payload=step.details.get("with"))
            sc.carry_out(machine, act)
    return records


def _transitions_not_taken(definition: Definition, records: Iterable[sc.Record]) -> Iterator[str]:
    taken = {place for record in records for micro in record.outcome.path for place in micro.places}
    for transition in _transitions(definition):
        if transition.span not in taken:
            yield f"{transition.span}: transition never taken"


def _transitions(definition: Definition) -> Iterator[Transition]:
    yield from definition.transitions
    yield from definition.always
    for state, _ in _states(definition):
        yield from state.transitions
        yield from state.always
        for after in state.after:
            yield from after.transitions


def _states_not_entered(
    definition: Definition, entered: frozenset[tuple[str, str]]
) -> Iterator[str]:
    for state, path in _states(definition):
        if path and state.kind not in HISTORY and (definition.key, path) not in entered:
            yield f"{state.span}: {path} never entered"


def _steps_not_entered(chart: sc.Chart, entered: frozenset[tuple[str, str]]) -> Iterator[str]:
    """Every step that was entered in no pipeline; a shared branch is laid out in each."""
    steps: dict[Span, list[str]] = {}
    for template in chart.lowered.templates.values():
        for row in template.rows:
            if row.step is not None:
                steps.setdefault(row.span, []).append(f"{template.pipeline.name}:{row.path}")
    for span, paths in steps.items():
        if not any((chart.definition.key, path) in entered for path in paths):
            yield f"{span}: {paths[0]} never entered"


def _entered(
    machines: Sequence[sc.Chart], records: Iterable[sc.Record]
) -> frozenset[tuple[str, str]]:
    """(machine, path) of every state and step that was entered."""
    owners: dict[str, set[str]] = {}
    for chart in machines:
        for path in _paths(chart):
            owners.setdefault(path, set()).add(chart.definition.key)
    return frozenset(
        pair
        for record in records
        for pair in (*_active(record.after), *_entered_on_the_way(record, owners))
    )


def _paths(chart: sc.Chart) -> Iterator[str]:
    yield from (path for _, path in _states(chart.definition))
    for template in chart.lowered.templates.values():
        yield from (f"{template.pipeline.name}:{row.path}" for row in template.rows)


def _active(snapshot: sc.Snapshot) -> Iterator[tuple[str, str]]:
    for activation in snapshot.activations:
        key = activation.chart.definition.key
        yield from ((key, activation.chart.rows[state].path) for state in activation.states)


def _entered_on_the_way(
    record: sc.Record, owners: Mapping[str, set[str]]
) -> Iterator[tuple[str, str]]:
    """What microsteps entered; a path that several machines have does not tell which it was."""
    for micro in record.outcome.path:
        for path in micro.entered:
            if len(machines := owners.get(path, set())) == 1:
                yield from ((key, path) for key in machines)


def _states(definition: Definition) -> Iterator[tuple[State, str]]:
    """Every state with its path; of a dimension's values it is ``dimension=value``."""
    if definition.tree is not None:
        yield from ((state, state.path) for state in _inside(definition.tree))
    for dimension in definition.dimensions:
        if not dimension.constant:
            yield from ((each.state, f"{dimension.name}={each.text}") for each in dimension.values)


def _inside(state: State) -> Iterator[State]:
    yield state
    for child in state.children:
        yield from _inside(child)


def _rule(chart: sc.Chart, rule: Rule, records: Iterable[sc.Record]) -> Iterator[str]:
    told_by_it = [
        reason.message
        for record in records
        for reason in record.outcome.reasons
        if reason.id == rule.name
    ]
    match rule:
        case MoveRule():
            yield from _never_refused(rule.name, rule.require, told_by_it)
            if not any(_lets_pass(chart, rule, record) for record in records):
                yield f"{rule.span}: {rule.name} never lets a move pass"
        case Constraint():
            if not told_by_it and not _is_claimed(chart.definition, rule):
                yield f"{rule.span}: {rule.name} never refuses"
        case Cascade():
            if not any(rule.name in step.transitions for r in records for step in r.outcome.path):
                yield f"{rule.span}: {rule.name} never pulls"
        case _:
            assert_never(rule)


def _never_refused(
    name: str, requirements: Iterable[Requirement], said: Sequence[str]
) -> Iterator[str]:
    for requirement in requirements:
        if not any(_is_said(requirement, message) for message in said):
            yield f"{requirement.span}: {name} is never refused by this"


def _is_claimed(definition: Definition, rule: Constraint) -> bool:
    """Whether a property says that the constraint is never needed: other rules imply it."""
    kind = "always" if rule.holds_when else "never"
    claims = {(claim.kind, claim.condition.text) for claim in definition.properties}
    return rule.when is None and (kind, rule.condition.text) in claims


def _is_said(requirement: Requirement, message: str) -> bool:
    """Whether the message is the requirement's, whatever values stand in its gaps."""
    match requirement.message:
        case None:
            return True
        case Formula(expr=Literal(value=text)):
            return message == text
        case Formula(expr=Joined(parts=parts)):
            wording = (re.escape(part) if isinstance(part, str) else ".*" for part in parts)
            return re.fullmatch("".join(wording), message) is not None
        case other:
            raise AssertionError(f"{other.span}: write the message as a text or an f-string")


def _lets_pass(chart: sc.Chart, rule: MoveRule, record: sc.Record) -> bool:
    if record.before is None or not record.outcome.accepted:
        return False
    before, after = _values(chart, record.before), _values(chart, record.after)
    return any(
        _made(trigger, before[serial], after[serial])
        for serial in before.keys() & after.keys()
        for trigger in rule.triggers
    )


def _values(chart: sc.Chart, snapshot: sc.Snapshot) -> dict[int, Mapping[str, Value]]:
    """Serial number → dimension values of each activation of this machine.

    Those of a child are without its computed ones.
    """
    return {
        each.serial: chart.values(snapshot) if each is snapshot.root else each.dimension_values()
        for each in snapshot.activations
        if each.chart.definition.key == chart.definition.key
    }


def _made(trigger: Trigger, before: Mapping[str, Value], after: Mapping[str, Value]) -> bool:
    origin, goal = before[trigger.dimension], after[trigger.dimension]
    return (
        origin != goal
        and (trigger.origins is None or origin in trigger.origins)
        and (trigger.goals is None or goal in trigger.goals)
    )
