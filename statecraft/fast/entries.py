"""What a recording consists of: what was decided, read and done in one turn, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statecraft.chart.tables import LoweredChart
from statecraft.model.actions import Block
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The payload of the event that was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed:
    """A value that is the same whenever a way is taken."""

    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The value with this number: what an entry ``Read`` read, or ``Ran`` sent."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """``{output: …}`` of what that entry read: the end of a child."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """The same with the child's final state and the invoking state: what ``child.exit`` tells."""

    number: int
    state: str | None
    path: str


Source = Sent | Fixed | Given | Output | Exit
"""Where a payload comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is fixed while something is evaluated: all but the contexts and the payloads.

    Attributes:
        seat: number of the machine in the tree: those that were there before the turn, in order,
            then those that were started.
        event, input: where they come from; None where there is none.
    """

    dimensions: Mapping[str, Value]
    states: frozenset[int]
    event_name: str | None
    event: Source | None
    input: Source | None = None
    seat: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A condition on data, and what it was."""

    formula: Formula
    held: bool
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An effect of a step: its number among them.

    Its serial number, if it has one, is counted from the next free one.
    """

    number: int
    serial: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A block that was run to its end.

    Attributes:
        sends: the numbers of the payloads that were sent as later steps, in order.
        effects: what else it had done, in order.
    """

    block: Block
    moment: Moment
    sends: tuple[int, ...] = ()
    effects: tuple[Done, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A value that was read to be passed on; ``variable`` is what it is the initial value of."""

    number: int
    formula: Formula
    variable: str | None
    moment: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One step of the turn is over and another begins.

    Attributes:
        event: its event, and the ``source`` of that one's payload.
        starts: the child that it starts; ``source`` is then its input.
    """

    event: str
    source: Source
    starts: LoweredChart | None


Entry = Decided | Ran | Read | NextStep
