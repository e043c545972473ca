"""What a machine can answer without a step being kept (docs/semantics.md §11)."""

from __future__ import annotations

from collections.abc import Mapping

from statecraft.chart.descriptors import matches
from statecraft.chart.tables import Edge, LoweredChart
from statecraft.diagnostics import Span, UsageError, did_you_mean, quoted
from statecraft.kernel.failures import ExecutionFailure, Refusal
from statecraft.kernel.rules import computed_value
from statecraft.kernel.starting import state_of
from statecraft.kernel.work import Work
from statecraft.values.json_values import Value


def move_edge(chart: LoweredChart, values: Mapping[str, Value]) -> Edge:
    """The transition that a direct move is (semantics 11.3).

    Raises:
        UsageError: a dimension that is not there or may not be moved directly, or a wrong value.
    """
    moves = []
    for name, value in values.items():
        index = chart.by_dimension.get(name)
        if index is None:
            known = list(chart.by_dimension)
            raise UsageError(f"no dimension {quoted(name)} to move{did_you_mean(name, known)}")
        region = chart.regions[index]
        if region.dimension is None or not region.dimension.free:
            raise UsageError(
                f"{name} is moved by transitions alone; write `moves: free` in its definition "
                "to let the host move it directly"
            )
        moves.append((index, state_of(chart, region, value)))
    return Edge(
        index=-1,
        source=None,
        event=None,
        when=None,
        origins=(),
        targets=(),
        domain=None,
        moves=tuple(moves),
        regions=frozenset(region for region, _ in moves),
        actions=(),
        reenter=False,
        text=f"move: {', '.join(f'{name}={quoted(value)}' for name, value in values.items())}",
        span=chart.definition.span,
    )


def capability_values(work: Work) -> dict[str, Value]:
    """Name → answer of every capability, in order of text.

    Raises:
        UsageError: a capability cannot be computed; that is a mistake of the definition.
    """
    found: dict[str, Value] = {}
    for capability in work.chart.definition.capabilities:
        try:
            found[capability.name] = work.program.reader(capability.formula)(work)
        except ExecutionFailure as failure:
            message = f"the capability {capability.name} has no value: {failure.message}"
            raise UsageError(f"{message} [{failure.at}]") from failure
    return found


def dimension_values(work: Work) -> dict[str, Value]:
    """Name → value of every dimension, computed ones included, in order of text."""
    computed = {c.name: c.span for c in work.chart.definition.computed if c.kind == "dimension"}
    stored = {d.name: d.span for d in work.chart.definition.dimensions}
    return {
        name: work.dimensions[name] if name in stored else _computed(work, name)
        for name in _by_place({**stored, **computed})
    }


def context_values(work: Work) -> dict[str, Value]:
    """Name → value of every context variable, computed ones included, in order of text."""
    computed = {c.name: c.span for c in work.chart.definition.computed if c.kind == "context"}
    stored = {v.name: v.span for v in work.chart.definition.context}
    return {
        name: work.context[name] if name in stored else _computed(work, name)
        for name in _by_place({**stored, **computed})
    }


def _computed(work: Work, name: str) -> Value:
    """A computed value, for somebody outside.

    Raises:
        UsageError: it cannot be computed now; that is a mistake of the definition.
    """
    try:
        return computed_value(work, name)
    except Refusal as refusal:
        reason = refusal.reasons[0]
        raise UsageError(f"{name} has no value: {reason.message} [{reason.at}]") from refusal


def _by_place(spans: Mapping[str, Span]) -> list[str]:
    return sorted(spans, key=lambda name: spans[name])


def is_event_of(chart: LoweredChart, event: str) -> bool:
    """Whether any transition of the machine, wherever it stands, takes *event*."""
    return any(edge.event is not None and matches(edge.event, event) for edge in chart.edges)


def active_paths(work: Work) -> tuple[str, ...]:
    """The paths of the active atomic states of the tree, in document order."""
    rows, tree = work.chart.rows, work.chart.tree
    return tuple(
        rows[state].path
        for state in sorted(work.states)
        if rows[state].region == tree and not rows[state].children
    )


def tags(work: Work) -> frozenset[str]:
    """The tags of all active states, those of dimensions included."""
    return frozenset(tag for state in work.states for tag in work.chart.rows[state].tags)
