"""What the host provides to machines: functions behind named actions, and pure functions."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType, ModuleType
from typing import TypeVar

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.chart import Chart
from statecraft.model.declarations import ActionDeclaration, FunctionDeclaration
from statecraft.runtime.handlers import Handler
from statecraft.runtime.inbox import copied

Function = TypeVar("Function", bound=Callable[..., object])


class Registry:
    """Named action handlers and functions; each name is given once.

    An action handler is called ``handler(data, context)``, ``handler(data)`` or ``handler()``
    after the step that asked for it was committed; what it returns is the action's result. A
    function is called with the arguments of the formula and must be pure.
    """

    __slots__ = ("_actions", "_functions")

    def __init__(
        self,
        actions: Mapping[str, Handler] | None = None,
        functions: Mapping[str, Callable[..., object]] | None = None,
    ) -> None:
        self._actions: dict[str, Handler] = {}
        self._functions: dict[str, Callable[..., object]] = {}
        for name, handler in (actions or {}).items():
            self.action(name)(handler)
        for name, function in (functions or {}).items():
            self.function(name)(function)

    def __repr__(self) -> str:
        return f"Registry(actions={list(self._actions)}, functions={list(self._functions)})"

    @property
    def actions(self) -> Mapping[str, Handler]:
        """Name → handler."""
        return MappingProxyType(self._actions)

    @property
    def functions(self) -> Mapping[str, Callable[..., object]]:
        """Name → function."""
        return MappingProxyType(self._functions)

    def action(self, name: str) -> Callable[[Function], Function]:
        """Decorator: the function carries out the action *name*."""
        return _entering(self._actions, name, "action")

    def function(self, name: str) -> Callable[[Function], Function]:
        """Decorator: the function is what formulas call *name*."""
        return _entering(self._functions, name, "function")

    def joined(self, other: Registry) -> Registry:
        """A registry with the names of both.

        Raises:
            UsageError: a name is in both.
        """
        both = Registry(self._actions, self._functions)
        for name, handler in other.actions.items():
            both.action(name)(handler)
        for name, function in other.functions.items():
            both.function(name)(function)
        return both

    @classmethod
    def of_module(cls, module: ModuleType) -> Registry:
        """A module's ``registry``, or else its own public functions as actions.

        Raises:
            UsageError: it has neither.
        """
        held = getattr(module, "registry", None)
        if isinstance(held, Registry):
            return held
        own = {
            name: member
            for name, member in inspect.getmembers(module, inspect.isfunction)
            if member.__module__ == module.__name__ and not name.startswith("_")
        }
        if not own:
            raise UsageError(f"the module {module.__name__} has no registry and no public function")
        return cls(own)

    @classmethod
    def mocked(cls, chart: Chart) -> Registry:
        """Handlers that answer with the ``test`` values which the chart's definitions declare."""
        machines = chart.project.machines.values()
        return cls(
            {action.name: _answering(action) for of in machines for action in of.actions.values()},
            mocked_functions(chart),
        )


def mocked_functions(chart: Chart) -> dict[str, Callable[..., object]]:
    """Functions that give the ``test`` values which the chart's definitions declare."""
    machines = chart.project.machines.values()
    return {of.name: _answering(of) for machine in machines for of in machine.functions.values()}


def _answering(declared: ActionDeclaration | FunctionDeclaration) -> Callable[..., object]:
    def answer(*_arguments: object) -> object:
        return copied(declared.test)

    return answer


def _entering(
    table: dict[str, Callable[..., object]], name: object, kind: str
) -> Callable[[Function], Function]:
    if not isinstance(name, str) or not name:
        raise UsageError(f"the name of {a(kind)} is a text, as in @registry.{kind}('name')")

    def enter(function: Function) -> Function:
        if not callable(function):
            raise UsageError(f"the {kind} {quoted(name)} is {function!r}, which cannot be called")
        if table.get(name, function) is not function:
            raise UsageError(f"the {kind} {quoted(name)} is given twice")
        table[name] = function
        return function

    return enter


def a(word: str) -> str:
    """The word with its indefinite article."""
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def require_handlers(registry: Registry, declared: Iterable[str]) -> None:
    """Refuse a registry that lacks the handler of a declared action.

    Raises:
        UsageError: names each that is missing, and the nearest name that is there.
    """
    _require("action", registry.actions, declared, ", or missing='wait' to answer by hand")


def require_functions(registry: Registry, declared: Iterable[str]) -> None:
    """Refuse a registry that lacks a declared function.

    Raises:
        UsageError: names each that is missing, and the nearest name that is there.
    """
    _require("function", registry.functions, declared, "")


def _require(
    kind: str, table: Mapping[str, object], declared: Iterable[str], otherwise: str
) -> None:
    missing = [name for name in declared if name not in table]
    if missing:
        wanted = ", ".join(_named(name, table) for name in missing)
        how = f"pass {kind}s={{{quoted(missing[0])}: function}}{otherwise}"
        raise UsageError(f"no {kind} is given for {wanted}: {how}")


def _named(name: str, table: Mapping[str, object]) -> str:
    return f"{quoted(name)}{did_you_mean(name, table)}"
