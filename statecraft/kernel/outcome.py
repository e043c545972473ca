"""What became of an event, as a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Any

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
class Outcome:
    """What became of one event, or of the start.

    Attributes:
        event: its name; None for the start and a direct move.
        reasons: all reasons of the phase that refused; empty unless rejected or stalled, or asked
            for an event whose payload is left open.
        moves: net moves of dimensions, in order of text; empty unless it was accepted.
        exited, entered: tree states that were active only before, only after; document order.
        path: every microstep, in order.
        note: a remark that is no reason ("stale", "the machine is done").
        followed_by: the later steps of the same turn.
        like: another one that has all that is not set in this one, and the payload; where the
            reasons are to be found when they are asked for, also who finds them, and where.
    """

    kind: OutcomeKind
    event: str | None
    data: Value = None
    reasons: tuple[Reason, ...] = ()
    moves: tuple[NetMove, ...] = ()
    exited: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    path: tuple[Microstep, ...] = ()
    note: str | None = None
    followed_by: tuple[Outcome, ...] = ()
    like: tuple[Any, ...] = field(default=(), repr=False, compare=False)

    if not TYPE_CHECKING:  # A checker would take every name for an attribute.

        def __getattr__(self, name: str) -> Any:
            """What was not set: it is that of ``like``."""
            if name not in self.__slots__:
                raise AttributeError(name)
            known, payload, *asked = self.like
            if name == "reasons" and asked:
                finder, *given = asked
                return finder.reasons(*given, known.event, payload)
            return payload if name == "data" else getattr(known, name)

    def __reduce__(self) -> tuple[Callable[[], Outcome], tuple[()]]:
        """All that it tells; ``like`` stays behind."""
        told = (each.name for each in fields(self) if each.name != "like")
        return partial(Outcome, **{name: getattr(self, name) for name in told}), ()

    @property
    def accepted(self) -> bool:
        """Whether the step was committed: accepted or started."""
        return self.kind in (OutcomeKind.ACCEPTED, OutcomeKind.STARTED)

    def __str__(self) -> str:
        reasons = "".join(f"\n  {reason}" for reason in self.reasons)
        return f"{self.event or 'start'}: {self.kind}{reasons}"
