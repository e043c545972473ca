"""What a definition says of an event or an action, or else those of its children, for people."""

from __future__ import annotations

import statecraft as sc
from statecraft.model.declarations import ActionDeclaration, EventDeclaration
from statecraft.model.pipelines import Pipeline
from statecraft.values.shape import Shape


def label_of(chart: sc.Chart, event: str) -> str | None:
    """What an event, or the pipeline that it starts, is called for people."""
    declared = _event(chart, event) or _pipeline(chart, event)
    return None if declared is None else declared.described.label


def payload_of(chart: sc.Chart, event: str) -> Shape | None:
    """What an event carries: its payload, or the parameters of the pipeline that it starts."""
    declared, pipeline = _event(chart, event), _pipeline(chart, event)
    if declared is not None and declared.payload is not None:
        return declared.payload
    return None if pipeline is None else pipeline.parameters


def action_of(chart: sc.Chart, name: str) -> ActionDeclaration | None:
    """A declared action."""
    declared = (each.actions.get(name) for each in chart.family)
    return next(filter(None, declared), None)


def _event(chart: sc.Chart, name: str) -> EventDeclaration | None:
    return next(filter(None, (each.events.get(name) for each in chart.family)), None)


def _pipeline(chart: sc.Chart, name: str) -> Pipeline | None:
    return next(filter(None, (each.pipelines.get(name) for each in chart.family)), None)
