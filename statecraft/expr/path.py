"""Paths: the places that ``set``, ``merge`` and ``unset`` write, such as ``changes[event.field]``.

A path is a context variable and steps into it; a step in brackets may be any expression.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from statecraft.expr import shapes, tree
from statecraft.expr.check import check
from statecraft.expr.environment import Environment
from statecraft.expr.evaluate import evaluate
from statecraft.expr.findings import Findings, nearest
from statecraft.expr.parse import parse
from statecraft.expr.problem import EvaluationError, ExpressionError, Problem
from statecraft.expr.scope import Scope
from statecraft.expr.show import field_text, show
from statecraft.expr.tree import Expr
from statecraft.values.json_values import Value
from statecraft.values.notation import brief
from statecraft.values.shape import ANYTHING, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A place in the context: the variable ``root``, then keys, places and expressions for them.

    ``has_prefix`` when the author wrote ``context.`` before the root.
    """

    root: str
    has_prefix: bool
    steps: tuple[str | int | Expr, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedPath:
    """A path with its steps bound, the shape that its place is declared with, and problems."""

    path: Path
    shape: Shape
    problems: tuple[Problem, ...]


def parse_path(text: str) -> Path:
    """The path that a key of ``set`` writes, its names unbound.

    Raises:
        ExpressionError: as ``parse``; SC315 when the text is an expression but no place.
    """
    expr = parse(text)
    steps: list[str | int | Expr] = []
    inner = expr
    while isinstance(inner, tree.Field | tree.Index):
        steps.append(inner.name if isinstance(inner, tree.Field) else _step(inner.key))
        inner = inner.of
    if not isinstance(inner, tree.Name):
        message = f"{show(expr)} is not a place in the context"
        hint = "write a context variable and keys, as in `doc.items[0].qty`"
        raise ExpressionError("SC315", message, hint, expr.start, expr.end)
    steps.reverse()
    return _from_root(inner.name, tuple(steps), expr)


def _step(key: Expr) -> str | int | Expr:
    match key:
        case tree.Literal(value=bool()):
            return key
        case tree.Literal(value=(str() | int()) as step):
            return step
        case _:
            return key


def _from_root(name: str, steps: tuple[str | int | Expr, ...], expr: Expr) -> Path:
    if name != "context":
        return Path(root=name, has_prefix=False, steps=steps, start=expr.start, end=expr.end)
    if not steps or not isinstance(steps[0], str):
        message = "`context` alone is not a place"
        raise ExpressionError("SC315", message, "write `context.name`", expr.start, expr.end)
    return Path(root=steps[0], has_prefix=True, steps=steps[1:], start=expr.start, end=expr.end)


def show_path_of(path: Path) -> str:
    """The canonical text of a path."""
    root = f"context{field_text(path.root)}" if path.has_prefix else path.root
    return root + "".join(map(_step_text, path.steps))


def _step_text(step: str | int | Expr) -> str:
    if isinstance(step, str):
        return field_text(step)
    return f"[{step}]" if isinstance(step, int) else f"[{show(step)}]"


def check_path(path: Path, scope: Scope) -> CheckedPath:
    """The path bound to *scope*; only stored context variables can be written."""
    findings = Findings()
    at = tree.Name(name=path.root, start=path.start, end=path.end)
    shape = scope.context.get(path.root)
    if shape is None:
        code, message, hint = _not_stored(path.root, scope, has_prefix=path.has_prefix)
        findings.add(code, message, at, hint)
        shape = ANYTHING
    steps: list[str | int | Expr] = []
    problems: list[Problem] = []
    for step in path.steps:
        if not isinstance(step, str | int):
            checked = check(step, scope)
            problems += checked.problems
            steps.append(checked.expr)
            _check_key(checked.expr, checked.shape, findings)
        else:
            steps.append(step)
        shape = _shape_behind(shape, step, at, findings)
    return CheckedPath(
        path=replace(path, steps=tuple(steps)),
        shape=shape,
        problems=(*findings.in_order(), *problems),
    )


def _not_stored(name: str, scope: Scope, *, has_prefix: bool) -> tuple[str, str, str | None]:
    if not has_prefix and name in scope.dimensions:
        return (
            "SC315",
            f"{name} is a dimension; it is moved, not set",
            f"write `target: {{{name}: …}}` in the transition",
        )
    if name in scope.computed:
        return "SC315", f"{name} is computed; it cannot be set", "set what it is computed from"
    if not has_prefix and name in scope.local:
        return "SC315", f"{name} can only be read", "set a context variable"
    hint = nearest(name, scope.context) or "declare it under `context:`"
    return "SC302", f"there is no context variable {name}", hint


def _check_key(expr: Expr, shape: Shape, findings: Findings) -> None:
    if not shapes.may_be(shape, "string", "integer"):
        message = f"{show(expr)} is {shapes.in_words(shape)}; a key is a string, a place an integer"
        findings.add("SC304", message, expr, None)


def _shape_behind(shape: Shape, step: str | int | Expr, at: tree.Name, findings: Findings) -> Shape:
    """The shape one step further in; a finding when there can be no such place."""
    if not shapes.may_be(shape, "object", "array"):
        message = f"{at.name} has no places inside: it is {shapes.in_words(shape)}"
        findings.add("SC315", message, at, None)
        return ANYTHING
    if isinstance(step, str) and shapes.must_be(shape, "object", "null"):
        inner = shapes.field_in(shape, step)
        if inner is None:
            hint = nearest(step, shape.properties)
            findings.add("SC310", f"{at.name} has no field {step}", at, hint)
        return ANYTHING if inner is None else inner
    if isinstance(step, str) and shapes.must_be(shape, "array"):
        message = f"{brief(step)} is no place of a list; places are integers"
        findings.add("SC315", message, at, None)
        return ANYTHING
    return shapes.element_of(shape)


PathSteps = tuple[str | int, ...]


def evaluate_path(path: Path, environment: Environment, computed: Mapping[str, Expr]) -> PathSteps:
    """The root and the steps of a checked path, as ``values.assign`` takes them.

    Raises:
        EvaluationError: a step has no value, or is neither a string nor an integer.
    """
    return (
        path.root,
        *(
            step
            if isinstance(step, str | int)
            else as_step(evaluate(step, environment, computed), step)
            for step in path.steps
        ),
    )


def as_step(value: Value, step: Expr) -> str | int:
    """The value of the step *step* as a key or place.

    Raises:
        EvaluationError: it is neither.
    """
    if isinstance(value, str | int) and not isinstance(value, bool):
        return value
    message = f"{show(step)} is {brief(value)}; a key is a string, a place an integer"
    raise EvaluationError(message, step.start, step.end)
