"""Events: what is declared of them, which the machine names, and the type of a payload."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.model.declarations import EventDeclaration
from statecraft.resolve.child_events import payload_of_child
from statecraft.resolve.described import described
from statecraft.resolve.findings import Report, first_is
from statecraft.resolve.names import (
    check_descriptor,
    check_event_key,
    check_unreserved,
    is_descriptor,
)
from statecraft.resolve.parts import entries_of
from statecraft.resolve.run_endings import check_ending, is_ending, payload_of_ending
from statecraft.resolve.run_outline import RunOutline, Runs, pipelines_in
from statecraft.resolve.shapes import fields_shape
from statecraft.resolve.tree_outline import Tree
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape


def resolve_events(machine: Located, report: Report) -> Mapping[str, EventDeclaration]:
    """The declared events by name."""
    events = (_event(of, report) for of in entries_of(machine.get("events")))
    return MappingProxyType({event.name: event for event in events})


def _event(node: Located, report: Report) -> EventDeclaration:
    check_event_key(node, report)
    check_unreserved(str(node.key), node.key_span, report)
    payload = node.get("payload")
    return EventDeclaration(
        name=str(node.key),
        payload=None if payload is None else fields_shape(payload),
        span=node.key_span,
        described=described(node),
    )


def event_descriptors(machine: Located, tree: Tree, runs: Runs, report: Report) -> frozenset[str]:
    """Every key of every ``on:``, each checked."""
    pipelines = pipelines_in(runs)
    found = frozenset().union(*(owner.value.get("on", ()) for owner in event_owners(machine, tree)))
    doubtful = {
        name for name in found if name in pipelines or is_ending(name) or not is_descriptor(name)
    }
    for key in event_keys(machine, tree) if doubtful else ():
        check_descriptor(key, report)
        check_ending(key, runs, report)
        if key.key in pipelines:
            report(_second_handler(key, runs[str(key.key)]))
    return found


def _second_handler(key: Located, pipeline: RunOutline) -> Diagnostic:
    return Diagnostic(
        code="SC236",
        span=key.key_span,
        message=f"the event {quoted(key.key)} starts the pipeline of this name",
        hint="name this event otherwise, or do it in the steps of the pipeline",
        related=first_is(pipeline.span, "the pipeline"),
    )


def event_keys(machine: Located, tree: Tree) -> Iterator[Located]:
    """What stands under each key of every ``on:``."""
    for owner in event_owners(machine, tree):
        yield from entries_of(owner.get("on"))


def event_owners(machine: Located, tree: Tree) -> Iterator[Located]:
    """The nodes that may have an ``on:``: the machine, its states, and values in full."""
    yield machine
    yield from (state.node for path, state in tree.items() if path)
    for dimension in entries_of(machine.get("dimensions")):
        yield from entries_of(dimension.get("states"))


_OURS: Final = ("done.", "error.", "child.")
_OUTPUT: Final = Shape(
    kinds=frozenset({"object"}),
    properties=MappingProxyType({"output": ANYTHING}),
    required=frozenset({"output"}),
    additional=False,
)
_TEXT: Final = Shape(kinds=frozenset({"string"}))
_ERROR: Final = Shape(
    kinds=frozenset({"object"}), properties=MappingProxyType({"message": _TEXT, "at": _TEXT})
)
_REJECTED: Final = Shape(
    kinds=frozenset({"object"}),
    properties=MappingProxyType({"event": _TEXT, "reasons": Shape(kinds=frozenset({"array"}))}),
)


def payload_shape(descriptor: str, vocabulary: Vocabulary) -> Shape:
    """The type of ``event`` for a transition: known where the descriptor is one event's name."""
    declared = vocabulary.payload(descriptor)
    if declared is not None:
        return declared
    if "*" in descriptor:
        return ANYTHING
    if descriptor in vocabulary.answers:
        return vocabulary.answers[descriptor]
    if not descriptor.startswith(_OURS):
        return ANYTHING
    if descriptor.startswith("done.state."):
        return _OUTPUT
    ending = payload_of_ending(descriptor) or payload_of_child(descriptor, vocabulary)
    if ending is not None:
        return ending
    return {"error.execution": _ERROR, "error.rejected": _REJECTED}.get(descriptor, ANYTHING)
