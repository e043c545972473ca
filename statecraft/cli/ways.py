"""A way from the start, told as a story: numbered steps, and what each of them changed."""

from __future__ import annotations

from collections.abc import Iterator

import statecraft as sc
from statecraft.checker.replay import Replay, Replayed
from statecraft.checker.telling import choice_text
from statecraft.cli.printing import bad, faint, strong
from statecraft.cli.seen import seen_context, seen_dimensions
from statecraft.cli.story import changes
from statecraft.values.json_values import Value
from statecraft.values.notation import brief
from statecraft.values.text import text_of

_INDENT = "    "


def way_story(chart: sc.Chart, way: Replay) -> Iterator[str]:
    """The start, each step with what it changed, and how it goes on where it never ends."""
    yield f"{_INDENT}{faint('start:')} {_state_text(chart, way.start)}"
    for number, step in enumerate(way.steps, 1):
        yield from _step_story(chart, step, f"{number}.")
    if way.loop is None:
        return
    if not way.loop:
        yield f"{_INDENT}{faint('and there it may stay: nothing is due that comes by itself')}"
        return
    yield f"{_INDENT}{faint('and then again and again:')}"
    for step in way.loop:
        yield from _step_story(chart, step, "-")


def _step_story(chart: sc.Chart, replayed: Replayed, mark: str) -> Iterator[str]:
    changed = tuple(step_changes(chart, replayed))
    verdict = step_verdict(replayed)
    shown = f"{_INDENT}{mark} {strong(choice_text(replayed.choice, replayed.before))}{verdict}"
    if len(changed) == 1:
        yield f"{shown}    {changed[0]}"
        return
    yield shown
    yield from (f"{_INDENT}{_INDENT}{each}" for each in changed)


def step_changes(chart: sc.Chart, replayed: Replayed) -> Iterator[str]:
    """What a step of a way changed, a line each."""
    return changes(chart, _record(replayed))


def step_verdict(replayed: Replayed) -> str:
    """How a step was refused; empty where it was not."""
    outcome = replayed.step.outcome
    if outcome.accepted:
        return ""
    reasons = "; ".join(reason.message for reason in outcome.reasons)
    return f": {bad(outcome.kind)}{f' ({reasons})' if reasons else ''}"


def _record(replayed: Replayed) -> sc.Record:
    return sc.Record(
        number=0,
        machine="",
        at=0.0,
        outcome=replayed.step.outcome,
        before=replayed.before,
        after=replayed.step.snapshot,
        effects=replayed.step.effects,
    )


def _state_text(chart: sc.Chart, snapshot: sc.Snapshot) -> str:
    values = seen_dimensions(chart, snapshot).values
    parts = [f"{name} {text_of(value)}" for name, value in values.items()]
    tree = [f"in {chart.full_key(snapshot)}"] if snapshot.configuration else []
    data = seen_context(chart, snapshot).values
    told = [*tree, *parts] or [f"{name} {brief(value)}" for name, value in data.items()]
    return ", ".join(told) or "the only state"


def way_json(chart: sc.Chart, way: Replay) -> list[dict[str, Value]]:
    """The states along the way: the first is the start, which has no event."""
    first: dict[str, Value] = {"event": None, **_state_json(chart, way.start)}
    return [first, *(_step_json(chart, step) for step in way.steps)]


def loop_json(chart: sc.Chart, way: Replay) -> list[dict[str, Value]] | None:
    """How it goes on for ever; None where the way ends."""
    return None if way.loop is None else [_step_json(chart, step) for step in way.loop]


def _step_json(chart: sc.Chart, replayed: Replayed) -> dict[str, Value]:
    return {
        "event": choice_text(replayed.choice, replayed.before),
        "outcome": str(replayed.step.outcome.kind),
        **_state_json(chart, replayed.step.snapshot),
    }


def _state_json(chart: sc.Chart, snapshot: sc.Snapshot) -> dict[str, Value]:
    return {
        "dimensions": dict(seen_dimensions(chart, snapshot).values),
        "configuration": list(snapshot.configuration),
    }
