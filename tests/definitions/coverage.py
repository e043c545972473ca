"""What the scenarios of a definition leave untried: states, transitions, rules and requirements.

A transition is tried when a microstep took it, a state when it was entered, a cascade when it
pulled, a constraint when it refused a step or is a property as well. A rule about moves is tried when it let a move pass
and when each of its requirements was false at a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import assert_never

import statecraft as sc
from statecraft.expr.tree import Joined, Literal
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula
from statecraft.model.rules import Cascade, Constraint, MoveRule, Requirement, Rule, Trigger
from statecraft.model.scenarios import Scenario
from statecraft.model.states import State, StateKind, Transition
from statecraft.values.json_values import Value

HISTORY = (StateKind.SHALLOW_HISTORY, StateKind.DEEP_HISTORY)


def untried(chart: sc.Chart) -> list[str]:
    """Each part of the definition that no scenario reaches: its place and what it is."""
    records = [record for each in chart.definition.scenarios for record in told(chart, each)]
    return [
        *_transitions_not_taken(chart.definition, records),
        *_states_not_entered(chart.definition, records),
        *(line for rule in chart.definition.rules for line in _rule(chart, rule, records)),
    ]


def told(chart: sc.Chart, scenario: Scenario) -> list[sc.Record]:
    """Everything that a machine tells while it goes through a scenario."""
    records: list[sc.Record] = []
    machine = sc.Machine(
        chart,
        values=scenario.given,
        input=scenario.input,
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


def _states_not_entered(definition: Definition, records: Iterable[sc.Record]) -> Iterator[str]:
    entered = {
        path
        for record in records
        for path in (*record.after.configuration, *_entered_on_the_way(record))
    }
    for state, path in _states(definition):
        if path and state.kind not in HISTORY and path not in entered:
            yield f"{state.span}: {path} never entered"


def _entered_on_the_way(record: sc.Record) -> Iterator[str]:
    for micro in record.outcome.path:
        yield from micro.entered


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
            for requirement in rule.require:
                if not any(_is_said(requirement, message) for message in told_by_it):
                    yield f"{requirement.span}: {rule.name} is never refused by this"
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
    before, after = chart.values(record.before), chart.values(record.after)
    return any(_made(trigger, before, after) for trigger in rule.triggers)


def _made(trigger: Trigger, before: Mapping[str, Value], after: Mapping[str, Value]) -> bool:
    origin, goal = before[trigger.dimension], after[trigger.dimension]
    return (
        origin != goal
        and (trigger.origins is None or origin in trigger.origins)
        and (trigger.goals is None or goal in trigger.goals)
    )
