"""The scenarios of a machine, walked from wherever a state is that they may begin in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from statecraft.checker.choices import (
    Answering,
    Choice,
    Failing,
    Firing,
    Moving,
    Sending,
    TakingNext,
)
from statecraft.checker.model import Codes
from statecraft.checker.walks.walk import Walk
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.scenarios import Scenario, ScenarioStep
from statecraft.values.json_values import same

WIDTH: Final = 6
"""States that one scenario is in at once."""

MOST_IN_A_ROW: Final = 4
"""Timers that fire one after the other while time passes, or actions that answer at once."""


def play(walk: Walk) -> None:
    """Walk the scenarios, those first that begin at the start, then again from where they end."""
    scenarios = sorted(walk.chart.definition.scenarios, key=lambda each: bool(each.given))
    met: set[Codes] = set()
    ends: tuple[Codes, ...] | None = None
    while ends != () and not walk.is_over:
        found: dict[Codes, None] = {}
        for scenario in scenarios:
            begun = _begun(walk, walk.states if ends is None else ends, scenario)
            found.update(dict.fromkeys(_ends(walk, begun, scenario)))
        ends = tuple(codes for codes in found if codes not in met)
        met.update(ends)


def _ends(walk: Walk, begun: tuple[Codes, ...], scenario: Scenario) -> tuple[Codes, ...]:
    """The states that a scenario may be in at its end."""
    here = begun
    for step in scenario.steps:
        after = tuple(_after(walk, here, step))
        if scenario.mock:
            after = (*_gone_on(walk, after, Answering), *after)
        here = tuple(islice(dict.fromkeys((*after, *here)), WIDTH))
    return here


def _begun(walk: Walk, states: Iterable[Codes], scenario: Scenario) -> tuple[Codes, ...]:
    """The states that are most like the one that a scenario is given, and may become it."""
    free = {
        region.name
        for region in walk.chart.lowered.regions
        if region.dimension is not None and region.dimension.free
    }
    likely = [codes for codes in states if _is_as_given(walk.snapshot(codes), scenario, free)]
    likely.sort(key=lambda codes: _differences(walk.snapshot(codes), scenario))
    return tuple(_moved(walk, codes, scenario, free) for codes in likely[:WIDTH])


def _is_as_given(snapshot: Snapshot, scenario: Scenario, free: set[str]) -> bool:
    """Whether it is so in dimensions that nobody moves freely, and in whether data is there."""
    dimensions = snapshot.dimensions
    held = {**snapshot.context, **dimensions}
    return not snapshot.queue and all(
        same(held[name], value) if name in dimensions else bool(held[name]) == bool(value)
        for name, value in scenario.given.items()
        if name in held and name not in free
    )


def _differences(snapshot: Snapshot, scenario: Scenario) -> int:
    """How many variables do not hold what is given."""
    context = snapshot.context
    given = ((name, value) for name, value in scenario.given.items() if name in context)
    return sum(not same(context[name], value) for name, value in given)


def _moved(walk: Walk, codes: Codes, scenario: Scenario, free: set[str]) -> Codes:
    """The state after the moves that anybody may make towards what is given."""
    for name, value in scenario.given.items():
        if name in free and not same(walk.snapshot(codes).dimensions[name], value):
            codes = _to_the_end_of_the_turn(
                walk, walk.take(codes, Moving(dimension=name, value=value))
            )
    return codes


def _after(walk: Walk, here: Iterable[Codes], step: ScenarioStep) -> Iterator[Codes]:
    """Where a step of a scenario leads."""
    if step.kind == "advance":
        yield from _gone_on(walk, here, Firing)
        return
    for codes in here:
        if walk.snapshot(codes).status != "done" and not walk.is_over:
            for choice in _choices(walk, codes, step):
                yield _to_the_end_of_the_turn(walk, walk.take(codes, choice))


def _choices(walk: Walk, codes: Codes, step: ScenarioStep) -> Iterator[Choice]:
    match step.kind, step.argument:
        case "send" | "run", str(event):
            yield Sending(event=event, data=step.details.get("with", {}))
        case "move", dict(values):
            yield from (Moving(dimension=name, value=value) for name, value in values.items())
        case "answer" | "fail", dict(told):
            for choice in walk.offered(codes):
                match choice:
                    case Answering(action=action, result=result) if step.kind == "answer":
                        if action.id in told and same(result, told[action.id]):
                            yield choice
                    case Failing(action=action) if step.kind == "fail" and action.id in told:
                        yield choice
                    case _:
                        pass
        case _:
            pass


def _gone_on(walk: Walk, here: Iterable[Codes], by: type[Answering | Firing]) -> Iterator[Codes]:
    """Where answers or timers lead on to, one after the other."""
    for _ in range(MOST_IN_A_ROW):
        here = tuple(
            dict.fromkeys(
                _to_the_end_of_the_turn(walk, walk.take(codes, choice))
                for codes in here
                for choice in tuple(walk.offered(codes))
                if isinstance(choice, by) and not walk.is_over
            )
        )
        yield from here


def _to_the_end_of_the_turn(walk: Walk, codes: Codes) -> Codes:
    while walk.snapshot(codes).queue and not walk.is_over:
        codes = walk.take(codes, TakingNext())
    return codes
