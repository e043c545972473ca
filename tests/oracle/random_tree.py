"""A random state tree: grown as bare names first, so that behaviour can name all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.random_transitions import dimension_target, eventless, handlers, transition
from tests.oracle.selection import ancestors
from tests.oracle.vocabulary import Vocabulary

NAMES = ("s", "t", "u", "v")
"""Few names, used on every level, so that a target is found only by the rule of the nearest."""

DEEPEST = 3


@dataclass(slots=True, kw_only=True)
class Node:
    """A state that has its place but no behaviour yet."""

    path: str
    kind: str
    children: list[Node] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """The node and all below it, in document order."""
        yield self
        for child in self.children:
            yield from child.all()

    def ordinary(self) -> list[Node]:
        """The children that can be active."""
        return [child for child in self.children if child.kind != "history"]


@dataclass(slots=True, kw_only=True)
class TreeWriter:
    """Grows the tree, spells targets in it and writes it out."""

    words: Vocabulary
    root: Node = field(default_factory=lambda: Node(path="", kind="compound"))
    known: set[str] = field(default_factory=set)

    def grow(self) -> None:
        """Decide which states there are; conditions may name them from now on."""
        self.root.kind = "parallel" if self.words.chance(15) else "compound"
        self._grow(self.root, 1)
        self.known = {node.path for node in self.root.all()}
        self.words.paths += [n.path for n in self.root.all() if n.path and n.kind != "history"]

    def _grow(self, node: Node, depth: int) -> None:
        prefix = f"{node.path}." if node.path else ""
        count = self.words.random.choice([2, 2, 3]) if depth < DEEPEST else 2
        for name in NAMES[:count]:
            kinds = ["atomic"] * 5 + ["compound"] * 4 + ["parallel"] * 3
            kind = self.words.random.choice(kinds) if depth < DEEPEST else "atomic"
            if node.kind == "parallel" and depth < DEEPEST and self.words.chance(60):
                kind = "compound"
            node.children.append(Node(path=prefix + name, kind=kind))
        if node.kind == "compound" and self.words.chance(35):
            node.children.append(Node(path=f"{prefix}end", kind="final"))
        if node.path and self.words.chance(45):
            node.children.append(Node(path=f"{prefix}back", kind="history"))
        for child in node.children:
            if child.kind in ("compound", "parallel"):
                self._grow(child, depth + 1)

    def target_from(self, source: str) -> Any:
        """A target that this source can name; at times two in regions of a parallel state."""
        parallels = [n for n in self.root.all() if n.kind == "parallel" and len(n.ordinary()) > 1]
        if parallels and self.words.chance(20):
            chosen = self.words.random.choice(parallels)
            regions = self.words.random.sample(chosen.ordinary(), 2)
            pair = [self._spelled(source, self._inside(region)) for region in regions]
            if None not in pair:
                return pair
        spellings = [self._spelled(source, node.path) for node in self.root.all() if node.path]
        return self.words.random.choice([one for one in spellings if one is not None])

    def _inside(self, region: Node) -> str:
        return self.words.random.choice(list(region.all())).path

    def _spelled(self, source: str, path: str) -> str | None:
        """The path as the source may write it, None where a nearer state hides it."""
        if source and path.startswith(f"{source}.") and self.words.chance(60):
            return path[len(source) :]
        prefixes = [f"{scope}." if scope else "" for scope in ancestors(source) or [""]]
        for prefix in prefixes:
            written = path.removeprefix(prefix)
            first = written.split(".", maxsplit=1)[0]
            nearest = next((scope for scope in prefixes if scope + first in self.known), None)
            if path.startswith(prefix) and nearest == prefix:
                return written
        return None

    def written(self) -> dict[str, Any]:
        """The keys of the machine that make up its tree."""
        body: dict[str, Any] = {"parallel": True} if self.root.kind == "parallel" else {}
        if self.root.kind == "compound" and self.words.chance(50):
            body["initial"] = self._name(self.words.random.choice(self.root.ordinary()))
        return body | {"states": self._states(self.root)}

    def _states(self, node: Node) -> dict[str, Any]:
        return {self._name(child): self._state(child, node) for child in node.children}

    def _name(self, node: Node) -> str:
        return node.path.rpartition(".")[2]

    def _state(self, node: Node, parent: Node) -> dict[str, Any]:
        words = self.words
        if node.kind == "history":
            default = self._name(words.random.choice(parent.ordinary()))
            history = {"history": words.random.choice(["shallow", "deep"])}
            return history | ({"default": default} if words.chance(75) else {})
        state: dict[str, Any] = {}
        for key in ("entry", "exit"):
            if words.chance(20):
                state[key] = words.actions()
        if node.kind == "final":
            output = {"output": {"n": words.integer()}} if words.chance(50) else {}
            return {"final": True} | state | output
        state |= self._transitions(node)
        if node.kind == "parallel":
            state["parallel"] = True
        if node.kind == "compound" and words.chance(40):
            state["initial"] = self._name(words.random.choice(node.ordinary()))
        if node.children:
            state["states"] = self._states(node)
        return state

    def _transitions(self, node: Node) -> dict[str, Any]:
        words = self.words
        state: dict[str, Any] = {}
        if node.children and words.chance(50):
            state["on_done"] = transition(words, None, self._target(node))
        if words.chance(70):
            state["on"] = handlers(words, 3, lambda: self._target(node))
        if words.chance(20):
            state["always"] = eventless(words, self.target_from(node.path))
        if words.chance(15):
            key = words.random.choice(["1s", "1500ms", words.integer()])
            state["after"] = {key: transition(words, None, self._target(node))}
        return {key: part for key, part in state.items() if part != []}

    def _target(self, node: Node) -> Any:
        words = self.words
        kind = words.random.choice(["tree"] * 6 + ["internal", "dimension", "both"])
        if kind == "internal":
            return None
        if kind == "tree" or not words.movable:
            return self.target_from(node.path)
        wanted = dimension_target(words)
        if kind == "dimension":
            return wanted
        tree_target = self.target_from(node.path)
        return [*(tree_target if isinstance(tree_target, list) else [tree_target]), wanted]
