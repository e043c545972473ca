"""What a scenario expects of a machine and of its children: names found, values of their types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from statecraft.diagnostics import Diagnostic
from statecraft.resolve.descendants import children_of, is_state, paths_with_children
from statecraft.resolve.dimension_outline import value_among
from statecraft.resolve.findings import Report, unknown
from statecraft.resolve.machines import Machine, Machines
from statecraft.resolve.parts import one_or_more
from statecraft.resolve.scenario_data import plain_data
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.json_values import Value
from statecraft.values.text import text_of

_EXPECTATIONS: Final = frozenset(
    {
        "capabilities",
        "children",
        "context",
        "dimensions",
        "effects",
        "enabled",
        "full_key",
        "outcome",
        "output",
        "reasons",
        "state",
        "status",
        "tags",
    }
)
"""What an ``expect`` may speak of besides the names of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """The machine of which something is expected."""

    machine: Machine
    machines: Machines
    report: Report


def expected(node: Located, vocabulary: Vocabulary) -> Value:
    """What is expected; of dimensions, with the type that the dimension declares."""
    if not isinstance(node.value, dict):
        outcome: Value = node.value
        return outcome
    subject = _Subject(
        machine=vocabulary.itself, machines=vocabulary.machines, report=vocabulary.report
    )
    return dict(_expectations(node, subject))


def _expectations(node: Located, subject: _Subject) -> Iterator[tuple[str, Value]]:
    visible = subject.machine.visible
    for name, of in node.items():
        if visible.dimensions.get(name):
            yield name, _value_of(of, subject)
            continue
        match name:
            case "dimensions":
                yield name, _dimensions(of, subject)
                continue
            case "children":
                yield name, _children(of, subject)
                continue
            case "context":
                _check_names(of, visible.context, "context variable", subject)
            case "capabilities":
                _check_names(of, visible.capabilities, "capability", subject)
            case "state":
                _check_states(of, subject)
            case _ if name not in _EXPECTATIONS and name not in visible.names:
                known = visible.names
                subject.report(unknown("SC225", of.key_span, "name", name, known))
        yield name, plain_data(of, subject.report)


def _value_of(node: Located, subject: _Subject) -> Value:
    """The declared value that a literal names."""
    name = str(node.key)
    values = subject.machine.visible.dimensions[name]
    found = value_among(values, name, text_of(node.value), node.span, subject.report)
    return None if found is None else found.value


def _dimensions(node: Located, subject: _Subject) -> Value:
    if not isinstance(node.value, dict):
        message = "dimensions is a mapping from names to values"
        hint = "write dimensions: {docstatus: 1}"
        subject.report(Diagnostic(code="SC212", span=node.span, message=message, hint=hint))
        return None
    dimensions = subject.machine.visible.dimensions
    _check_names(node, dimensions, "dimension", subject)
    # A computed dimension may declare no values.
    return {
        name: _value_of(of, subject) if dimensions[name] else plain_data(of, subject.report)
        for name, of in node.items()
        if name in dimensions
    }


def _children(node: Located, subject: _Subject) -> Value:
    """What is expected of children, by the names of their slots."""
    return {name: _child(name, of, subject) for name, of in node.items()}


def _child(name: str, node: Located, subject: _Subject) -> Value:
    slots = subject.machine.slots
    if not any(slot.holds(name) for slot in slots):
        known = (f"{slot.id}.0" if slot.is_many else slot.id for slot in slots)
        subject.report(unknown("SC225", node.key_span, "child", name, known))
    here = children_of(subject.machine, subject.machines)
    found = {child.key: child for slot, child in here if slot.holds(name)}
    if len(found) != 1:
        # Which of several machines is in the slot shows when the scenario runs.
        return plain_data(node, subject.report)
    (child,) = found.values()
    below = _Subject(machine=child, machines=subject.machines, report=subject.report)
    return dict(_expectations(node, below))


def _check_names(node: Located, known: Iterable[str], what: str, subject: _Subject) -> None:
    for name, of in node.items():
        if name not in known:
            subject.report(unknown("SC225", of.key_span, what, name, known))


def _check_states(node: Located, subject: _Subject) -> None:
    for element in one_or_more(node):
        path = str(element.value)
        if not is_state(path, subject.machine, subject.machines):
            known = paths_with_children(subject.machine, subject.machines)
            subject.report(unknown("SC203", element.span, "state", path, known))
