"""Which pipelines and workflows depend on each other's runs, and which run side by side.

Runs that call or hear each other are told about together; those of different groups meet only in
what both read and write of the machine. A machine with children has no groups: a child may call
any run of those around it.
"""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.chart.calls import blocks_of, calls_of
from statecraft.chart.lower import template_key
from statecraft.chart.tables import LoweredChart, Template
from statecraft.model.states import ChildAction

Group = tuple[str, ...]
"""Keys of templates, in the order of the chart."""


def groups_of(chart: LoweredChart) -> tuple[Group, ...]:
    """The templates of a chart in groups, each template in one of them; none with children."""
    if has_children(chart):
        return ()
    groups: list[set[str]] = [{key} for key in chart.templates]
    for linked in _links(chart):
        met = [group for group in groups if not group.isdisjoint(linked)]
        groups = [group for group in groups if group.isdisjoint(linked)]
        groups += [set().union(*met)] if met else []
    order = {key: place for place, key in enumerate(chart.templates)}
    found = [tuple(sorted(group, key=order.__getitem__)) for group in groups]
    return tuple(sorted(found, key=lambda group: order[group[0]]))


def has_children(chart: LoweredChart) -> bool:
    """Whether a state invokes another machine."""
    return any(not isinstance(invoke.child, ChildAction) for invoke in chart.invokes)


def _links(chart: LoweredChart) -> Iterator[set[str]]:
    """Templates that are to be in one group: a caller with what it calls, and all that wait.

    Of two runs that hear the same event the first to have begun goes first.
    """
    for key, template in chart.templates.items():
        yield {key, *called_by(template)} & chart.templates.keys()
    yield {key for key, template in chart.templates.items() if hears_events(template)}


def called_by(template: Template) -> Iterator[str]:
    """The keys of the templates that runs of one call themselves."""
    for call in calls_of(blocks_of(template)):
        yield template_key(call.kind, call.name)


def hears_events(template: Template) -> bool:
    """Whether a step waits for an event."""
    return any(edge.event is not None for edge in template.edges)
