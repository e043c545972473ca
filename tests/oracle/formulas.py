"""The oracle's expression evaluator: the language's subset of Python, walked as an `ast` tree.

Booleans are no numbers, `and` and `or` want booleans, `a.b` looks up a key, a missing key fails.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

LARGEST = 2**63 - 1


class Failure(Exception):
    """An expression or an action that fails while the machine runs (semantics 7)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the names of an expression mean. ``computed`` holds formulas, evaluated at each read."""

    dimensions: Mapping[str, Any]
    context: Mapping[str, Any]
    computed: Mapping[str, Any]
    local: Mapping[str, Any]
    active: Collection[str]
    now_ms: int


def same(a: Any, b: Any) -> bool:
    """Deep equality in which true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return bool(a == b)


def text_of(value: Any) -> str:
    """A scalar as keys and f-strings write it: JSON words for true, false and null."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)


def evaluate(text: Any, names: Names) -> Any:
    """The value of an expression; anything but text (`when: true`) is its own value."""
    return _value(_parsed(text), names) if isinstance(text, str) else text


def holds(text: Any, names: Names) -> bool:
    """The truth of a condition; a condition that is not boolean fails."""
    return _boolean(evaluate(text, names))


def data(value: Any, names: Names) -> Any:
    """Literal data, in which a string that begins with `=` is a formula and `==` a literal `=`."""
    match value:
        case str() if value.startswith("=="):
            return value[1:]
        case str() if value.startswith("="):
            return evaluate(value[1:], names)
        case dict():
            return {key: data(item, names) for key, item in value.items()}
        case list():
            return [data(item, names) for item in value]
        case _:
            return value


def place(text: str, names: Names) -> tuple[str, list[Any]]:
    """The variable and the evaluated path that a key of `set`, `merge` or `unset` names."""
    steps: list[Any] = []
    node: ast.expr = _parsed(text)
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=of, attr=key):
                steps.insert(0, key)
            case ast.Subscript(value=of, slice=index):
                steps.insert(0, _value(index, names))
            case _:
                raise AssertionError(text)
        node = of
    return node.id, steps


@lru_cache(maxsize=4096)
def _parsed(text: str) -> ast.expr:
    return ast.parse(text.strip(), mode="eval").body


def _value(node: ast.expr, names: Names) -> Any:
    match node:
        case ast.Constant(value=value):
            return value
        case ast.Name(id=name):
            return _named(name, names)
        case ast.Attribute(value=ast.Name(id="context"), attr=key):
            return _named(key, names)
        case ast.Attribute(value=ast.Name(id="dim"), attr=key):
            return _named(key, names)
        case ast.Attribute(value=of, attr=key):
            return _item(_value(of, names), key)
        case ast.Subscript(value=of, slice=index):
            return _item(_value(of, names), _value(index, names))
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(_boolean(_value(part, names)) for part in parts)
        case ast.BoolOp(op=ast.Or(), values=parts):
            return any(_boolean(_value(part, names)) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=of):
            return not _boolean(_value(of, names))
        case ast.UnaryOp(op=ast.USub(), operand=of):
            return -_number(_value(of, names))
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _value(body if _boolean(_value(test, names)) else orelse, names)
        case ast.Compare():
            return _comparison(node, names)
        case ast.BinOp():
            return _arithmetic(node, names)
        case ast.Call():
            return _call(node, names)
        case _:
            return _literal(node, names)


def _literal(node: ast.expr, names: Names) -> Any:
    match node:
        case ast.List(elts=elements):
            return [_value(element, names) for element in elements]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return {_value(key, names): _value(value, names) for key, value in pairs if key}
        case ast.JoinedStr(values=parts):
            return "".join(_value(part, names) for part in parts)
        case ast.FormattedValue(value=value):
            return text_of(_value(value, names))
        case _:
            raise AssertionError(ast.dump(node))


def _named(name: str, names: Names) -> Any:
    if name in ("true", "false", "null"):
        return {"true": True, "false": False, "null": None}[name]
    for known in (names.local, names.dimensions, names.context):
        if name in known:
            return known[name]
    return computed(names.computed[name], names)


def computed(formula: Any, names: Names) -> Any:
    """The value of a `compute`: an expression, or a list of `{when, is}`."""
    if not isinstance(formula, list):
        return evaluate(formula, names)
    for case in formula:
        if holds(case.get("when", True), names):
            return evaluate(case["is"], names)
    raise Failure("no case holds")


def _item(container: Any, key: Any) -> Any:
    if isinstance(container, dict) and isinstance(key, str) and key in container:
        return container[key]
    is_index = isinstance(key, int) and not isinstance(key, bool)
    if isinstance(container, list) and is_index and -len(container) <= key < len(container):
        return container[key]
    raise Failure(f"no item {key!r}")


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Failure(f"{value!r} is not a boolean")
    return value


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Failure(f"{value!r} is not a number")
    return value


_ORDERINGS: dict[type, Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def _comparison(node: ast.Compare, names: Names) -> bool:
    left = _value(node.left, names)
    for op, comparator in zip(node.ops, node.comparators, strict=True):
        right = _value(comparator, names)
        if not _compares(op, left, right):
            return False
        left = right
    return True


def _compares(op: ast.cmpop, left: Any, right: Any) -> bool:
    match op:
        case ast.Eq():
            return same(left, right)
        case ast.NotEq():
            return not same(left, right)
        case ast.In():
            return _contains(right, left)
        case ast.NotIn():
            return not _contains(right, left)
        case _:
            if not (isinstance(left, str) and isinstance(right, str)):
                left, right = _number(left), _number(right)
            return _ORDERINGS[type(op)](left, right)


def _contains(container: Any, element: Any) -> bool:
    if isinstance(container, list):
        return any(same(element, other) for other in container)
    if isinstance(container, dict | str) and isinstance(element, str):
        return element in container
    raise Failure("`in` wants a list, a mapping or a text")


_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Div: operator.truediv,
}


def _arithmetic(node: ast.BinOp, names: Names) -> Any:
    left, right = _value(node.left, names), _value(node.right, names)
    is_join = isinstance(node.op, ast.Add) and (
        (isinstance(left, list) and isinstance(right, list))
        or (isinstance(left, str) and isinstance(right, str))
    )
    if is_join:
        return left + right
    left, right = _number(left), _number(right)
    try:
        result = _ARITHMETIC[type(node.op)](left, right)
    except ZeroDivisionError as error:
        raise Failure("division by zero") from error
    if isinstance(result, int) and abs(result) > LARGEST:
        raise Failure("beyond 64 bits")
    return result


def _call(node: ast.Call, names: Names) -> Any:
    assert isinstance(node.func, ast.Name)
    if isinstance(node.args[0] if node.args else None, ast.GeneratorExp):
        return _over_elements(node.func.id, node.args[0], names)
    arguments = [_value(argument, names) for argument in node.args]
    match node.func.id, arguments:
        case "active", [path]:
            return path in names.active
        case "now", []:
            return names.now_ms / 1000
        case "get", [dict() as mapping, str() as key, default]:
            return mapping.get(key, default)
        case "merged", [dict() as first, dict() as second]:
            return {**first, **second}
        case "len", [(str() | list() | dict()) as sized]:
            return len(sized)
        case ("min" | "max" | "sum") as name, [[*numbers]]:
            return _fold(name, numbers)
        case ("min" | "max") as name, numbers:
            return _fold(name, numbers)
        case "abs", [number]:
            return abs(_number(number))
        case name, _:
            raise Failure(f"{name} takes no such arguments")


def _fold(name: str, numbers: list[Any]) -> Any:
    if not numbers and name != "sum":
        raise Failure(f"{name} of nothing")
    folds: dict[str, Callable[[list[Any]], Any]] = {"min": min, "max": max, "sum": sum}
    return folds[name]([_number(number) for number in numbers])


def _over_elements(name: str, node: ast.expr, names: Names) -> Any:
    assert isinstance(node, ast.GeneratorExp)
    match name:
        case "any":
            return any(map(_boolean, _elements(node, names)))
        case "all":
            return all(map(_boolean, _elements(node, names)))
        case "len":
            return len(list(_elements(node, names)))
        case _:
            return _fold(name, list(_elements(node, names)))


def _elements(node: ast.GeneratorExp, names: Names) -> Iterator[Any]:
    [loop] = node.generators
    assert isinstance(loop.target, ast.Name)
    for element in _value(loop.iter, names):
        inner = _with_local(names, loop.target.id, element)
        if all(_boolean(_value(test, inner)) for test in loop.ifs):
            yield _value(node.elt, inner)


def _with_local(names: Names, name: str, value: Any) -> Names:
    return Names(
        dimensions=names.dimensions,
        context=names.context,
        computed=names.computed,
        local={**names.local, name: value},
        active=names.active,
        now_ms=names.now_ms,
    )
