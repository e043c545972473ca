"""Python's tree to ours: a whitelist, node by node. What is not listed is not in the language."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, cast, get_args

from statecraft.expr import tree
from statecraft.expr.functions import FUNCTIONS
from statecraft.expr.problem import ExpressionError
from statecraft.expr.scan import DEEPEST, SPLIT_IT, Token
from statecraft.expr.tree import ComparisonOperator, ComprehensionKind, Expr
from statecraft.values.json_values import LARGEST_INTEGER, SMALLEST_INTEGER

MOST_NODES: Final = 2_000

_CONSTANTS: Final = MappingProxyType({"true": True, "false": False, "null": None})
_COMPARISONS: Final[Mapping[type[ast.cmpop], ComparisonOperator]] = MappingProxyType(
    {
        ast.Eq: "==",
        ast.NotEq: "!=",
        ast.Lt: "<",
        ast.LtE: "<=",
        ast.Gt: ">",
        ast.GtE: ">=",
        ast.In: "in",
        ast.NotIn: "not in",
    }
)
_ARITHMETIC: Final[Mapping[type[ast.operator], tree.ArithmeticOperator]] = MappingProxyType(
    {
        ast.Add: "+",
        ast.Sub: "-",
        ast.Mult: "*",
        ast.Div: "/",
        ast.FloorDiv: "//",
        ast.Mod: "%",
    }
)
_LEFT_OUT: Final[Mapping[type[ast.expr], tuple[str, str]]] = MappingProxyType(
    {
        ast.Slice: ("slices are", "read one place: `list[0]`"),
        ast.Tuple: ("tuples are", "write a list: `[a, b]`"),
        ast.Set: ("sets are", "write a list: `[a, b]`"),
        ast.Starred: ("`*` before an argument is", "write the arguments out"),
        ast.ListComp: ("list comprehensions are", "only any, all, sum and len take one"),
        ast.SetComp: ("set comprehensions are", "only any, all, sum and len take one"),
        ast.DictComp: ("mapping comprehensions are", "only any, all, sum and len take one"),
        ast.GeneratorExp: (
            "comprehensions by themselves are",
            "write any(…), all(…), sum(…) or len(…)",
        ),
    }
)
_METHODS: Final = MappingProxyType(
    {
        "length": "len(x)",
        "size": "len(x)",
        "includes": "y in x",
        "contains": "y in x",
        "has": "'key' in x",
        "startsWith": "starts_with(x, 'text')",
        "startswith": "starts_with(x, 'text')",
        "toLowerCase": "lower(x)",
        "lower": "lower(x)",
        "toUpperCase": "upper(x)",
        "upper": "upper(x)",
        "get": "get(x, 'key', default)",
        "keys": "keys(x)",
        "values": "values(x)",
        "items": "keys(x) and values(x)",
        "some": "any(… for y in x)",
        "every": "all(… for y in x)",
        "filter": "len(y for y in x if …)",
        "toString": "str(x)",
        "test": "matches(x, 'pattern')",
        "match": "matches(x, 'pattern')",
    }
)


class Budget:
    """Counts the nodes of one expression, f-strings inside it included."""

    __slots__ = ("nodes",)

    def __init__(self) -> None:
        self.nodes = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the masked text has lost: strings by their start, words by their end; and places."""

    strings: Mapping[int, Expr]
    words: Mapping[int, Token]
    offset: Callable[[int], int]
    budget: Budget

    def start(self, node: ast.expr) -> int:
        """Where the node begins in the whole text."""
        return self.offset(node.col_offset)

    def end(self, node: ast.expr) -> int:
        """Where the node ends in the whole text."""
        return self.offset(node.end_col_offset or 0)


