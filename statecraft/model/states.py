"""States of a tree, and transitions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from statecraft.diagnostics import Span
from statecraft.model.actions import Block
from statecraft.model.formulas import NOTHING_SAID, Described, Formula
from statecraft.model.retries import Retry
from statecraft.values.json_values import Value
from statecraft.values.on_demand import OnDemand


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A target that is a value of a dimension."""

    dimension: str
    value: Value
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class From:
    """A requirement of a transition: the dimension is at one of these values."""

    dimension: str
    values: tuple[Value, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StateTarget:
    """A target that is a state of the machine's own tree: its full dotted path."""

    path: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One candidate: descriptor, condition, targets, actions (semantics §2).

    ``event`` is None for an eventless transition and for one of an ``after``.
    No ``targets`` and no ``moves`` make it internal.
    """

    event: str | None
    when: Formula | None
    origins: tuple[From, ...]
    targets: tuple[StateTarget, ...]
    moves: tuple[Move, ...]
    actions: Block
    reenter: bool
    described: Described
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Transitions that become due some time after their state was entered.

    ``delay`` is a duration text or a number of seconds; ``text`` is the key as written.
    """

    delay: Formula
    transitions: tuple[Transition, ...]
    text: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildMachine:
    """A child that is a machine of the project; ``machine`` is the definition's key."""

    machine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildAction:
    """A child that is a host action."""

    action: str
    timeout: Formula | None
    retry: Retry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HostChild:
    """A child that is an object of the host, by its registered name (semantics 14.13)."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PerElement:
    """One child per element of a list; ``variable`` names it in the child's input."""

    source: Formula
    variable: str
    at_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoke:
    """What a state has while it is active (semantics §14).

    Attributes:
        id: of the slot. ``data`` is the child's input, or what the action is given.
        is_submachine: whether events are routed to it first.
        forwards: whether it is passed every event from outside.
        finalize: run before an event from the child is selected for.
    """

    id: str
    child: ChildMachine | ChildAction | HostChild
    data: Formula | None
    is_submachine: bool
    forwards: bool
    each: PerElement | None
    finalize: Block
    span: Span


class StateKind(StrEnum):
    """What a state is, in SCXML's words."""

    ATOMIC = "atomic"
    COMPOUND = "compound"
    PARALLEL = "parallel"
    FINAL = "final"
    SHALLOW_HISTORY = "shallow history"
    DEEP_HISTORY = "deep history"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultEntry:
    """What is entered by default, where that is more than one child: full paths, and actions.

    The actions run after the entry actions of the state around, before the targets are entered.
    """

    targets: tuple[str, ...]
    actions: Block
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state of a tree, or a value of a dimension that is written in full.

    Attributes:
        path: full dotted path in its region; "" for the root of a tree.
        initial: path of the initial child of a compound state, or a history's default; the child
            that holds the first target where ``default`` says more.
        transitions: those of ``on`` (and ``on_done``), in order of text.
        is_failure: a final state that ends its machine with the status ``error``.
    """

    name: str
    path: str
    kind: StateKind
    initial: str | None
    children: tuple[State, ...] | OnDemand[State]
    entry: Block
    exit: Block
    transitions: tuple[Transition, ...]
    always: tuple[Transition, ...]
    after: tuple[After, ...]
    output: Formula | None
    span: Span
    invokes: tuple[Invoke, ...] = ()
    is_failure: bool = False
    default: DefaultEntry | None = None
    described: Described = NOTHING_SAID
