"""What the world may say: the payloads of events, the results of actions, the input of a start.

A payload that can have few values has them all. Of any other, each field that a transition for its
event reads has the values that it is compared with, those beside them, and one more. Where a
condition asks more of a field, this is not all that can happen, and a ``Gap`` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statecraft.chart.descriptors import matches
from statecraft.checker.freed.oracle import ORACLES
from statecraft.checker.gaps import Gap
from statecraft.checker.reads import Fields, Reads
from statecraft.checker.samples import Wanted, field_values, payload_values
from statecraft.checker.spaces.relevance import Relevance, relevances_of
from statecraft.expr import tree
from statecraft.expr.reads import all_nodes
from statecraft.kernel.chart import Chart
from statecraft.model.definition import Definition
from statecraft.model.family import host_children
from statecraft.values.json_values import Value, same
from statecraft.values.shape import ANYTHING, Shape, violations

Values = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payloads:
    """What the world may say.

    Attributes:
        events: each event that it may send, with each payload.
        results: (machine's key, action) → results.
        inputs: of a start of the machine.
        relevance: machine's key → what of its context matters.
        gaps: what is left out.
    """

    events: tuple[tuple[str, Value], ...]
    results: Mapping[tuple[str, str], Values]
    inputs: Values
    relevance: Mapping[str, Relevance]
    gaps: tuple[Gap, ...]


def payloads_of(chart: Chart) -> Payloads:
    """What the world may say to a machine and its children."""
    relevance = relevances_of(chart.family)
    reads = Reads(chart.family, relevance)
    gaps = [*_gaps_of_formulas(chart, relevance)]
    return Payloads(
        events=tuple(_events(chart, reads, gaps)),
        results=MappingProxyType(_results(chart.family, reads, gaps)),
        inputs=_inputs(chart.definition, reads, gaps),
        relevance=MappingProxyType(relevance),
        gaps=tuple(dict.fromkeys(gaps)),
    )


def _events(chart: Chart, reads: Reads, gaps: list[Gap]) -> Iterator[tuple[str, Value]]:
    if reads.of_names is not None:
        gaps.append(Gap(what="events of other names may come", at=reads.of_names))
    for event in sendable(chart):
        fields = reads.of_event(event)
        if any(event in each.pipelines for each in chart.family):
            fields = reads.of_parameters
        for shape in [*_shapes(event, chart.family)] or [ANYTHING]:
            known = _known(fields.wanted, shape)
            values, is_complete = payload_values(shape, known)
            if not is_complete:
                gaps.append(Gap(what=f"only some payloads of {event} are tried"))
            gaps += _gaps_of(f"{event} may carry other", fields, shape)
            for value in values:
                yield event, value


def _gaps_of(what: str, fields: Fields, shape: Shape) -> Iterator[Gap]:
    """What is asked of values of a shape that are not all tried."""
    for name, place in fields.open.items():
        if name in _known(fields.wanted, shape) and _is_wide(shape, name):
            yield Gap(what=f"{what} values of {name}", at=place)
    is_known = shape.additional is False and not any(_is_wide(shape, n) for n in shape.properties)
    if fields.whole is not None and not (is_known or field_values(shape, ())[1]):
        yield Gap(what=f"{what} values", at=fields.whole)


def _known(wanted: Wanted, shape: Shape) -> Wanted:
    """The wanted fields that a payload of the shape may have."""
    is_open = shape.additional is not False and not shape.properties
    return {name: of for name, of in wanted.items() if is_open or name in shape.properties}


def _is_wide(shape: Shape, field: str) -> bool:
    return not field_values(shape.properties.get(field, ANYTHING), ())[1]


def _gaps_of_formulas(chart: Chart, relevance: Mapping[str, Relevance]) -> Iterator[Gap]:
    """Formulas that depend on more than the state and what the world says."""
    for definition in chart.family:
        computed = {each.name: each.formula.expr for each in definition.computed}
        for formula in relevance[definition.key].deciding:
            for node in all_nodes(formula.expr, computed):
                match node:
                    case tree.Now():
                        yield Gap(what="the time is taken to stand still", at=formula.span)
                    case tree.HostCall(function=name) if name not in ORACLES:
                        what = f"the function {name} is taken as it is given, or as its test value"
                        yield Gap(what=what, at=formula.span)
                    case _:
                        pass
        for name in host_children(definition):
            yield Gap(what=f"what the host's child {name} does is not known", at=definition.span)


def sendable(chart: Chart) -> tuple[str, ...]:
    """The events that may come from outside, children's included, in order of text.

    A descriptor with a wildcard stands for one event that nothing names exactly.
    """
    charts = [
        chart.lowered if each is chart.definition else chart.machine(each.key).lowered
        for each in chart.family
    ]
    named = dict.fromkeys(event for lowered in charts for event in lowered.sendable_events)
    for lowered in charts:
        for edge in lowered.edges:
            if _is_unmet(edge.event, named):
                named[(edge.event or "").replace("*", "other")] = None
    return tuple(named)


def _is_unmet(descriptor: str | None, named: Iterable[str]) -> bool:
    """Whether a descriptor is a wildcard for events from outside and matches none that is named."""
    if descriptor is None or not descriptor.endswith("*"):
        return False
    is_inner = descriptor.startswith(("done.", "error.", "child."))
    return not is_inner and not any(matches(descriptor, event) for event in named)


def _shapes(event: str, family: Iterable[Definition]) -> Iterator[Shape]:
    for definition in family:
        declared = definition.events.get(event)
        if declared is not None and declared.payload is not None:
            yield declared.payload
        pipeline = definition.pipelines.get(event)
        if pipeline is not None and pipeline.parameters is not None:
            yield pipeline.parameters


def _results(
    family: Iterable[Definition], reads: Reads, gaps: list[Gap]
) -> dict[tuple[str, str], Values]:
    found = {}
    for definition in family:
        for action in definition.actions.values():
            known = _known(reads.of_results.wanted, action.result)
            values, _ = payload_values(action.result, known)
            gaps += _gaps_of(
                f"{action.name} may answer with other", reads.of_results, action.result
            )
            if reads.of_failures is not None:
                gaps.append(Gap(what=f"{action.name} may fail otherwise", at=reads.of_failures))
            test = () if violations(action.result, action.test) else (action.test,)
            kept = [*test, *(v for v in values if not any(same(v, one) for one in test))]
            found[definition.key, action.name] = tuple(kept)
    return found


def _inputs(definition: Definition, reads: Reads, gaps: list[Gap]) -> Values:
    if definition.input is None:
        return ({},)
    gaps += _gaps_of("the input may have other", reads.of_inputs, definition.input)
    return payload_values(definition.input, _known(reads.of_inputs.wanted, definition.input))[0]
