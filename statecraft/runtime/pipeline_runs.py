"""The result of running a pipeline, as the host sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.chart import Chart
from statecraft.kernel.effects import Effect, RunEnded
from statecraft.kernel.outcome import Outcome
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


def require_pipeline(chart: Chart, pipeline: str) -> None:
    """Refuse a pipeline that is not there.

    Raises:
        UsageError: the machine has no such pipeline.
    """
    known = chart.definition.pipelines
    if pipeline not in known:
        found = f"{chart.definition.id} has no pipeline {quoted(pipeline)}"
        raise UsageError(found + did_you_mean(pipeline, known))


def run_result(pipeline: str, outcome: Outcome, effects: Iterable[Effect]) -> RunResult:
    """The result, from the effects of all steps that followed the start."""
    end = next((e for e in effects if isinstance(e, RunEnded) and e.name == pipeline), None)
    error = None if end is None else end.error
    if not outcome.accepted:
        message = " ".join(reason.message for reason in outcome.reasons)
        error = {"kind": "refused", "message": message or str(outcome.kind)}
    return RunResult(
        pipeline=pipeline,
        success=end is not None and error is None,
        ended=end is not None or not outcome.accepted,
        step=error.get("step") if isinstance(error, dict) else None,
        result=None if end is None else end.result,
        error=error,
        outcome=outcome,
    )
