"""The lowered chart: every state of every region as a numbered row of one table.

States are numbered in document order, regions first to last, a parent before its children, so
that the descendants of a state are the numbers ``index + 1 .. last`` and "document order" is
the order of the numbers. A dimension is a region like any other: a compound row with one atomic
row per value. Everything here is plain frozen data: it can be shared, compared and pickled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from statecraft.diagnostics import Span
from statecraft.model.actions import Block, RunCall
from statecraft.model.definition import Definition
from statecraft.model.dimensions import Dimension
from statecraft.model.formulas import Described, Formula
from statecraft.model.pipelines import Join, Pipeline
from statecraft.model.rules import Cascade, Constraint, MoveRule
from statecraft.model.states import Invoke, StateKind
from statecraft.values.json_values import Value
from statecraft.values.on_demand import OnDemand

StateIndex = int
RegionIndex = int
EdgeIndex = int


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A ``from`` requirement: the region's active value must be one of ``states``."""

    region: RegionIndex
    dimension: str
    states: frozenset[StateIndex]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A transition with its domains worked out (semantics 2.6).

    Attributes:
        index: place in ``LoweredChart.edges``; rises with the order of text within a source.
            -1 for a direct move, which is made for one step and stands in no table.
        source: None for a transition of the machine.
        event: descriptor; None for eventless transitions and those of an ``after``.
        targets: states of the tree to enter, in document order; ``domain`` is their domain.
        moves: (region, value state) of each dimension that is a target.
        regions: the regions that the targets lie in.
        leaves: of a parallel domain the only child that is left and entered (12.3 cc).
        locals: names of a run that are set before the actions, all read before any is set.
    """

    index: EdgeIndex
    source: StateIndex | None
    event: str | None
    when: Formula | None
    origins: tuple[Origin, ...]
    targets: tuple[StateIndex, ...]
    domain: StateIndex | None
    moves: tuple[tuple[RegionIndex, StateIndex], ...]
    regions: frozenset[RegionIndex]
    actions: Block
    reenter: bool
    text: str
    span: Span
    locals: tuple[tuple[str, Formula], ...] = ()
    leaves: StateIndex | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterTimer:
    """A private timer of a state, and the edges that are its candidates when it is due.

    ``is_timeout`` makes it the failure of a step instead (semantics 13.6).
    """

    delay: Formula
    edges: tuple[EdgeIndex, ...]
    text: str
    span: Span
    is_timeout: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StateRow:
    """One state.

    Attributes:
        path: full dotted path in the tree; for a value of a dimension ``dimension=text``.
        last: the highest index among the state and its descendants.
        ancestors: nearest first, ending with the region's root.
        initial: what is entered by default: the initial child, or a history's default.
        on_change: entry actions that do not run at the start.
        value: of a value of a dimension.
        history: the history children of a compound or parallel state.
        step: what the state is a step of a run for; the fields below are for steps alone.
        answers, failures: the candidates when what the step waits for succeeds, or it fails.
        entry_locals: names of the run that are set on entry.
        invokes: the children that the state has while it is active.
        defaults: what is entered by default; ``initial`` holds the first of them.
        default_actions: what is done then, after ``entry``.
    """

    index: StateIndex
    path: str
    name: str
    kind: StateKind
    region: RegionIndex
    parent: StateIndex | None
    children: tuple[StateIndex, ...]
    last: StateIndex
    ancestors: tuple[StateIndex, ...]
    initial: StateIndex | None
    history: tuple[StateIndex, ...]
    entry: Block
    on_change: Block
    exit: Block
    edges: tuple[EdgeIndex, ...]
    always: tuple[EdgeIndex, ...]
    after: tuple[AfterTimer, ...]
    output: Formula | None
    tags: tuple[str, ...]
    value: Value
    span: Span
    step: StepPlace | None = None
    answers: tuple[EdgeIndex, ...] = ()
    failures: tuple[EdgeIndex, ...] = ()
    entry_locals: tuple[tuple[str, Formula], ...] = ()
    invokes: tuple[Invoke, ...] = ()
    defaults: tuple[StateIndex, ...] = ()
    is_failure: bool = False
    default_actions: Block = ()


Rows: TypeAlias = tuple[StateRow, ...] | OnDemand[StateRow]
"""All states of a chart or template, by index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPlace:
    """Where a step stands in its pipeline: the ``number``th of ``of`` in a list of its ``branch``.

    ``branch`` is empty for the steps of the pipeline itself. ``join`` is set for a ``parallel``.
    """

    name: str
    id: str | None
    branch: str
    number: int
    of: int
    waits: bool
    join: Join | None
    described: Described


class EndKind(StrEnum):
    """How a run ends."""

    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A pipeline or workflow as the rows of one region, numbered from 0, its root.

    Attributes:
        ends: final state → how a run that reaches it has ended.
        cancelled: where ``stop`` leads: the branch ``cancelled``, or the end of that name.
    """

    pipeline: Pipeline
    rows: tuple[StateRow, ...]
    edges: tuple[Edge, ...]
    ends: Mapping[StateIndex, EndKind]
    cancelled: StateIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A dimension, the state tree, or a run (``template`` is set).

    ``allowed`` holds the (from, to) pairs of the transitions map; None allows every move.
    """

    index: RegionIndex
    name: str
    root: StateIndex
    dimension: Dimension | None
    allowed: frozenset[tuple[StateIndex, StateIndex]] | None
    by_text: Mapping[str, StateIndex]
    template: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweredCascade:
    """A cascade rule with its pulls as (region, value state)."""

    rule: Cascade
    pulls: tuple[tuple[RegionIndex, StateIndex], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweredTrigger:
    """A trigger on a stored dimension: which moves of its region it is about."""

    region: RegionIndex
    origins: frozenset[StateIndex] | None
    goals: frozenset[StateIndex] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweredMoveRule:
    """A move rule; triggers on computed names are compared by value over the whole step.

    ``regions`` are those of its triggers.
    """

    rule: MoveRule
    regions: frozenset[RegionIndex]
    triggers: tuple[LoweredTrigger, ...]
    computed: tuple[tuple[str, tuple[Value, ...] | None, tuple[Value, ...] | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoweredChart:
    """A machine as tables.

    Attributes:
        rows: all states, by index.
        edges: all transitions, by index.
        machine_edges, machine_always: those of the machine itself, in order of text.
        tree: the tree's region, or None.
        by_path: full path of a tree state → index.
        events: every exact event name in an ``on``, in order of text.
        sendable_events: those of them that the host may send.
        templates: ``pipeline NAME`` and ``workflow NAME`` → template.
        calls: every call site of a pipeline or workflow.
        invokes: the children that states have while they are active.
        reads_now: whether a formula of the machine reads the time.
        is_restless: whether a row, or the machine, has eventless transitions.
    """

    definition: Definition
    rows: Rows
    regions: tuple[Region, ...]
    edges: tuple[Edge, ...] | OnDemand[Edge]
    machine_edges: tuple[EdgeIndex, ...]
    machine_always: tuple[EdgeIndex, ...]
    tree: RegionIndex | None
    by_path: Mapping[str, StateIndex]
    by_dimension: Mapping[str, RegionIndex]
    move_rules: tuple[LoweredMoveRule, ...]
    constraints: tuple[Constraint, ...]
    cascades: tuple[LoweredCascade, ...]
    events: tuple[str, ...]
    sendable_events: tuple[str, ...]
    templates: Mapping[str, Template]
    calls: tuple[RunCall, ...]
    invokes: tuple[Invoke, ...]
    reads_now: bool
    is_restless: bool
