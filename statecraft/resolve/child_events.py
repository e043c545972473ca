"""The events by which a machine hears of its children: names and payloads (semantics 14.8)."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.expr.shapes import any_of
from statecraft.resolve.findings import suggestion
from statecraft.resolve.slots import Slot
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.values.shape import ANYTHING, Shape

DONE: Final = "done.invoke."
ERROR: Final = "error.invoke."

_TEXT: Final = Shape(kinds=frozenset({"string"}))
_FAILURE: Final = Shape(
    kinds=frozenset({"object"}),
    properties=MappingProxyType(
        {
            "code": Shape(kinds=frozenset({"string", "integer"})),
            "message": _TEXT,
            "reasons": Shape(kinds=frozenset({"array"})),
            "slot": _TEXT,
            "step": _TEXT,
            "attempt": Shape(kinds=frozenset({"integer"})),
            "result": ANYTHING,
        }
    ),
    required=frozenset({"code", "message"}),
    additional=False,
)
_EXIT: Final = Shape(
    kinds=frozenset({"object"}),
    properties=MappingProxyType(
        {
            "state": Shape(kinds=frozenset({"string", "null"})),
            "output": ANYTHING,
            "path": _TEXT,
        }
    ),
    required=frozenset({"state", "output", "path"}),
    additional=False,
)


def payload_of_child(event: str, vocabulary: Vocabulary) -> Shape | None:
    """The type of the payload of an event about a child; None for another event."""
    if event == "child.exit":
        return _EXIT
    if event.startswith(ERROR):
        return _FAILURE
    if not event.startswith(DONE):
        return None
    slots = [slot for slot in vocabulary.itself.slots if slot.id == event.removeprefix(DONE)]
    return _done(any_of(_output(slot, vocabulary) for slot in slots) if slots else ANYTHING)


def _done(output: Shape) -> Shape:
    return Shape(
        kinds=frozenset({"object"}),
        properties=MappingProxyType({"output": output}),
        required=frozenset({"output"}),
        additional=False,
    )


def _output(slot: Slot, vocabulary: Vocabulary) -> Shape:
    """What the child in a slot hands on; one per element, they are a list."""
    output = ANYTHING
    child = None if slot.machine is None else vocabulary.machines.at(slot.machine)
    if child is not None:
        output = child.output
    elif slot.action is not None and slot.action in vocabulary.actions:
        output = vocabulary.actions[slot.action].result
    return Shape(kinds=frozenset({"array"}), items=output) if slot.is_many else output


def check_child_event(event: str, span: Span, vocabulary: Vocabulary) -> None:
    """Report an event about a child in a slot that the machine does not have."""
    for beginning in (DONE, ERROR):
        name = event.removeprefix(beginning)
        slots = tuple(dict.fromkeys(slot.id for slot in vocabulary.itself.slots))
        if name != event and "*" not in name and name not in slots:
            vocabulary.report(
                Diagnostic(
                    code="SC240",
                    span=span,
                    message=f"no child is in the slot {quoted(name)}",
                    hint=_where(name, vocabulary) or suggestion(name, slots),
                )
            )


def _where(name: str, vocabulary: Vocabulary) -> str | None:
    """What to write for the number of one child of many."""
    slot = next((each for each in vocabulary.itself.slots if each.holds(name)), None)
    return None if slot is None else f"{DONE}{slot.id} tells that all of them are done"


def child_events(vocabulary: Vocabulary) -> Iterator[str]:
    """Every event by which the machine may hear of its children."""
    for slot in vocabulary.itself.slots:
        yield DONE + slot.id
        yield ERROR + slot.id
    yield "child.exit"
    yield "child.change"
