"""Which values of a dimension a condition leaves open, as far as it says so by itself."""

from __future__ import annotations

from statecraft.expr import tree
from statecraft.expr.tree import Expr
from statecraft.values.json_values import Value, same


def may_hold(condition: Expr, dimension: str, value: Value) -> bool:
    """Whether a condition can be true while a dimension has a value."""
    match condition:
        case tree.And(parts=parts):
            return all(may_hold(part, dimension, value) for part in parts)
        case tree.Or(parts=parts):
            return any(may_hold(part, dimension, value) for part in parts)
        case tree.Compare(
            first=tree.Name(kind=tree.NameKind.DIMENSION, name=name),
            rest=(("==" | "!=" as operator, tree.Literal(value=wanted)),),
        ) if name == dimension:
            return same(value, wanted) == (operator == "==")
        case tree.Compare(
            first=tree.Name(kind=tree.NameKind.DIMENSION, name=name),
            rest=(("in" | "not in" as operator, tree.ListOf(elements=elements)),),
        ) if name == dimension and all(isinstance(each, tree.Literal) for each in elements):
            listed = (each.value for each in elements if isinstance(each, tree.Literal))
            return any(same(value, each) for each in listed) == (operator == "in")
        case _:
            return True
