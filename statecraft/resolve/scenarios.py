"""Scenarios and waivers: kept as data, once what they name has been found."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from statecraft.codes import TITLES
from statecraft.diagnostics import Diagnostic, quoted
from statecraft.model.actions import TemplateKind
from statecraft.model.scenarios import Scenario, ScenarioStep, Waiver
from statecraft.resolve.calls import run_named
from statecraft.resolve.child_events import child_events
from statecraft.resolve.descendants import named_below, takes_below
from statecraft.resolve.dimension_outline import value_named
from statecraft.resolve.expectations import expected
from statecraft.resolve.findings import suggestion, unknown
from statecraft.resolve.fitting import written_hint
from statecraft.resolve.moves import movable
from statecraft.resolve.names import is_matched
from statecraft.resolve.parts import one_or_more
from statecraft.resolve.scenario_data import holds_formula, plain_data, report_unfit
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape, violations
from statecraft.values.text import text_of

_KINDS: Final = ("send", "run", "advance", "answer", "fail", "move", "expect")


def resolve_scenarios(machine: Located, vocabulary: Vocabulary) -> tuple[Scenario, ...]:
    """The scenarios in order of text."""
    return tuple(_scenario(of, vocabulary) for of in one_or_more(machine.get("scenarios")))


def _scenario(node: Located, vocabulary: Vocabulary) -> Scenario:
    return Scenario(
        name=node.value["name"],
        given=_given(node.get("given"), vocabulary),
        input=_input(node, vocabulary),
        mock=node.value.get("mock", False),
        steps=tuple(_step(of, vocabulary) for of in node["steps"].elements()),
        span=node["name"].span,
    )


def _given(node: Located | None, vocabulary: Vocabulary) -> Mapping[str, Value]:
    """Start values; those of dimensions with the type that the dimension declares."""
    if node is None:
        return MappingProxyType({})
    return MappingProxyType({name: _start_value(name, of, vocabulary) for name, of in node.items()})


def _input(node: Located, vocabulary: Vocabulary) -> Value:
    """What the start is given, held against what the machine declares."""
    given, span = node.get("input"), node["name"].span
    report_unfit(given, vocabulary.input, "the machine's input", span, vocabulary.report)
    return None if given is None else plain_data(given, vocabulary.report)


def _start_value(name: str, node: Located, vocabulary: Vocabulary) -> Value:
    outline = vocabulary.dimensions.get(name)
    if outline is not None and not outline.is_computed:
        return _value_of(node, vocabulary)
    shape = vocabulary.variables.get(name)
    if shape is None:
        stored = (n for n, each in vocabulary.dimensions.items() if not each.is_computed)
        known = (*stored, *vocabulary.variables)
        what = "stored value" if name in vocabulary.names else "dimension or context variable"
        vocabulary.report(unknown("SC225", node.key_span, what, name, known))
    value = plain_data(node, vocabulary.report)
    if shape is not None and not holds_formula(node.value):
        _report_misfit(shape, value, node, vocabulary)
    return value


def _report_misfit(shape: Shape, value: Value, node: Located, vocabulary: Vocabulary) -> None:
    for broken in violations(shape, value)[:1]:
        message, hint = f"{node.key} {broken}", written_hint(shape, value)
        vocabulary.report(Diagnostic(code="SC212", span=node.span, message=message, hint=hint))


def _value_of(node: Located, vocabulary: Vocabulary) -> Value:
    """The declared value that a literal names."""
    outline = vocabulary.dimensions[str(node.key)]
    found = value_named(outline, text_of(node.value), node.span, vocabulary.report)
    return None if found is None else found.value


def _step(node: Located, vocabulary: Vocabulary) -> ScenarioStep:
    kind = next(kind for kind in _KINDS if kind in node)
    details: dict[str, Value] = {}
    if "with" in node:
        details["with"] = plain_data(node["with"], vocabulary.report)
    if "expect" in node and kind != "expect":
        details["expect"] = expected(node["expect"], vocabulary)
    if kind == "send" and _is_to_be_accepted(details.get("expect")):
        _check_payload(node, vocabulary)
    return ScenarioStep(
        kind=kind,
        argument=_argument(kind, node[kind], vocabulary),
        details=MappingProxyType(details),
        span=node[kind].key_span,
    )


def _is_to_be_accepted(expected: Value) -> bool:
    """Whether a step asks for success; a payload that does not fit is refused."""
    outcome = expected.get("outcome") if isinstance(expected, dict) else expected
    return outcome in (None, "accepted")


def _check_payload(node: Located, vocabulary: Vocabulary) -> None:
    event = node["send"]
    declared = vocabulary.events.get(str(event.value))
    if declared is not None and declared.payload is not None:
        what = f"event {event.value}"
        report_unfit(node.get("with"), declared.payload, what, event.span, vocabulary.report)


def _argument(kind: str, node: Located, vocabulary: Vocabulary) -> Value:
    match kind:
        case "send":
            _check_event(node, vocabulary)
        case "run":
            run_named(node, TemplateKind.PIPELINE, vocabulary)
        case "advance":
            _check_duration(node, vocabulary)
        case "move":
            return {name: _goal(of, vocabulary) for name, of in node.items()}
        case "expect":
            return expected(node, vocabulary)
        case _:
            return plain_data(node, vocabulary.report)
    value: Value = node.value
    return value


def _check_event(node: Located, vocabulary: Vocabulary) -> None:
    """Report an event that neither the machine nor a descendant names."""
    name, itself, machines = str(node.value), vocabulary.itself, vocabulary.machines
    known = {*vocabulary.named_events, *child_events(vocabulary)}
    if name in known or is_matched(name, vocabulary.descriptors):
        return
    if not takes_below(name, itself, machines):
        near = (*vocabulary.named_events, *named_below(itself, machines))
        vocabulary.report(unknown("SC216", node.span, "event", name, near))


def _check_duration(node: Located, vocabulary: Vocabulary) -> None:
    try:
        parse_duration(node.value)
    except DurationError as error:
        vocabulary.report(Diagnostic(code="SC224", span=node.span, message=error.message))


def _goal(node: Located, vocabulary: Vocabulary) -> Value:
    return None if movable(node, vocabulary) is None else _value_of(node, vocabulary)


def resolve_waivers(machine: Located, vocabulary: Vocabulary) -> tuple[Waiver, ...]:
    """The findings that the definition allows."""
    return tuple(_waiver(of, vocabulary) for of in one_or_more(machine.get("allow")))


def _waiver(node: Located, vocabulary: Vocabulary) -> Waiver:
    code = node.value["code"]
    if code not in TITLES:
        vocabulary.report(
            Diagnostic(
                code="SC226",
                span=node["code"].span,
                message=f"no finding has the code {quoted(code)}",
                hint=suggestion(code, TITLES),
            )
        )
    return Waiver(
        code=code, at=node.value["at"], because=node.value["because"], span=node["code"].span
    )
