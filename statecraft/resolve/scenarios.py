"""Scenarios and waivers: kept as data, once what they name has been found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from statecraft.codes import TITLES
from statecraft.diagnostics import Diagnostic, quoted
from statecraft.model.actions import TemplateKind
from statecraft.model.scenarios import Scenario, ScenarioStep, Waiver
from statecraft.resolve.calls import run_named
from statecraft.resolve.dimension_outline import value_named
from statecraft.resolve.findings import suggestion, unknown
from statecraft.resolve.moves import movable
from statecraft.resolve.parts import one_or_more
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape, violations
from statecraft.values.text import text_of

_KINDS: Final = ("send", "run", "advance", "answer", "fail", "move", "expect")
_EXPECTATIONS: Final = frozenset(
    {
        "capabilities",
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


def resolve_scenarios(machine: Located, vocabulary: Vocabulary) -> tuple[Scenario, ...]:
    """The scenarios in order of text."""
    return tuple(_scenario(of, vocabulary) for of in one_or_more(machine.get("scenarios")))


def _scenario(node: Located, vocabulary: Vocabulary) -> Scenario:
    return Scenario(
        name=node.value["name"],
        given=_given(node.get("given"), vocabulary),
        input=node.value.get("input"),
        mock=node.value.get("mock", False),
        steps=tuple(_step(of, vocabulary) for of in node["steps"].elements()),
        span=node["name"].span,
    )


def _given(node: Located | None, vocabulary: Vocabulary) -> Mapping[str, Value]:
    """Start values; those of dimensions with the type that the dimension declares."""
    if node is None:
        return MappingProxyType({})
    return MappingProxyType({name: _start_value(name, of, vocabulary) for name, of in node.items()})


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
    else:
        _report_misfit(shape, name, node, vocabulary)
    value: Value = node.value
    return value


def _report_misfit(shape: Shape, name: str, node: Located, vocabulary: Vocabulary) -> None:
    for broken in violations(shape, node.value)[:1]:
        vocabulary.report(Diagnostic(code="SC212", span=node.span, message=f"{name} {broken}"))


def _value_of(node: Located, vocabulary: Vocabulary) -> Value:
    """The declared value that a literal names."""
    outline = vocabulary.dimensions[str(node.key)]
    found = value_named(outline, text_of(node.value), node.span, vocabulary.report)
    return None if found is None else found.value


def _step(node: Located, vocabulary: Vocabulary) -> ScenarioStep:
    kind = next(kind for kind in _KINDS if kind in node)
    details = {key: node.value[key] for key in ("with", "expect") if key in node and key != kind}
    if isinstance(details.get("expect"), dict):
        details["expect"] = _expected(node["expect"], vocabulary)
    return ScenarioStep(
        kind=kind,
        argument=_argument(kind, node[kind], vocabulary),
        details=MappingProxyType(details),
        span=node[kind].key_span,
    )


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
            return _expected(node, vocabulary)
        case _:
            pass
    value: Value = node.value
    return value


def _check_event(node: Located, vocabulary: Vocabulary) -> None:
    name = str(node.value)
    if name in vocabulary.named_events or any(
        descriptor == "*" or (descriptor.endswith(".*") and _is_below(name, descriptor[:-2]))
        for descriptor in vocabulary.descriptors
    ):
        return
    vocabulary.report(unknown("SC216", node.span, "event", name, vocabulary.named_events))


def _is_below(name: str, prefix: str) -> bool:
    return name == prefix or name.startswith(f"{prefix}.")


def _check_duration(node: Located, vocabulary: Vocabulary) -> None:
    try:
        parse_duration(node.value)
    except DurationError as error:
        vocabulary.report(Diagnostic(code="SC224", span=node.span, message=error.message))


def _goal(node: Located, vocabulary: Vocabulary) -> Value:
    return None if movable(node, vocabulary) is None else _value_of(node, vocabulary)


def _expected(node: Located, vocabulary: Vocabulary) -> Value:
    """What is expected; of dimensions, with the type that the dimension declares."""
    return dict(_expectations(node, vocabulary))


def _expectations(node: Located, vocabulary: Vocabulary) -> Iterator[tuple[str, Value]]:
    for name, of in node.items():
        outline = vocabulary.dimensions.get(name)
        if outline is not None and outline.values:
            yield name, _value_of(of, vocabulary)
            continue
        if name == "context":
            _check_names(of, tuple(vocabulary.scope.context), "context variable", vocabulary)
        elif name == "state":
            _check_states(of, vocabulary)
        elif name not in _EXPECTATIONS and name not in vocabulary.scope.all_names():
            known = vocabulary.scope.all_names()
            vocabulary.report(unknown("SC225", of.key_span, "name", name, known))
        yield name, of.value


def _check_names(node: Located, known: tuple[str, ...], what: str, vocabulary: Vocabulary) -> None:
    for name, of in node.items():
        if name not in known:
            vocabulary.report(unknown("SC225", of.key_span, what, name, known))


def _check_states(node: Located, vocabulary: Vocabulary) -> None:
    paths = [path for path in vocabulary.tree if path]
    for element in one_or_more(node):
        if element.value not in paths:
            vocabulary.report(unknown("SC203", element.span, "state", element.value, paths))


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
