"""A host action that a state invokes, as a template of one step (semantics 14.10)."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType

from statecraft.chart.drafts import PlaceOf
from statecraft.chart.synthetic import name_of
from statecraft.chart.tables import Template
from statecraft.chart.templates import lower_pipeline
from statecraft.model.actions import TemplateKind
from statecraft.model.pipelines import PerformStep, Pipeline, StepHead, Waiting, WhileRunning
from statecraft.model.states import ChildAction, Invoke


def invoked_actions(invokes: Iterable[tuple[str, Invoke]], places: PlaceOf) -> dict[str, Template]:
    """The templates of all invoked actions, by ``invoked_key``, of children and their states."""
    return {
        invoked_key(path, invoke.id): lower_pipeline(_pipeline(invoke, invoke.child), places)
        for path, invoke in invokes
        if isinstance(invoke.child, ChildAction)
    }


def invoked_key(path: str, slot: str) -> str:
    """What the template of an invoked action is known by."""
    return f"{TemplateKind.INVOKE} {slot} in {path}"


def _pipeline(invoke: Invoke, child: ChildAction) -> Pipeline:
    waiting = Waiting(on_success=None, on_failure=None, timeout=child.timeout, retry=child.retry)
    step = PerformStep(
        head=StepHead(name=invoke.id, id=invoke.id, span=invoke.span),
        action=child.action,
        data=name_of("parameters", invoke.span),
        waiting=waiting,
    )
    return Pipeline(
        kind=TemplateKind.INVOKE,
        name=invoke.id,
        parameters=None,
        requires=(),
        while_running=WhileRunning.RESTART,
        steps=(step,),
        branches=MappingProxyType({}),
        own_branches=MappingProxyType({}),
        on_failure=None,
        callbacks=MappingProxyType({}),
        exposed=False,
        output=None,
        test=MappingProxyType({}),
        answer=None,
        span=invoke.span,
    )