def read(node: ast.expr, reading: Reading, depth: int) -> Expr:
    """Our node for Python's node, which is *depth* levels deep.

    Raises:
        ExpressionError: the node is left out of the language, or the tree is too large.
    """
    start, end = reading.start(node), reading.end(node)
    reading.budget.nodes += 1
    if depth > DEEPEST or reading.budget.nodes > MOST_NODES:
        most = f"{DEEPEST} levels deep" if depth > DEEPEST else f"{MOST_NODES} parts"
        raise ExpressionError("SC311", f"the expression is more than {most}", SPLIT_IT, start, end)
    below = depth + 1
    match node:
        case ast.Constant():
            return _constant(node, reading)
        case ast.Name(id=name):
            return _name(name, start, end)
        case ast.Attribute(value=of):
            name = reading.words[end].text
            return tree.Field(of=read(of, reading, below), name=name, start=start, end=end)
        case ast.Subscript(value=of, slice=key):
            inner, index = read(of, reading, below), read(key, reading, below)
            return tree.Index(of=inner, key=index, start=start, end=end)
        case ast.Compare():
            return _comparison(node, reading, below)
        case ast.BoolOp(op=operator, values=values):
            return _connective(operator, values, reading, depth)
        case ast.UnaryOp():
            return _unary(node, reading, below)
        case ast.BinOp():
            return _arithmetic(node, reading, below)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            then, condition = read(body, reading, below), read(test, reading, below)
            otherwise = read(orelse, reading, below)
            return tree.Conditional(
                condition=condition, then=then, otherwise=otherwise, start=start, end=end
            )
        case ast.List(elts=elements):
            inside = tuple(read(element, reading, below) for element in elements)
            return tree.ListOf(elements=inside, start=start, end=end)
        case ast.Dict():
            return _mapping(node, reading, below)
        case ast.Call():
            return _call(node, reading, below)
        case _:
            raise _left_out(node, start, end)


def _left_out(node: ast.expr, start: int, end: int) -> ExpressionError:
    what, hint = _LEFT_OUT.get(type(node), ("this construct is", ""))
    match node:
        case ast.Set(elts=[ast.Set()]):
            what, hint = "`{{ … }}` is", "leave out the braces"
        case ast.Set(elts=[_]):
            hint = "leave out the braces; a list is written `[a]`"
        case _:
            pass
    message = f"{what} not part of the expression language"
    return ExpressionError("SC305", message, hint or None, start, end)


def _constant(node: ast.Constant, reading: Reading) -> Expr:
    start, end = reading.start(node), reading.end(node)
    if isinstance(node.value, str):
        return reading.strings[start]
    assert isinstance(node.value, int | float)
    return _number(node.value, start, end)


def _number(value: float, start: int, end: int) -> Expr:
    fits = (
        SMALLEST_INTEGER <= value <= LARGEST_INTEGER
        if isinstance(value, int)
        else abs(value) != float("inf")
    )
    if not fits:
        message = "the number is too large; integers have 64 bits"
        raise ExpressionError("SC314", message, None, start, end)
    return tree.Literal(value=value, start=start, end=end)


def _name(name: str, start: int, end: int) -> Expr:
    if name in _CONSTANTS:
        return tree.Literal(value=_CONSTANTS[name], start=start, end=end)
    return tree.Name(name=name, start=start, end=end)


def _comparison(node: ast.Compare, reading: Reading, below: int) -> Expr:
    first = read(node.left, reading, below)
    operands = tuple(read(operand, reading, below) for operand in node.comparators)
    operators: list[ComparisonOperator] = []
    for operator in node.ops:
        # The scanner has refused `is`; Python has no further operators.
        assert type(operator) in _COMPARISONS
        operators.append(_COMPARISONS[type(operator)])
    rest = tuple(zip(operators, operands, strict=True))
    return tree.Compare(first=first, rest=rest, start=reading.start(node), end=reading.end(node))


def _connective(operator: ast.boolop, values: list[ast.expr], reading: Reading, depth: int) -> Expr:
    """``a and (b and c)`` is one ``And`` of three parts: the connectives are associative."""
    kind = tree.And if isinstance(operator, ast.And) else tree.Or
    parts: list[Expr] = []
    for value in values:
        part = read(value, reading, depth + 1)
        parts.extend(part.parts if isinstance(part, kind) else (part,))
    return kind(parts=tuple(parts), start=parts[0].start, end=reading.end(values[-1]))


def _unary(node: ast.UnaryOp, reading: Reading, below: int) -> Expr:
    start, end = reading.start(node), reading.end(node)
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=(int() | float()) as value)):
            # Folded, the sign of a whole zero would be lost, and with it what `--0` is shown as.
            if value != 0 or isinstance(value, float):
                return _number(-value, start, end)
            zero = read(node.operand, reading, below)
            return tree.Negative(operand=zero, start=start, end=end)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return tree.Negative(operand=read(operand, reading, below), start=start, end=end)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return tree.Not(operand=read(operand, reading, below), start=start, end=end)
        case _:
            message = "a plus sign before a value is not part of the expression language"
            raise ExpressionError("SC305", message, "leave it out", start, end)


