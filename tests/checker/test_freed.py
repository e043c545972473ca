"""A freed machine can do whatever the machine can: each step of a random walk is one of its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import partial
from random import Random
from typing import Any

import pytest

import statecraft as sc
from statecraft.chart.tables import Template
from statecraft.checker.choices import Answering, Choice, Moving, Sending, offered, perform
from statecraft.checker.freed.free_search import free_chart, ways_by
from statecraft.checker.freed.freeing import CannotBeFreed
from statecraft.checker.freed.oracle import Oracle, TooManyWays
from statecraft.checker.limits import never
from statecraft.checker.model import Codes, Facts, facts_of
from statecraft.checker.payloads import payloads_of
from statecraft.checker.silent import silent
from statecraft.checker.spaces.tables import TableModel
from statecraft.diagnostics import Span
from statecraft.kernel.outcome import ReasonKind
from statecraft.kernel.snapshot import Run, Snapshot
from tests.checker.free_machines import Writer
from tests.thoroughness import tries

STEPS = 25
MOST_STATES = 60
"""Of a freed machine that a walk may be in."""


def told(snapshot: Snapshot) -> Hashable:
    """What a snapshot and the one of a freed machine have in common."""
    return (
        tuple(
            (
                each.chart.definition.key,
                each.states,
                each.status,
                tuple((run.key, places(each.chart.templates[run.key], run)) for run in each.runs),
                tuple(sorted(pending.id for pending in each.pending)),
            )
            for each in snapshot.activations
        ),
        len(snapshot.timers),
    )


def places(template: Template, run: Run) -> frozenset[Span]:
    """Where the steps stand that a run is at."""
    return frozenset(template.rows[state].span for state in run.states)


def happened(facts: Facts) -> Hashable:
    """What claims ask of a step."""
    rules = frozenset(each for each in facts.reasons if each.kind is ReasonKind.RULE)
    kinds = {each.kind for each in facts.reasons} - {ReasonKind.GUARD}
    taken = frozenset(facts.taken) if facts.accepted else None
    return (facts.accepted, taken, rules, frozenset(kinds))


def anything(rand: Random, choice: Choice) -> Choice:
    """The choice with data of a world that does anything."""
    match choice:
        case Sending(event="PUT"):
            kind = rand.choice(["low", "high"])
            return Sending(
                event="PUT", data={"x": rand.randint(-2, 9), "key": text(rand), "kind": kind}
            )
        case Sending(event="TAKE"):
            items = [text(rand) for _ in range(rand.randrange(4))]
            given = {"x": rand.randint(-2, 9), "key": text(rand), "items": items}
            return Sending(event="TAKE", data=given)
        case Answering(action=action):
            results: list[Any] = [{"ok": 1}, {}, {"ok": 0, "a": 1, "b": [1]}, {"bad": 1}]
            return Answering(action=action, result=rand.choice(results))
        case _:
            return choice


def text(rand: Random) -> str:
    return rand.choice(["", "x", "key", "low", "a longer one"])


def walked(chart: sc.Chart, seed: int) -> Iterator[tuple[Choice | None, Facts | None, Snapshot]]:
    rand = Random(seed)  # noqa: S311 - it makes tests, no secrets.
    payloads = payloads_of(chart)
    snapshot = chart.start().snapshot
    yield None, None, snapshot
    for _ in range(STEPS):
        choices = [*offered(snapshot, payloads)]
        if not choices:
            return
        waiting = [c for c in choices if not isinstance(c, Sending | Moving)]
        some = waiting if waiting and rand.random() < 0.5 else choices
        choice = anything(rand, rand.choice(some))
        step = perform(chart, snapshot, choice)
        snapshot = step.snapshot
        yield choice, facts_of(step.outcome), snapshot


def following(free: TableModel, states: set[Codes], facts: Facts, seen: Hashable) -> set[Codes]:
    """The states of the freed machine in which the same has happened and is so."""
    return {
        answer.after
        for codes in states
        for answer in free.answers(codes)
        if happened(answer.facts) == happened(facts) and told(free.decode(answer.after)) == seen
    }


@pytest.mark.parametrize("seed", range(tries(12, 400)))
def test_a_freed_machine_can_do_whatever_the_machine_can(seed):
    _walk_through(Writer(seed).machine())


@pytest.mark.parametrize("seed", range(tries(6, 200)))
def test_a_freed_family_can_do_whatever_the_family_can(seed):
    _walk_through(Writer(seed).family())


def _walk_through(text: str) -> None:
    chart = silent(sc.loads(text, file="m"))
    if not chart.start().outcome.accepted:
        pytest.skip("it does not start")
    oracle = Oracle(never)
    try:
        freed = free_chart(chart, oracle)
        free = TableModel(freed, payloads_of(freed), partial(ways_by, oracle))
        for walk in range(3):
            _follow(chart, free, walk)
    except CannotBeFreed:
        pytest.skip("it cannot be freed")
    except TooManyWays:
        pytest.skip("a step has too many ways")


def _follow(chart: sc.Chart, free: TableModel, walk: int) -> None:
    """A walk of the machine, in as many states of the freed one as may be those of it."""
    states = set(free.initial)
    for choice, facts, snapshot in walked(chart, walk):
        if facts is not None:
            states = following(free, states, facts, told(snapshot))
        assert states, f"{choice} with {facts}"
        if len(states) > MOST_STATES:
            return
