"""Dimensions as others name them: values and kind, read before anything that uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.model.formulas import NOTHING_SAID, Described
from statecraft.resolve.described import described
from statecraft.resolve.findings import Report, first_is, suggestion
from statecraft.resolve.parts import entries_of, one_or_more
from statecraft.source.document import Located
from statecraft.values.json_values import Value, same
from statecraft.values.shape import Shape, kind_of
from statecraft.values.text import text_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredValue:
    """A value of a dimension; everywhere but in its declaration ``text`` names it."""

    value: Value
    text: str
    span: Span
    described: Described = NOTHING_SAID


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionOutline:
    """A dimension without its behaviour. A computed one may have no declared ``values``."""

    name: str
    node: Located
    values: tuple[DeclaredValue, ...]
    is_computed: bool
    is_constant: bool
    is_free: bool

    def by_text(self, text: str) -> DeclaredValue | None:
        """The declared value that is written so."""
        return next((value for value in self.values if value.text == text), None)

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts of the values in order."""
        return tuple(value.text for value in self.values)

    @property
    def labels(self) -> Mapping[str, Value]:
        """Label → the value that it is for; of two values with one label the first."""
        labelled = {v.described.label: v.value for v in reversed(self.values)}
        return MappingProxyType({label: v for label, v in labelled.items() if label is not None})

    @property
    def shape(self) -> Shape:
        """The declared values as a type."""
        values = tuple(value.value for value in self.values)
        return Shape(kinds=frozenset(kind_of(value) for value in values), enum=values)


def outline_dimensions(machine: Located, report: Report) -> Mapping[str, DimensionOutline]:
    """The dimensions of a machine by name, in order of text."""
    node = machine.get("dimensions")
    if node is None:
        return MappingProxyType({})
    return MappingProxyType({name: _outline(name, of, report) for name, of in node.items()})


def _outline(name: str, node: Located, report: Report) -> DimensionOutline:
    return DimensionOutline(
        name=name,
        node=node,
        values=_distinct(name, _declared_values(node), report),
        is_computed="compute" in node,
        is_constant=node.value.get("constant", False),
        is_free=node.value.get("moves") == "free",
    )


def _declared_values(node: Located) -> Iterator[DeclaredValue]:
    listed = node.get("values") or node.get("states")
    if listed is None:
        return
    if isinstance(listed.value, list):
        yield from (_of_element(element) for element in listed.elements())
        return
    for of in entries_of(listed):
        value = of.typed_key
        said = described(of) if isinstance(of.value, dict) else Described(label=of.value)
        yield DeclaredValue(value=value, text=text_of(value), span=of.key_span, described=said)


def _of_element(element: Located) -> DeclaredValue:
    written = element["value"] if isinstance(element.value, dict) else element
    return DeclaredValue(
        value=written.value,
        text=text_of(written.value),
        span=written.span,
        described=described(element),
    )


def _distinct(
    name: str, values: Iterator[DeclaredValue], report: Report
) -> tuple[DeclaredValue, ...]:
    kept: list[DeclaredValue] = []
    for value in values:
        twin = next((k for k in kept if k.text == value.text or same(k.value, value.value)), None)
        if twin is None:
            kept.append(value)
        else:
            report(_twice(name, value, twin))
    return tuple(kept)


def _twice(name: str, value: DeclaredValue, twin: DeclaredValue) -> Diagnostic:
    return Diagnostic(
        code="SC208",
        span=value.span,
        message=f"dimension {name} has the value {quoted(value.text)} twice",
        hint="elsewhere a value is known by its text alone",
        related=first_is(twin.span, "the first one"),
    )


def value_named(
    outline: DimensionOutline, text: str, span: Span, report: Report
) -> DeclaredValue | None:
    """The declared value written *text*; reports when there is none."""
    return value_among(outline.values, outline.name, text, span, report)


def value_among(
    values: tuple[DeclaredValue, ...], dimension: str, text: str, span: Span, report: Report
) -> DeclaredValue | None:
    """The one of the values of a dimension that is written *text*; reports when there is none."""
    found = next((value for value in values if value.text == text), None)
    if found is None:
        report(
            Diagnostic(
                code="SC204",
                span=span,
                message=f"dimension {dimension} has no value {quoted(text)}",
                hint=_meant_value(values, text),
            )
        )
    return found


def _meant_value(values: tuple[DeclaredValue, ...], text: str) -> str | None:
    labelled = next((value.text for value in values if value.described.label == text), None)
    if labelled is not None:
        return f"{quoted(text)} is the label of {labelled}: write {labelled}"
    return suggestion(text, [value.text for value in values])


def values_in(outline: DimensionOutline, node: Located, report: Report) -> tuple[Value, ...]:
    """The declared values that a literal, or a list of literals, names."""
    found = (
        value_named(outline, text_of(each.value), each.span, report) for each in one_or_more(node)
    )
    return tuple(value.value for value in found if value is not None)
