"""Actions about runs: calling back, stopping, and the status journal."""

from __future__ import annotations

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.scope import Scope
from statecraft.expr.tree import Literal
from statecraft.model.actions import Callback, Forward, StopRuns, WriteStatus
from statecraft.model.formulas import Formula
from statecraft.resolve.expressions import data, optional_data
from statecraft.resolve.findings import suggestion, unknown
from statecraft.resolve.fitting import misfit
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located
from statecraft.values.shape import Shape

_NUMBER = Shape(kinds=frozenset({"integer"}), minimum=0)


def resolve_callback(node: Located, scope: Scope, vocabulary: Vocabulary) -> Callback | None:
    """A ``callback``, which the workflow it stands in has declared."""
    name = str(node["callback"].value)
    given = optional_data(node.get("with"), scope, vocabulary.report)
    if vocabulary.workflow is None:
        message = "callback stands in the steps of a workflow only"
        hint = "a workflow calls back to where it was called; elsewhere raise or send an event"
        vocabulary.report(
            Diagnostic(code="SC235", span=node["callback"].key_span, message=message, hint=hint)
        )
        return None
    declared = vocabulary.workflow.callbacks
    if name not in declared:
        owner = vocabulary.workflow.name
        vocabulary.report(
            Diagnostic(
                code="SC234",
                span=node["callback"].span,
                message=f"the workflow {quoted(owner)} has no callback {quoted(name)}",
                hint=suggestion(name, declared)
                or f"declare it in the workflow: callbacks: {{{name}: {{}}}}",
            )
        )
        return None
    return Callback(name=name, data=given, span=node["callback"].key_span)


def resolve_forward(node: Located, vocabulary: Vocabulary) -> Forward | None:
    """A ``forward`` to a slot of the machine."""
    slot = str(node["forward"].value)
    slots = vocabulary.itself.slots
    if not any(each.holds(slot) for each in slots):
        known = tuple(each.id for each in slots)
        vocabulary.report(unknown("SC240", node["forward"].span, "slot", slot, known))
        return None
    return Forward(slot=slot, span=node["forward"].key_span)


def resolve_stop(node: Located, vocabulary: Vocabulary) -> StopRuns | None:
    """A ``stop`` of a pipeline, a workflow, or the child in a slot."""
    name = str(node["stop"].value)
    slots = [slot.id for slot in vocabulary.itself.slots]
    if name not in vocabulary.runs and name not in slots:
        what, known = "pipeline, workflow or slot", [*vocabulary.runs, *slots]
        vocabulary.report(unknown("SC231", node["stop"].span, what, name, known))
        return None
    return StopRuns(name=name, span=node["stop"].key_span)


def resolve_status(node: Located, scope: Scope, vocabulary: Vocabulary) -> WriteStatus:
    """A row of the status journal; its text is free, its step one of those listed."""
    report = vocabulary.report
    return WriteStatus(
        status=data(node["status"], scope, report),
        step=_step(node, scope, vocabulary),
        name=optional_data(node.get("name"), scope, report),
        message=optional_data(node.get("message"), scope, report),
        details=optional_data(node.get("details"), scope, report),
        session=optional_data(node.get("session"), scope, report),
        span=node["status"].key_span,
    )


def _step(node: Located, scope: Scope, vocabulary: Vocabulary) -> Formula | None:
    step = optional_data(node.get("step"), scope, vocabulary.report)
    if step is None:
        return None
    why = misfit(_NUMBER, step)
    if why is not None:
        message = f"the number of a step {why}"
        vocabulary.report(Diagnostic(code="SC212", span=step.span, message=message))
    listed = vocabulary.status_steps
    match step.expr:
        case Literal(value=int() as number) if listed and number not in listed:
            known = ", ".join(f"{each} ({name})" for each, name in listed.items())
            vocabulary.report(
                Diagnostic(
                    code="SC238",
                    span=step.span,
                    message=f"status_steps lists no step {number}",
                    hint=f"there is {known}",
                )
            )
        case _:
            pass
    return step
