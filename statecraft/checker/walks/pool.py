"""Everything that is worth trying to say to a machine, where a search cannot try all of it.

To the samples of ``payloads`` come the examples of its scenarios, what its variables are known to
hold where a payload is copied into them, and mixtures of all these.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from statecraft.chart.descriptors import matches
from statecraft.checker.payloads import Payloads, Values, payloads_of
from statecraft.checker.reads import actions_in, distinct, field_read
from statecraft.checker.walks.said import Said, said_of
from statecraft.checks.sources import all_transitions
from statecraft.expr import tree
from statecraft.expr.tree import Expr, NameKind
from statecraft.kernel.chart import Chart
from statecraft.model.actions import Action, Merge, Set
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.values.json_values import Value
from statecraft.values.shape import ANYTHING, Shape, violations

MOST_WORDS = 10
"""Values of one field that come from elsewhere in the definition."""


def pool_of(chart: Chart, most: int) -> Payloads:
    """What is tried of what the world may say, with at most so many payloads of one event.

    It leaves out as much as ``payloads_of`` does.
    """
    known = payloads_of(chart)
    said = said_of(chart.definition, chart.family)
    held, sent = tuple(said.held.values()), tuple(said.events.values())
    words = distinct([*_words((*held, *sent)), *_keys((*held, *sent))])
    sampled: dict[str, list[Value]] = {}
    for event, payload in known.events:
        sampled.setdefault(event, []).append(payload)
    events = []
    for event, samples in sampled.items():
        events += [(event, each) for each in _payloads(chart, event, samples, said, words, most)]
    return replace(
        known,
        events=tuple(events),
        results=_results(chart.family, known.results, said),
        inputs=_inputs(chart.definition, known.inputs, said),
    )


def _words(values: Iterable[Values]) -> Iterator[Value]:
    """Texts and numbers, wherever they stand in some values."""
    for value in (each for several in values for each in several):
        match value:
            case dict():
                yield from _words([tuple(value.values())])
            case list():
                yield from _words([tuple(value)])
            case str() | int() | float():
                yield value
            case _:
                pass


def _keys(values: Iterable[Values]) -> Iterator[Value]:
    """Names under which something stands in some values."""
    for value in (each for several in values for each in several):
        match value:
            case dict():
                yield from value
                yield from _keys([tuple(value.values())])
            case list():
                yield from _keys([tuple(value)])
            case _:
                pass


def _payloads(
    chart: Chart, event: str, samples: list[Value], said: Said, words: Values, most: int
) -> Iterator[Value]:
    plain = next((each for each in samples if isinstance(each, dict)), {})
    copied = [{**plain, **each} for each in _copied(chart.family, event, said)]
    whole = distinct([*said.events.get(event, ()), *copied, *samples])
    mixed = _mixtures(whole, words, _shape(chart, event), most)
    yield from islice(distinct([*whole, *mixed]), most)


def _shape(chart: Chart, event: str) -> Shape:
    declared = (each.events[event].payload for each in chart.family if event in each.events)
    return next((each for each in declared if each is not None), ANYTHING)


def _mixtures(whole: Values, words: Values, shape: Shape, most: int) -> Iterator[Value]:
    """Payloads in which each field has a value that it has in some payload, or a word.

    Mixtures of the fields that have to be there come before mixtures of all.
    """
    mappings = [each for each in whole if isinstance(each, dict)]
    columns: dict[str, Values] = {}
    for field in dict.fromkeys(name for each in mappings for name in each):
        known = [each[field] for each in mappings if field in each]
        inner = shape.properties.get(field, ANYTHING)
        columns[field] = distinct([*known, *_fitting(words, inner)])
    required = {field: of for field, of in columns.items() if field in shape.required}
    for fields in (required, columns):
        for mixed in spread(tuple(fields.values()), most):
            payload: dict[str, Value] = dict(zip(fields, mixed, strict=True))
            if not violations(shape, payload):
                yield payload


def _fitting(words: Values, shape: Shape) -> Iterator[Value]:
    return islice((each for each in words if not violations(shape, each)), MOST_WORDS)


def spread(columns: tuple[Values, ...], most: int) -> Iterator[Values]:
    """Some rows of the product of columns, far apart, so that every column changes in them."""
    size = math.prod(map(len, columns))
    stride = next(n for n in range(int(size * 0.618) + 1, 2 * size + 3) if math.gcd(n, size) == 1)
    for number in range(min(size, most)):
        place = number * stride % size
        row = []
        for column in columns:
            place, index = divmod(place, len(column))
            row.append(column[index])
        yield tuple(row)


def _copied(family: Iterable[Definition], event: str, said: Said) -> Iterator[Mapping[str, Value]]:
    """Parts of payloads that make a variable hold what it is known to hold."""
    for definition in family:
        for _, transition in all_transitions(definition):
            if transition.event is not None and matches(transition.event, event):
                for action in actions_in(transition.actions):
                    yield from _copied_by(action, said)


def _copied_by(action: Action, said: Said) -> Iterator[Mapping[str, Value]]:
    match action:
        case Set(assignments=assignments) | Merge(assignments=assignments):
            for place, formula in assignments:
                for value in said.held.get(place.variable, ()):
                    yield from _part(place, formula, value)
        case _:
            pass


def _part(place: Place, formula: Formula, value: Value) -> Iterator[Mapping[str, Value]]:
    """The part of an event that becomes this value of the variable at a place."""
    match place.steps, formula.expr, value:
        case (), tree.Name(name="event", kind=NameKind.LOCAL), dict():
            yield value
        case (), expr, _ if (field := _field(expr)) is not None:
            yield {field: value}
        case (step,), expr, dict() if not isinstance(step, str | int):
            key, of = _field(step), _field(expr)
            if key is not None and of is not None:
                yield from ({key: name, of: inner} for name, inner in value.items())
        case _:
            pass


def _field(expr: Expr, local: str = "event") -> str | None:
    """The field of the event, or of another local name, that an expression is."""
    read = field_read(expr)
    return read[1] if read is not None and read[0] == local else None


def _results(
    family: Iterable[Definition], known: Mapping[tuple[str, str], Values], said: Said
) -> Mapping[tuple[str, str], Values]:
    """Examples are tried with every action that they fit, as a step may call it what it likes."""
    examples = [value for values in said.results.values() for value in values]
    found = {}
    for definition in family:
        for action in definition.actions.values():
            key = (definition.key, action.name)
            fitting = [value for value in examples if not violations(action.result, value)]
            found[key] = distinct([*known[key], *fitting])
    return MappingProxyType(found)


def _inputs(definition: Definition, known: Values, said: Said) -> Values:
    """Those of the scenarios, and such from which a variable takes what it is known to hold."""
    if definition.input is None:
        return known
    plain = next((each for each in known if isinstance(each, dict)), {})
    copied = (
        {**plain, field: value}
        for variable in definition.context
        if (field := _field(variable.initial.expr, "input")) is not None
        for value in said.held.get(variable.name, ())
    )
    fitting = (each for each in copied if not violations(definition.input, each))
    return distinct([*said.inputs, *known, *fitting])
