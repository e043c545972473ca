"""The path of keys of what stands at a place of a definition, which is how waivers name it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from statecraft.checks.sources import all_states, all_transitions
from statecraft.checks.steps import all_runs, all_steps
from statecraft.diagnostics import Span
from statecraft.model.definition import Definition


def path_at(definition: Definition, place: Span) -> str:
    """The path of the node that begins at a place, or else of the last one before it."""
    known = sorted(_nodes(definition))
    index = bisect_right(known, place, key=lambda node: node[0])
    span, path = known[index - 1] if index else (place, "")
    return path if span.file == place.file else ""


def _nodes(definition: Definition) -> Iterator[tuple[Span, str]]:
    for dimension in definition.dimensions:
        yield dimension.span, f"dimensions.{dimension.name}"
    for variable in definition.context:
        yield variable.span, f"context.{variable.name}"
    for computed in definition.computed:
        section = {"define": "define", "dimension": "dimensions"}.get(computed.kind, "context")
        yield computed.span, f"{section}.{computed.name}"
    for rule in definition.rules:
        yield rule.span, f"rules.{rule.name}"
    for state, path in all_states(definition):
        yield state.span, path
    for candidates, transition in all_transitions(definition):
        yield transition.span, candidates.at(transition)
    for path, run in all_runs(definition):
        yield run.span, path
    for placed in all_steps(definition):
        yield placed.step.head.span, placed.at
