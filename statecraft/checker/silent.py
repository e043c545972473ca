"""A chart whose rules refuse without a message.

What a rule tells a person when it refuses may read values that decide nothing else and that the
search therefore does not keep. Whether a step is refused does not depend on what is said then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from statecraft.kernel.chart import Chart
from statecraft.model.definition import Definition, Project
from statecraft.model.pipelines import Pipeline
from statecraft.model.rules import Cascade, Constraint, MoveRule, Requirement, Rule


def silent(chart: Chart) -> Chart:
    """The same machine and its children; their places and their behaviour are the same."""
    project = chart.project
    machines = {key: _silent_definition(each) for key, each in project.machines.items()}
    if machines == project.machines:
        return chart
    quiet = Project(
        main=machines.get(project.main.key, project.main),
        machines=MappingProxyType(machines),
        sources=project.sources,
    )
    return Chart(quiet, functions=chart.functions, key=chart.definition.key)


def _silent_definition(definition: Definition) -> Definition:
    return replace(
        definition,
        rules=tuple(_silent_rule(rule) for rule in definition.rules),
        pipelines=_silent_runs(definition.pipelines),
        workflows=_silent_runs(definition.workflows),
    )


def _silent_rule(rule: Rule) -> Rule:
    match rule:
        case MoveRule(require=require):
            return replace(rule, require=_silent_requirements(require))
        case Constraint():
            return replace(rule, message=None)
        case Cascade():
            return rule
        case _:
            assert_never(rule)


def _silent_runs(runs: Mapping[str, Pipeline]) -> Mapping[str, Pipeline]:
    return MappingProxyType(
        {
            name: replace(run, requires=_silent_requirements(run.requires))
            for name, run in runs.items()
        }
    )


def _silent_requirements(require: tuple[Requirement, ...]) -> tuple[Requirement, ...]:
    return tuple(replace(requirement, message=None) for requirement in require)
