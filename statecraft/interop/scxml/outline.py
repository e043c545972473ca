"""The states of an SCXML machine: their ids, what we call them, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from statecraft.interop.names import NameTable, part
from statecraft.interop.scxml.elements import Element

_STATES: Final = ("state", "parallel", "final", "history")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A state: its id in the source, our name, and our path; ``above`` is the path around it."""

    id: str
    name: str
    path: str
    above: str | None
    element: Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """All states of a machine in document order; the root has the path ""."""

    states: tuple[Placed, ...]
    by_id: Mapping[str, Placed]
    by_path: Mapping[str, Placed]

    def children(self, path: str) -> tuple[Placed, ...]:
        """The states directly inside a state."""
        return tuple(state for state in self.states if state.above == path)


def reference(source: str, target: str) -> str:
    """How a transition of *source* names a target: as a child, or from the nearest ancestor.

    Both are paths; no two states of the machine share a name.
    """
    if source and target.startswith(f"{source}."):
        return target[len(source) :]
    around = source
    while around:
        around = around.rpartition(".")[0]
        if not around or target.startswith(f"{around}."):
            break
    return target[len(around) + 1 :] if around else target


def outline_of(root: Element) -> Outline:
    """The states below an ``scxml`` element; those without an id get one."""
    table = NameTable(spell=part)
    taken = {element.get("id") for element in root.every() if element.name in _STATES}
    fresh = (f"state{number}" for number in range(1, 1_000_000) if f"state{number}" not in taken)
    states = tuple(_below(root, "", table, fresh))
    return Outline(
        states=states,
        by_id=MappingProxyType({state.id: state for state in states}),
        by_path=MappingProxyType({state.path: state for state in states}),
    )


def _below(element: Element, path: str, table: NameTable, fresh: Iterator[str]) -> Iterator[Placed]:
    for child in element.named(*_STATES):
        state = child.get("id") or next(fresh)
        name = table.name(state)
        inner = f"{path}.{name}" if path else name
        yield Placed(id=state, name=name, path=inner, above=path, element=child)
        yield from _below(child, inner, table, fresh)
