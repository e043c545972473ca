"""Literal texts that are also names: probably a formula without its ``=``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from statecraft.checks.blocks import all_actions
from statecraft.checks.finding import Finding
from statecraft.checks.invokes import all_invokes
from statecraft.checks.sources import all_states
from statecraft.diagnostics import Diagnostic, Severity
from statecraft.expr.tree import Expr, ListOf, Literal, MappingOf
from statecraft.model.actions import (
    Act,
    Action,
    Callback,
    Emit,
    Log,
    Merge,
    Raise,
    RunCall,
    Send,
    Set,
    Start,
    StartRun,
)
from statecraft.model.definition import Definition
from statecraft.model.formulas import Formula, Place
from statecraft.values.json_values import same
from statecraft.values.shape import ANYTHING, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class _Datum:
    """A piece of data, what it is for, and the type that is wanted there."""

    what: str
    formula: Formula
    wanted: Shape = ANYTHING


def literals_that_are_names(definition: Definition) -> Iterator[Finding]:
    """Texts in data that are spelled as a name that a formula could read there.

    Where a type lists its values and has this text among them, it is meant as it is written.
    """
    names = _names(definition)
    for placed in all_actions(definition):
        for datum in _data(placed.action, definition):
            yield from _found(datum, placed.at, names | set(placed.variables))
    if definition.output is not None:
        yield from _found(_Datum(what="output", formula=definition.output), "output", names)
    for state, at in all_states(definition):
        if state.output is not None:
            yield from _found(_Datum(what="output", formula=state.output), f"{at}.output", names)
    for child in all_invokes(definition):
        if child.invoke.data is not None:
            each = child.invoke.each
            known = names if each is None else names | {each.variable}
            datum = _Datum(what="input", formula=child.invoke.data)
            yield from _found(datum, child.at, known)


def _names(definition: Definition) -> frozenset[str]:
    return frozenset(
        [
            *(dimension.name for dimension in definition.dimensions),
            *(variable.name for variable in definition.context),
            *(computed.name for computed in definition.computed),
        ]
    )


def _data(action: Action, definition: Definition) -> Iterator[_Datum]:
    match action:
        case Set(assignments=assignments) | Merge(assignments=assignments):
            for place, formula in assignments:
                wanted = _shape_at(place, definition)
                yield _Datum(what=place.text, formula=formula, wanted=wanted)
        case Log(message=message):
            yield _Datum(what="log", formula=message)
        case Raise(event=event, data=Formula() as data) | Send(event=event, data=Formula() as data):
            yield _Datum(what="with", formula=data, wanted=_payload(event, definition))
        case Act(name=name, data=Formula() as data):
            yield _Datum(what="with", formula=data, wanted=definition.actions[name].parameters)
        case StartRun(call=RunCall(data=Formula() as data) as call):
            yield _Datum(what="with", formula=data, wanted=_parameters(call, definition))
        case (
            Emit(data=Formula() as data)
            | Start(data=Formula() as data)
            | Callback(data=Formula() as data)
        ):
            yield _Datum(what="with", formula=data)
        case _:
            pass


def _payload(event: str, definition: Definition) -> Shape:
    declared = definition.events.get(event)
    payload = None if declared is None else declared.payload
    return ANYTHING if payload is None else payload


def _parameters(call: RunCall, definition: Definition) -> Shape:
    own = definition.pipelines.get(call.name) or definition.workflows.get(call.name)
    return ANYTHING if own is None or own.parameters is None else own.parameters


def _shape_at(place: Place, definition: Definition) -> Shape:
    """The declared type of a place; anything where it is not known."""
    shape = next(v.shape for v in definition.context if v.name == place.variable)
    for step in place.steps:
        shape = _inner(shape, step if isinstance(step, str) else None)
    return shape


def _inner(shape: Shape, step: str | None) -> Shape:
    if step is not None and step in shape.properties:
        return shape.properties[step]
    return ANYTHING if shape.items is None else shape.items


def _found(datum: _Datum, at: str, names: frozenset[str]) -> Iterator[Finding]:
    if datum.formula.text.startswith("="):
        return
    for path, text in _literals(datum.formula.expr, datum.what, datum.wanted):
        if text in names:
            yield Finding(at=at, diagnostic=_finding(datum.formula, path, text))


def _literals(expr: Expr, path: str, wanted: Shape) -> Iterator[tuple[str, str]]:
    """The literal texts inside of data, each with its path, but for those that the type lists."""
    match expr:
        case Literal(value=str() as text):
            if not any(same(text, listed) for listed in wanted.enum or ()):
                yield path, text
        case ListOf(elements=elements):
            for index, element in enumerate(elements):
                yield from _literals(element, f"{path}[{index}]", _inner(wanted, None))
        case MappingOf(entries=entries):
            for key, value in entries:
                name = str(key.value) if isinstance(key, Literal) else ""
                yield from _literals(value, f"{path}.{name}", _inner(wanted, name))
        case _:
            pass


def _finding(formula: Formula, path: str, text: str) -> Diagnostic:
    return Diagnostic(
        code="SC352",
        span=formula.span,
        message=f'{path} is given the text "{text}", which is also a name',
        hint=f"write ={text} for the value of {text}",
        severity=Severity.WARNING,
    )
