"""Machines by the names that others give them: of this file, of an import, of a package."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from statecraft.model.definition import Definition, Project
from statecraft.resolve.findings import Report, unknown
from statecraft.source.document import Located
from statecraft.values.shape import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A machine as others start it; ``input`` None means that anything may be given."""

    key: str
    input: Shape | None


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

    def _imported(self, name: str) -> Definition | None:
        alias, _, inner = name.partition(".")
        project = self.imported.get(alias)
        if project is None:
            return None
        return _further(project).get(inner) if inner else project.main


def machine_of(definition: Definition) -> Machine:
    """How others see a definition."""
    return Machine(key=definition.key, input=definition.input)


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
