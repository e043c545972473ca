"""The canonical text of a tree: as few brackets as possible, strings in single quotes.

Parsing it gives the same tree again, places aside.
"""

from __future__ import annotations

import keyword
from typing import Final, assert_never

from statecraft.expr import tree
from statecraft.expr.scope import RESERVED_NAMES
from statecraft.expr.tree import Expr, NameKind
from statecraft.values.notation import notation, string_notation

# How tightly a construct binds; a part that binds less tightly than its place needs brackets.
_CONDITIONAL: Final = 0
_OR: Final = 1
_AND: Final = 2
_NOT: Final = 3
_COMPARE: Final = 4
_SUM: Final = 5
_PRODUCT: Final = 6
_SIGN: Final = 7
_POSTFIX: Final = 8


def show(expr: Expr) -> str:
    """The canonical text of *expr*."""
    return _at(expr, _CONDITIONAL)


def _at(expr: Expr, least: int) -> str:
    """The text of *expr* for a place that needs it to bind at least so tightly."""
    text = _text(expr)
    return f"({text})" if _binding(expr) < least else text


def _binding(expr: Expr) -> int:
    match expr:
        case tree.Conditional():
            return _CONDITIONAL
        case tree.Or():
            return _OR
        case tree.And():
            return _AND
        case tree.Not():
            return _NOT
        case tree.Compare():
            return _COMPARE
        case tree.Arithmetic(operator=operator):
            return _SUM if operator in {"+", "-"} else _PRODUCT
        case tree.Negative():
            return _SIGN
        case tree.Literal(value=int() | float()) if _is_plain_number(expr.value):
            # `1.real` and `-1.real` would be read as other numbers.
            return _SIGN
        case _:
            return _POSTFIX


def _is_plain_number(value: object) -> bool:
    return not isinstance(value, bool)


def _text(expr: Expr) -> str:
    match expr:
        case tree.Literal(value=value):
            return notation(value)
        case tree.Name():
            return _name(expr)
        case tree.Field(of=of, name=name):
            return f"{_at(of, _POSTFIX)}{field_text(name)}"
        case tree.Index(of=of, key=key):
            return f"{_at(of, _POSTFIX)}[{show(key)}]"
        case tree.Compare(first=first, rest=rest):
            tail = "".join(f" {operator} {_at(operand, _SUM)}" for operator, operand in rest)
            return f"{_at(first, _SUM)}{tail}"
        case tree.And(parts=parts):
            return " and ".join(_at(part, _NOT) for part in parts)
        case tree.Or(parts=parts):
            return " or ".join(_at(part, _AND) for part in parts)
        case tree.Not(operand=operand):
            return f"not {_at(operand, _NOT)}"
        case tree.Negative(operand=operand):
            return f"-{_at(operand, _SIGN)}"
        case tree.Arithmetic(operator=operator, left=left, right=right):
            binding = _binding(expr)
            return f"{_at(left, binding)} {operator} {_at(right, binding + 1)}"
        case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
            start = f"{_at(then, _OR)} if {_at(condition, _OR)}"
            return f"{start} else {_at(otherwise, _CONDITIONAL)}"
        case _:
            return _bracketed(expr)


def _bracketed(expr: tree.Constructed) -> str:
    """The text of the constructs that bring their own brackets."""
    match expr:
        case tree.ListOf(elements=elements):
            return f"[{_listed(elements)}]"
        case tree.MappingOf(entries=entries):
            inside = ", ".join(f"{show(key)}: {show(value)}" for key, value in entries)
            return f"{{{inside}}}"
        case tree.Joined(parts=pieces):
            return "f'" + "".join(map(_piece, pieces)) + "'"
        case tree.Call(function=name, arguments=arguments):
            return f"{name}({_listed(arguments)})"
        case tree.HostCall(function=name, arguments=arguments):
            return f"{name}({_listed(arguments)})"
        case tree.Comprehension():
            return _comprehension(expr)
        case tree.Active(path=path):
            return f"active({string_notation(path)})"
        case tree.Can(arguments=arguments):
            return f"can({_listed(arguments)})"
        case tree.Now():
            return "now()"
        case _:
            assert_never(expr)


def _listed(parts: tuple[Expr, ...]) -> str:
    return ", ".join(map(show, parts))


def _comprehension(expr: tree.Comprehension) -> str:
    loop = f"for {expr.variable} in {_at(expr.source, _OR)}"
    condition = f" if {_at(expr.condition, _OR)}" if expr.condition is not None else ""
    return f"{expr.kind}({show(expr.element)} {loop}{condition})"


def _piece(piece: str | Expr) -> str:
    if isinstance(piece, str):
        return string_notation(piece)[1:-1].replace("{", "{{").replace("}", "}}")
    text = show(piece)
    return "{ " + text + " }" if text.startswith("{") or text.endswith("}") else "{" + text + "}"


def _name(expr: tree.Name) -> str:
    plain = expr.name.isidentifier() and not keyword.iskeyword(expr.name)
    if expr.kind is NameKind.CONTEXT and (not plain or expr.name in RESERVED_NAMES):
        return f"context{field_text(expr.name)}"
    return f"{expr.prefix}{field_text(expr.name)}" if expr.prefix else expr.name


def field_text(name: str) -> str:
    """``.name`` where that can be read back, else ``['name']``."""
    return f".{name}" if name.isidentifier() else f"[{string_notation(name)}]"
