"""Where one machine is: on the map of its chart, or in a snapshot that the plain kernel made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf

from statecraft.fast.shortcuts import Node, Shortcuts
from statecraft.kernel.given import milliseconds
from statecraft.kernel.outcome import Outcome
from statecraft.kernel.snapshot import Snapshot
from statecraft.values.json_values import Value


class Position:
    """The state of one machine that may travel by shortcuts.

    A snapshot is made of it when one is asked for. One thread at a time may use it. Without
    *shortcuts* it just holds the snapshot.

    Attributes:
        held: the latest snapshot that was made; ``is_ahead`` where the machine has gone on since.
    """

    __slots__ = ("_context", "_node", "_now", "_shortcuts", "held", "is_ahead")

    def __init__(self, shortcuts: Shortcuts | None, snapshot: Snapshot) -> None:
        self._shortcuts = shortcuts
        self.held: Snapshot = snapshot
        self.is_ahead = False
        self._node: Node | None = None
        self._now = -inf
        self._context: dict[str, Value] = {}

    @property
    def snapshot(self) -> Snapshot:
        """The state as the plain kernel knows it."""
        if self.is_ahead:
            held, node = self.held, self._node
            assert node is not None, "only what is on the map goes ahead"
            root = replace(
                held.root, states=node.states, history=node.history, context=self._context
            )
            now_ms = max(held.now_ms, milliseconds(self._now))
            self.held = replace(held, activations=(root,), now_ms=now_ms)
            self.is_ahead = False
        return self.held

    @snapshot.setter
    def snapshot(self, snapshot: Snapshot) -> None:
        self.held = snapshot
        self.is_ahead = False
        self._node = None
        self._now = -inf

    def take(self, event: str, payload: Value, clock: Callable[[], float]) -> Outcome | None:
        """Take an event by a shortcut; None, with nothing changed, where there is none.

        The outcome is that of the plain kernel. *clock* tells the seconds; it is asked where the
        step is accepted.
        """
        if payload.__class__ is not dict:
            return None
        node = self._node
        if node is None and (node := self._entered()) is None:
            return None
        for known in node.steps.get(event, ()):
            function = known.function
            if function is None:
                context: dict[str, Value] | None = self._context
            else:
                context = function(self._context, payload)
            if context is not None:
                if known.to is not None:
                    self._node, self._context, self.is_ahead = known.to, context, True
                    now = clock()
                    if now > self._now:  # noqa: PLR1730 - a call of max costs more.
                        self._now = now
                return known.outcome if not payload else replace(known.outcome, data=payload)
        assert self._shortcuts is not None, "its node is on the map"
        self._shortcuts.note(node, self.snapshot, event, payload)
        return None

    def _entered(self) -> Node | None:
        """The node of the snapshot that is held, from now on the machine's own."""
        if self._shortcuts is None:
            return None
        node = self._node = self._shortcuts.node(self.held)
        if node is not None:
            self._context = dict(self.held.root.context)
        return node
