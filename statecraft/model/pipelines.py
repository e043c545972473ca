"""Pipelines and workflows as written: lists of steps, with every name bound (semantics §13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from statecraft.diagnostics import Span
from statecraft.model.actions import Block, RunCall, TemplateKind
from statecraft.model.formulas import NOTHING_SAID, Described, Formula
from statecraft.model.retries import Retry
from statecraft.model.rules import Requirement
from statecraft.model.states import From, Move
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class JumpTo:
    """Go on with a named branch, which replaces all that remains."""

    branch: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Inline:
    """Run a list in place, then what follows the step."""

    steps: Steps


Continuation = JumpTo | Inline


@dataclass(frozen=True, slots=True, kw_only=True)
class StepHead:
    """What every step has: its name (``id``, or what it does), place and labels.

    ``id`` is what ``results`` knows it by; None for a step that keeps no result.
    """

    name: str
    id: str | None
    span: Span
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What steps that wait have in common."""

    on_success: Continuation | None
    on_failure: Continuation | None
    timeout: Formula | None
    retry: Retry | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveStep:
    """Move dimensions."""

    head: StepHead
    moves: tuple[Move, ...]
    origins: tuple[From, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionStep:
    """One action that waits for nothing."""

    head: StepHead
    block: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class PerformStep:
    """A host action, awaited."""

    head: StepHead
    action: str
    data: Formula | None
    waiting: Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStep:
    """A pipeline or workflow, awaited."""

    head: StepHead
    call: RunCall
    waiting: Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitStep:
    """An event, awaited and observed. Its payload is the step's result."""

    head: StepHead
    event: str
    waiting: Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One alternative of an ``if``; ``when`` None is ``else``."""

    when: Formula | None
    then: Continuation


@dataclass(frozen=True, slots=True, kw_only=True)
class IfStep:
    """The first alternative whose condition holds."""

    head: StepHead
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EachStep:
    """A list of steps once per element, in order.

    Where ``more`` is given, it decides each time whether another round follows, and no elements
    are counted. ``begin`` and ``end`` run in each round. No author writes these.
    """

    head: StepHead
    source: Formula
    variable: str
    at_most: int
    steps: Steps
    more: Formula | None = None
    begin: Block = ()
    end: Block = ()


class Join(StrEnum):
    """When a ``parallel`` step ends."""

    ALL = "all"
    FIRST = "first"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParallelStep:
    """Lists of steps side by side."""

    head: StepHead
    lists: tuple[tuple[str, Steps], ...]
    join: Join
    waiting: Waiting


Step = MoveStep | ActionStep | PerformStep | RunStep | WaitStep | IfStep | EachStep | ParallelStep
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A branch of the machine itself, which every pipeline and workflow may go on with."""

    steps: Steps
    span: Span


class WhileRunning(StrEnum):
    """What a second start of a pipeline does."""

    REFUSE = "refuse"
    QUEUE = "queue"
    RESTART = "restart"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """A pipeline or workflow.

    Attributes:
        parameters: what a start must give; None leaves it free.
        callbacks: declared callback → the payload that a preview gives it.
        exposed: whether descendants may call it.
        branches: name → steps, those of the machine that it jumps to included.
        own_branches: the names of those that it writes itself, each with its place.
        test: field → value for a preview.
        answer: what a preview takes the workflow to give.
    """

    kind: TemplateKind
    name: str
    parameters: Shape | None
    requires: tuple[Requirement, ...]
    while_running: WhileRunning
    steps: Steps
    branches: Mapping[str, Steps]
    own_branches: Mapping[str, Span]
    on_failure: Continuation | None
    callbacks: Mapping[str, Value]
    exposed: bool
    output: Formula | None
    test: Mapping[str, Value]
    answer: Value
    span: Span
    described: Described = NOTHING_SAID
