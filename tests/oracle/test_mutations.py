"""The comparison with the oracle notices when the kernel is wrong, and only then."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any

import pytest

from statecraft.chart import descriptors
from statecraft.kernel import (
    blocks,
    cascades,
    change,
    conflicts,
    due,
    finals,
    macrostep,
    routing,
    rules,
    selection,
    work,
)
from tests.oracle.comparison import walk_of

SEEDS = range(100)
MOST_STATES = 10

MISTAKES = {
    "cascades are applied one by one": (
        cascades._pulls,
        "            earlier = ",
        "            if pulls:\n                return pulls\n            earlier = ",
    ),
    "cascades run before the actions": (
        macrostep.microstep,
        "    apply_change(work, change)\n    settle(work)",
        "    settle(work)\n    apply_change(work, change)",
    ),
    "cascades skip the checks": (
        cascades.settle,
        "check_moves(work, [",
        "tuple([",
    ),
    "cascades stop after one round": (
        cascades.settle,
        "        seen.append(state)",
        "        return",
    ),
    "a guard is dropped": (selection.is_enabled, "edge.when is None", "True"),
    "a from is dropped": (selection.is_enabled, "any(", "any(False and "),
    "outer transitions win": (
        selection._asked_now,
        "for source in (state, *rows[state].ancestors)",
        "for source in (*rows[state].ancestors[::-1], state)",
    ),
    "the machine is not held back by a region": (
        selection._machine_offer,
        "return () if dropped else (offer,)",
        "return (offer,)",
    ),
    "the machine is held back by every region": (
        selection._machine_offer,
        "if offer is None:",
        "if offer is None or offers:",
    ),
    "conflicts in the tree are overlooked": (
        conflicts.without_conflicts,
        "claims[a.index] & claims[b.index]",
        "False",
    ),
    "the outer of two is kept": (
        conflicts._is_inside,
        "outer.source in work.chart.rows[inner.source]",
        "inner.source in work.chart.rows[outer.source]",
    ),
    "two values for one dimension pass": (
        conflicts._refuse_different_pulls,
        "if earlier[0] != target",
        "if False",
    ),
    "exit actions are skipped": (change.leave, "run_block(work, rows[state].exit, state)", "pass"),
    "timers outlive their state": (
        work.Work.forget,
        "if self.chart.rows[state].after",
        "if False",
    ),
    "history is not recorded": (change.leave, "work.history.update", "dict"),
    "deep history is shallow": (
        change._remembered,
        "kind is StateKind.SHALLOW_HISTORY",
        "True",
    ),
    "states are entered from the inside out": (
        change._change,
        "sorted(entries)",
        "sorted(entries, reverse=True)",
    ),
    "states are exited from the outside in": (
        change._change,
        "sorted(exits, reverse=True)",
        "sorted(exits)",
    ),
    "actions see the new values": (
        change.apply_change,
        "    leave(work, change.exited)",
        "    leave(work, change.exited)\n    work.switch(change.exited, change.entered)",
    ),
    "a reentered value is left alone": (
        change._change_of,
        "if current != target or edge.reenter",
        "if current != target",
    ),
    "moves are not checked": (macrostep.microstep, "check_moves(work, change.pulls)", "pass"),
    "constraints are not checked": (macrostep.complete, "check_constraints(work)", "pass"),
    "only the first broken constraint is told": (
        rules._constraint_reasons,
        "rule.condition, rule.message)",
        "rule.condition, rule.message)\n            return",
    ),
    "a failing block is not undone": (blocks.run_alone, "work.go_back(checkpoint)", "pass"),
    "an error that nothing takes is forgotten": (
        macrostep._take_internal,
        "event.failure is not None",
        "False",
    ),
    "the newest internal event comes first": (
        macrostep._next_microstep,
        "event, *rest = work.internal",
        "*rest, event = work.internal",
    ),
    "internal events come before eventless transitions": (
        macrostep._next_microstep,
        "select(work, None).kept",
        "() if work.internal else select(work, None).kept",
    ),
    "one final region completes a parallel state": (
        finals._report_parallel,
        "is_complete(work, state, later)",
        "True",
    ),
    "a final child of the root is no end": (
        finals.enter_final,
        "        work.finished = True\n        work.output = output",
        "        work.output = output",
    ),
    "a payload is not checked": (routing._payload_reasons, "declared is None or", "True or"),
    "a rejected timer is not made known": (
        due.reported,
        "(*without.queue, report)",
        "without.queue",
    ),
    "a prefix does not match itself": (descriptors.matches, "event == stem or", ""),
}

NO_MISTAKES = {
    "cascades in reverse": (
        cascades._pulls,
        "in work.chart.cascades",
        "in reversed(work.chart.cascades)",
    ),
    "requirements in reverse": (
        rules._rule_reasons,
        "in work.chart.move_rules",
        "in reversed(work.chart.move_rules)",
    ),
    "constraints in reverse": (
        rules._constraint_reasons,
        "in work.chart.constraints",
        "in reversed(work.chart.constraints)",
    ),
}


@pytest.fixture
def change_code(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Replaces text in a function: the function object stays, so all who imported it are served."""

    def replace(function: Any, old: str, new: str) -> None:
        source = textwrap.dedent(inspect.getsource(function))
        assert source.count(old) == 1, f"{function.__qualname__} no longer reads {old!r}"
        module = compile(source.replace(old, new), inspect.getfile(function), "exec")
        [code] = [
            constant
            for constant in module.co_consts
            if isinstance(constant, CodeType) and constant.co_name == function.__name__
        ]
        monkeypatch.setattr(function, "__code__", code)

    yield replace
    monkeypatch.undo()


@pytest.mark.parametrize(("function", "old", "new"), MISTAKES.values(), ids=MISTAKES)
def test_comparison_notices_that(
    function: Any, old: str, new: str, change_code: Callable[..., None]
) -> None:
    change_code(function, old, new)
    assert any(differs_or_fails(seed) for seed in SEEDS)


@pytest.mark.parametrize(("function", "old", "new"), NO_MISTAKES.values(), ids=NO_MISTAKES)
def test_comparison_does_not_mind(
    function: Any, old: str, new: str, change_code: Callable[..., None]
) -> None:
    change_code(function, old, new)
    assert not any(differs_or_fails(seed) for seed in SEEDS[:15])


def differs_or_fails(seed: int) -> bool:
    """Whether the kernel differs from the oracle on the chart; a broken one may also crash."""
    try:
        return walk_of(seed, MOST_STATES).first_difference(seed) is not None
    except (AssertionError, LookupError, StopIteration, TypeError, AttributeError):
        return True
