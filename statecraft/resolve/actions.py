"""Actions: the lists under ``entry``, ``exit``, ``do`` and ``on_change``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from statecraft.diagnostics import Diagnostic
from statecraft.expr.scope import Scope
from statecraft.model.actions import (
    Act,
    Action,
    Block,
    Cancel,
    Each,
    Emit,
    If,
    Log,
    Merge,
    Raise,
    Send,
    Set,
    Start,
    Unset,
)
from statecraft.model.formulas import Formula
from statecraft.resolve.expressions import condition, data, optional_data
from statecraft.resolve.findings import unknown
from statecraft.resolve.fitting import is_literal, literal_value, misfit
from statecraft.resolve.machines import machine_named
from statecraft.resolve.names import check_event, is_good_variable
from statecraft.resolve.places import resolve_assignments, resolve_merges, resolve_removals
from statecraft.resolve.vocabulary import Vocabulary, with_locals
from statecraft.source.document import Located
from statecraft.values.duration import DurationError, parse_duration
from statecraft.values.notation import brief
from statecraft.values.shape import ANYTHING, Shape

_MOST_ELEMENTS: Final = 1000
"""How many elements an ``each`` goes through when it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """What can be read where an action stands, and what its names mean."""

    scope: Scope
    vocabulary: Vocabulary

    def data(self, node: Located) -> Formula:
        return data(node, self.scope, self.vocabulary.report)

    def optional(self, node: Located | None) -> Formula | None:
        return optional_data(node, self.scope, self.vocabulary.report)


def resolve_block(node: Located | None, scope: Scope, vocabulary: Vocabulary) -> Block:
    """The actions of a list; those that cannot be understood are reported and left out."""
    if node is None:
        return ()
    here = _Here(scope=scope, vocabulary=vocabulary)
    return tuple(_actions(node.elements(), here))


def _actions(nodes: Iterable[Located], here: _Here) -> Iterable[Action]:
    for node in nodes:
        kind = next(kind for kind in _KINDS if kind in node)
        action = _KINDS[kind](node, here)
        if action is not None:
            yield action


def _set(node: Located, here: _Here) -> Action:
    pairs = resolve_assignments(node["set"], here.scope, here.vocabulary)
    return Set(assignments=pairs, span=node["set"].key_span)


def _merge(node: Located, here: _Here) -> Action:
    pairs = resolve_merges(node["merge"], here.scope, here.vocabulary)
    return Merge(assignments=pairs, span=node["merge"].key_span)


def _unset(node: Located, here: _Here) -> Action:
    places = resolve_removals(node["unset"], here.scope, here.vocabulary)
    return Unset(places=places, span=node["unset"].key_span)


def _raise(node: Located, here: _Here) -> Action:
    check_event(node["raise"], here.vocabulary.report)
    return Raise(
        event=node["raise"].value, data=_payload(node, "raise", here), span=node["raise"].key_span
    )


def _send(node: Located, here: _Here) -> Action:
    check_event(node["send"], here.vocabulary.report)
    to = here.optional(node.get("to"))
    # Another instance may be of another definition: what it declares is not known here.
    elsewhere = here.optional(node.get("with")) if to is not None else None
    return Send(
        event=node["send"].value,
        data=elsewhere if to is not None else _payload(node, "send", here),
        to=to,
        delay=_delay(node.get("delay"), here),
        id=here.optional(node.get("id")),
        replace=node.value.get("replace", False),
        span=node["send"].key_span,
    )


def _payload(node: Located, kind: str, here: _Here) -> Formula | None:
    """The data of an event of this machine, held against what is declared of it."""
    name = node[kind].value
    given = here.optional(node.get("with"))
    declared = here.vocabulary.events.get(name)
    if declared is not None and declared.payload is not None:
        _report_misfit(node, kind, f"event {name}", declared.payload, given, here)
    return given


