"""Pipelines and workflows as others name them, read before any of their steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.model.actions import TemplateKind
from statecraft.model.pipelines import Pipeline
from statecraft.resolve.findings import Report, first_is
from statecraft.resolve.names import check_part
from statecraft.resolve.parts import entries_of
from statecraft.resolve.shapes import fields_shape
from statecraft.source.document import Located
from statecraft.values.shape import Shape

DECLARED_KINDS: Final = (TemplateKind.PIPELINE, TemplateKind.WORKFLOW)
"""The kinds of runs that have a section of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutline:
    """A pipeline or workflow without its steps.

    Attributes:
        parameters: what a start must give; None leaves it free.
        callbacks: the names it may call back; a pipeline has none.
        exposed: whether descendants may call it.
    """

    kind: TemplateKind
    name: str
    parameters: Shape | None
    callbacks: tuple[str, ...]
    exposed: bool
    span: Span


Runs = Mapping[str, RunOutline]
"""Name → pipeline or workflow; the two share their names, as a ``stop`` may mean either."""


def outline_runs(machine: Located) -> Runs:
    """The pipelines, then the workflows of a machine; of one name the first."""
    found: dict[str, RunOutline] = {}
    for kind in DECLARED_KINDS:
        for node in entries_of(machine.get(f"{kind}s")):
            found.setdefault(str(node.key), _outline(kind, node))
    return MappingProxyType(found)


def _outline(kind: TemplateKind, node: Located) -> RunOutline:
    parameters = node.get("parameters")
    return RunOutline(
        kind=kind,
        name=str(node.key),
        parameters=None if parameters is None else fields_shape(parameters),
        callbacks=tuple(node.value.get("callbacks", ())),
        exposed=node.value.get("expose", False),
        span=node.key_span,
    )


def outline_of(pipeline: Pipeline) -> RunOutline:
    """The outline of one that is resolved, as another file sees it."""
    return RunOutline(
        kind=pipeline.kind,
        name=pipeline.name,
        parameters=pipeline.parameters,
        callbacks=tuple(pipeline.callbacks),
        exposed=pipeline.exposed,
        span=pipeline.span,
    )


def check_runs(machine: Located, runs: Runs, report: Report) -> None:
    """Report names that no path can hold, that stand twice, or whose event is declared apart."""
    for kind in DECLARED_KINDS:
        for node in entries_of(machine.get(f"{kind}s")):
            check_part(str(node.key), kind, node.key_span, report)
            first = runs[str(node.key)]
            if first.kind is not kind:
                report(_twice(node, first))
    for event in entries_of(machine.get("events")):
        named = runs.get(str(event.key))
        if named is not None and named.kind is TemplateKind.PIPELINE and "payload" in event:
            report(_payload_of_pipeline(event, named))


def _twice(node: Located, first: RunOutline) -> Diagnostic:
    return Diagnostic(
        code="SC202",
        span=node.key_span,
        message=f"workflow {quoted(node.key)}: a pipeline has this name already",
        hint="pipelines and workflows share their names; rename one of them",
        related=first_is(first.span, f"pipeline {quoted(first.name)} is declared here"),
    )


def _payload_of_pipeline(event: Located, pipeline: RunOutline) -> Diagnostic:
    return Diagnostic(
        code="SC223",
        span=event["payload"].key_span,
        message=f"the event {quoted(event.key)} starts a pipeline, which says what it is given",
        hint="leave out payload, and write parameters: in the pipeline",
        related=first_is(pipeline.span, "the pipeline"),
    )


def pipelines_in(runs: Runs) -> frozenset[str]:
    """The pipelines among the runs: each takes the event of its own name."""
    if not runs:
        return frozenset()
    return frozenset(name for name, each in runs.items() if each.kind is TemplateKind.PIPELINE)
