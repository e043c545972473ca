"""A definition's plain data read into regions, states and candidates (semantics 1 and 2).

A state of any region is named by a `Place`: the region and the state's full dotted path, or the
text of the dimension's value. The tree is the region `TREE`; its root has the path "".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.oracle.formulas import same, text_of

TREE = "<tree>"
MACHINE = "<machine>"


class Place(NamedTuple):
    """A state: its region and its name there."""

    region: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A transition with its source; two candidates are the same only if they are one (2.1).

    ``descriptor`` is None for an eventless one. ``targets`` are paths of the tree.
    """

    source: Place
    descriptor: str | None
    when: Any
    origins: tuple[tuple[str, tuple[Any, ...]], ...]
    targets: tuple[str, ...]
    moves: tuple[tuple[str, Any], ...]
    do: list[Any]
    reenter: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a region. ``children`` are paths; dimension values have none."""

    place: Place
    kind: str
    parent: str | None
    children: tuple[str, ...]
    initial: str | None
    entry: list[Any]
    exit: list[Any]
    on_change: list[Any]
    transitions: tuple[Candidate, ...]
    always: tuple[Candidate, ...]
    after: tuple[tuple[Any, tuple[Candidate, ...]], ...]
    output: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A dimension that is stored. ``allowed`` is None where every move is."""

    name: str
    values: tuple[Any, ...]
    initial: Any
    allowed: Mapping[str, list[str]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A definition, read. ``states`` is in document order over all regions (1.1, 1.4)."""

    data: Mapping[str, Any]
    regions: tuple[str, ...]
    states: Mapping[Place, State]
    order: Mapping[Place, int]
    dimensions: Mapping[str, Dimension]
    computed: Mapping[str, Any]
    computed_dimensions: tuple[str, ...]
    variables: Mapping[str, Any]
    transitions: tuple[Candidate, ...]
    always: tuple[Candidate, ...]


def read(definition: Mapping[str, Any]) -> Machine:
    """The machine that a definition's plain data describes."""
    reading = _Reading(definition)
    regions = [key for key in definition if key in ("dimensions", "states")]
    states = {
        state.place: state
        for key in regions
        for state in (reading.tree_states() if key == "states" else reading.dimension_states())
    }
    context = definition.get("context", {})
    return Machine(
        data=definition,
        regions=tuple(dict.fromkeys(place.region for place in states)),
        states=states,
        order={place: index for index, place in enumerate(states)},
        dimensions={name: _dimension(name, data) for name, data in reading.stored.items()},
        computed={
            **definition.get("define", {}),
            **{name: one["compute"] for name, one in context.items() if "compute" in one},
            **{name: one["compute"] for name, one in reading.declared.items() if "compute" in one},
        },
        computed_dimensions=tuple(n for n, one in reading.declared.items() if "compute" in one),
        variables={name: one for name, one in context.items() if "compute" not in one},
        transitions=reading.on(Place(MACHINE, ""), definition),
        always=reading.candidates(Place(MACHINE, ""), None, definition.get("always", [])),
    )


def declared_values(dimension: Mapping[str, Any]) -> list[Any]:
    """The values of a dimension; those written as keys are texts."""
    values = dimension.get("states") or dimension["values"]
    return [value["value"] if isinstance(value, dict) else value for value in values]


def as_list(one_or_more: Any) -> list[Any]:
    """The list, or the one thing as a list; nothing is an empty list."""
    if one_or_more is None:
        return []
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]


def _dimension(name: str, declared: Mapping[str, Any]) -> Dimension:
    values = declared_values(declared)
    moves = declared.get("transitions", "any")
    if moves != "any":  # 1.7: a value that the map leaves out may move nowhere.
        moves = {text_of(key): [text_of(goal) for goal in goals] for key, goals in moves.items()}
    initial = declared.get("initial", values[0])
    return Dimension(
        name=name,
        values=tuple(values),
        initial=_literal(values, initial),
        allowed=None if moves == "any" else moves,
    )


def _literal(values: list[Any], written: Any) -> Any:
    exact = [value for value in values if same(value, written)]
    return exact[0] if exact else next(v for v in values if text_of(v) == text_of(written))


