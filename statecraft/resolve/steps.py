"""Steps: the lists under ``steps``, ``branches``, ``on_success`` and the like."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.scope import Scope
from statecraft.model.actions import TemplateKind
from statecraft.model.pipelines import (
    ActionStep,
    Case,
    Continuation,
    EachStep,
    IfStep,
    Inline,
    Join,
    JumpTo,
    MoveStep,
    ParallelStep,
    PerformStep,
    RunStep,
    Step,
    StepHead,
    Steps,
    Waiting,
    WaitStep,
)
from statecraft.resolve.actions import resolve_action, resolve_block
from statecraft.resolve.calls import resolve_call
from statecraft.resolve.described import described
from statecraft.resolve.durations import optional_duration
from statecraft.resolve.expressions import condition, optional_data
from statecraft.resolve.findings import suggestion, unknown_action
from statecraft.resolve.given import report_misfit
from statecraft.resolve.loops import resolve_loop
from statecraft.resolve.parts import entries_of
from statecraft.resolve.retries import resolve_retry
from statecraft.resolve.step_nodes import result_name
from statecraft.resolve.step_scope import (
    failure_scope,
    scope_after,
    success_scope,
    with_result,
)
from statecraft.resolve.targets import AtMachine, resolve_goals
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.resolve.waiting_for import check_awaited
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What the steps of one run may name; ``branches`` are those that they may go on with."""

    branches: frozenset[str]
    vocabulary: Vocabulary


def resolve_steps(node: Located, scope: Scope, template: Template) -> Steps:
    """The steps of a list; those that cannot be understood are reported and left out.

    Each step is resolved in the scope that the steps before it leave.
    """
    found: list[Step] = []
    for each in node.elements():
        step = _step(each, scope, template)
        if step is not None:
            found.append(step)
        scope = scope_after(each, scope, template.vocabulary)
    return tuple(found)


def resolve_continuation(
    node: Located | None, scope: Scope, template: Template
) -> Continuation | None:
    """A branch's name, or a list of steps; None where nothing is written."""
    if node is None:
        return None
    if isinstance(node.value, list):
        return Inline(steps=resolve_steps(node, scope, template))
    name = str(node.value)
    if name not in template.branches:
        template.vocabulary.report(_no_branch(node, name, template))
        return None
    return JumpTo(branch=name, span=node.span)


def _no_branch(node: Located, name: str, template: Template) -> Diagnostic:
    runs = template.vocabulary.runs
    if name in runs:
        hint: str | None = f"to run the {runs[name].kind} write [{{{runs[name].kind}: {name}}}]"
    elif template.branches:
        hint = suggestion(name, sorted(template.branches))
    else:
        hint = f"write branches: {{{name}: […]}}, or a list of steps here"
    message = f"no branch {quoted(name)}"
    return Diagnostic(code="SC233", span=node.span, message=message, hint=hint)


def _step(node: Located, scope: Scope, template: Template) -> Step | None:
    kind = next((kind for kind in _KINDS if kind in node), None)
    return _plain(node, scope, template) if kind is None else _KINDS[kind](node, scope, template)


def _head(node: Located, kind: str, what: str) -> StepHead:
    # An `id` of a `send` or `start` names the event or the instance, and no step.
    name = node.value.get("id", what) if kind not in {"send", "start"} else what
    return StepHead(
        name=str(name),
        id=result_name(node),
        span=node[kind].key_span,
        described=described(node),
    )


def _plain(node: Located, scope: Scope, template: Template) -> Step | None:
    """A step that is an action as in any list of actions."""
    block = resolve_action(node, scope, template.vocabulary)
    if not block:
        return None
    kind = next(kind for kind in _PLAIN if kind in node)
    return ActionStep(head=_head(node, kind, kind), block=block)


def _move(node: Located, _scope: Scope, template: Template) -> Step:
    goals = resolve_goals(node["move"], AtMachine(), template.vocabulary)
    return MoveStep(head=_head(node, "move", "move"), moves=goals.moves, origins=goals.origins)


