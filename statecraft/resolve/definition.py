"""A checked document to a project: every machine of the file, every name bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import Diagnostic, has_errors, in_order, quoted
from statecraft.model.definition import Definition, Project
from statecraft.resolve.findings import Report, first_is
from statecraft.resolve.ground import Ground, MachineNode, lay_ground, machine_on
from statecraft.resolve.invoke_nodes import outline_slots
from statecraft.resolve.machine import resolve_machine
from statecraft.resolve.machines import Machine, Machines, key_of
from statecraft.resolve.names import check_part
from statecraft.resolve.parts import entries_of
from statecraft.schema import CheckedDocument
from statecraft.source.document import Document, Located


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The project of a file, or None when a finding is an error; and all findings in order."""

    project: Project | None
    diagnostics: tuple[Diagnostic, ...]


_NAMING: Final = ("start", "machine", "submachine")
"""The keys that name machines."""


def import_paths(document: Document) -> tuple[tuple[str, Located], ...]:
    """The aliases of a checked document's ``imports:``, each with the place of its path."""
    imports = document.root.get("imports")
    return () if imports is None else tuple(imports.items())


def package_names(document: Document) -> tuple[tuple[str, Located], ...]:
    """What may name a machine as ``package/name``, with its place; data are taken for it too."""
    if not any(word in document.text for word in ("start", "invoke", "submachine")):
        return ()
    found: list[tuple[str, Located]] = []
    pending, seen = [document.root], set[int]()
    while pending:
        node = pending.pop()
        if not isinstance(node.value, dict | list) or id(node.value) in seen:
            continue
        # What an alias repeats is looked at once.
        seen.add(id(node.value))
        inner = list(entries_of(node) if isinstance(node.value, dict) else node.elements())
        found += [
            (each.value, each)
            for each in inner
            if each.key in _NAMING and isinstance(each.value, str) and "/" in each.value
        ]
        pending += inner
    return tuple(found)


def resolve(
    document: CheckedDocument, imported: Mapping[str, Project], known: Mapping[str, Definition]
) -> Resolution:
    """The definitions of a file. Never raises; all mistakes are found in one pass.

    Args:
        document: a file whose shape has been checked.
        imported: alias → the project of that file; without those whose file has errors.
        known: ``package/name`` → definition, of the imports and of what the caller searched.
    """
    findings: list[Diagnostic] = []
    root = document.document.root
    nodes = tuple(_machines(root, findings.append))
    grounds = {node.key: lay_ground(node.node, findings.append) for node in nodes}
    machines = Machines(
        own=_seen(nodes, grounds),
        imported=imported,
        broken=frozenset(alias for alias, _ in import_paths(document.document)) - imported.keys(),
        known=known,
    )
    machines = _with_slots(machines, nodes, grounds)
    definitions = [
        resolve_machine(each, grounds[each.key], machines, findings.append) for each in nodes
    ]
    found = in_order(findings)
    if has_errors(found):
        return Resolution(project=None, diagnostics=found)
    return Resolution(
        project=_project(document.document, definitions, imported, known), diagnostics=found
    )


def _machines(root: Located, report: Report) -> Iterator[MachineNode]:
    """The file's main machine, then those of ``machines:`` in order of text."""
    file, package = root.document.file, root.value.get("package")
    main = str(root.value["machine"])
    check_part(main, "machine", root["machine"].span, report)
    if package is not None:
        check_part(package, "package", root["package"].span, report)
    for alias, path in import_paths(root.document):
        check_part(alias, "import", path.key_span, report)
    yield MachineNode(id=main, key=key_of(file, main), package=package, node=root)
    further = root.get("machines")
    for name, node in further.items() if further is not None else ():
        check_part(name, "machine", node.key_span, report)
        if name == main:
            report(_twice(name, node, root))
        else:
            yield MachineNode(id=name, key=key_of(file, name), package=package, node=node)


def _twice(name: str, node: Located, root: Located) -> Diagnostic:
    return Diagnostic(
        code="SC222",
        span=node.key_span,
        message=f"the file has the machine {quoted(name)} twice",
        hint="give one of them another name",
        related=first_is(root["machine"].span, "the file's main machine"),
    )


def _names(machine: MachineNode) -> tuple[str, ...]:
    short = machine.id
    return (short,) if machine.package is None else (short, f"{machine.package}/{short}")


def _seen(nodes: tuple[MachineNode, ...], grounds: Mapping[str, Ground]) -> Mapping[str, Machine]:
    """The machines of the file by every name that they have, without their slots."""
    found = [(node, machine_on(grounds[node.key], node)) for node in reversed(nodes)]
    return {name: machine for node, machine in found for name in _names(node)}


def _with_slots(
    machines: Machines, nodes: tuple[MachineNode, ...], grounds: Mapping[str, Ground]
) -> Machines:
    """The same, once all can be named by each other's slots."""
    own = {
        name: replace(machines.own[name], slots=outline_slots(grounds[node.key].tree, machines))
        for node in reversed(nodes)
        for name in _names(node)
    }
    return replace(machines, own=own)


def _project(
    document: Document,
    definitions: list[Definition],
    imported: Mapping[str, Project],
    known: Mapping[str, Definition],
) -> Project:
    """The file's machines and all that they can name, with the texts they came from."""
    machines = {definition.key: definition for definition in known.values()}
    sources: dict[str, str] = {}
    for project in imported.values():
        machines |= project.machines
        sources |= project.sources
    machines |= {definition.key: definition for definition in definitions}
    sources[document.file] = document.text
    return Project(
        main=definitions[0],
        machines=MappingProxyType(machines),
        sources=MappingProxyType(sources),
    )
