"""Call sites of pipelines and workflows: what is called, with what, and what it may call back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.scope import Scope
from statecraft.model.actions import Block, CallbackBody, RunCall, TemplateKind
from statecraft.resolve.expressions import optional_data
from statecraft.resolve.findings import first_is, suggestion
from statecraft.resolve.given import report_misfit
from statecraft.resolve.parts import entries_of
from statecraft.resolve.run_outline import RunOutline, Runs
from statecraft.resolve.vocabulary import Vocabulary, with_locals
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING

ResolveBlock: TypeAlias = Callable[[Located, Scope, Vocabulary], Block]

_CODES = MappingProxyType({TemplateKind.PIPELINE: "SC231", TemplateKind.WORKFLOW: "SC232"})


def resolve_call(
    node: Located,
    kind: TemplateKind,
    scope: Scope,
    vocabulary: Vocabulary,
    resolve_block: ResolveBlock,
) -> RunCall | None:
    """The call that an action or a step writes; None when there is nothing of that name.

    What stands under ``with`` and ``callbacks`` is resolved in the scope of the call site.
    """
    given = optional_data(node.get("with"), scope, vocabulary.report)
    provider = node.value.get("provider")
    if provider is None:
        called = run_named(node[kind], kind, vocabulary)
    else:
        called = _provided(node, vocabulary)
    if called is not None and called.parameters is not None:
        what = f"{kind} {called.name}"
        report_misfit(node, kind, what, called.parameters, given, vocabulary.report)
    bodies = tuple(_bodies(node, called, scope, vocabulary, resolve_block))
    if called is None and provider is None:
        return None
    return RunCall(
        kind=kind,
        name=node.value[kind],
        data=given,
        provider=provider,
        callbacks=bodies,
        span=node[kind].key_span,
    )


def run_named(node: Located, kind: TemplateKind, vocabulary: Vocabulary) -> RunOutline | None:
    """The pipeline or workflow of the machine that a text names; reports when there is none."""
    name = str(node.value)
    found = vocabulary.runs.get(name)
    if found is not None and found.kind is kind:
        return found
    if found is not None:
        message = f"{quoted(name)} is a {found.kind}, not a {kind}"
        vocabulary.report(
            Diagnostic(
                code=_CODES[kind],
                span=node.span,
                message=message,
                hint=f"write {found.kind}: {name}",
                related=first_is(found.span, f"the {found.kind}"),
            )
        )
        return None
    known = [each for each, of in vocabulary.runs.items() if of.kind is kind]
    vocabulary.report(
        Diagnostic(
            code=_CODES[kind],
            span=node.span,
            message=f"no {kind} {quoted(name)}",
            hint=_where_else(name, kind, vocabulary) or suggestion(name, known),
        )
    )
    return None


def _where_else(name: str, kind: TemplateKind, vocabulary: Vocabulary) -> str | None:
    """What to write where the name is that of something else."""
    if name in vocabulary.actions:
        return f"{name} is an action: write action: {name}"
    if kind is TemplateKind.WORKFLOW:
        owner = next(vocabulary.machines.exposing(name), None)
        return None if owner is None else f"machine {owner} has it: add provider: {owner}"
    return None


def _provided(node: Located, vocabulary: Vocabulary) -> RunOutline | None:
    """The workflow of a provider, as far as one machine of that name is known.

    Which machine is the provider shows at run time: any ancestor may be. So a finding is made only
    where every machine of that name that is known here lacks the workflow.
    """
    provider, name = node.value["provider"], node.value["workflow"]
    candidates = [machine.runs for machine in vocabulary.machines.named(provider)]
    found = [each for runs in candidates for each in _workflows(runs) if each.name == name]
    exposed = [each for each in found if each.exposed]
    if candidates and not exposed:
        vocabulary.report(_not_provided(node, found, candidates))
    return exposed[0] if len(candidates) == 1 and exposed else None


def _workflows(runs: Runs) -> Iterator[RunOutline]:
    return (each for each in runs.values() if each.kind is TemplateKind.WORKFLOW)


def _not_provided(node: Located, found: list[RunOutline], candidates: list[Runs]) -> Diagnostic:
    provider, name = node.value["provider"], node.value["workflow"]
    if found:
        return Diagnostic(
            code="SC239",
            span=node["workflow"].span,
            message=f"the workflow {quoted(name)} of machine {quoted(provider)} is its own",
            hint="say expose: true in the workflow",
            related=first_is(found[0].span, "the workflow"),
        )
    known = [each.name for runs in candidates for each in _workflows(runs) if each.exposed]
    return Diagnostic(
        code="SC232",
        span=node["workflow"].span,
        message=f"machine {quoted(provider)} has no workflow {quoted(name)}",
        hint=suggestion(name, known),
    )


def _bodies(
    node: Located,
    called: RunOutline | None,
    scope: Scope,
    vocabulary: Vocabulary,
    resolve_block: ResolveBlock,
) -> Iterator[CallbackBody]:
    """What the call site gives for callbacks: blocks in its own scope, where ``event`` is new."""
    inner = _callback_scope(scope)
    for of in entries_of(node.get("callbacks")):
        name = str(of.key)
        if called is not None and name not in called.callbacks:
            vocabulary.report(_undeclared(of, called))
        block = resolve_block(of, inner, vocabulary)
        yield CallbackBody(name=name, block=block, span=of.key_span)


def _callback_scope(scope: Scope) -> Scope:
    """The scope of a call site with the payload of a callback as its event."""
    inner = with_locals(scope, {"event": ANYTHING})
    local = {name: shape for name, shape in inner.local.items() if name != "event_name"}
    return replace(inner, local=MappingProxyType(local), allows_now=True)


def _undeclared(of: Located, called: RunOutline) -> Diagnostic:
    return Diagnostic(
        code="SC234",
        span=of.key_span,
        message=f"the workflow {quoted(called.name)} has no callback {quoted(of.key)}",
        hint=suggestion(str(of.key), called.callbacks)
        or f"declare it in the workflow: callbacks: {{{of.key}: {{}}}}",
        related=first_is(called.span, "the workflow"),
    )