def _report_misfit(
    node: Located, kind: str, what: str, wanted: Shape, given: Formula | None, here: _Here
) -> None:
    if given is None:
        missing = sorted(wanted.required)
        why = f"must have the field {brief(missing[0])}" if missing else None
    else:
        why = misfit(wanted, given)
    if why is not None:
        span = node[kind].span if given is None else node["with"].key_span
        message = f"what is given to {what} does not fit: {why}"
        here.vocabulary.report(Diagnostic(code="SC215", span=span, message=message))


def _delay(node: Located | None, here: _Here) -> Formula | None:
    delay = here.optional(node)
    if delay is None or node is None or not is_literal(delay.expr):
        return delay
    value = literal_value(delay.expr)
    if isinstance(value, str | int | float):
        try:
            parse_duration(value)
        except DurationError as error:
            here.vocabulary.report(Diagnostic(code="SC224", span=node.span, message=error.message))
    return delay


def _cancel(node: Located, here: _Here) -> Action:
    return Cancel(id=here.data(node["cancel"]), span=node["cancel"].key_span)


def _emit(node: Located, here: _Here) -> Action:
    check_event(node["emit"], here.vocabulary.report)
    return Emit(
        event=node["emit"].value,
        data=here.optional(node.get("with")),
        span=node["emit"].key_span,
    )


def _log(node: Located, here: _Here) -> Action:
    return Log(message=here.data(node["log"]), span=node["log"].key_span)


def _if(node: Located, here: _Here) -> Action:
    return If(
        when=condition(node["if"], here.scope, here.vocabulary.report),
        then=resolve_block(node.get("then"), here.scope, here.vocabulary),
        otherwise=resolve_block(node.get("else"), here.scope, here.vocabulary),
        span=node["if"].key_span,
    )


def _each(node: Located, here: _Here) -> Action:
    each = node["each"]
    source = here.data(each["in"])
    why = misfit(Shape(kinds=frozenset({"array"})), source)
    if why is not None:
        message = f"each goes through a list: {why}"
        here.vocabulary.report(Diagnostic(code="SC212", span=each["in"].span, message=message))
    variable = str(each["as"].value)
    inner = here.scope
    if is_good_variable(each["as"], here.vocabulary.names, here.vocabulary.report):
        inner = with_locals(inner, {variable: source.shape.items or ANYTHING})
    return Each(
        source=source,
        variable=variable,
        at_most=each.value.get("at_most", _MOST_ELEMENTS),
        body=resolve_block(each["do"], inner, here.vocabulary),
        span=each.key_span,
    )


def _act(node: Located, here: _Here) -> Action:
    name = node["action"].value
    given = here.optional(node.get("with"))
    declared = here.vocabulary.actions.get(name)
    if declared is None:
        known = here.vocabulary.actions
        here.vocabulary.report(unknown("SC214", node["action"].span, "action", name, known))
    else:
        _report_misfit(node, "action", f"action {name}", declared.parameters, given, here)
    identity = node.value.get("id", name)
    for key in ("done", "error"):
        if key in node:
            check_event(node[key], here.vocabulary.report)
    return Act(
        name=name,
        data=given,
        id=identity,
        done=node.value.get("done", f"done.action.{identity}"),
        error=node.value.get("error", f"error.action.{identity}"),
        span=node["action"].key_span,
    )


def _start(node: Located, here: _Here) -> Action | None:
    machine = machine_named(node["start"], here.vocabulary.machines, here.vocabulary.report)
    given = here.optional(node.get("with"))
    identity = here.optional(node.get("id"))
    if machine is None:
        return None
    if machine.input is not None:
        _report_misfit(node, "start", "the machine's input", machine.input, given, here)
    return Start(machine=machine.key, data=given, id=identity, span=node["start"].key_span)


_Resolver: TypeAlias = Callable[[Located, _Here], Action | None]

_KINDS: Final = MappingProxyType[str, _Resolver](
    {
        "set": _set,
        "merge": _merge,
        "unset": _unset,
        "raise": _raise,
        "send": _send,
        "cancel": _cancel,
        "emit": _emit,
        "log": _log,
        "if": _if,
        "each": _each,
        "action": _act,
        "start": _start,
    }
)
