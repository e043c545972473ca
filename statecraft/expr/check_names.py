"""What a name means in a scope, and what to say when it means nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from statecraft.expr import tree
from statecraft.expr.findings import Findings, nearest
from statecraft.expr.functions import FUNCTIONS
from statecraft.expr.scope import RESERVED_NAMES, Scope
from statecraft.expr.tree import Expr, NameKind
from statecraft.values.shape import ANYTHING, Shape

Typed = tuple[Expr, Shape]

_FROM_ELSEWHERE: Final = MappingProxyType(
    {
        "undefined": "write `null`",
        "none": "write `null`",
        "nil": "write `null`",
        "NULL": "write `null`",
        "TRUE": "write `true`",
        "FALSE": "write `false`",
        "this": "write the bare name",
        "self": "write the bare name",
        "ctx": "write the bare name, or `context.name`",
        "state": "write a dimension's name, or `active('a.b')`",
        "AND": "write `and`",
        "OR": "write `or`",
        "NOT": "write `not`",
    }
)
_MOST_LISTED: Final = 12
_PREFIXES: Final = frozenset({"context", "dim"})
_CALLED: Final = frozenset({*FUNCTIONS, "any", "all", "active", "can", "now"})


def bind_name(
    expr: tree.Name, scope: Scope, variables: Mapping[str, Shape], findings: Findings
) -> Typed:
    """The name with its kind and shape; a finding when nothing here is called so.

    A tree that is bound already is bound anew: the prefix that the author wrote still counts.
    """
    if expr.prefix:
        return bind_prefixed(expr, expr.prefix, expr.name, scope, findings)
    places = (
        (NameKind.VARIABLE, variables),
        (NameKind.LOCAL, scope.local),
        (NameKind.DIMENSION, scope.dimensions),
        (NameKind.CONTEXT, scope.context),
        (NameKind.COMPUTED, scope.computed),
    )
    for kind, known in places:
        if expr.name in known:
            shape = known[expr.name]
            return replace(expr, kind=kind, shape=shape), shape
    message, hint = _unknown(expr.name, scope, variables)
    findings.add("SC302", message, expr, hint)
    return expr, ANYTHING


def _unknown(name: str, scope: Scope, variables: Mapping[str, Shape]) -> tuple[str, str | None]:
    if name in _PREFIXES:
        return f"`{name}` stands only before a name", f"write `{name}.name`"
    if name in _CALLED or name in scope.functions:
        return f"{name} is a function", f"call it: `{name}(…)`"
    if name in RESERVED_NAMES:
        return f"`{name}` has no value here", _where(name)
    message = f"nothing is called {name} here"
    if any(name in (shape.enum or ()) for shape in scope.dimensions.values()):
        return message, f"write `'{name}'` for the value"
    near = nearest(name, {*scope.all_names(), *variables, "true", "false", "null"})
    return message, _FROM_ELSEWHERE.get(name) or near or f"write `'{name}'` for the text"


def _where(name: str) -> str:
    if name in {"event", "event_name"}:
        return "it exists where an event is being handled; rules never see one"
    if name in {"parameters", "result", "results", "error", "attempt"}:
        return "it exists in the steps of a pipeline or workflow"
    if name == "input":
        return "only initial values and the machine's own entry see it: keep it in the context"
    return f"it exists where `{name}:` is declared"


def bind_prefixed(
    expr: tree.Name | tree.Field | tree.Index,
    prefix: str,
    name: str,
    scope: Scope,
    findings: Findings,
) -> Typed:
    """The name behind ``context.`` or ``dim.``; a finding when there is no such name."""
    stored = scope.context if prefix == "context" else scope.dimensions
    kind = NameKind.CONTEXT if prefix == "context" else NameKind.DIMENSION
    known = stored if name in stored else scope.computed
    if name not in known:
        what = "context variable" if prefix == "context" else "dimension"
        hint = nearest(name, {*stored, *scope.computed}) or _listed(stored, prefix)
        findings.add("SC302", f"there is no {what} {name}", expr, hint)
        return expr, ANYTHING
    bound = tree.Name(
        name=name,
        kind=kind if known is stored else NameKind.COMPUTED,
        prefix=prefix,
        shape=known[name],
        start=expr.start,
        end=expr.end,
    )
    return bound, known[name]


def _listed(known: Iterable[str], prefix: str) -> str:
    names = sorted(known)
    if not names:
        return f"declare it under `{'context' if prefix == 'context' else 'dimensions'}:`"
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return f"there is {', '.join(names[:_MOST_LISTED])}{more}"