def _perform(node: Located, scope: Scope, template: Template) -> Step:
    name, vocabulary = str(node["action"].value), template.vocabulary
    given = optional_data(node.get("with"), scope, vocabulary.report)
    declared = vocabulary.actions.get(name)
    if declared is None:
        known = vocabulary.actions
        vocabulary.report(unknown_action(node["action"].span, name, known))
    else:
        what, report = f"action {name}", vocabulary.report
        report_misfit(node, "action", what, declared.parameters, given, report)
    return PerformStep(
        head=_head(node, "action", name),
        action=name,
        data=given,
        waiting=_waiting(node, scope, template),
    )


def _pipeline(node: Located, scope: Scope, template: Template) -> Step | None:
    return _run(node, TemplateKind.PIPELINE, scope, template)


def _workflow(node: Located, scope: Scope, template: Template) -> Step | None:
    return _run(node, TemplateKind.WORKFLOW, scope, template)


def _run(node: Located, kind: TemplateKind, scope: Scope, template: Template) -> Step | None:
    call = resolve_call(node, kind, scope, template.vocabulary, resolve_block)
    waiting = _waiting(node, scope, template)
    if call is None:
        return None
    return RunStep(head=_head(node, kind, call.name), call=call, waiting=waiting)


def _wait_for(node: Located, scope: Scope, template: Template) -> Step:
    check_awaited(node["wait_for"], template.vocabulary)
    event = str(node["wait_for"].value)
    waiting = _waiting(node, scope, template)
    return WaitStep(head=_head(node, "wait_for", event), event=event, waiting=waiting)


def _if(node: Located, scope: Scope, template: Template) -> Step:
    when = condition(node["if"], scope, template.vocabulary.report)
    then = resolve_continuation(node["then"], scope, template)
    otherwise = resolve_continuation(node.get("else"), scope, template)
    cases = [Case(when=when, then=then)] if then is not None else []
    cases += [Case(when=None, then=otherwise)] if otherwise is not None else []
    return IfStep(head=_head(node, "if", "if"), cases=tuple(cases))


def _each(node: Located, scope: Scope, template: Template) -> Step:
    loop = resolve_loop(node["each"], scope, template.vocabulary)
    return EachStep(
        head=_head(node, "each", f"each {loop.variable}"),
        source=loop.source,
        variable=loop.variable,
        at_most=loop.at_most,
        steps=resolve_steps(node["each"]["do"], loop.scope, template),
    )


def _parallel(node: Located, scope: Scope, template: Template) -> Step:
    return ParallelStep(
        head=_head(node, "parallel", "parallel"),
        lists=tuple(
            (str(of.key), resolve_steps(of, scope, template)) for of in entries_of(node["parallel"])
        ),
        join=Join(node.value.get("join", "all")),
        waiting=_waiting(node, scope, template),
    )


def _waiting(node: Located, scope: Scope, template: Template) -> Waiting:
    """What follows a wait; a success sees the result, and what came of an event that was seen."""
    report = template.vocabulary.report
    success = success_scope(node, scope, template.vocabulary)
    failure = failure_scope(with_result(scope, ANYTHING))
    return Waiting(
        on_success=resolve_continuation(node.get("on_success"), success, template),
        on_failure=resolve_continuation(node.get("on_failure"), failure, template),
        timeout=optional_duration(node.get("timeout"), scope, report),
        retry=resolve_retry(node.get("retry"), scope, report),
    )


_Resolver: TypeAlias = Callable[[Located, Scope, Template], Step | None]

_KINDS: Final = MappingProxyType[str, _Resolver](
    {
        "move": _move,
        "action": _perform,
        "pipeline": _pipeline,
        "workflow": _workflow,
        "wait_for": _wait_for,
        "if": _if,
        "each": _each,
        "parallel": _parallel,
    }
)
"""Steps that are more than an action of a list of actions."""

_PLAIN: Final = (
    "set",
    "merge",
    "unset",
    "raise",
    "send",
    "cancel",
    "emit",
    "log",
    "start",
    "callback",
    "stop",
    "forward",
    "status",
)
