"""The states of a definition: paths, the ids under which SCXML knows them, and references."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from statecraft.interop.scxml.outline import reference


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """All states of one machine; the root is not among them."""

    nodes: Mapping[str, Mapping[str, Any]]
    ids: Mapping[str, str]
    paths: Mapping[str, str]

    def sought(self, written: str, source: str) -> str | None:
        """The path of the state that a transition of *source* names so (semantics 2.5)."""
        if written.startswith("."):
            path = f"{source}{written}"
            return path if path in self.nodes else None
        around = source
        while around:
            around = around.rpartition(".")[0]
            path = f"{around}.{written}" if around else written
            first = f"{around}.{written.partition('.')[0]}" if around else written.partition(".")[0]
            if first in self.nodes:
                return path if path in self.nodes else None
        return written if written in self.nodes else None

    def reference(self, target: str, source: str) -> str:
        """How a transition of *source* names a state: the shortest name that leads there.

        Names need not be unique here, so that one may lead to another state that is nearer.
        """
        names = [reference(source, target)]
        around = source
        while around:
            around = around.rpartition(".")[0]
            names.append(target[len(around) + 1 :] if around else target)
        return next((name for name in names if self.sought(name, source) == target), target)


def states_of(machine: Mapping[str, Any]) -> States:
    """The states of a machine's node."""
    nodes = dict(_below(machine, ""))
    names = Counter(path.rpartition(".")[2] for path in nodes)
    ids = {path: name if names[name := path.rpartition(".")[2]] == 1 else path for path in nodes}
    return States(
        nodes=MappingProxyType(nodes),
        ids=MappingProxyType(ids),
        paths=MappingProxyType({identity: path for path, identity in ids.items()}),
    )


def _below(node: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, inner in (node.get("states") or {}).items():
        below = f"{path}.{name}" if path else str(name)
        yield below, inner
        yield from _below(inner, below)
