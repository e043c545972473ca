"""Machines by the names that others give them: of this file, of an import, of a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from statecraft.model.definition import Definition, Project
from statecraft.resolve.findings import Report, unknown
from statecraft.resolve.run_outline import Runs, outline_of
from statecraft.source.document import Located
from statecraft.values.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine as others start it and call its workflows.

    ``input`` None means that anything may be given; ``runs`` are its pipelines and workflows.
    """

    key: str
    input: Shape | None
    runs: Runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """What ``start: NAME`` may name.

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
    runs = {**definition.pipelines, **definition.workflows}
    return Machine(
        key=definition.key,
        input=definition.input,
        runs=MappingProxyType({name: outline_of(run) for name, run in runs.items()}),
    )


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
    if found is None and name.partition(".")[0] not in machines.broken:
        report(unknown("SC218", node.span, "machine", name, machines.names()))
    return found


def key_of(file: str, name: str) -> str:
    """What names a machine within a project, whatever others call it."""
    return f"{file}#{name}"
