"""Steps of pipelines and workflows that no run ever comes to."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checker.exploration import Exploration
from statecraft.checker.reporting import settled, verdict, warning
from statecraft.checker.verdict import Proved, Refuted, Verdict
from statecraft.checks.steps import all_runs, all_steps


def steps_reached(exploration: Exploration) -> Iterator[Verdict]:
    """Every step of a pipeline or workflow is gone through by some run, branches included.

    A machine that exposes workflows is run by others, which may give what this one does not.
    """
    exposed = {run.name for _, run in all_runs(exploration.definition) if run.exposed}
    for placed in all_steps(exploration.definition):
        if any(placed.at.startswith(f"workflows.{name}.") for name in exposed):
            continue
        kind, name = "step reached", placed.step.head.name
        claim = f"the step {name} in {placed.at} is reached"
        span = placed.step.head.span
        if span in exploration.taken:
            yield settled(kind, placed.at, claim, span, Proved())
            continue
        found = warning(
            "SC505",
            span,
            f"the step {name} in {placed.at} is never reached",
            "nothing leads to it: change the conditions before it, or leave it out",
        )
        yield verdict(kind, placed.at, claim, exploration.unless_doubted(Refuted()), found)
