"""Who calls whom: pipelines in a circle, and what is declared to be called and never is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.steps import all_runs, steps_in
from statecraft.diagnostics import Diagnostic, Related, Severity, Span
from statecraft.model.actions import Callback, RunCall, StartRun, TemplateKind
from statecraft.model.definition import Definition
from statecraft.model.pipelines import Pipeline, RunStep


def circular_pipelines(definition: Definition) -> Iterator[Finding]:
    """Pipelines that wait for themselves, directly or through others; workflows may recurse."""
    runs = {run.name: run for _, run in all_runs(definition)}
    calls = {name: dict(_awaited(run)) for name, run in runs.items()}
    told: set[str] = set()
    for name in definition.pipelines:
        circle = _way_back(name, calls)
        if circle is not None and told.isdisjoint(circle):
            told.update(circle)
            yield Finding(at=f"pipelines.{name}", diagnostic=_circular(circle, calls))


def _awaited(run: Pipeline) -> Iterator[tuple[str, RunCall]]:
    """What a run waits for, by name; of several calls of one name the first that is met."""
    found: dict[str, RunCall] = {}
    for steps in (run.steps, *run.branches.values()):
        for step in steps_in(steps):
            if isinstance(step, RunStep) and step.call.provider is None:
                found.setdefault(step.call.name, step.call)
    yield from found.items()


def _way_back(start: str, calls: Mapping[str, Mapping[str, RunCall]]) -> tuple[str, ...] | None:
    """The shortest chain of calls from a run to itself, without the return."""
    pending: list[tuple[str, ...]] = [(start,)]
    met: set[str] = set()
    while pending:
        chain = pending.pop(0)
        for name in calls[chain[-1]]:
            if name == start:
                return chain
            if name not in met and name in calls:
                met.add(name)
                pending.append((*chain, name))
    return None


def _circular(circle: tuple[str, ...], calls: Mapping[str, Mapping[str, RunCall]]) -> Diagnostic:
    goals = (*circle[1:], circle[0])
    places = [calls[name][goal] for name, goal in zip(circle, goals, strict=True)]
    return Diagnostic(
        code="SC370",
        span=places[0].span,
        message=f"a pipeline cannot wait for itself: {' -> '.join((*circle, circle[0]))}",
        hint="send its event when it has ended, or make it a workflow, which may call itself",
        related=tuple(
            Related(span=call.span, message=f"{call.kind} {call.name} is called here")
            for call in places[1:]
        ),
    )


def uncalled_runs(definition: Definition) -> Iterator[Finding]:
    """Workflows that nothing can call, and callbacks that their workflow never calls."""
    actions = [placed.action for placed in all_actions(definition)]
    calls = (action.call for action in actions if isinstance(action, StartRun))
    called = {call.name for call in calls if call.kind is TemplateKind.WORKFLOW}
    for workflow in definition.workflows.values():
        at = f"workflows.{workflow.name}"
        if workflow.name not in called and not workflow.exposed:
            what, hint = f"workflow {workflow.name} is never called", "call it, or say expose: true"
            yield Finding(at=at, diagnostic=_unused(what, workflow.span, hint))
        called_back = _called_back(at, definition)
        for name in (each for each in workflow.callbacks if each not in called_back):
            what = f"callback {name} of workflow {workflow.name} is never called"
            hint = f"write {{callback: {name}}} in a step, or leave it out"
            yield Finding(
                at=f"{at}.callbacks.{name}", diagnostic=_unused(what, workflow.span, hint)
            )


def _called_back(at: str, definition: Definition) -> frozenset[str]:
    return frozenset(
        placed.action.name
        for placed in all_actions(definition)
        if isinstance(placed.action, Callback) and f"{placed.at}.".startswith(f"{at}.")
    )


def _unused(what: str, span: Span, hint: str) -> Diagnostic:
    return Diagnostic(
        code="SC351", span=span, message=f"the {what}", hint=hint, severity=Severity.WARNING
    )