class _Reading:
    """The paths and dimensions that targets are sought among."""

    def __init__(self, definition: Mapping[str, Any]) -> None:
        self.definition = definition
        self.declared: Mapping[str, Any] = definition.get("dimensions", {})
        self.stored = {name: one for name, one in self.declared.items() if "compute" not in one}
        self.nodes = dict(_nodes("", definition))

    def dimension_states(self) -> Iterator[State]:
        for name, declared in self.stored.items():
            for value in declared_values(declared):
                text = text_of(value)
                body = (declared.get("states") or {}).get(text) or {}
                changes = declared.get("on_change", {})
                yield self._state(Place(name, text), body, changes.get(text, []))

    def tree_states(self) -> Iterator[State]:
        for path, body in self.nodes.items():
            yield self._state(Place(TREE, path), body, [])

    def _state(self, place: Place, body: Mapping[str, Any], on_change: list[Any]) -> State:
        is_root = place == Place(TREE, "")
        children = _children(place.name, body) if place.region == TREE else ()
        children_names = [
            name
            for name, child in (body.get("states") or {}).items()
            if "history" not in (child or {})
        ]
        named = body.get("initial", body.get("default", next(iter(children_names), None)))
        at = _parent(place.name) if "history" in body else place.name
        return State(
            place=place,
            kind=_kind(body, children),
            parent=None if is_root or place.region != TREE else _parent(place.name),
            children=children,
            initial=None if named is None else _join(at or "", named),
            entry=as_list(body.get("entry")),
            exit=as_list(body.get("exit")),
            on_change=as_list(on_change),
            transitions=() if is_root else self.on(place, body),
            always=() if is_root else self.candidates(place, None, body.get("always", [])),
            after=tuple(
                (key, self.candidates(place, None, written))
                for key, written in body.get("after", {}).items()
            ),
            output=body.get("output"),
        )

    def on(self, source: Place, body: Mapping[str, Any]) -> tuple[Candidate, ...]:
        """The candidates of `on` and `on_done`, in order of text (2.3, 4.7)."""
        found: list[Candidate] = []
        for key, written in body.items():
            if key == "on":
                for descriptor, one_or_more in written.items():
                    found += self.candidates(source, descriptor, one_or_more)
            elif key == "on_done":
                found += self.candidates(source, f"done.state.{source.name}", written)
        return tuple(found)

    def candidates(self, source: Place, descriptor: Any, written: Any) -> tuple[Candidate, ...]:
        """The candidates under one key, in the order of the list."""
        return tuple(self._candidate(source, descriptor, one) for one in as_list(written))

    def _candidate(self, source: Place, descriptor: Any, spelled: Any) -> Candidate:
        body: Mapping[str, Any] = {"target": spelled} if isinstance(spelled, str) else spelled
        origins = [self._origin(name, one) for name, one in body.get("from", {}).items()]
        targets: list[str] = []
        moves: list[tuple[str, Any]] = []
        for target in as_list(body.get("target")):
            if not isinstance(target, dict):
                self._name_target(source, target, targets, moves)
                continue
            for name, written in target.items():
                goal = written if isinstance(written, dict) else {"to": written}
                if "from" in goal:  # 2.4: `from` beside `to` is a requirement.
                    origins.append(self._origin(name, goal["from"]))
                moves.append((name, self.value(name, goal["to"])))
        return Candidate(
            source=source,
            descriptor=descriptor,
            when=body.get("when", True),
            origins=tuple(origins),
            targets=tuple(targets),
            moves=tuple(moves),
            do=as_list(body.get("do")),
            reenter=body.get("reenter", False),
        )

    def _origin(self, name: str, written: Any) -> tuple[str, tuple[Any, ...]]:
        return name, tuple(self.value(name, value) for value in as_list(written))

    def value(self, dimension: str, written: Any) -> Any:
        """The declared value with that text."""
        return _literal(declared_values(self.declared[dimension]), written)

    def _name_target(
        self, source: Place, target: str, targets: list[str], moves: list[tuple[str, Any]]
    ) -> None:
        if source.region in self.stored:  # 1.8: a value of the same dimension.
            moves.append((source.region, self.value(source.region, target)))
        else:
            targets.append(self._sought(source, target))

    def _sought(self, source: Place, target: str) -> str:
        """The path that a target names (2.5)."""
        if target.startswith("."):
            return _join(source.name, target[1:])
        first = target.split(".", maxsplit=1)[0]
        scope = _parent(source.name) if source.region == TREE else ""
        while scope is not None:
            if _join(scope, first) in self.nodes:
                return _join(scope, target)
            scope = _parent(scope)
        raise AssertionError(f"{target} is no state")


def _nodes(path: str, body: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield path, body
    for name, child in (body.get("states") or {}).items():
        yield from _nodes(_join(path, name), child or {})


def _children(path: str, body: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(_join(path, name) for name in body.get("states") or {})


def _kind(body: Mapping[str, Any], children: tuple[str, ...]) -> str:
    if "history" in body:
        return f"{body['history']} history"
    if body.get("final"):
        return "final"
    if not children:
        return "atomic"
    return "parallel" if body.get("parallel") else "compound"


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _parent(path: str) -> str | None:
    if not path:
        return None
    return path.rpartition(".")[0]


_UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def milliseconds(duration: str | float) -> int:
    """A duration text, or a number of seconds, in milliseconds."""
    if not isinstance(duration, str):
        return round(duration * 1000)
    parts = re.findall(r"(\d+)(ms|[smhd])", duration)
    return sum((int(number) * _UNITS[unit] for number, unit in parts), start=0)
