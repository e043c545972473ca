"""Machines by the names that others give them: of this file, of an import, of a package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.expr.shapes import any_of
from statecraft.model.definition import Definition, Project
from statecraft.model.states import State, StateKind
from statecraft.resolve.findings import Report, unknown
from statecraft.resolve.run_outline import RunOutline, Runs, outline_of, pipelines_in
from statecraft.resolve.slots import Slot, slots_of
from statecraft.resolve.visible import Visible, visible_in
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape

OF_PYTHON: Final = "python:"
"""Begins the name of a child that is an object of the host."""

NOTHING: Final = Shape(kinds=frozenset({"null"}))
"""The type of an output that is not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine as others start it, have it as a child, and call its workflows.

    Attributes:
        input: what a start must give; None means that anything may be given.
        output: the type of what it hands on when it is done.
        runs: its pipelines and workflows.
        taken: the events that it names: keys of its ``on:``, declared events, pipelines.
        payloads: event → its declared type.
        slots: its own children.
    """

    id: str
    key: str
    input: Shape | None
    output: Shape
    runs: Runs
    taken: frozenset[str]
    payloads: Mapping[str, Shape]
    visible: Visible
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """What ``start:``, ``machine:`` and ``submachine:`` may name.

    Attributes:
        own: machines of this file by id.
        imported: alias → the file's project; ``broken`` are aliases whose file has errors of its
            own, so that nothing is said of them again.
        known: ``package/name`` → definition.
    """

    own: Mapping[str, Machine]
    imported: Mapping[str, Project]
    broken: frozenset[str]
    known: Mapping[str, Definition]

    def names(self) -> Iterator[str]:
        """Everything that can be named."""
        yield from self.own
        for alias, project in self.imported.items():
            yield alias
            yield from (f"{alias}.{inner}" for inner in _further(project))
        yield from self.known

    def find(self, name: str) -> Machine | None:
        """The machine of that name; the file's own come first."""
        if name in self.own:
            return self.own[name]
        definition = self.known.get(name) or self._imported(name)
        return None if definition is None else machine_of(definition)

    def at(self, key: str) -> Machine | None:
        """The machine with this key."""
        own = next((machine for machine in self.own.values() if machine.key == key), None)
        definition = None if own is not None else self._definitions().get(key)
        return own if definition is None else machine_of(definition)

    def named(self, name: str) -> Iterator[Machine]:
        """The known machines whose ``package/name`` or name this is, whatever they are here."""
        own = self.own.get(name)
        if own is not None:
            yield own
        for definition in self._definitions().values():
            if name in (definition.full_name, definition.id):
                yield machine_of(definition)

    def exposing(self, workflow: str) -> Iterator[str]:
        """The names of known machines that expose a workflow of this name."""
        for name, machine in self.own.items():
            if _exposes(machine.runs, workflow):
                yield name
        for definition in self._definitions().values():
            if _exposes(machine_of(definition).runs, workflow):
                yield definition.full_name

    def _definitions(self) -> Mapping[str, Definition]:
        """The machines of other files, by key."""
        known = {definition.key: definition for definition in self.known.values()}
        for project in self.imported.values():
            known |= project.machines
        return known

    def _imported(self, name: str) -> Definition | None:
        alias, _, inner = name.partition(".")
        project = self.imported.get(alias)
        if project is None:
            return None
        return _further(project).get(inner) if inner else project.main


def machine_of(definition: Definition) -> Machine:
    """How others see a definition."""
    outlines = {
        name: outline_of(run)
        for name, run in {**definition.pipelines, **definition.workflows}.items()
    }
    return Machine(
        id=definition.id,
        key=definition.key,
        input=definition.input,
        output=_output(definition),
        runs=MappingProxyType(outlines),
        taken=frozenset(_taken(definition)),
        payloads=payloads_of(
            {name: event.payload for name, event in definition.events.items()}, outlines
        ),
        visible=visible_in(definition),
        slots=slots_of(definition),
    )


def payloads_of(
    events: Mapping[str, Shape | None], runs: Mapping[str, RunOutline]
) -> Mapping[str, Shape]:
    """Event → its declared type; a pipeline takes the event of its name with its parameters."""
    pipelines = {name: runs[name].parameters for name in pipelines_in(runs)}
    shapes = {**pipelines, **{name: shape for name, shape in events.items() if shape is not None}}
    return MappingProxyType({name: shape for name, shape in shapes.items() if shape is not None})


def _output(definition: Definition) -> Shape:
    if definition.output is not None:
        return definition.output.shape
    children = () if definition.tree is None else definition.tree.children
    finals = [state for state in children if state.kind is StateKind.FINAL]
    if not finals:
        return ANYTHING
    return any_of(NOTHING if each.output is None else each.output.shape for each in finals)


def _taken(definition: Definition) -> Iterator[str]:
    yield from definition.events
    yield from definition.pipelines
    yield from (each.event for each in definition.transitions if each.event)
    for dimension in definition.dimensions:
        for value in dimension.values:
            yield from _named_in(value.state)
    if definition.tree is not None:
        yield from _named_in(definition.tree)


def _named_in(state: State) -> Iterator[str]:
    yield from (each.event for each in state.transitions if each.event)
    for child in state.children:
        yield from _named_in(child)


def _exposes(runs: Runs, workflow: str) -> bool:
    return workflow in runs and runs[workflow].exposed


def _further(project: Project) -> Mapping[str, Definition]:
    """The machines under ``machines:`` of a project's first file, by id."""
    return {
        definition.id: definition
        for definition in project.machines.values()
        if definition.file == project.main.file and definition.key != project.main.key
    }


def machine_named(node: Located, machines: Machines, report: Report) -> Machine | None:
    """The machine that a literal names; reports when there is none."""
    name = str(node.value)
    found = machines.find(name)
    if name.startswith(OF_PYTHON):
        report(_python(node, name))
    elif found is None and name.partition(".")[0] not in machines.broken:
        missing = unknown("SC218", node.span, "machine", name, machines.names())
        report(replace(missing, hint=_prefix_meant(name) or missing.hint))
    return found


def _prefix_meant(name: str) -> str | None:
    """What to write where an object of the host is named without its prefix as it must be."""
    slip = re.fullmatch(r"py(?:thon)?[.:/](.+)", name, re.IGNORECASE)
    return None if slip is None else f"an object of the host is named {OF_PYTHON}{slip[1]}"


def _python(node: Located, name: str) -> Diagnostic:
    return Diagnostic(
        code="SC218",
        span=node.span,
        message=f"{quoted(name)} is not a machine here",
        hint=f"an object of the host can only be a child: invoke: {{machine: {name}}}",
    )


def key_of(file: str, name: str) -> str:
    """What names a machine within a project, whatever others call it."""
    return f"{file}#{name}"
