"""Pipelines that the host runs: what became of one, and how its end is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import RunEnded
from statecraft.kernel.outcome import Outcome, OutcomeKind
from statecraft.kernel.snapshot import Snapshot
from statecraft.model.actions import TemplateKind
from statecraft.runtime.record import Record, Subscriber
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What became of a pipeline that the host ran.

    Attributes:
        success: whether it has ended well. False also while it waits, and when it was refused.
        ended: whether it has ended; a step may be waiting for an answer, an event or a timer.
        step: name of the step that failed; ``error`` is the payload of ``error.pipeline.NAME``.
        result: of its last waiting step.
        outcome: of the event that started it.
    """

    pipeline: str
    success: bool
    ended: bool
    step: Value
    result: Value
    error: Value
    outcome: Outcome


class RunWatch:
    """A subscriber that waits for the end of a run which is about to be started.

    ``end`` is None until then. Runs of the same pipeline that are under way already are told
    apart by their serial numbers.
    """

    __slots__ = ("_pipeline", "_since", "end")

    def __init__(self, chart: Chart, snapshot: Snapshot, pipeline: str) -> None:
        """Watch from *snapshot* on.

        Raises:
            UsageError: the machine has no such pipeline.
        """
        known = chart.definition.pipelines
        if pipeline not in known:
            found = f"{chart.definition.id} has no pipeline {quoted(pipeline)}"
            raise UsageError(found + did_you_mean(pipeline, known))
        self._pipeline = pipeline
        self._since = snapshot.next_serial
        self.end: RunEnded | None = None

    def __call__(self, record: Record) -> None:
        for effect in record.effects:
            if self.end is None and isinstance(effect, RunEnded) and self._is_mine(effect):
                self.end = effect

    def _is_mine(self, ended: RunEnded) -> bool:
        named = (ended.kind, ended.name) == (str(TemplateKind.PIPELINE), self._pipeline)
        return named and ended.serial >= self._since

    def result(self, outcome: Outcome) -> RunResult:
        """What has become of the run by now; *outcome* is that of the event that started it."""
        end = self.end
        error = None if end is None else end.error
        refused = not outcome.accepted and outcome.kind is not OutcomeKind.QUEUED
        if refused:
            message = " ".join(reason.message for reason in outcome.reasons)
            error = {"kind": "refused", "message": message or str(outcome.kind)}
        return RunResult(
            pipeline=self._pipeline,
            success=end is not None and error is None,
            ended=end is not None or refused,
            step=error.get("step") if isinstance(error, dict) else None,
            result=None if end is None else end.result,
            error=error,
            outcome=outcome,
        )


class Runner(Protocol):
    """A machine whose events are over when ``send`` returns."""

    @property
    def chart(self) -> Chart: ...

    @property
    def snapshot(self) -> Snapshot: ...

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]: ...

    def send(self, event: str, data: Any = None, /, **fields: Any) -> Outcome: ...


def run_here(
    self: Runner, pipeline: str, data: object = None, /, **parameters: object
) -> RunResult:
    """Start a pipeline and follow it as far as this turn goes.

    Where a step waits for an answer that the host gives later, for an event or for a timer,
    the result says that it has not ended.

    Raises:
        UsageError: the machine has no such pipeline.
    """
    watch = RunWatch(self.chart, self.snapshot, pipeline)
    unsubscribe = self.subscribe(watch)
    try:
        outcome = self.send(pipeline, data, **parameters)
    finally:
        unsubscribe()
    return watch.result(outcome)
