"""Where one machine is: on the map of its chart, or in a snapshot that the plain kernel made."""

from __future__ import annotations

from dataclasses import dataclass, field
from operator import is_
from typing import Final, Protocol

from statecraft.fast.shortcuts import Shortcuts
from statecraft.fast.steps import (
    HERE,
    LEAVING,
    NOWHERE,
    Node,
    NodeSteps,
    Place,
    Variables,
    unknown,
)
from statecraft.kernel.given import milliseconds
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step
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
    steps, and with that it undoes every step that is under way.

    A snapshot is made when one is asked for. Its time is that of the last step where the clock
    stands between steps, and else the time at which it was made: the clock is not asked for it at
    every step, and nothing that is on the map depends on time.

    Attributes:
        steps: those of its node: NOWHERE's where the snapshot that is held counts, LEAVING's
            while it is being made.
        values: in the order of a ``Layout``; changed in place, but not after leaving. A step that
            needs more room than they have changes nothing; ``take`` makes room first.
    """

    __slots__ = ("_clock", "_held", "_latest", "_left", "_now", "_shortcuts", "steps", "values")

    def __init__(self, shortcuts: Shortcuts | None, snapshot: Snapshot, clock: Time) -> None:
        self._shortcuts = shortcuts
        self._clock = clock
        self._now: float | None = None
        self._held = snapshot
        self._latest: tuple[Snapshot, Node, Variables] | None = None
        self._left = NOWHERE.steps
        self.steps: NodeSteps = NOWHERE.steps
        self.values: Variables = []

    @property
    def snapshot(self) -> Snapshot:
        """The state as the plain kernel knows it."""
        values: Variables = []
        steps = self._left if self.steps is LEAVING.steps else self.steps
        values += self.values  # Together with the steps: nothing is called between.
        if steps is NOWHERE.steps:
            return self._held
        node: Node = steps[HERE][0]
        if self._latest is not None and self._now is None:
            latest, at, then = self._latest
            if at is node and all(map(is_, then, values)):
                return latest
        made = self._made(node, values)
        self._latest = (made, node, values)
        self._now = None
        return made

    @snapshot.setter
    def snapshot(self, snapshot: Snapshot) -> None:
        self._held = snapshot
        self.steps = NOWHERE.steps
        self._now = None

    def leave(self) -> None:
        """Leave the map: the plain kernel takes the next step."""
        steps = self.steps
        if steps is not NOWHERE.steps:
            self._left = steps
            self.steps = LEAVING.steps
            self.snapshot = self.snapshot

    def elsewhere(self) -> Position:
        """The same state in a place of its own; who is still under way here gets nowhere."""
        self.leave()
        return Position(self._shortcuts, self._held, self._clock)

    @property
    def due(self) -> float | None:
        """Seconds on the clock at which the next step is due; on the map nothing waits."""
        return self._held.due if self.steps is NOWHERE.steps else None

    def take(self, event: str, payload: Value) -> Outcome | None:
        """Take an event by a shortcut; None, with nothing changed, where there is none.

        The outcome is that of the plain kernel.
        """
        if not isinstance(payload, dict) or self._shortcuts is None:
            return None
        if self.steps is NOWHERE.steps:
            if self._shortcuts.is_vain(self._held, event) or not self.enter():
                return None
            self._latest = (self._held, self.steps[HERE][0], list(self.values))
        outcome = self._taken(event, payload)
        if outcome is None:
            node: Node = self.steps[HERE][0]
            if not self._shortcuts.note(node, self.values, self.snapshot, (event, payload)):
                return None
            outcome = self._taken(event, payload)
        if outcome is not None and outcome.accepted and not self._clock.passes:
            self._now = self._clock.now()
        return outcome

    def step(self, event: str, payload: Value, now: float) -> Step | None:
        """The step for an event off the map, where it is known beside it."""
        if not isinstance(payload, dict) or self._shortcuts is None:
            return None
        now_ms = max(milliseconds(now), self._held.now_ms)
        return self._shortcuts.beside.step(self._held, event, payload, now_ms)

    def answer(self, serial: int, result: Value, now: float) -> Step | None:
        """The step for the result of a host action, where it is known beside the map."""
        if self._shortcuts is None:
            return None
        now_ms = max(milliseconds(now), self._held.now_ms)
        return self._shortcuts.beside.answer(self._held, serial, result, now_ms)

    def _taken(self, event: str, payload: dict[str, Value]) -> Outcome | None:
        steps = self.steps
        step = steps.get(event)  # Another thread may forget it meanwhile.
        if self._shortcuts is None or step is None or event == HERE:
            return None
        self._shortcuts.make_room(self.values)
        to, answer, paid = step
        known: Outcome | None = None
        if payload:
            checked = steps[HERE][0].checked.get(event, unknown)
            known = paid(self, payload) or checked(self, payload)
        elif to is None:
            known = answer(self)
        else:
            self.steps, known = to, answer
        return known

    def reasons(
        self, steps: NodeSteps, values: Variables, event: str, payload: Value
    ) -> tuple[Reason, ...]:
        """Why an event is refused at the node of these steps, with these values of the context."""
        assert self._shortcuts is not None, "it was on the map"
        return self._shortcuts.reasons(self._made(steps[HERE][0], values), event, payload)

    def enter(self) -> bool:
        """Whether the snapshot that is held has a place on the map; the machine is there then."""
        held, shortcuts = self._held, self._shortcuts
        node = None if shortcuts is None else shortcuts.node(held)
        if node is None or shortcuts is None:
            return False
        self.values = shortcuts.values(held)
        self.steps = node.steps
        return True

    def _made(self, node: Node, values: Variables) -> Snapshot:
        assert self._shortcuts is not None, "it is on the map"
        now = self._clock.now() if self._now is None else self._now
        return self._shortcuts.layout.snapshot(node, values, self._held, milliseconds(now))


@dataclass(slots=True, kw_only=True)
class Closed:
    """A place from which no step goes."""

    steps: NodeSteps = field(default_factory=lambda: NOWHERE.steps)
    values: Variables = field(default_factory=list)

    def reasons(
        self, steps: NodeSteps, values: Variables, event: str, payload: Value
    ) -> tuple[Reason, ...]:
        """Nothing is refused here."""
        raise AssertionError(steps, values, event, payload)


CLOSED: Final[Place] = Closed()
