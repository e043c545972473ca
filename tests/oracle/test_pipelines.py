"""Kernel and oracle agree on random pipelines after every input (docs/semantics.md §13)."""

from __future__ import annotations

import json
import random
from collections import Counter
from functools import lru_cache
from typing import Any

import pytest

import statecraft
from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import RunEnded
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
from tests.oracle.pipeline_oracle import Data, Input, Refused, Story, due_first
from tests.oracle.random_pipelines import random_pipeline

PORTIONS, PIPELINES, MOST_INPUTS = 4, 240, 25

ENDS = {
    "done",
    "failed",
    "refused at the start",
    "timeout",
    "execution",
    "at_most",
    "abandoned",
    "answer",
    "fail",
    "due",
    "event",
    "reject",
}


@lru_cache
def compared(portion: int) -> Counter[str]:
    """What was seen on the way, where kernel and oracle agreed."""
    seen: Counter[str] = Counter()
    for seed in range(portion, PIPELINES, PORTIONS):
        comparison = Comparison(seed)
        comparison.run()
        seen += comparison.seen
    return seen


@pytest.mark.parametrize("portion", range(PORTIONS))
def test_kernel_and_oracle_agree_on_pipelines(portion: int) -> None:
    assert compared(portion).total() > 0


def test_random_pipelines_reach_every_end() -> None:
    seen = sum((compared(portion) for portion in range(PORTIONS)), Counter[str]())
    assert ENDS - {name for name, times in seen.items() if times > 1} == set()


class Comparison:
    """One random pipeline, run twice with the same inputs."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._definition = random_pipeline(seed)
        self._chart: Chart = statecraft.load_data(self._definition)
        self._rng = random.Random(seed)  # noqa: S311 - it makes tests, no secrets.
        self._inputs: list[Input] = []
        self.seen: Counter[str] = Counter()

    def run(self) -> None:
        first = self._chart.start(now=0.0).snapshot
        step = self._chart.send(first, "p", now=0.0)
        try:
            story = self._story([])
        except Refused:
            assert not step.outcome.accepted, self._told(step)
            self.seen["refused at the start"] += 1
            return
        self._compare(story, step)
        for _ in range(MOST_INPUTS):
            one = self._next_input(story)
            if one is None:
                return
            story, step = self._both(story, one, step.snapshot)
            if story is None:
                return

    def _story(self, inputs: list[Input]) -> Story:
        return Story(self._definition, inputs, 0)

    def _next_input(self, story: Story) -> Input | None:
        if not story.waits:
            return None
        timed = due_first(iter(story.waits.values()))
        answered = [each for each in story.waits.values() if each.kind != "pause"]
        if not answered or (timed is not None and self._rng.random() < 0.3):
            assert timed is not None
            assert timed.due is not None
            return Input(kind="due", wait=timed.name, now=timed.due)
        wait = self._rng.choice(answered)
        if wait.kind != "answer":
            return Input(kind="event", wait=wait.name, now=story.now, value={})
        value, kind = self._rng.choice([(self._rng.randint(0, 9), "answer"), ("broken", "fail")])
        return Input(kind=kind, wait=wait.name, now=story.now, value=value)

    def _both(self, story: Story, one: Input, snapshot: Snapshot) -> tuple[Story | None, Step]:
        """The next story, and the kernel's step; a refusal leads to the step that takes it."""
        self.seen[one.kind] += 1
        step = self._taken(story, one, snapshot)
        try:
            after = self._story([*self._inputs, one])
        except Refused as refused:
            assert not step.outcome.accepted, self._told(step)
            if one.kind == "event":
                assert step.snapshot is snapshot
                return story, step
            if one.kind == "reject":
                return None, self._abandoned(step)
            kept = one.value if one.kind == "answer" else None
            told = {"message": str(refused), "result": kept}
            return self._both(
                story, Input(kind="reject", wait=one.wait, now=one.now, value=told), step.snapshot
            )
        self._inputs.append(one)
        self._compare(after, step)
        return after, step

    def _taken(self, story: Story, one: Input, snapshot: Snapshot) -> Step:
        now = one.now / 1000
        match one.kind:
            case "due" | "reject":
                step = self._chart.step(snapshot, now=now)
                assert step is not None, f"seed {self._seed}: nothing is due for {one}"
                return step
            case "event":
                return self._chart.send(snapshot, story.waits[one.wait].kind, now=now)
        [serial] = [each.serial for each in snapshot.pending if each.id == one.wait]
        if one.kind == "answer":
            return self._chart.answer(snapshot, serial, one.value, now=now)
        return self._chart.fail(snapshot, serial, {"message": one.value}, now=now)

    def _abandoned(self, step: Step) -> Step:
        self.seen["abandoned"] += 1
        assert str(step.outcome.kind) == "stalled", self._told(step)
        assert (step.snapshot.runs, step.snapshot.pending, step.snapshot.timers) == ((), (), ())
        return step

    def _compare(self, story: Story, step: Step) -> None:
        assert step.outcome.accepted, self._told(step)
        assert self._found(step) == self._expected(story), self._told(step)
        if story.ending is not None:
            self.seen[story.ending[0]] += 1
            self.seen[str(story.ending[1])] += 1

    def _found(self, step: Step) -> Data:
        snapshot = step.snapshot
        [ended] = [each for each in step.effects if isinstance(each, RunEnded)] or [None]
        return {
            "context": without_messages(self._chart.context(snapshot)),
            "op": self._chart.values(snapshot)["op"],
            "pending": sorted(each.id for each in snapshot.pending),
            "due": [timer.due_ms for timer in snapshot.timers],
            "ending": None if ended is None else without_messages(ending_of(ended)),
        }

    def _expected(self, story: Story) -> Data:
        waits = story.waits.values()
        return {
            "context": without_messages(story.context),
            "op": story.op,
            "pending": sorted(each.name for each in waits if each.kind == "answer"),
            "due": sorted(each.due for each in waits if each.due is not None),
            "ending": without_messages(story.ending),
        }

    def _told(self, step: Step) -> str:
        text = json.dumps(self._definition["pipelines"], indent=1)
        return f"seed {self._seed}, {step.outcome}, after {self._inputs} of {text}"


def ending_of(ended: RunEnded) -> tuple[Any, ...]:
    if ended.error is None:
        return "done", ended.result
    assert isinstance(ended.error, dict)
    return "failed", ended.error["kind"], ended.error["step"]


def without_messages(value: Any) -> Any:
    """The wording of a failing formula is not the oracle's business."""
    match value:
        case dict():
            return {key: without_messages(each) for key, each in value.items() if key != "message"}
        case list() | tuple():
            return [without_messages(each) for each in value]
        case _:
            return value
