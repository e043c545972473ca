"""One small machine's names and values, which the tests of expressions share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from statecraft.expr.check import check
from statecraft.expr.parse import parse
from statecraft.expr.scope import FunctionSignature, Scope
from statecraft.expr.tree import Expr
from statecraft.values.json_values import Value
from statecraft.values.shape import shape_from


def shape(**words: Any):
    return shape_from(words)


LINE = {
    "type": "object",
    "properties": {
        "item": {"type": "string"},
        "qty": {"type": "integer"},
        "price": {"type": "number"},
    },
    "additionalProperties": False,
}

SCOPE = Scope(
    dimensions={
        "docstatus": shape(enum=[0, 1, 2]),
        "operation": shape(enum=["idle", "saving"]),
        "editable": shape(enum=[False, True]),
    },
    context={
        "attempts": shape(type="integer", minimum=0, maximum=3),
        "total": shape(type="number"),
        "title": shape(type="string"),
        "changes": shape(type="object"),
        "note": shape(type=["string", "null"]),
        "lines": shape(type="array", items=LINE),
        "names": shape(type="array", items={"type": "string"}),
        "anything": shape(),
        "class": shape(type="string"),
        "a-b": shape(type="integer"),
    },
    computed={"dirty": shape(type="boolean"), "ready": shape(type="boolean"), "next": shape(type="integer")},
    functions={
        "vat": FunctionSignature(parameters=(shape(type="number"),), result=shape(type="number")),
        "look_up": FunctionSignature(parameters=None, result=shape()),
    },
    local={
        "event": shape(
            type="object",
            properties={"field": {"type": "string"}, "value": {}, "from": {"type": "string"}},
            additionalProperties=False,
        ),
        "attempt": shape(type="integer"),
    },
    allows_can=True,
    active_paths=frozenset({"working", "working.red"}),
    labels={"docstatus": {"Draft": 0, "Submitted": 1}},
)  # fmt: skip


def vat(amount):
    return amount * 0.25


def look_up(key):
    answers = {"list": [1, 2], "bad": {1, 2}}
    return answers[key]


@dataclass(frozen=True, kw_only=True)
class World:
    """An environment written out."""

    dimensions: Mapping[str, Value] = field(
        default_factory=lambda: {"docstatus": 0, "operation": "idle", "editable": True}
    )
    context: Mapping[str, Value] = field(
        default_factory=lambda: {
            "attempts": 1,
            "total": 2.5,
            "title": "Order é",
            "changes": {"customer": "ACME", "n": {"deep": [10, 20]}},
            "note": None,
            "lines": [
                {"item": "nut", "qty": 2, "price": 0.5},
                {"item": "bolt", "qty": 10, "price": 1},
            ],
            "names": ["ann", "bob"],
            "anything": {"x": [True, None]},
            "class": "A",
            "a-b": 7,
        }
    )
    local: Mapping[str, Value] = field(
        default_factory=lambda: {
            "event": {"field": "customer", "value": 5, "from": "Ann"},
            "attempt": 2,
        }
    )
    functions: Mapping[str, Callable[..., Any]] = field(
        default_factory=lambda: {"vat": vat, "look_up": look_up}
    )
    now_ms: int = 1_500

    def is_active(self, path: str) -> bool:
        return path == "working"

    def can(self, args: tuple[Value, ...]) -> bool:
        return args in (("SAVE",), ("operation", "saving"))


WORLD = World()


def bound(text: str, scope: Scope = SCOPE) -> Expr:
    """The checked tree of a text that has no problems."""
    checked = check(parse(text), scope)
    assert checked.problems == ()
    return checked.expr


COMPUTED = {
    "dirty": bound("len(changes) > 0"),
    "next": bound("attempts + 1"),
    "ready": bound("not dirty and operation == 'idle' and docstatus == 0"),
}
