"""What the scenarios of a machine say about the world: examples that its author made up.

A payload that a scenario sends, a result that it answers, an input that it starts with: each is
something that the world may say. What is ``given`` need not be reachable, but the values in it
are examples of what its variables hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statecraft.checker.reads import distinct
from statecraft.model.definition import Definition
from statecraft.model.scenarios import Scenario
from statecraft.resolve.fitting import is_literal, literal_value
from statecraft.values.json_values import Value

Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """The examples in some scenarios.

    Attributes:
        events: event or pipeline → the payloads it goes with.
        results: what actions answer, by the id of what is awaited.
        inputs: of starts.
        held: variable → what it holds in some scenario, or at first.
    """

    events: Mapping[str, Values]
    results: Mapping[str, Values]
    inputs: Values
    held: Mapping[str, Values]


def said_of(main: Definition, family: Iterable[Definition]) -> Said:
    """The examples for a machine, which may stand in the scenarios of its children as well."""
    found = _Examples()
    for definition in family:
        for variable in definition.context:
            if is_literal(variable.initial.expr):
                _add(found.held, variable.name, literal_value(variable.initial.expr))
        for scenario in definition.scenarios:
            found.look(scenario)
    inputs = [scenario.input for scenario in main.scenarios if scenario.input is not None]
    return Said(
        events=_frozen(found.events),
        results=_frozen(found.results),
        inputs=distinct(inputs),
        held=_frozen(found.held),
    )


class _Examples:
    """The examples met so far."""

    def __init__(self) -> None:
        self.events: dict[str, list[Value]] = {}
        self.results: dict[str, list[Value]] = {}
        self.held: dict[str, list[Value]] = {}

    def look(self, scenario: Scenario) -> None:
        """Take note of what a scenario says."""
        for name, value in scenario.given.items():
            _add(self.held, name, value)
        for step in scenario.steps:
            match step.kind, step.argument:
                case "send" | "run", str(event):
                    _add(self.events, event, step.details.get("with", {}))
                case "answer", dict(results):
                    for name, result in results.items():
                        _add(self.results, name, result)
                case _:
                    pass


def _add(found: dict[str, list[Value]], name: str, value: Value) -> None:
    found.setdefault(name, []).append(value)


def _frozen(found: Mapping[str, list[Value]]) -> Mapping[str, Values]:
    return MappingProxyType({name: distinct(values) for name, values in found.items()})
