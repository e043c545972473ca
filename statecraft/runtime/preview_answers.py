"""Workflows that a preview does not run: one with a ``test`` value gives that to its callers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from statecraft.chart.synthetic import literal
from statecraft.model.definition import Definition
from statecraft.model.pipelines import Pipeline


def with_answers(
    machines: Mapping[str, Definition], previewed: Pipeline
) -> Mapping[str, Definition]:
    """The machines, in which workflows other than *previewed* have no steps but their answer."""
    return MappingProxyType({key: _answering(of, previewed) for key, of in machines.items()})


def _answering(definition: Definition, previewed: Pipeline) -> Definition:
    answered = {
        name: of if of is previewed or of.answer is None else _answered(of)
        for name, of in definition.workflows.items()
    }
    return replace(definition, workflows=MappingProxyType(answered))


def _answered(workflow: Pipeline) -> Pipeline:
    return replace(
        workflow,
        steps=(),
        branches=MappingProxyType({}),
        own_branches=MappingProxyType({}),
        on_failure=None,
        output=literal(workflow.answer, workflow.span),
    )
