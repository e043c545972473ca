"""State nodes → states of ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from statecraft.interop.xstate import formula as f
from statecraft.interop.xstate.actions import actions
from statecraft.interop.xstate.config import Node
from statecraft.interop.xstate.desk import ENTERED, EXITED
from statecraft.interop.xstate.invokes import invokes
from statecraft.interop.xstate.scope import MachineScope, initial_key
from statecraft.interop.xstate.transitions import Source, described, own_keys

ONLY_STATE: Final = "active"
"""What the state of a machine without states is called here; its root's behaviour is its own."""

_UNUSED: Final = ("key", "order", "strict", "predictableActionArguments", "preserveActionOrder")
_KNOWN: Final = frozenset(
    {
        *("id", "initial", "states", "type", "history", "target", "on", "always", "after"),
        *("entry", "exit", "invoke", "onDone", "output", "tags", "context", "description", "meta"),
        *("version", "$schema", "actors"),
        *_UNUSED,
    }
)

Section = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWriter:
    """Writes the states of one machine; ``with_timers_as_events`` where wildcards see timers."""

    scope: MachineScope
    with_timers_as_events: bool

    def behaviour(self, node: Node) -> Section:
        """What a node does: tags, entry and exit, transitions, timers."""
        source = Source(node=node, scope=self.scope)
        timers = list(source.after())
        on = source.on()
        entry = [*self._traced(node, ENTERED), *self._block(node, "entry")]
        exit_ = [*self._traced(node, EXITED), *self._block(node, "exit")]
        after = {delay: found for _, delay, found in timers if found is not None}
        made: Section = {"after": after}
        if self.with_timers_as_events:
            made = {}
            for key, (event, _, found) in zip(node.config.get("after") or {}, timers, strict=True):
                start, stop = source.timer(key)
                entry.append(start)
                exit_.append(stop)
                on |= {} if found is None else {self.scope.desk.events.name(event): found}
        always = node.config.get("always")
        if always is not None:
            always = source.candidates(always, (*node.place, "always"))
        self._report_unknown(node)
        tagged = {"tags": _tags(node)} if _tags(node) else {}
        made = {"entry": entry, "exit": exit_, "on": on, "always": always, **made}
        return (
            described(node.config)
            | tagged
            | {k: v for k, v in made.items() if v not in ([], {}, None)}
        )

    def _block(self, node: Node, key: str) -> list[Section]:
        return actions(node.config.get(key), (*node.place, key), self.scope)

    def _traced(self, node: Node, event: str) -> list[Section]:
        if not self.scope.desk.is_traced or not node.keys:
            return []
        return [{"emit": event, "with": {"path": ".".join(node.keys)}}]

    def _report_unknown(self, node: Node) -> None:
        for key in node.config.keys() - _KNOWN:
            self.scope.desk.lose((*node.place, key), f"{key} of a state", "nothing")

    def inside(self, node: Node) -> Section:
        """The states inside of a node."""
        if not node.children:
            return {}
        made: Section = {"parallel": True} if node.kind == "parallel" else self._initial(node)
        names = self.scope.paths
        return made | {"states": {names[c.keys][-1]: self.state(c) for c in node.children}}

    def _initial(self, node: Node) -> Section:
        child = node.child(initial_key(node))
        if child is None:
            self.scope.desk.refuse(
                node.place, f"#{node.id} has no initial state {initial_key(node)!r}"
            )
            return {}
        name = self.scope.paths[child.keys][-1]
        written = node.config.get("initial")
        if isinstance(written, dict) and written.get("actions"):
            place = (*node.place, "initial", "actions")
            return {
                "initial": {"target": name, "do": actions(written["actions"], place, self.scope)}
            }
        return {"initial": name}

    def state(self, node: Node) -> Section:
        """A node below the root."""
        own = own_keys(node.config)
        if node.kind == "history":
            return self._history(node) | own
        made = self.behaviour(node)
        if node.kind == "final":
            made["final"] = True
            if "output" in node.config:
                made["output"] = self._output(node)
        children = invokes(node, self.scope)
        if children:
            made["invoke"] = children[0] if len(children) == 1 else children
        source = Source(node=node, scope=self.scope)
        ending = node.config.get("onDone")
        if ending is not None and node.children:
            made["on_done"] = source.candidates(ending, (*node.place, "onDone"))
        return made | self.inside(node) | own

    def _history(self, node: Node) -> Section:
        made: Section = {"history": "deep" if node.config.get("history") == "deep" else "shallow"}
        default = node.config.get("target")
        if isinstance(default, list):
            if len(default) > 1:
                place = (*node.place, "target")
                self.scope.desk.lose(place, "a history with several defaults", "the first alone")
            default = default[0] if default else None
        if default is None:
            return made
        parent = self.scope.root.at(node.keys[:-1])
        found = None if parent is None else parent.at(tuple(str(default).split(".")))
        if parent is None or found is None:
            self.scope.desk.refuse(node.place, f"there is no state {default!r} beside #{node.id}")
            return made
        path = self.scope.paths[found.keys][len(self.scope.paths[parent.keys]) :]
        return made | {"default": ".".join(path)}

    def _output(self, node: Node) -> Any:
        return self.scope.translated(
            lambda: self.scope.translation.data(node.config["output"]),
            (*node.place, "output"),
            f.constant(None).text,
        )


def machine_states(root: Node, writer: StateWriter) -> Section:
    """The tree of a machine: the root's behaviour is the machine's own."""
    if root.children:
        made = writer.behaviour(root)
        children = invokes(root, writer.scope)
        if children:
            made["invoke"] = children[0] if len(children) == 1 else children
        return made | writer.inside(root)
    if own_keys(root.config):
        return writer.behaviour(root)
    only = writer.behaviour(root)
    children = invokes(root, writer.scope)
    return {"initial": ONLY_STATE, "states": {ONLY_STATE: only | _one_or_many(children)}}


def _one_or_many(children: list[Section]) -> Section:
    if not children:
        return {}
    return {"invoke": children[0] if len(children) == 1 else children}


def _tags(node: Node) -> list[str]:
    tags = node.config.get("tags") or []
    return [tags] if isinstance(tags, str) else [str(tag) for tag in tags]


def unlike(names: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    """(our path, the source's) of the states whose names differ."""
    for keys, ours in names.items():
        if keys != ours:
            yield ".".join(ours), ".".join(keys)
