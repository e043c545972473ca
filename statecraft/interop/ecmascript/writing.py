"""Our expressions → ECMAScript text. What has no counterpart there is refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, assert_never

from statecraft.expr import tree
from statecraft.expr.tree import Expr
from statecraft.interop.untranslatable import Untranslatable

_OPERATORS: Final = MappingProxyType(
    {"==": "===", "!=": "!==", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
)
_CALLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "lower": "{0}.toLowerCase()",
        "upper": "{0}.toUpperCase()",
        "starts_with": "{0}.startsWith({1})",
        "str": "String({0})",
        "abs": "Math.abs({0})",
        "len": "{0}.length",
        "js_plus": "{0} + {1}",
        "js_remainder": "{0} % {1}",
    }
)
_LOCALS: Final = MappingProxyType({"event": "_event.data", "event_name": "_event.name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Writes the expressions of one machine.

    Attributes:
        names: context variables → what they are called there; others cannot be written.
        state_id: the id of a state, by its path.
    """

    names: frozenset[str]
    state_id: Callable[[str], str]

    def text(self, expr: Expr) -> str:
        """The ECMAScript expression.

        Raises:
            Untranslatable: there is none.
        """
        match expr:
            case tree.Literal(value=value):
                return json.dumps(value, ensure_ascii=False)
            case tree.Name():
                return self._name(expr)
            case tree.Field(of=of, name=name):
                return f"{self._inner(of)}.{name}"
            case tree.Index(of=of, key=key):
                return f"{self._inner(of)}[{self.text(key)}]"
            case tree.Compare(first=first, rest=rest):
                return self._comparison(first, rest)
            case tree.And(parts=parts):
                return " && ".join(map(self._inner, parts))
            case tree.Or(parts=parts):
                return " || ".join(map(self._inner, parts))
            case tree.Not(operand=operand):
                return f"!{self._inner(operand)}"
            case tree.Negative(operand=operand):
                return f"-{self._inner(operand)}"
            case tree.Arithmetic():
                return self._arithmetic(expr)
            case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
                test, yes, no = map(self._inner, (condition, then, otherwise))
                return f"{test} ? {yes} : {no}"
            case _:
                return self._other(expr)

    def _other(self, expr: tree.Constructed) -> str:
        match expr:
            case tree.ListOf(elements=elements):
                return f"[{', '.join(map(self.text, elements))}]"
            case tree.MappingOf(entries=entries):
                return f"{{{', '.join(map(self._entry, entries))}}}"
            case tree.Joined(parts=parts):
                pieces = (json.dumps(p) if isinstance(p, str) else self._inner(p) for p in parts)
                return f"'' + {' + '.join(pieces)}" if parts else "''"
            case tree.Active(path=path):
                return f"In('{self.state_id(path)}')"
            case tree.Call():
                return self._call(expr)
            case tree.Comprehension():
                return self._comprehension(expr)
            case tree.HostCall() | tree.Can() | tree.Now():
                raise Untranslatable("calls of the host are not known there")
            case _:
                assert_never(expr)

    def _inner(self, expr: Expr) -> str:
        """The text in brackets, unless it holds together by itself."""
        text = self.text(expr)
        holds = isinstance(expr, tree.Name | tree.Field | tree.Index | tree.Active | tree.ListOf)
        plain = isinstance(expr, tree.Literal) and not text.startswith("-")
        whole = isinstance(expr, tree.Literal) and isinstance(expr.value, int | float)
        return text if holds or (plain and not whole) or text.isalnum() else f"({text})"

    def _name(self, expr: tree.Name) -> str:
        if expr.name in _LOCALS:
            return _LOCALS[expr.name]
        if expr.kind is tree.NameKind.VARIABLE or expr.name in self.names:
            return expr.name
        raise Untranslatable(f"{expr.name} is not known there")

    def _comparison(
        self, first: Expr, rest: tuple[tuple[tree.ComparisonOperator, Expr], ...]
    ) -> str:
        found, left = [], first
        for operator, right in rest:
            if operator in _OPERATORS:
                found.append(f"{self._inner(left)} {_OPERATORS[operator]} {self._inner(right)}")
            else:
                no = "!" if operator == "not in" else ""
                found.append(f"{no}{self._inner(right)}.includes({self.text(left)})")
            left = right
        return found[0] if len(found) == 1 else " && ".join(f"({part})" for part in found)

    def _arithmetic(self, expr: tree.Arithmetic) -> str:
        left, right = self._inner(expr.left), self._inner(expr.right)
        if expr.operator == "//":
            return f"Math.floor({left} / {right})"
        return f"{left} {expr.operator} {right}"

    def _entry(self, entry: tuple[Expr, Expr]) -> str:
        key, value = entry
        if not isinstance(key, tree.Literal):
            raise Untranslatable("keys that are computed")
        return f"{json.dumps(str(key.value), ensure_ascii=False)}: {self.text(value)}"

    def _call(self, expr: tree.Call) -> str:
        arguments = [self._inner(argument) for argument in expr.arguments]
        written = _CALLS.get(expr.function, "")
        if written and written.count("{") == len(arguments):
            return written.format(*arguments)
        if expr.function in ("min", "max") and len(arguments) > 1:
            return f"Math.{expr.function}({', '.join(arguments)})"
        if expr.function == "get":
            of, key, default = arguments
            return f"({key} in {of} ? {of}[{key}] : {default})"
        raise Untranslatable(f"{expr.function}() has no counterpart there")

    def _comprehension(self, expr: tree.Comprehension) -> str:
        methods = {"any": "some", "all": "every"}
        if expr.kind not in methods or expr.condition is not None:
            raise Untranslatable(f"{expr.kind}(… for …) has no counterpart there")
        source, inside = self._inner(expr.source), replaced(self, expr.variable)
        return f"{source}.{methods[expr.kind]}({expr.variable} => {inside.text(expr.element)})"


def replaced(writing: Writing, variable: str) -> Writing:
    """The same, where one more name is known."""
    return Writing(names=writing.names | {variable}, state_id=writing.state_id)
