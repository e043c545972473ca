"""Compiled expressions: one Python function for a checked tree, made once.

The function gives the answers of the reference evaluator. It is written for the usual case and
leaves everything else, every error included, to the evaluator, so there is one set of messages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from statecraft.expr.children import walk
from statecraft.expr.emit import Emitter
from statecraft.expr.environment import Environment
from statecraft.expr.evaluate import Evaluation, evaluate_condition_with, evaluate_with
from statecraft.expr.path import Path, PathSteps, as_step
from statecraft.expr.tree import Expr, Name, NameKind
from statecraft.values.json_values import Value

MOST_FAST_NODES: Final = 5_000
"""Nodes of one function, with those of the computed names that it calls. Beyond it the evaluator
runs, which evaluates a computed name once however often it is read."""

Compiled = Callable[[Environment], Value]


def compile_expr(expr: Expr, computed: Mapping[str, Compiled]) -> Compiled:
    """A function with the values and the errors of ``evaluate``.

    ``computed`` holds functions for the names of kind ``COMPUTED``, made by ``compile_expr`` too.
    """

    def reference(environment: Environment) -> Value:
        return evaluate_with(expr, environment, _reader(computed))

    emitter = Emitter(expr, computed)
    return _compiled(expr, computed, reference, emitter, lambda: emitter.code(expr))


def compile_condition(
    expr: Expr, computed: Mapping[str, Compiled]
) -> Callable[[Environment], bool]:
    """As ``compile_expr``, for a condition: a value that is no boolean is an error."""

    def reference(environment: Environment) -> bool:
        return evaluate_condition_with(expr, environment, _reader(computed))

    emitter = Emitter(expr, computed)
    made = _compiled(expr, computed, reference, emitter, lambda: emitter.truth(expr))
    return cast("Callable[[Environment], bool]", made)


def _reader(computed: Mapping[str, Compiled]) -> Callable[[str, Evaluation], Value]:
    """How the evaluator gets at a computed name: by its tree, so that it is evaluated once."""

    def read(name: str, evaluation: Evaluation) -> Value:
        function = computed[name]
        inner: Expr | None = getattr(function, "expr", None)
        if inner is None:
            return function(evaluation.environment)
        return evaluation.value(inner)

    return read


def _compiled(
    expr: Expr,
    computed: Mapping[str, Compiled],
    reference: Compiled,
    emitter: Emitter,
    write: Callable[[], str],
) -> Compiled:
    weight = _weight(expr, computed)
    function = reference
    if weight <= MOST_FAST_NODES:
        function = _function(write(), reference, emitter) or reference
    function.__dict__.update(expr=expr, weight=weight)
    return function


def _weight(expr: Expr, computed: Mapping[str, Compiled]) -> int:
    own = called = 0
    for node in walk(expr):
        own += 1
        if isinstance(node, Name) and node.kind is NameKind.COMPUTED:
            called += getattr(computed[node.name], "weight", 1)
    return own + called


def _function(code: str, reference: Compiled, emitter: Emitter) -> Compiled | None:
    """The function of a piece of generated code; None when Python finds it nested too deeply."""
    taken = "".join(f"        {name} = e.{name}\n" for name in sorted(emitter.mappings))
    source = (
        "def compiled(e):\n"
        "    try:\n"
        f"{taken}"
        f"        return {code}\n"
        "    except Exception:\n"
        "        return reference(e)\n"
    )
    names: dict[str, Any] = {**emitter.names, "reference": reference}
    compiled: Compiled | None = function_of(source, "compiled", names)
    return compiled


def function_of(source: str, name: str, names: dict[str, Any]) -> Any:
    """The function *name* of generated source; None when Python finds it nested too deeply.

    The source must be made of templates and ``repr`` of literals, never of an author's text.
    """
    try:
        exec(compile(source, "<statecraft expression>", "exec"), names)  # noqa: S102
    except (SyntaxError, RecursionError, MemoryError):
        return None
    return names[name]


def compile_path(
    path: Path, computed: Mapping[str, Compiled]
) -> Callable[[Environment], PathSteps]:
    """A function with the answers and errors of ``evaluate_path``."""
    fixed = tuple(step for step in path.steps if isinstance(step, str | int))
    if len(fixed) == len(path.steps):
        whole: PathSteps = (path.root, *fixed)
        return lambda _environment: whole
    steps = tuple(
        step if isinstance(step, str | int) else _compiled_step(step, computed)
        for step in path.steps
    )

    def run(environment: Environment) -> PathSteps:
        return (
            path.root,
            *(step if isinstance(step, str | int) else step(environment) for step in steps),
        )

    return run


def _compiled_step(
    step: Expr, computed: Mapping[str, Compiled]
) -> Callable[[Environment], str | int]:
    compiled = compile_expr(step, computed)
    return lambda environment: as_step(compiled(environment), step)
