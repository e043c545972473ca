"""sismic's guards and actions, which are Python, → conditions and actions of ours."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statecraft.expr.show import show
from statecraft.expr.tree import Expr
from statecraft.interop import building
from statecraft.interop.as_data import as_data
from statecraft.interop.building import call, name
from statecraft.interop.meaning import Meaning
from statecraft.interop.names import NameTable
from statecraft.interop.python_expressions.translating import Translation
from statecraft.interop.sismic.words import EVENT_NAME, Words, delay_of
from statecraft.interop.untranslatable import Untranslatable

NO_CLOCKS: Final[Mapping[str, Expr]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A guard as a condition of ours; empty where it is always true.

    ``delays`` are the seconds after entry of its state that it asks about.
    """

    text: str
    delays: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Translates the Python of one chart; ``states`` are names → paths."""

    variables: NameTable
    states: Mapping[str, str]
    events: NameTable

    def delay(self, text: str) -> float | None:
        """The seconds after entry of its state, where a guard asks for these and nothing else.

        Raises:
            Untranslatable: it is no Python.
        """
        return delay_of(_parsed(text.strip() or "True", "eval").body)  # type: ignore[attr-defined]

    def condition(self, text: str, clock: str) -> Condition:
        """A guard; *clock* is what the variable is called that holds when its state was entered.

        Raises:
            Untranslatable: we have none like it.
        """
        words = Words(clock=clock)
        node = words.ours(_parsed(text.strip(), "eval").body)  # type: ignore[attr-defined]
        clocks = {clock: name(self.variables.name(clock))} if words.delays else {}
        shown = show(self._translation(clocks).condition(node))
        return Condition(text="" if shown == "true" else shown, delays=tuple(words.delays))

    def actions(self, text: str) -> list[dict[str, Any]]:
        """The actions of a piece of code.

        Raises:
            Untranslatable: something in it is none.
        """
        return self._all(_parsed(text, "exec").body)  # type: ignore[attr-defined]

    def _all(self, statements: Iterable[ast.stmt]) -> list[dict[str, Any]]:
        return [action for each in statements for action in self._actions(each)]

    def _actions(self, statement: ast.stmt) -> Iterator[dict[str, Any]]:
        match statement:
            case ast.Pass() | ast.Expr(value=ast.Constant()):
                return
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    yield {"set": self._assigned(target, value)}
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield {"set": self._assigned(target, value)}
            case ast.AugAssign(target=target, op=operator, value=value):
                whole = ast.BinOp(left=target, op=operator, right=value)
                yield {"set": self._assigned(target, whole)}
            case ast.If(test=test, body=body, orelse=otherwise):
                yield self._if(test, body, otherwise)
            case ast.Expr(value=ast.Call(func=ast.Name(id=function)) as called):
                yield self._call(function, called)
            case ast.Expr(
                value=ast.Call(func=ast.Attribute(value=of, attr="append"), args=[element])
            ):
                longer = ast.BinOp(left=of, op=ast.Add(), right=ast.List(elts=[element]))
                yield {"set": self._assigned(of, longer)}
            case _:
                raise Untranslatable(f"{type(statement).__name__} is not translated")

    def _assigned(self, target: ast.expr, value: ast.expr) -> dict[str, Any]:
        """What is set: all of it is worked out before any of it is assigned."""
        match target, value:
            case (
                ast.Tuple(elts=targets),
                ast.Tuple(elts=values) | ast.List(elts=values),
            ) if len(targets) == len(values):
                pairs = zip(targets, values, strict=True)
                return {self._place(at): self._data(of) for at, of in pairs}
            case _:
                return {self._place(target): self._data(value)}

    def _place(self, target: ast.expr) -> str:
        match target:
            case ast.Name(id=of):
                return self.variables.name(of)
            case ast.Subscript(value=of, slice=ast.Constant(value=str() as key)) if (
                key.isidentifier()
            ):
                return f"{self._place(of)}.{key}"
            case _:
                raise Untranslatable("a place like this cannot be assigned")

    def _if(
        self, test: ast.expr, body: list[ast.stmt], otherwise: list[ast.stmt]
    ) -> dict[str, Any]:
        condition = show(self._translation().condition(Words().ours(test)))
        found: dict[str, Any] = {"if": condition, "then": self._all(body)}
        return {**found, "else": self._all(otherwise)} if otherwise else found

    def _call(self, function: str, called: ast.Call) -> dict[str, Any]:
        match function, called.args:
            case (("send" | "notify"), [ast.Constant(value=str() as event)]):
                return self._sent(function, self.events.name(event), called.keywords)
            case "setdefault", [ast.Constant(value=str() as of), value]:
                missing = f"{self.variables.name(of)} == null"
                return {"if": missing, "then": [{"set": {of: self._data(value)}}]}
            case "print", [one]:
                return {"log": self._data(one)}
            case "print", [_, _, *_] as several:
                texts = (self._translation().value(Words().ours(each)) for each in several)
                parts = [part for text in texts for part in (building.literal(" "), text)]
                return {"log": as_data(building.joined(building.literal(""), *parts[1:]))}
            case _:
                raise Untranslatable(f"{function}() is not translated")

    def _sent(self, function: str, event: str, given: list[ast.keyword]) -> dict[str, Any]:
        data = {each.arg: self._data(each.value) for each in given if each.arg is not None}
        if function == "notify":
            return {"emit": event, **({"with": data} if data else {})}
        delay = data.pop("delay", None)
        rest = {"with": data} if data else {}
        if delay is None:
            return {"raise": event, **rest}
        return {"send": event, **rest, "delay": f"{delay:g}s" if _is_number(delay) else delay}

    def _data(self, node: ast.expr) -> Any:
        return as_data(self._translation().value(Words().ours(node)))

    def _translation(self, clocks: Mapping[str, Expr] = NO_CLOCKS) -> Translation:
        given = {
            "event": name("event"),
            EVENT_NAME: name("event_name"),
            "time": call("now"),
            **clocks,
        }
        meaning = Meaning(
            variables=self.variables.ours,
            states=self.states,
            machine="",
            short_types=True,
            events=MappingProxyType({}),
            given=MappingProxyType(given),
        )
        return Translation(meaning=meaning)


def assigned(text: str) -> Iterator[str]:
    """The variables that a piece of code assigns."""
    try:
        statements = _parsed(text, "exec").body  # type: ignore[attr-defined]
    except Untranslatable:
        return
    for statement in (node for each in statements for node in ast.walk(each)):
        match statement:
            case ast.Assign(targets=targets):
                yield from (one for target in targets for one in _names(target))
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target):
                yield from _names(target)
            case ast.Call(
                func=ast.Name(id="setdefault"), args=[ast.Constant(value=str() as of), _]
            ):
                yield of
            case _:
                pass


def _names(target: ast.expr) -> Iterator[str]:
    match target:
        case ast.Name(id=of):
            yield of
        case ast.Tuple(elts=targets):
            yield from (one for each in targets for one in _names(each))
        case _:
            return


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _parsed(text: str, mode: str) -> ast.AST:
    try:
        return ast.parse(text, mode=mode)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Untranslatable(f"this is no Python: {error}", is_wrong=True) from error
