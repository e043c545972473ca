"""Laws of the semantics that need no second reading: the kernel alone is asked, in two ways."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

import statecraft
from statecraft.kernel.chart import Chart
from statecraft.kernel.outcome import OutcomeKind
from statecraft.kernel.snapshot import Snapshot
from tests.oracle.comparison import kernel_state, kernel_view, loadable_chart, loaded
from tests.oracle.exploration import Attempt, attempts

SEEDS = range(310, 325)
MOST_STATES = 6
LONGEST_PATH = 100
"""A chart that has a step of more microsteps is left: such a step runs into the limit of 1000."""


@pytest.mark.parametrize("seed", SEEDS)
def test_order_of_rules_never_matters(seed: int) -> None:
    definition = loadable_chart(seed)
    rules = list(definition.get("rules", {}).items())
    Random(seed).shuffle(rules)  # noqa: S311 - it makes tests, no secrets.
    shuffled = {**definition, "rules": dict(rules)} if rules else definition
    assert_same_steps(definition, shuffled)


@pytest.mark.parametrize("seed", SEEDS)
def test_silent_region_never_changes_what_an_event_does(seed: int) -> None:
    definition = loadable_chart(seed)
    silent = {"values": ["still", "moved"], "transitions": {"still": ["moved"]}}
    first = {"silent": silent, **definition.get("dimensions", {})}
    assert_same_steps(definition, {**definition, "dimensions": first})


@pytest.mark.parametrize("seed", SEEDS)
def test_can_agrees_with_send(seed: int) -> None:
    chart = loaded(seed)
    for snapshot in reached(chart, seed):
        for attempt in sends(seed):
            sent = chart.send(snapshot, attempt.event, attempt.data)
            assert chart.can(snapshot, attempt.event, attempt.data) is sent.outcome.accepted
            assert chart.why_not(snapshot, attempt.event, attempt.data) == sent.outcome.reasons


@pytest.mark.parametrize("seed", SEEDS)
def test_rejected_event_returns_the_very_snapshot_it_was_given(seed: int) -> None:
    chart = loaded(seed)
    for snapshot in reached(chart, seed):
        before = chart.to_json(snapshot)
        for attempt in sends(seed):
            step = chart.send(snapshot, attempt.event, attempt.data, now=9.0)
            if step.outcome.kind in (OutcomeKind.REJECTED, OutcomeKind.IGNORED):
                assert step.snapshot is snapshot
                assert step.effects == ()
        assert chart.to_json(snapshot) == before


@pytest.mark.parametrize("seed", SEEDS)
def test_restored_snapshot_goes_on_exactly_as_the_one_it_was_taken_from(seed: int) -> None:
    chart = loaded(seed)
    tried = attempts(loadable_chart(seed))
    for snapshot in reached(chart, seed):
        restored = chart.restore(chart.to_json(snapshot))
        assert chart.to_json(restored) == chart.to_json(snapshot)
        for attempt in tried:
            ours, theirs = taken(chart, snapshot, attempt), taken(chart, restored, attempt)
            assert kernel_view(chart, ours) == kernel_view(chart, theirs)


def sends(seed: int) -> list[Attempt]:
    return [attempt for attempt in attempts(loadable_chart(seed)) if attempt.kind == "send"]


def taken(chart: Chart, snapshot: Snapshot, attempt: Attempt) -> Any:
    match attempt.kind:
        case "send":
            return chart.send(snapshot, attempt.event, attempt.data)
        case "move":
            return chart.move(snapshot, attempt.data)
        case _:
            due = snapshot.due
            return None if due is None else chart.step(snapshot, now=due)


def reached(chart: Chart, seed: int) -> Iterator[Snapshot]:
    """The first few states of the chart, breadth first."""
    started = chart.start()
    if not started.outcome.accepted:
        return
    todo = [started.snapshot]
    tried = attempts(loadable_chart(seed))
    for snapshot in todo:
        yield snapshot
        for attempt in tried:
            step = taken(chart, snapshot, attempt)
            if step is not None and len(step.outcome.path) > LONGEST_PATH:
                return
            is_known = step is None or step.snapshot in todo
            if not is_known and len(todo) < MOST_STATES:
                todo.append(step.snapshot)


def assert_same_steps(definition: dict[str, Any], changed: dict[str, Any]) -> None:
    """Both charts show the same in every step, the region that only one has left out."""
    one, other = statecraft.load_data(definition), statecraft.load_data(changed)
    started, also_started = one.start(), other.start()
    assert shown(one, started) == shown(other, also_started)
    todo = [(started.snapshot, also_started.snapshot)] if started.outcome.accepted else []
    seen = [kernel_state(one, snapshot) for snapshot, _ in todo]
    tried = attempts(definition)
    for snapshot, also in todo:
        for attempt in tried:
            ours, theirs = taken(one, snapshot, attempt), taken(other, also, attempt)
            assert shown(one, ours) == shown(other, theirs), attempt
            if ours is None or len(todo) >= MOST_STATES:
                continue
            if len(ours.outcome.path) > LONGEST_PATH:
                return
            state = kernel_state(one, ours.snapshot)
            if state not in seen:
                seen.append(state)
                todo.append((ours.snapshot, theirs.snapshot))


def shown(chart: Chart, step: Any) -> Any:
    view = kernel_view(chart, step)
    if view is not None and "dimensions" in view:
        view["dimensions"] = {n: v for n, v in view["dimensions"].items() if n != "silent"}
    return view
