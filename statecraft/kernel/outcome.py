"""What became of an event, as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from typing import Any

from statecraft.diagnostics import Span
from statecraft.values.json_values import Value


class OutcomeKind(StrEnum):
    """docs/semantics.md §6 and §9; ``queued`` is the answer to a send from within a step."""

    STARTED = "started"
    ACCEPTED = "accepted"
    IGNORED = "ignored"
    REJECTED = "rejected"
    QUEUED = "queued"
    STALLED = "stalled"


class ReasonKind(StrEnum):
    """Why an event was rejected (semantics 6.3)."""

    GUARD = "guard"
    FROM = "from"
    MAP = "map"
    RULE = "rule"
    SCHEMA = "schema"
    CONFLICT = "conflict"
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One reason.

    Attributes:
        id: names the rule where there is one.
        at: the place of what refused.
        detail_at: of a rule, the place of its condition that was not met.
    """

    kind: ReasonKind
    message: str
    id: str | None = None
    at: Span | None = None
    detail_at: Span | None = None

    def __str__(self) -> str:
        place = f" [{self.at}]" if self.at else ""
        return f"{self.kind}: {self.message}{place}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetMove:
    """A dimension's value before and after the step, which differ."""

    dimension: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Microstep:
    """One microstep as it happened.

    Attributes:
        event: the event taken; None for eventless transitions, cascades and the start.
        transitions: "source: text" of each transition taken, or the cascade rules' names.
        places: where those stand, in the same order.
        exited, entered: paths in the machine that moved, in the order in which it happened.
        slot: where that machine is, ``crossing.light``; empty for the machine itself.
    """

    event: str | None
    transitions: tuple[str, ...]
    places: tuple[Span, ...]
    exited: tuple[str, ...]
    entered: tuple[str, ...]
    slot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an outcome tells, but for the payload; see ``Outcome``.

    Attributes:
        field: the only key of the payload, where an outcome is given the value of that alone.
    """

    kind: OutcomeKind
    event: str | None
    reasons: tuple[Reason, ...] = ()
    moves: tuple[NetMove, ...] = ()
    exited: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    path: tuple[Microstep, ...] = ()
    note: str | None = None
    followed_by: tuple[Outcome, ...] = ()
    field: str | None = field(default=None, compare=False)


class Outcome:
    """What became of one event, or of the start; immutable.

    All events that go the same way share what is told. A shortcut makes an outcome without
    ``of`` and sets ``_told``, and ``_given`` where there is a payload; where the reasons are to be
    found when they are asked for, ``_asked`` too: who finds them, and what from. Where the payloads
    of the later steps of the turn differ from what is told, they are in ``_later``.
    """

    __slots__ = ("_asked", "_given", "_later", "_told")

    _asked: tuple[Any, ...]
    _given: Any
    _later: tuple[Any, ...]
    _told: Told

    @classmethod
    def of(cls, told: Told, data: Value = None) -> Outcome:
        """The outcome of which this is told, with that payload."""
        made = cls()
        made._told, made._given = told, data
        return made

    @property
    def kind(self) -> OutcomeKind:
        return self._told.kind

    @property
    def event(self) -> str | None:
        """Its name; None for the start and a direct move."""
        return self._told.event

    @property
    def data(self) -> Value:
        """The payload of the event."""
        try:
            given = self._given
        except AttributeError:
            return {}
        key = self._told.field
        return given if key is None else {key: given}

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """All reasons of the phase that refused.

        Empty unless rejected or stalled, or asked for an event whose payload is left open.
        """
        asked = getattr(self, "_asked", None)
        if asked is None:
            return self._told.reasons
        finder, steps, *values = asked
        reasons: tuple[Reason, ...] = finder.reasons(steps, values, self._told.event, self.data)
        return reasons

    @property
    def moves(self) -> tuple[NetMove, ...]:
        """Net moves of dimensions, in order of text; empty unless it was accepted."""
        return self._told.moves

    @property
    def exited(self) -> tuple[str, ...]:
        """Tree states that were active only before; document order."""
        return self._told.exited

    @property
    def entered(self) -> tuple[str, ...]:
        """Tree states that are active only after; document order."""
        return self._told.entered

    @property
    def path(self) -> tuple[Microstep, ...]:
        """Every microstep, in order."""
        return self._told.path

    @property
    def note(self) -> str | None:
        """A remark that is no reason ("stale", "the machine is done")."""
        return self._told.note

    @property
    def followed_by(self) -> tuple[Outcome, ...]:
        """The later steps of the same turn."""
        known = self._told.followed_by
        given = getattr(self, "_later", None)
        if given is None:
            return known
        return tuple(Outcome.of(each.told, data) for each, data in zip(known, given, strict=True))

    @property
    def accepted(self) -> bool:
        """Whether the step was committed: accepted or started."""
        return self._told.kind in (OutcomeKind.ACCEPTED, OutcomeKind.STARTED)

    @property
    def told(self) -> Told:
        """All but the payload, the reasons found."""
        told, reasons, later = self._told, self.reasons, self.followed_by
        if told.field is None and reasons is told.reasons and later is told.followed_by:
            return told
        return replace(told, reasons=reasons, followed_by=later, field=None)

    def but(self, **changes: Any) -> Outcome:
        """This outcome with something else told."""
        return Outcome.of(replace(self.told, **changes), self.data)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Outcome):
            return NotImplemented
        return self.told == other.told and self.data == other.data

    def __hash__(self) -> int:
        return hash((self.kind, self.event))

    def __reduce__(self) -> tuple[Callable[[Told, Value], Outcome], tuple[Told, Value]]:
        return Outcome.of, (self.told, self.data)

    def __repr__(self) -> str:
        names = (each.name for each in fields(Told) if each.name != "field")
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"Outcome({told}, data={self.data!r})"

    def __str__(self) -> str:
        reasons = "".join(f"\n  {reason}" for reason in self.reasons)
        return f"{self.event or 'start'}: {self.kind}{reasons}"
