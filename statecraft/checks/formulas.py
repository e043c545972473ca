"""Every formula of a machine, for checks that ask what is read anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checks.blocks import all_actions
from statecraft.checks.remembering import remembered
from statecraft.checks.sources import (
    OfMachine,
    OfValue,
    all_sources,
    all_states,
    all_transitions,
)
from statecraft.checks.steps import all_runs, all_steps
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula
from statecraft.model.pipelines import ParallelStep, PerformStep, RunStep, WaitStep
from statecraft.model.reading import formulas_of
from statecraft.model.rules import Cascade, Constraint, MoveRule, Rule
from statecraft.model.states import After, ChildAction, Invoke, State


@remembered
def all_formulas(definition: Definition) -> Iterator[Formula]:
    """The formulas of a machine, each once."""
    yield from _optional(definition.output, definition.done_when)
    yield from (variable.initial for variable in definition.context)
    yield from (computed.formula for computed in definition.computed)
    yield from (capability.formula for capability in definition.capabilities)
    for action in definition.actions.values():
        yield from _optional(action.fails_when)
    for rule in definition.rules:
        yield from _of_rule(rule)
    for claim in definition.properties:
        yield from _optional(claim.condition, claim.eventually)
    for _, transition in all_transitions(definition):
        if transition.when is not None:
            yield transition.when
    for placed in all_actions(definition):
        yield from formulas_of(placed.action)
    for state, _ in all_states(definition):
        if state.output is not None:
            yield state.output
        for invoke in state.invokes:
            yield from _of_invoke(invoke)
    yield from (timer.delay for timer in _timers(definition))
    yield from _of_runs(definition)


def _of_invoke(invoke: Invoke) -> Iterator[Formula]:
    yield from _optional(invoke.data)
    if invoke.each is not None:
        yield invoke.each.source
    match invoke.child:
        case ChildAction(timeout=timeout, retry=retry):
            yield from _optional(timeout)
            yield from () if retry is None else (retry.attempts, retry.delay, retry.factor)
        case _:
            pass


def _of_runs(definition: Definition) -> Iterator[Formula]:
    """The formulas of pipelines and workflows that are in no action."""
    for _, run in all_runs(definition):
        yield from _optional(run.output)
        for requirement in run.requires:
            yield from _optional(requirement.that, requirement.message)
    for placed in all_steps(definition):
        match placed.step:
            case (
                PerformStep(waiting=waiting)
                | RunStep(waiting=waiting)
                | WaitStep(waiting=waiting)
                | ParallelStep(waiting=waiting)
            ):
                yield from _optional(waiting.timeout)
                if waiting.retry is not None:
                    retry = waiting.retry
                    yield from (retry.attempts, retry.delay, retry.factor)
            case _:
                pass


def _optional(*formulas: Formula | None) -> Iterator[Formula]:
    return (formula for formula in formulas if formula is not None)


def _of_rule(rule: Rule) -> Iterator[Formula]:
    match rule:
        case MoveRule(when=when, require=require):
            yield from _optional(when)
            for requirement in require:
                yield from _optional(requirement.that, requirement.message)
        case Constraint(when=when, condition=condition, message=message):
            yield from _optional(when, condition, message)
        case Cascade(when=when):
            yield when


def _timers(definition: Definition) -> Iterator[After]:
    for source, _ in all_sources(definition):
        match source:
            case OfMachine():
                yield from () if definition.tree is None else definition.tree.after
            case State() as state:
                yield from state.after
            case OfValue(value=value):
                yield from value.state.after
