"""What can be read in the steps of a run: its locals (semantics 13.2), and how they change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from statecraft.expr.scope import Scope
from statecraft.expr.shapes import either
from statecraft.resolve.events import payload_shape
from statecraft.resolve.step_nodes import result_name, step_nodes, waits
from statecraft.resolve.vocabulary import Vocabulary, in_motion, with_locals
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape

_TEXT: Final = Shape(kinds=frozenset({"string"}))
_COUNT: Final = Shape(kinds=frozenset({"integer"}), minimum=0)

_CODE: Final = Shape(kinds=frozenset({"string", "integer"}))

_ERROR: Final = Shape(
    kinds=frozenset({"object"}),
    properties=MappingProxyType(
        {"code": _CODE, "message": _TEXT, "step": _TEXT, "attempt": _COUNT, "result": ANYTHING}
    ),
    additional=False,
)
"""The local ``error``: what is known of the latest failure, if there was one."""

_FAILURE: Final = replace(_ERROR, required=frozenset({"code", "message", "step", "attempt"}))
"""The local ``error`` where a failure has led to."""


def step_scope(vocabulary: Vocabulary, parameters: Shape, results: Shape) -> Scope:
    """The scope of a first step: no event is at hand, and of ``result`` nothing is known."""
    return in_motion(
        vocabulary.scope,
        {
            "parameters": parameters,
            "result": ANYTHING,
            "results": results,
            "error": _ERROR,
            "attempt": _COUNT,
        },
    )


def results_shape(nodes: Iterable[Located], vocabulary: Vocabulary) -> Shape:
    """The type of ``results``: the names of the steps that keep theirs, and no others."""
    found: dict[str, Shape] = {}
    for node in nodes:
        name = result_name(node)
        if name is not None:
            shape = _result_shape(node, vocabulary)
            found[name] = either(found[name], shape) if name in found else shape
    return _fields(found)


def _fields(shapes: Mapping[str, Shape]) -> Shape:
    """Mappings that may have these fields and no others."""
    properties = MappingProxyType(dict(shapes))
    return Shape(kinds=frozenset({"object"}), properties=properties, additional=False)


def _result_shape(node: Located, vocabulary: Vocabulary) -> Shape:
    """The type of what a waiting step leaves in ``result`` when it succeeds."""
    if "action" in node:
        declared = vocabulary.actions.get(node.value["action"])
        return ANYTHING if declared is None else declared.result
    if "wait_for" in node:
        return payload_shape(node.value["wait_for"], vocabulary)
    if "parallel" in node:
        return _fields(dict.fromkeys(node.value["parallel"], ANYTHING))
    return ANYTHING


def success_scope(node: Located, scope: Scope, vocabulary: Vocabulary) -> Scope:
    """The scope of the ``on_success`` of a waiting step; an event that was seen can be read."""
    result = _result_shape(node, vocabulary)
    inner = with_result(scope, result)
    if "wait_for" in node:
        return with_locals(inner, {"event": result, "event_name": _TEXT})
    return inner


def failure_scope(scope: Scope) -> Scope:
    """The scope of what a failure leads to: there is an ``error``."""
    return with_locals(scope, {"error": _FAILURE})


def with_result(scope: Scope, result: Shape) -> Scope:
    """The scope after a wait: a new result, and an event that was seen before it is gone."""
    inner = with_locals(scope, {"result": result})
    kept = {name: shape for name, shape in inner.local.items() if name not in _OF_EVENT}
    return replace(inner, local=MappingProxyType(kept))


_OF_EVENT: Final = frozenset({"event", "event_name"})


def scope_after(node: Located, scope: Scope, vocabulary: Vocabulary) -> Scope:
    """What the step after this one reads: after a wait, a result whose type may be known."""
    if waits(node):
        # A detour in place ends with a result of its own; a named branch does not come back.
        has_detour = "on_success" in node or isinstance(node.value.get("on_failure"), list)
        return with_result(scope, ANYTHING if has_detour else _result_shape(node, vocabulary))
    inside = [node.get("then"), node.get("else"), node["each"]["do"] if "each" in node else None]
    if any(waits(inner) for steps in inside for inner in step_nodes(steps)):
        return with_result(scope, ANYTHING)
    return scope
