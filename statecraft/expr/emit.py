"""Python source for a checked tree.

Nothing of the definition's text goes into the source but literals, by ``repr``. The code is for
the usual case: where Python would do something that our language does not (count a boolean as a
number, say) a test stands before it, and whatever goes wrong ends in an exception, after which
the reference evaluator decides. So the order of evaluation and the kind of exception do not
matter here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, assert_never

from statecraft.expr import fast_operations, operations, tree
from statecraft.expr.children import walk
from statecraft.expr.emit_comparison import comparison_code
from statecraft.expr.environment import Environment
from statecraft.expr.evaluate import call_host
from statecraft.expr.functions import call_function
from statecraft.expr.known_kinds import is_surely_boolean, is_surely_number
from statecraft.expr.tree import Expr, NameKind
from statecraft.values.json_values import LARGEST_INTEGER, SMALLEST_INTEGER, Value, same

NAMES: Final[Mapping[str, Any]] = {
    "__builtins__": {},
    "Exception": Exception,
    "len": len,
    "slow": fast_operations.slow,
    "get": fast_operations.get,
    "merged": fast_operations.merged,
    "any_in": fast_operations.any_in,
    "all_in": fast_operations.all_in,
    "sum_in": fast_operations.sum_in,
    "len_in": fast_operations.len_in,
    "same": same,
    "less": operations.less,
    "at_most": operations.at_most,
    "more": operations.more,
    "at_least": operations.at_least,
    "is_in": operations.is_in,
    "negative": operations.negative,
    "index_of": operations.index_of,
    "text_of": operations.text_of,
    "joined": operations.joined,
    "mapping_key": operations.mapping_key,
    "add": operations.add,
    "subtract": operations.subtract,
    "multiply": operations.multiply,
    "divide": operations.divide,
    "divide_down": operations.divide_down,
    "remainder": operations.remainder,
    "call_function": call_function,
    "call_host": call_host,
    "bool": bool,
    "dict": dict,
    "float": float,
    "int": int,
    "str": str,
}
"""What generated code may name."""

_ARITHMETIC: Final[Mapping[tree.ArithmeticOperator, str]] = {
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "//": "divide_down",
    "%": "remainder",
}
_SMALL: Final = 2**30 - 1
"""The largest integer that Python holds in one digit."""
_NO_VARIABLES: Final[Mapping[str, str]] = {}


class Emitter:
    """Writes the code of one function and keeps what the code refers to.

    The comprehensions share the work that a function may do. ``mappings`` are those of the
    environment that the code takes to be local variables; what is in *known*, by mapping and
    name, is a local variable itself.
    """

    __slots__ = ("_computed", "_count", "_known", "_share", "mappings", "names")

    def __init__(
        self,
        expr: Expr,
        computed: Mapping[str, Callable[[Environment], Value]],
        known: Mapping[tuple[str, str], str] = MappingProxyType({}),
    ) -> None:
        comprehensions = sum(isinstance(node, tree.Comprehension) for node in walk(expr))
        self._share = fast_operations.MOST_FAST_WORK // max(comprehensions, 1)
        self._computed = computed
        self._known = known
        self._count = 0
        self.names: dict[str, Any] = dict(NAMES)
        self.mappings: set[str] = set()

    def fresh(self) -> str:
        """A variable that nothing else in this function uses."""
        self._count += 1
        return f"t{self._count}"

    def code(self, expr: Expr, variables: Mapping[str, str] = _NO_VARIABLES) -> str:
        """An expression in brackets, or one that needs none, for the value of the node."""
        match expr:
            case tree.Literal(value=value):
                return literal_code(value)
            case tree.Name():
                return self._name(expr, variables)
            case tree.Field(of=of, name=name):
                return f"{self.code(of, variables)}[{name!r}]"
            case tree.Index():
                return self._index(expr, variables)
            case tree.Compare():
                return comparison_code(expr, lambda part: self.code(part, variables), self.fresh)
            case tree.And(parts=parts):
                return "(" + " and ".join(self.truth(part, variables) for part in parts) + ")"
            case tree.Or(parts=parts):
                return "(" + " or ".join(self.truth(part, variables) for part in parts) + ")"
            case tree.Not(operand=operand):
                return f"(not {self.truth(operand, variables)})"
            case tree.Negative(operand=operand):
                return f"negative({self.code(operand, variables)})"
            case tree.Arithmetic():
                return self._arithmetic(expr, variables)
            case tree.Conditional(condition=condition, then=then, otherwise=otherwise):
                first = f"{self.code(then, variables)} if {self.truth(condition, variables)}"
                return f"({first} else {self.code(otherwise, variables)})"
            case _:
                return self._constructed(expr, variables)

    def _constructed(self, expr: tree.Constructed, variables: Mapping[str, str]) -> str:
        match expr:
            case tree.ListOf(elements=elements):
                return f"[{self._listed(elements, variables)}]"
            case tree.MappingOf(entries=entries):
                return self._mapping(entries, variables)
            case tree.Joined(parts=pieces):
                codes = [
                    repr(piece)
                    if isinstance(piece, str)
                    else f"text_of({self.code(piece, variables)})"
                    for piece in pieces
                ]
                return f"joined([{', '.join(codes)}])"
            case tree.Comprehension():
                return self._comprehension(expr, variables)
            case tree.Call(function=("len" | "get" | "merged") as name, arguments=arguments):
                return f"{name}({self._listed(arguments, variables)})"
            case tree.Call(function=name, arguments=arguments):
                return f"call_function({name!r}, ({self._listed(arguments, variables)}))"
            case tree.HostCall(function=name, arguments=arguments):
                return f"call_host(e, {name!r}, ({self._listed(arguments, variables)}))"
            case tree.Active(path=path):
                return f"e.is_active({path!r})"
            case tree.Can(arguments=arguments):
                return f"e.can(({self._listed(arguments, variables)}))"
            case tree.Now():
                return "(e.now_ms / 1000)"
            case _:
                assert_never(expr)

    def truth(self, expr: Expr, variables: Mapping[str, str] = _NO_VARIABLES) -> str:
        """The code of a node that must be a boolean."""
        code = self.code(expr, variables)
        if is_surely_boolean(expr):
            return code
        value = self.fresh()
        return f"(({value} := {code}) is True or ({value} is not False and slow()))"

    def _listed(self, parts: tuple[Expr, ...], variables: Mapping[str, str]) -> str:
        """The parts with a comma behind each, which suits lists, tuples and arguments."""
        return "".join(f"{self.code(part, variables)}, " for part in parts)

    def _name(self, expr: tree.Name, variables: Mapping[str, str]) -> str:
        match expr.kind:
            case NameKind.DIMENSION:
                return self._looked_up("dimensions", expr.name)
            case NameKind.CONTEXT:
                return self._looked_up("context", expr.name)
            case NameKind.LOCAL:
                return self._looked_up("local", expr.name)
            case NameKind.VARIABLE:
                return variables[expr.name]
            case NameKind.COMPUTED:
                function = f"c{len(self.names)}"
                self.names[function] = self._computed[expr.name]
                return f"{function}(e)"
            case NameKind.UNBOUND:
                raise AssertionError(f"{expr.name} is unbound: check the expression first")
            case _:
                assert_never(expr.kind)

    def _looked_up(self, mapping: str, name: str) -> str:
        variable = self._known.get((mapping, name))
        if variable is not None:
            return variable
        self.mappings.add(mapping)
        return f"{mapping}[{name!r}]"

    def _index(self, expr: tree.Index, variables: Mapping[str, str]) -> str:
        of, key = self.code(expr.of, variables), self.code(expr.key, variables)
        if isinstance(expr.key, tree.Literal) and expr.key.value.__class__ in {int, str}:
            return f"{of}[{key}]"
        return f"index_of({of}, {key})"

    def _arithmetic(self, expr: tree.Arithmetic, variables: Mapping[str, str]) -> str:
        left, right = self.code(expr.left, variables), self.code(expr.right, variables)
        general = _ARITHMETIC[expr.operator]
        is_sum = expr.operator in {"+", "-", "*"} and not isinstance(expr.right, tree.Literal)
        if is_sum and is_surely_number(expr.left) and is_surely_number(expr.right):
            result = self.fresh()
            test = in_range(result, f"({result} := {left} {expr.operator} {right})")
            return f"({result} if {test} else slow())"
        step = expr.right.value if isinstance(expr.right, tree.Literal) else None
        if expr.operator not in {"+", "-"} or step.__class__ is not int:
            return f"{general}({left}, {right})"
        value, result = self.fresh(), self.fresh()
        test = in_range(result, f"({result} := {value} {expr.operator} {right})")
        return (
            f"({result} if ({value} := {left}).__class__ is int and ({test})"
            f" else {general}({value}, {right}))"
        )

    def _mapping(self, entries: tuple[tuple[Expr, Expr], ...], variables: Mapping[str, str]) -> str:
        codes = []
        for key, value in entries:
            key_code = self.code(key, variables)
            if not isinstance(key, tree.Literal) or not isinstance(key.value, str):
                key_code = f"mapping_key({key_code})"
            codes.append(f"{key_code}: {self.code(value, variables)}")
        return "{" + ", ".join(codes) + "}"

    def _comprehension(self, expr: tree.Comprehension, variables: Mapping[str, str]) -> str:
        body = [expr.element, *([] if expr.condition is None else [expr.condition])]
        if variables or not all(_is_cheap(node) for part in body for node in walk(part)):
            return "slow()"
        size = sum(1 for part in body for _ in walk(part))
        most = self._share // (size + 1)
        variable = self.fresh()
        inside = {expr.variable: variable}
        source = self.code(expr.source)
        condition = None if expr.condition is None else self.truth(expr.condition, inside)
        match expr.kind:
            case "any" | "all":
                test = self.truth(expr.element, inside)
                if condition is not None:
                    join = f"{condition} and" if expr.kind == "any" else f"not {condition} or"
                    test = f"({join} {test})"
                return f"{expr.kind}_in({source}, {most}, lambda {variable}: {test})"
            case "sum" | "len":
                result = f"lambda {variable}: {self.code(expr.element, inside)}"
                holds = "None" if condition is None else f"lambda {variable}: {condition}"
                return f"{expr.kind}_in({source}, {most}, {holds}, {result})"
            case _:
                assert_never(expr.kind)


def in_range(variable: str, code: str) -> str:
    """The test that *code* gives a number of 64 bits, which *variable* holds then.

    Most numbers are small, and Python compares small ones much faster.
    """
    return (
        f"{-_SMALL} <= {code} <= {_SMALL} or {SMALLEST_INTEGER} <= {variable} <= {LARGEST_INTEGER}"
    )


def is_beyond(variable: str, step: int) -> str:
    """The test that an integer which grew by a step has left the 64 bits."""
    if step > 0:
        return f"({variable} > {_SMALL} and {variable} > {LARGEST_INTEGER})"
    return f"({variable} < {-_SMALL} and {variable} < {SMALLEST_INTEGER})"


def literal_code(value: bool | float | str | None) -> str:  # noqa: FBT001 - it is data.
    """A literal as Python source; a negative number in brackets."""
    return f"({value!r})" if isinstance(value, int | float) and value < 0 else repr(value)


def _is_cheap(node: Expr) -> bool:
    """Whether a node inside a comprehension takes constant time, apart from its parts."""
    match node:
        case tree.Literal() | tree.Field() | tree.Index() | tree.Conditional():
            return True
        case tree.And() | tree.Or() | tree.Not() | tree.Negative() | tree.Arithmetic():
            return True
        case tree.Name(kind=kind):
            return kind is not NameKind.COMPUTED
        case tree.Compare(first=first, rest=((operator, operand),)):
            if operator in {"==", "!="}:
                return isinstance(first, tree.Literal) or isinstance(operand, tree.Literal)
            return operator not in {"in", "not in"}
        case _:
            return False