def _arithmetic(node: ast.BinOp, reading: Reading, below: int) -> Expr:
    # The scanner lets no other binary operator through.
    assert type(node.op) in _ARITHMETIC
    return tree.Arithmetic(
        operator=_ARITHMETIC[type(node.op)],
        left=read(node.left, reading, below),
        right=read(node.right, reading, below),
        start=reading.start(node),
        end=reading.end(node),
    )


def _mapping(node: ast.Dict, reading: Reading, below: int) -> Expr:
    entries = []
    for key, value in zip(node.keys, node.values, strict=True):
        # A missing key would be `**mapping`, which the scanner refuses.
        assert key is not None
        entries.append((read(key, reading, below), read(value, reading, below)))
    return tree.MappingOf(entries=tuple(entries), start=reading.start(node), end=reading.end(node))


def _call(node: ast.Call, reading: Reading, below: int) -> Expr:
    start, end = reading.start(node), reading.end(node)
    if not isinstance(node.func, ast.Name):
        raise _no_function(node, reading)
    name = node.func.id
    if name in get_args(ComprehensionKind) and len(node.args) == 1:
        (inside,) = node.args
        if isinstance(inside, ast.GeneratorExp | ast.ListComp):
            return _comprehension(cast("ComprehensionKind", name), inside, node, reading, below)
    arguments = tuple(read(argument, reading, below) for argument in node.args)
    match name:
        case "any" | "all":
            hint = f"write `{name}(condition for x in list)`"
            raise ExpressionError("SC307", f"{name} takes a comprehension", hint, start, end)
        case "now":
            _require(not arguments, "now takes no arguments", "write `now()`", start, end)
            return tree.Now(start=start, end=end)
        case "active":
            return _active(arguments, start, end)
        case "can":
            return _can(arguments, start, end)
        case _ if name in FUNCTIONS:
            return tree.Call(function=name, arguments=arguments, start=start, end=end)
        case _:
            return tree.HostCall(function=name, arguments=arguments, start=start, end=end)


def _no_function(node: ast.Call, reading: Reading) -> ExpressionError:
    start, end = reading.start(node), reading.end(node)
    if isinstance(node.func, ast.Attribute):
        name = reading.words[reading.end(node.func)].text
        message = f"values have no methods, so `.{name}(…)` cannot be called"
        hint = f"write `{_METHODS[name]}`" if name in _METHODS else "call a function by its name"
        return ExpressionError("SC305", message, hint, start, end)
    message = "only a function can be called, by its name"
    return ExpressionError("SC305", message, None, start, end)


def _require(holds: bool, message: str, hint: str, start: int, end: int) -> None:  # noqa: FBT001
    if not holds:
        raise ExpressionError("SC307", message, hint, start, end)


def _active(arguments: tuple[Expr, ...], start: int, end: int) -> Expr:
    match arguments:
        case (tree.Literal(value=str() as path),):
            return tree.Active(path=path, start=start, end=end)
        case _:
            message = "active takes the full path of a state, as a plain string"
            raise ExpressionError("SC307", message, "write `active('a.b')`", start, end)


def _can(arguments: tuple[Expr, ...], start: int, end: int) -> Expr:
    match arguments:
        case (tree.Literal(value=str()),) | (tree.Literal(value=str()), _):
            return tree.Can(arguments=arguments, start=start, end=end)
        case _:
            message = "can takes the name of an event, or of a dimension and a value"
            hint = "write `can('SAVE')` or `can('stage', 'closed')`"
            raise ExpressionError("SC307", message, hint, start, end)


def _comprehension(
    kind: ComprehensionKind,
    inside: ast.GeneratorExp | ast.ListComp,
    node: ast.Call,
    reading: Reading,
    below: int,
) -> Expr:
    start, end = reading.start(node), reading.end(node)
    (loop, *more) = inside.generators
    if more or len(loop.ifs) > 1:
        message = "a comprehension has one `for` and at most one `if`"
        hint = "join conditions with `and`; nest another any(…) in it"
        raise ExpressionError("SC305", message, hint, start, end)
    if not isinstance(loop.target, ast.Name) or loop.target.id in _CONSTANTS:
        message = "a comprehension gives each element one name"
        at = loop.target
        raise ExpressionError(
            "SC305", message, "write `for x in list`", reading.start(at), reading.end(at)
        )
    return tree.Comprehension(
        kind=kind,
        element=read(inside.elt, reading, below),
        variable=loop.target.id,
        source=read(loop.iter, reading, below),
        condition=read(loop.ifs[0], reading, below) if loop.ifs else None,
        start=start,
        end=end,
    )
