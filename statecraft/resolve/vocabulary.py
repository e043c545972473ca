"""What the names of one machine mean: gathered before anything that uses them is resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from statecraft.expr.scope import Scope
from statecraft.model.declarations import ActionDeclaration, EventDeclaration
from statecraft.model.profiles import Profile
from statecraft.resolve.dimension_outline import DimensionOutline
from statecraft.resolve.findings import Report
from statecraft.resolve.machines import Machine, Machines
from statecraft.resolve.names import Declared
from statecraft.resolve.run_outline import RunOutline, Runs, pipelines_in
from statecraft.resolve.tree_outline import Tree
from statecraft.values.shape import ANYTHING, Shape

_TEXT: Final = Shape(kinds=frozenset({"string"}))
_SENDER_NAMES: Final = MappingProxyType({"session_id": _TEXT, "event_origin": ANYTHING})
_NO_NAMES: Final[Mapping[str, Shape]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The declarations of a machine.

    Attributes:
        names: the namespace of expressions.
        scope: what every condition can read: dimensions, context and computed names alone.
        at_event: what is read while an event is at hand, of which nothing more is known.
        variables: stored context variables; the scope's ``context`` has no others.
        dimensions: stored and computed ones.
        descriptors: every key of an ``on:``, wildcards included.
        runs: pipelines and workflows.
        branches: the names of the machine's own ``branches:``.
        status_steps: the numbers of ``status_steps:``.
        workflow: the workflow whose steps are looked at, None outside of any.
        answers: event in which a host action is answered → type of its payload.
        capabilities: their names.
        itself: the machine as others see it, with its slots.
        input: the type of ``input`` where it can be read.
        profile: whose meaning the machine has; it may have local names of its own.
        report: takes each finding.
    """

    names: Mapping[str, Declared]
    scope: Scope
    at_event: Scope
    variables: Mapping[str, Shape]
    dimensions: Mapping[str, DimensionOutline]
    tree: Tree
    events: Mapping[str, EventDeclaration]
    descriptors: frozenset[str]
    actions: Mapping[str, ActionDeclaration]
    runs: Runs
    branches: frozenset[str]
    status_steps: Mapping[int, str]
    answers: Mapping[str, Shape]
    capabilities: tuple[str, ...]
    itself: Machine
    machines: Machines
    input: Shape
    report: Report
    profile: Profile
    workflow: RunOutline | None = None

    @property
    def named_events(self) -> tuple[str, ...]:
        """The events that the machine names without a wildcard, sorted.

        Each pipeline takes the event of its own name.
        """
        exact = {descriptor for descriptor in self.descriptors if "*" not in descriptor}
        return tuple(sorted(exact | self.events.keys() | pipelines_in(self.runs)))

    def payload(self, event: str) -> Shape | None:
        """What is declared of an event's payload; a pipeline's are its parameters."""
        declared = self.events.get(event)
        if declared is not None and declared.payload is not None:
            return declared.payload
        return self.runs[event].parameters if event in pipelines_in(self.runs) else None


def with_locals(scope: Scope, names: Mapping[str, Shape]) -> Scope:
    """The scope with further local names."""
    return replace(scope, local=MappingProxyType({**scope.local, **names})) if names else scope


def in_motion(scope: Scope, names: Mapping[str, Shape]) -> Scope:
    """The scope with further local names where a step is under way, so that ``now()`` is known."""
    local = MappingProxyType({**scope.local, **names})
    return replace(scope, local=local, allows_now=True)


def event_scope(vocabulary: Vocabulary, payload: Shape) -> Scope:
    """What conditions and actions read while an event is at hand: ``now()`` and the event too."""
    if payload is ANYTHING:
        return vocabulary.at_event
    return with_locals(vocabulary.at_event, {"event": payload})


def sender_names(profile: Profile) -> Mapping[str, Shape]:
    """The local names that tell who sent the event, where there are any (semantics 12.2 n)."""
    return _SENDER_NAMES if profile.knows_senders else _NO_NAMES


def scope_at_event(scope: Scope, payload: Shape = ANYTHING) -> Scope:
    """The scope of a machine with an event at hand."""
    return in_motion(scope, {"event": payload, "event_name": _TEXT})
