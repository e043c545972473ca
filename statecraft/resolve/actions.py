"""Actions: the lists under ``entry``, ``exit``, ``do`` and ``on_change``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

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
    OwnBlock,
    Raise,
    Send,
    Set,
    Start,
    StartRun,
    TemplateKind,
    Unset,
)
from statecraft.model.formulas import Formula
from statecraft.resolve.calls import resolve_call
from statecraft.resolve.durations import optional_duration
from statecraft.resolve.expressions import condition, data, optional_data
from statecraft.resolve.findings import unknown_action
from statecraft.resolve.fitting import is_literal, literal_value
from statecraft.resolve.given import report_misfit
from statecraft.resolve.loops import resolve_loop
from statecraft.resolve.machines import machine_named
from statecraft.resolve.names import check_event, check_unreserved
from statecraft.resolve.places import resolve_assignments, resolve_merges, resolve_removals
from statecraft.resolve.run_actions import (
    resolve_callback,
    resolve_forward,
    resolve_status,
    resolve_stop,
)
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located


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


def resolve_action(node: Located, scope: Scope, vocabulary: Vocabulary) -> Block:
    """One action as a list of its own."""
    return tuple(_actions((node,), _Here(scope=scope, vocabulary=vocabulary)))


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
    named, span = _named(node["raise"], here), node["raise"].key_span
    if named is not None:
        return Raise(event="", named=named, data=here.optional(node.get("with")), span=span)
    return Raise(event=node["raise"].value, data=_payload(node, "raise", here), span=span)


def _named(node: Located, here: _Here) -> Formula | None:
    """The formula of an event's name; None where it is a plain name, which is then checked."""
    if str(node.value).startswith("="):
        return here.data(node)
    check_event(node, here.vocabulary.report)
    _check_unreserved(node, here)
    return None


def _send(node: Located, here: _Here) -> Action:
    named = _named(node["send"], here)
    to = here.optional(node.get("to"))
    if named is not None:
        given = here.optional(node.get("with"))
    elif to is None:
        given = _payload(node, "send", here)
    else:
        given = _payload_elsewhere(node, to, here)
    return Send(
        event=node["send"].value if named is None else "",
        named=named,
        data=given,
        to=to,
        delay=optional_duration(node.get("delay"), here.scope, here.vocabulary.report),
        id=here.optional(node.get("id")),
        replace=node.value.get("replace", False),
        span=node["send"].key_span,
    )


def _payload(node: Located, kind: str, here: _Here) -> Formula | None:
    """The data of an event of this machine, held against what is declared of it."""
    name = node[kind].value
    given = here.optional(node.get("with"))
    wanted = here.vocabulary.payload(name)
    if wanted is not None:
        report_misfit(node, kind, f"event {name}", wanted, given, here.vocabulary.report)
    return given


def _payload_elsewhere(node: Located, to: Formula, here: _Here) -> Formula | None:
    """The data of an event for a child, held against what that declares.

    The parent, and another instance, may be of any definition: what they declare is not known.
    """
    name, vocabulary = str(node["send"].value), here.vocabulary
    given = here.optional(node.get("with"))
    receiver = literal_value(to.expr) if is_literal(to.expr) else None
    keys = {
        slot.machine
        for slot in vocabulary.itself.slots
        if isinstance(receiver, str) and slot.holds(receiver)
    }
    children = [vocabulary.machines.at(key) for key in keys if key is not None]
    for child in children if len(keys) == 1 else ():
        if child is not None and name in child.payloads:
            what = f"event {name} of machine {child.id}"
            report_misfit(node, "send", what, child.payloads[name], given, vocabulary.report)
    return given


def _check_unreserved(node: Located, here: _Here) -> None:
    check_unreserved(str(node.value), node.span, here.vocabulary.report)


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
    loop = resolve_loop(node["each"], here.scope, here.vocabulary)
    return Each(
        source=loop.source,
        variable=loop.variable,
        at_most=loop.at_most,
        index=loop.index,
        body=resolve_block(node["each"]["do"], loop.scope, here.vocabulary),
        span=node["each"].key_span,
    )


def _block(node: Located, here: _Here) -> Action:
    body = resolve_block(node["block"], here.scope, here.vocabulary)
    return OwnBlock(body=body, span=node["block"].key_span)


def _act(node: Located, here: _Here) -> Action:
    name = node["action"].value
    given = here.optional(node.get("with"))
    declared = here.vocabulary.actions.get(name)
    if declared is None:
        known = here.vocabulary.actions
        here.vocabulary.report(unknown_action(node["action"].span, name, known))
    else:
        report = here.vocabulary.report
        report_misfit(node, "action", f"action {name}", declared.parameters, given, report)
    identity = node.value.get("id", name)
    for key in ("done", "error"):
        if key in node:
            check_event(node[key], here.vocabulary.report)
            _check_unreserved(node[key], here)
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
        report = here.vocabulary.report
        report_misfit(node, "start", "the machine's input", machine.input, given, report)
    return Start(machine=machine.key, data=given, id=identity, span=node["start"].key_span)


def _pipeline(node: Located, here: _Here) -> Action | None:
    return _started(node, TemplateKind.PIPELINE, here)


def _workflow(node: Located, here: _Here) -> Action | None:
    return _started(node, TemplateKind.WORKFLOW, here)


def _started(node: Located, kind: TemplateKind, here: _Here) -> Action | None:
    call = resolve_call(node, kind, here.scope, here.vocabulary, resolve_block)
    return None if call is None else StartRun(call=call, span=call.span)


def _callback(node: Located, here: _Here) -> Action | None:
    return resolve_callback(node, here.scope, here.vocabulary)


def _stop(node: Located, here: _Here) -> Action | None:
    return resolve_stop(node, here.vocabulary)


def _forward(node: Located, here: _Here) -> Action | None:
    return resolve_forward(node, here.vocabulary)


def _status(node: Located, here: _Here) -> Action:
    return resolve_status(node, here.scope, here.vocabulary)


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
        "block": _block,
        "action": _act,
        "start": _start,
        "pipeline": _pipeline,
        "workflow": _workflow,
        "callback": _callback,
        "stop": _stop,
        "forward": _forward,
        "status": _status,
    }
)
