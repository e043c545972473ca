"""What a state has while it is active: child machines and host actions (semantics §14)."""

from __future__ import annotations

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.scope import Scope
from statecraft.model.formulas import Formula
from statecraft.model.states import ChildAction, ChildMachine, HostChild, Invoke, PerElement
from statecraft.resolve.actions import resolve_block
from statecraft.resolve.durations import optional_duration
from statecraft.resolve.expressions import optional_data
from statecraft.resolve.findings import Report, first_is, unknown_action
from statecraft.resolve.given import report_fields, report_nothing
from statecraft.resolve.invoke_nodes import Written, slot_id, written_children
from statecraft.resolve.loops import Loop, resolve_loop
from statecraft.resolve.machines import OF_PYTHON, machine_named
from statecraft.resolve.names import check_host_name, check_part, check_slot
from statecraft.resolve.retries import resolve_retry
from statecraft.resolve.step_scope import step_scope
from statecraft.resolve.vocabulary import Vocabulary, event_scope
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape


def resolve_invokes(state: Located, vocabulary: Vocabulary) -> tuple[Invoke, ...]:
    """The children of a state in order of text; one that is not known is reported and left out."""
    children = tuple(written_children(state))
    if not children:
        return ()
    _report_twins(children, vocabulary)
    invokes = (_invoke(written, vocabulary) for written in children)
    return tuple(invoke for invoke in invokes if invoke is not None)


def _report_twins(children: tuple[Written, ...], vocabulary: Vocabulary) -> None:
    first: dict[str, Written] = {}
    for written in children:
        name, place = slot_id(written, vocabulary.machines), _place(written)
        named = written.get("id")
        if named is not None and vocabulary.profile.name:
            check_slot(name, named.span, vocabulary.report)
        elif named is not None:
            check_part(name, "slot", named.span, vocabulary.report)
        earlier = first.setdefault(name, written)
        if earlier is not written:
            vocabulary.report(
                Diagnostic(
                    code="SC242",
                    span=place.span,
                    message=f"the state has two children in the slot {quoted(name)}",
                    hint="give one of them an id: of its own",
                    related=first_is(_place(earlier).span, "the other one"),
                )
            )


def _place(written: Written) -> Located:
    """What gives a child its slot."""
    return written.get("id") or _child(written)


def _invoke(written: Written, vocabulary: Vocabulary) -> Invoke | None:
    scope = event_scope(vocabulary, ANYTHING)
    forwards, each = written.get("autoforward"), _per_element(written, scope, vocabulary)
    finalize = resolve_block(written.get("finalize"), scope, vocabulary)
    resolve_child = _machine if written.get("action") is None else _action
    child, data = resolve_child(written, scope if each is None else each.scope, vocabulary)
    if child is None:
        return None
    return Invoke(
        id=slot_id(written, vocabulary.machines),
        child=child,
        data=data,
        is_submachine=written.is_submachine,
        forwards=forwards is not None and bool(forwards.value),
        each=None
        if each is None
        else PerElement(source=each.source, variable=each.variable, at_most=each.at_most),
        finalize=finalize,
        span=_child(written).span,
    )


def _per_element(written: Written, scope: Scope, vocabulary: Vocabulary) -> Loop | None:
    each = written.get("each")
    return None if each is None else resolve_loop(each, scope, vocabulary)


def _child(written: Written) -> Located:
    """What names the machine or the action."""
    child = written.get("machine") or written.get("action")
    assert child is not None, "the schema asks for a machine or an action"
    return child


def _machine(
    written: Written, scope: Scope, vocabulary: Vocabulary
) -> tuple[ChildMachine | HostChild | None, Formula | None]:
    report, given = vocabulary.report, written.get("input")
    name = str(_child(written).value)
    if name.startswith(OF_PYTHON):
        registered = name.removeprefix(OF_PYTHON)
        check_host_name(registered, _child(written).span, report)
        return HostChild(name=registered), optional_data(given, scope, report)
    found = machine_named(_child(written), vocabulary.machines, report)
    data = optional_data(given, scope, report)
    if found is None:
        return None, data
    _report_unfit(written, given, data, f"machine {found.id}", found.input, report)
    return ChildMachine(machine=found.key), data


def _action(
    written: Written, scope: Scope, vocabulary: Vocabulary
) -> tuple[ChildAction | None, Formula | None]:
    report, given = vocabulary.report, written.get("with")
    name = str(_child(written).value)
    data = optional_data(given, scope, report)
    declared = vocabulary.actions.get(name)
    # The run of the action has its own names, as the steps of a pipeline have.
    run = step_scope(vocabulary, ANYTHING if data is None else data.shape, ANYTHING)
    timeout = optional_duration(written.get("timeout"), run, report)
    retry = resolve_retry(written.get("retry"), run, report)
    if declared is None:
        report(unknown_action(_child(written).span, name, vocabulary.actions))
        return None, data
    _report_unfit(written, given, data, f"action {name}", declared.parameters, report)
    return ChildAction(action=name, timeout=timeout, retry=retry), data


def _report_unfit(
    written: Written,
    node: Located | None,
    data: Formula | None,
    what: str,
    wanted: Shape | None,
    report: Report,
) -> None:
    """Report what is missing, unknown or of a wrong type in what a child is given."""
    if wanted is None:
        return
    if node is None or data is None:
        report_nothing(_child(written).span, what, wanted, report)
    else:
        report_fields(node, what, wanted, data, report)
