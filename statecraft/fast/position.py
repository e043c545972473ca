"""Where one machine is: on the map of its chart, or in a snapshot that the plain kernel made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from operator import is_
from typing import Final, Protocol

from statecraft.fast.answering import with_payload
from statecraft.fast.shortcuts import Shortcuts
from statecraft.fast.steps import LEAVING, NOWHERE, Known, Node, Place, Variables
from statecraft.kernel.given import milliseconds
from statecraft.kernel.outcome import Outcome, OutcomeKind, Reason
from statecraft.kernel.snapshot import Snapshot
from statecraft.values.json_values import Value


class Time(Protocol):
    """What a position needs of a clock: the seconds, and whether they go on by themselves."""

    @property
    def passes(self) -> bool: ...

    def now(self) -> float: ...


class Position:
    """The state of one machine that may travel by shortcuts.

    On the map it is a node and the values of the context. A step by shortcut reads both, works
    out what they become, and puts that in their place if they are still the same. Between this
    test and the change nothing is called and no container is made, so in a Python with a global
    lock no other thread comes between: steps need no lock of their own. ``leave`` changes the
    node, and with that it undoes every step that is under way.

    A snapshot is made when one is asked for. Its time is that of the last step where the clock
    stands between steps, and else the time at which it was made: the clock is not asked for it at
    every step, and nothing that is on the map depends on time.

    Attributes:
        node: NOWHERE where the snapshot that is held counts; LEAVING while it is being made.
        values: of the context, in order of text; changed in place, but not after leaving.
    """

    __slots__ = ("_clock", "_held", "_latest", "_left", "_now", "_shortcuts", "node", "values")

    def __init__(self, shortcuts: Shortcuts | None, snapshot: Snapshot, clock: Time) -> None:
        self._shortcuts = shortcuts
        self._clock = clock
        self._now: float | None = None
        self._held = snapshot
        self._latest: tuple[Snapshot, Node, Variables] = (snapshot, NOWHERE, [])
        self._left = self.node = NOWHERE
        self.values: Variables = []

    @property
    def snapshot(self) -> Snapshot:
        """The state as the plain kernel knows it."""
        values: Variables = []
        node = self._left if self.node is LEAVING else self.node
        values += self.values  # Together with the node: nothing is called between.
        if node is NOWHERE:
            return self._held
        latest, at, then = self._latest
        if at is node and self._now is None and all(map(is_, then, values)):
            return latest
        made = self._made(node, values)
        self._latest = (made, node, values)
        self._now = None
        return made

    @snapshot.setter
    def snapshot(self, snapshot: Snapshot) -> None:
        self._held = snapshot
        self.node = NOWHERE
        self._now = None

    def leave(self) -> None:
        """Leave the map: the plain kernel takes the next step."""
        node = self.node
        if node is not NOWHERE:
            self._left = node
            self.node = LEAVING
            self.snapshot = self.snapshot

    def take(self, event: str, payload: Value) -> Outcome | None:
        """Take an event by a shortcut; None, with nothing changed, where there is none.

        The outcome is that of the plain kernel.
        """
        if not isinstance(payload, dict) or self._shortcuts is None:
            return None
        if self.node is NOWHERE and not self._enter(self._shortcuts):
            return None
        node, before = self.node, [*self.values]
        function, to, known = node.steps.get(event, _UNKNOWN)
        outcome: Outcome | None = None
        if function is not None:
            outcome = function(self, payload, True)  # noqa: FBT003 - a shortcut has no keywords.
        elif to is not NOWHERE:
            self.node = to
            outcome = with_payload(known, payload) if payload else known
        if outcome is None:
            self._shortcuts.note(node, self.values, self.snapshot, (event, payload))
            return None
        if payload and event not in node.signatures:
            self._shortcuts.note_payload(node, before, (event, payload))
        if outcome.accepted and not self._clock.passes:
            self._now = self._clock.now()
        return outcome

    def reasons(
        self, node: Node, values: Variables, event: str, payload: Value
    ) -> tuple[Reason, ...]:
        """Why an event is refused at a node, with these values of the context."""
        assert self._shortcuts is not None, "it was on the map"
        return self._shortcuts.reasons(self._made(node, values), event, payload)

    def _enter(self, shortcuts: Shortcuts) -> bool:
        """Whether the snapshot that is held has a place on the map; the machine is there then."""
        held = self._held
        node = shortcuts.node(held)
        if node is None:
            return False
        self.values = shortcuts.values(held)
        self._latest = (held, node, list(self.values))
        self.node = node
        return True

    def _made(self, node: Node, values: Variables) -> Snapshot:
        before = self._held
        assert self._shortcuts is not None, "it is on the map"
        context = dict(zip(before.root.context, values, strict=False))
        states = self._shortcuts.states(node, values)
        root = replace(before.root, states=states, history=node.history, context=context)
        now = self._clock.now() if self._now is None else self._now
        return replace(before, activations=(root,), now_ms=max(before.now_ms, milliseconds(now)))


@dataclass(slots=True, kw_only=True)
class Closed:
    """A place from which no step goes."""

    node: Node = NOWHERE
    values: Variables = field(default_factory=list)

    def reasons(
        self, node: Node, values: Variables, event: str, payload: Value
    ) -> tuple[Reason, ...]:
        """Nothing is refused here."""
        raise AssertionError(node, values, event, payload)


CLOSED: Final[Place] = Closed()
_UNKNOWN: Final[Known] = (None, NOWHERE, Outcome(kind=OutcomeKind.IGNORED, event=None))
