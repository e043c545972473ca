"""One machine in reading: its nodes, what they are called, and what its expressions read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from statecraft.interop.names import NameTable, identifier, part
from statecraft.interop.xstate.config import Node, target_of
from statecraft.interop.xstate.context import HandlingRoots, Layout, layout_of
from statecraft.interop.xstate.desk import Desk
from statecraft.interop.xstate.expressions import Translation, Untranslatable
from statecraft.interop.xstate.shape import Place
from statecraft.interop.xstate.targets import Keys, written
from statecraft.values.notation import notation


@dataclass(slots=True)
class MachineScope:
    """One machine in reading.

    Attributes:
        paths: keys of a node → names of ours.
        slots: ids of actors → slots; ``functions`` are named guards and delays, ``actions`` named
            actions and actors, which the host provides under these names. ``conditions`` are the
            guards among the functions, with how many arguments each is given.
    """

    desk: Desk
    root: Node
    paths: dict[Keys, Keys]
    layout: Layout
    slots: NameTable = field(default_factory=lambda: NameTable(spell=part))
    functions: NameTable = field(default_factory=lambda: NameTable(spell=identifier))
    conditions: dict[str, int] = field(default_factory=dict)
    actions: NameTable = field(default_factory=lambda: NameTable(spell=identifier))

    @property
    def translation(self) -> Translation:
        """Translates expressions over the context and an event."""
        return Translation(roots=HandlingRoots(layout=self.layout, event_type=self.event_type()))

    def event_type(self) -> str:
        """The expression that gives the name of an event as the source calls it."""
        changed = {**self.desk.events.changed(), **dict(self._made_by_engine())}
        if not changed:
            return "event_name"
        return f"get({notation(dict(changed))}, event_name, event_name)"

    def _made_by_engine(self) -> Iterator[tuple[str, str]]:
        for node in self.root.all():
            ends = any(child.kind == "final" for child in node.children)
            if node.keys and (ends or node.kind == "parallel"):
                yield f"done.state.{self.path(node)}", f"xstate.done.state.{node.id}"
            for name in actor_ids(node):
                yield f"done.invoke.{self.slots.name(name)}", f"xstate.done.actor.{name}"
                yield f"error.invoke.{self.slots.name(name)}", f"xstate.error.actor.{name}"

    def path(self, node: Node) -> str:
        """The full path of a state in our tree; empty for the root."""
        return ".".join(self.paths[node.keys])

    def target(self, source: Node, target: Node) -> str:
        """What a transition of *source* writes for *target*."""
        inside = self.paths[source.keys]
        return written(inside, self.paths[target.keys], self.paths)

    def targets(self, source: Node, named: Any, place: Place) -> list[str]:
        """What a transition of *source* writes for its targets; unknown ones are refused."""
        return list(self._targets(source, named if isinstance(named, list) else [named], place))

    def _targets(self, source: Node, named: list[Any], place: Place) -> Iterator[str]:
        for name in named:
            found = target_of(self.root, source, name) if isinstance(name, str) else None
            if found is None:
                self.desk.refuse(place, f"there is no state {name!r} from #{source.id}")
            elif found.keys:
                yield self.target(source, found)
            else:
                yield from self._start_of_root(source)

    def _start_of_root(self, source: Node) -> Iterator[str]:
        """The root as a target: what it enters by default."""
        children = [each for each in self.root.children if each.kind != "history"]
        if self.root.kind == "parallel":
            yield from (self.target(source, child) for child in children)
            return
        first = self.root.child(initial_key(self.root))
        if first is not None:
            yield self.target(source, first)

    def translated(self, build: Callable[[], Any], place: Place, instead: Any) -> Any:
        """What *build* makes of an expression; a loss, and *instead*, where it cannot."""
        try:
            return build()
        except Untranslatable as problem:
            self.desk.lose(place, f"an expression: {problem}", f"{instead!r} stands there")
            return instead


def actor_ids(node: Node) -> list[str]:
    """The ids of the actors that a node invokes, in order."""
    written = node.config.get("invoke") or []
    listed = written if isinstance(written, list) else [written]
    return [str(each.get("id", f"{number}.{node.id}")) for number, each in enumerate(listed)]


def initial_key(node: Node) -> str:
    """The key of the child that a compound node enters by default."""
    initial = node.config.get("initial")
    if isinstance(initial, dict):
        target = initial.get("target")
        initial = target[0] if isinstance(target, list) and target else target
    if isinstance(initial, str):
        return initial.removeprefix(".")
    return node.children[0].key if node.children else ""


def machine_scope(desk: Desk, root: Node, paths: dict[Keys, Keys]) -> MachineScope:
    """The scope of the machine whose root this is."""
    return MachineScope(desk=desk, root=root, paths=paths, layout=layout_of(root.config))
