"""The kinds of action: a closed choice (docs/semantics.md §8)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from statecraft.diagnostics import Span
from statecraft.model.formulas import Formula, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """Assign all values at once, each computed on the state before."""

    assignments: tuple[tuple[Place, Formula], ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Merge mappings shallowly into the mappings at the places."""

    assignments: tuple[tuple[Place, Formula], ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Unset:
    """Remove keys; one that is not there is no error."""

    places: tuple[Place, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise:
    """Put an event on the internal queue of this step.

    ``named`` computes the event's name; ``event`` is then empty.
    """

    event: str
    data: Formula | None
    span: Span
    named: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Send:
    """Queue an event as a later step of this instance, or hand it to another one (``to``).

    ``delay`` is a duration text or a number of seconds. ``named`` computes the event's name;
    ``event`` is then empty.
    """

    event: str
    data: Formula | None
    to: Formula | None
    delay: Formula | None
    id: Formula | None
    replace: bool
    span: Span
    named: Formula | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """Drop the delayed events that carry this id."""

    id: Formula
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Emit:
    """Tell the host's subscribers."""

    event: str
    data: Formula | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """Write a value to the host's log."""

    message: Formula
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class If:
    """Run one list or the other."""

    when: Formula
    then: tuple[Action, ...]
    otherwise: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Each:
    """Run a list once per element; ``variable`` names the element, ``index`` its place from 0."""

    source: Formula
    variable: str
    at_most: int
    body: tuple[Action, ...]
    span: Span
    index: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBlock:
    """Run a list that fails by itself: what follows it goes on."""

    body: tuple[Action, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Ask the host for a named action; the answer comes back as the event ``done`` or ``error``.

    ``id`` is the name the answer's events and the scenarios use. A step of a pipeline awaits
    the answer itself: ``done`` and ``error`` are then empty.
    """

    name: str
    data: Formula | None
    id: str
    done: str
    error: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Ask the host to start an independent instance; ``machine`` is the definition's key."""

    machine: str
    data: Formula | None
    id: Formula | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRun:
    """Start a pipeline or workflow without waiting for it."""

    call: RunCall
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitRun:
    """Start a run whose end the step waits for. Made by lowering."""

    call: RunCall
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRuns:
    """Cancel the runs of a pipeline or workflow."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """Run what the call site of this workflow gives under a name."""

    name: str
    data: Formula | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteStatus:
    """Write a row of the status journal (semantics §16)."""

    status: Formula
    step: Formula | None
    name: Formula | None
    message: Formula | None
    details: Formula | None
    session: Formula | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Forward:
    """Pass the event that is being handled on to a child, as a later step."""

    slot: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackBody:
    """What a call site gives for a callback: a block in the call site's scope."""

    name: str
    block: Block
    span: Span


class TemplateKind(StrEnum):
    """Which section a template stands in."""

    PIPELINE = "pipeline"
    WORKFLOW = "workflow"
    INVOKE = "invoke"
    """A host action that a state invokes: a run of that one step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunCall:
    """A call site of a pipeline or workflow.

    ``provider`` names the machine that exposes the workflow; None means the machine itself.
    """

    kind: TemplateKind
    name: str
    data: Formula | None
    provider: str | None
    callbacks: tuple[CallbackBody, ...]
    span: Span


Action = (
    Set
    | Merge
    | Unset
    | Raise
    | Send
    | Cancel
    | Emit
    | Log
    | If
    | Each
    | OwnBlock
    | Act
    | Start
    | StartRun
    | AwaitRun
    | StopRuns
    | Callback
    | WriteStatus
    | Forward
)
Block = tuple[Action, ...]
"""One list of actions: what fails together is undone together (semantics 7.1)."""
