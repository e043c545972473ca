"""Dimensions and values that nothing ever leads to."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.checks.finding import Finding
from statecraft.checks.moves import may_move
from statecraft.checks.sources import all_transitions
from statecraft.checks.steps import all_steps
from statecraft.diagnostics import Diagnostic, Severity, Span, quoted
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.pipelines import MoveStep
from statecraft.model.rules import Cascade


def values_never_entered(definition: Definition) -> Iterator[Finding]:
    """Values that the ``transitions`` map leads to from nowhere."""
    for dimension in definition.dimensions:
        texts = [value.text for value in dimension.values]
        for value in dimension.values if dimension.allowed is not None else ():
            origins = [text for text in texts if text != value.text]
            if value.text == dimension.initial or any(
                may_move(dimension, origin, value.text) for origin in origins
            ):
                continue
            message = (
                f"dimension {dimension.name} never moves to {quoted(value.text)}: "
                "its transitions lead there from nowhere"
            )
            hint = "add it to the list of the values that it may be reached from"
            yield Finding(
                at=f"dimensions.{dimension.name}",
                diagnostic=_warning("SC347", value.state.span, message, hint),
            )


def dimensions_that_never_move(definition: Definition) -> Iterator[Finding]:
    """Dimensions that no target, step or cascade names, and that the host may not move either."""
    moved = {move.dimension for _, each in all_transitions(definition) for move in each.moves}
    for placed in all_steps(definition):
        if isinstance(placed.step, MoveStep):
            moved |= {move.dimension for move in placed.step.moves}
    for rule in definition.rules:
        if isinstance(rule, Cascade):
            moved |= {move.dimension for move in rule.then}
    for dimension in definition.dimensions:
        if dimension.name not in moved and _is_meant_to_move(dimension):
            message = f"nothing moves the dimension {dimension.name}"
            hint = "name it in a target, or say constant: true, or moves: free for the host to move"
            yield Finding(
                at=f"dimensions.{dimension.name}",
                diagnostic=_warning("SC357", dimension.span, message, hint),
            )


def _is_meant_to_move(dimension: Dimension) -> bool:
    return not (dimension.constant or dimension.free) and len(dimension.values) > 1


def _warning(code: str, span: Span, message: str, hint: str) -> Diagnostic:
    return Diagnostic(code=code, span=span, message=message, hint=hint, severity=Severity.WARNING)
