"""Random conditions and actions over the names that a random chart declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.oracle.formulas import text_of

EVENTS = ("GO", "STOP", "key.up", "key", "PAY")
INTERNAL = ("nudge", "key.held")
TIMER_IDS = ("first", "second")
MOST = 3
"""The maximum of the integer variables: small, so that charts run into it."""


@dataclass(slots=True, kw_only=True)
class Vocabulary:
    """What a chart's expressions and actions may name.

    ``dimensions`` and ``movable`` map a name to its values, ``allowed`` to its map of moves if it
    has one; ``claims`` are named conditions.
    """

    random: Random
    dimensions: dict[str, list[Any]] = field(default_factory=dict)
    movable: dict[str, list[Any]] = field(default_factory=dict)
    allowed: dict[str, dict[str, list[Any]] | None] = field(default_factory=dict)
    integers: list[str] = field(default_factory=list)
    booleans: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)

    def chance(self, percent: int) -> bool:
        """True so many times of a hundred."""
        return self.random.randrange(100) < percent

    def some_of(self, things: list[Any], at_most: int) -> list[Any]:
        """One to so many different things, in their order."""
        count = self.random.randint(1, min(at_most, len(things)))
        chosen = self.random.sample(range(len(things)), count)
        return [things[index] for index in sorted(chosen)]

    def goals(self, dimension: str, value: Any) -> list[Any]:
        """The values to which the dimension may move from this one."""
        moves = self.allowed[dimension]
        if moves is None:
            return [other for other in self.movable[dimension] if other is not value]
        return moves.get(text_of(value), [])

    def condition(self, *, fails: int = 4) -> str:
        """A condition; ``fails`` of a hundred atoms may fail while the machine runs."""
        first = self._atom(fails)
        if self.chance(70):
            return first
        operator = self.random.choice(["and", "or"])
        return f"{first} {operator} {self._atom(fails)}"

    def _atom(self, fails: int) -> str:
        if self.chance(fails) and (self.integers or self.documents):
            return self._failing_atom()
        kinds: list[Callable[[], str]] = []
        kinds += [self._about_dimension] * 5 * bool(self.dimensions)
        kinds += [self._about_integer] * 4 * bool(self.integers)
        kinds += [lambda: self.random.choice(self.booleans)] * 2 * bool(self.booleans)
        kinds += [lambda: f"not {self.random.choice(self.booleans)}"] * bool(self.booleans)
        kinds += [lambda: f"len({self.random.choice(self.lists)}) > 1"] * bool(self.lists)
        kinds += [lambda: self.random.choice(self.claims)] * 2 * bool(self.claims)
        kinds += [lambda: f"'x' in {self.random.choice(self.documents)}"] * bool(self.documents)
        kinds += [lambda: f"active('{self.random.choice(self.paths)}')"] * 2 * bool(self.paths)
        return self.random.choice(kinds)() if kinds else "true"

    def _about_dimension(self) -> str:
        name = self.random.choice(list(self.dimensions))
        value = self.random.choice(self.dimensions[name])
        claim = equals(name, value)
        return claim.replace("==", "!=") if self.chance(33) else claim

    def _about_integer(self) -> str:
        comparison = self.random.choice(["<", "<=", ">", "=="])
        return f"{self.random.choice(self.integers)} {comparison} {self.random.randrange(MOST)}"

    def _failing_atom(self) -> str:
        failing = [f"1 // {name} > 0" for name in self.integers]
        failing += [f"{name}.x > 0" for name in self.documents]
        return self.random.choice(failing)

    def integer(self) -> str:
        """A formula for an integer."""
        formulas = ["=1", "=2"]
        formulas += [f"={name}" for name in self.integers]
        formulas += [f"={name} + 1" for name in self.integers]
        return self.random.choice(formulas)

    def actions(self, payload: str | None = None, *, depth: int = 0) -> list[Any]:
        """One to three actions, of which some fail at the end; ``payload`` reads the event."""
        count = self.random.choice([1, 1, 1, 2, 3])
        listed = [self._action(payload, depth) for _ in range(count)]
        if count > 1 and self.integers and self.chance(15):
            name = self.random.choice(self.integers)
            listed.append({"set": {name: f"=1 // ({name} - {name})"}})
        return listed

    def quiet_actions(self) -> list[Any]:
        """Actions for what the machine does by itself: they raise nothing and seldom fail."""
        kinds = [self._log, self._emit] + [self._set_boolean] * 4 * bool(self.booleans)
        return [self.random.choice(kinds)()]

    def _action(self, payload: str | None, depth: int) -> dict[str, Any]:
        kinds: list[Callable[[], dict[str, Any]]] = [self._log, self._emit, self._perform]
        kinds += [self._raise, self._raise, self._send]
        kinds += [lambda: {"cancel": self.random.choice(TIMER_IDS)}]
        kinds += [lambda: self._set_integer(payload)] * 5 * bool(self.integers)
        kinds += [self._set_boolean] * 3 * bool(self.booleans)
        kinds += [self._change_list] * 2 * bool(self.lists)
        kinds += [self._change_document] * 2 * bool(self.documents)
        if depth == 0:
            kinds += [lambda: self._if(payload)]
            kinds += [lambda: self._each(payload)] * bool(self.lists)
        return self.random.choice(kinds)()

    def _set_integer(self, payload: str | None) -> dict[str, Any]:
        name = self.random.choice(self.integers)
        formulas = [f"={name} + 1", f"={name} + 1", f"=min({name} + 1, {MOST})", 0, 1]
        formulas += [f"={name} - 1"] * self.chance(30)
        formulas += [f"=2 // {name}"] * self.chance(30)
        formulas += [payload] * 3 if payload else []
        assignments = {name: self.random.choice(formulas)}
        if len(self.integers) > 1 and self.chance(25):
            other, another = self.random.sample(self.integers, 2)
            assignments = {other: f"={another}", another: f"={other}"}
        return {"set": assignments}

    def _set_boolean(self) -> dict[str, Any]:
        name = self.random.choice(self.booleans)
        return {"set": {name: self.random.choice([True, False, f"=not {name}"])}}

    def _change_list(self) -> dict[str, Any]:
        """Lists outgrow their schema by one element and no more, however often this runs."""
        name = self.random.choice(self.lists)
        grown = f"={name} + [1] if len({name}) < 3 else {name}"
        place, value = self.random.choice([(name, grown), (name, []), (f"{name}[0]", 7)])
        return {"set": {place: value}}

    def _change_document(self) -> dict[str, Any]:
        name = self.random.choice(self.documents)
        changes: list[dict[str, Any]] = [
            {"set": {f"{name}.x": self.integer()}},
            {"set": {f"{name}.deep.y": 1}},
            {"merge": {name: {"x": 1, "z": 2}}},
            {"unset": [f"{name}.x"]},
        ]
        return self.random.choice(changes)

    def _raise(self) -> dict[str, Any]:
        return {"raise": self.random.choice(INTERNAL)}

    def _send(self) -> dict[str, Any]:
        """An event of its own, now or later; `PAY` may carry what its declaration refuses."""
        event = self.random.choice(self.events)
        action: dict[str, Any] = {"send": event}
        if event == "PAY":
            action["with"] = {"sum": self.integer()}
        if self.chance(60):
            action |= {"delay": self.random.choice(["500ms", "1s", 2, self.integer()])}
            action |= {"id": self.random.choice(TIMER_IDS)} if self.chance(60) else {}
            action |= {"replace": True} if "id" in action and self.chance(40) else {}
        return action

    def _log(self) -> dict[str, Any]:
        messages = [self.integer(), "note", "=f'at {1 + 1}'"]
        messages += [f"={name}" for name in self.dimensions]
        messages += [f"=active('{path}')" for path in self.paths[:4]]
        return {"log": self.random.choice(messages)}

    def _emit(self) -> dict[str, Any]:
        return {"emit": "seen", "with": {"n": self.integer()}}

    def _perform(self) -> dict[str, Any]:
        return {"action": "work", "with": {"n": self.integer()}}

    def _if(self, payload: str | None) -> dict[str, Any]:
        action: dict[str, Any] = {"if": self.condition()}
        action["then"] = self.actions(payload, depth=1)
        return action | ({"else": self.actions(payload, depth=1)} if self.chance(40) else {})

    def _each(self, payload: str | None) -> dict[str, Any]:
        kinds: list[Callable[[], list[Any]]] = [self.quiet_actions, lambda: [{"log": "=one"}]]
        kinds += [lambda: [self._set_integer(payload)]] * 2 * bool(self.integers)
        # Nothing that raises: lists grow, and events that grow with them never end.
        inner = [action for _ in range(2) for action in self.random.choice(kinds)()]
        return {"each": {"in": f"={self.random.choice(self.lists)}", "as": "one", "do": inner}}


def equals(name: str, value: Any) -> str:
    """The condition that a dimension has the value."""
    return f"{name} == {repr(value) if isinstance(value, str) else text_of(value)}"
