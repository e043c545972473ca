"""A project as lines of JSON, each read when what it says is first asked for.

The first line is the head: the machines, and for each the number of its first line. There stand the
definition without its tree, the layout of the tree, the survey, and then the states of the tree,
one a line. What a state holds inside is in the lines that the layout names.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from statecraft.chart.lower import own_transitions
from statecraft.chart.numbering import inside
from statecraft.chart.survey import lay_out
from statecraft.compiled.forms import Damaged, form_of
from statecraft.diagnostics import Diagnostic
from statecraft.model.definition import Definition, Layout, Project
from statecraft.model.layout import Survey, TreeLayout
from statecraft.model.states import State
from statecraft.values.on_demand import OnDemand


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A project in which no error was found, the warnings, and the texts of all files read."""

    project: Project
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


_DIAGNOSTICS = tuple[Diagnostic, ...]
_TREE = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[str, ...]]


def lines_of(checked: Checked) -> list[bytes]:
    """The lines; the texts are not among them."""
    project = checked.project
    lines = [b""]
    machines = []
    for key, definition in project.machines.items():
        machines.append([key, definition.file, len(lines)])
        lines += _machine_lines(definition)
    written = form_of(_DIAGNOSTICS).write(checked.diagnostics, "")
    head = {"main": project.main.key, "machines": machines, "sources": [*project.sources]}
    lines[0] = _line({**head, "diagnostics": written})
    return lines


def _machine_lines(definition: Definition) -> Iterator[bytes]:
    file = definition.file
    layout = lay_out(definition, own_transitions(definition))
    yield _line(form_of(Definition).write(replace(definition, tree=None), file))
    tree = layout.tree
    yield _line(None if tree is None else [tree.parents, tree.lasts, tree.histories, tree.paths])
    yield _line(None if layout.survey.calls else form_of(Survey).write(layout.survey, file))
    for state in () if tree is None else tree.states:
        yield _line(form_of(State).write(replace(state, children=()), file))


def _line(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii")


def read_lines(lines: Sequence[bytes], sources: Mapping[str, str]) -> Checked:
    """What ``lines_of`` was given, with the texts of its files by name.

    Raises:
        Damaged: the lines say something else. It may also be raised where a state is read later.
    """
    try:
        head = json.loads(lines[0])
        machines = {key: _machine(lines, at, file) for key, file, at in head["machines"]}
        main = machines[head["main"]][0]
        own_sources = {name: sources[name] for name in head["sources"]}
        found = form_of(_DIAGNOSTICS).read(head["diagnostics"], "")
    except (ValueError, LookupError, TypeError) as error:
        raise Damaged from error
    project = Project(
        main=main,
        machines=MappingProxyType({key: of for key, (of, _) in machines.items()}),
        sources=MappingProxyType(own_sources),
        layouts=MappingProxyType({key: of for key, (_, of) in machines.items() if of is not None}),
    )
    return Checked(project=project, diagnostics=found, sources=MappingProxyType({**sources}))


def _machine(lines: Sequence[bytes], at: int, file: str) -> tuple[Definition, Layout | None]:
    definition = form_of(Definition).read(json.loads(lines[at]), file)
    numbers, survey = json.loads(lines[at + 1]), json.loads(lines[at + 2])
    tree = None if numbers is None else _tree(lines, at, numbers, file)
    whole = definition if tree is None else replace(definition, tree=tree.states[0])
    if survey is None:
        # The call sites of a chart are known by their identity, so they are found in its states.
        return whole, None
    return whole, Layout(of=whole, tree=tree, survey=form_of(Survey).read(survey, file))


def _tree(lines: Sequence[bytes], at: int, numbers: Any, file: str) -> TreeLayout:
    parents, lasts, histories, paths = form_of(_TREE).read(numbers, file)
    read = form_of(State).read

    def state(index: int) -> State:
        alone: State = read(json.loads(lines[at + 3 + index]), file)
        if lasts[index] == index:
            return alone
        below = tuple(inside(index, lasts))
        children = OnDemand(len(below), lambda place: states[below[place]])
        return replace(alone, children=children)

    states = OnDemand(len(lasts), state)
    return TreeLayout(states=states, parents=parents, lasts=lasts, histories=histories, paths=paths)
