"""SCXML text → a definition."""

from __future__ import annotations

from pathlib import PurePath
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import DefinitionError, Diagnostic
from statecraft.interop.losses import Imported, Source
from statecraft.interop.names import part
from statecraft.interop.scxml.desk import Desk
from statecraft.interop.scxml.elements import Element, read_elements
from statecraft.interop.scxml.machines import machine_of
from statecraft.interop.scxml.own import VERSION
from statecraft.interop.scxml.own_reading import own_document

NAMESPACE: Final = "http://www.w3.org/2005/07/scxml"


def read_scxml(source: Source) -> Imported:
    """The definition that an SCXML document is.

    Raises:
        DefinitionError: the text is no SCXML.
    """
    root = read_elements(source.text, source.file)
    if root.name != "scxml" or root.namespace not in ("", NAMESPACE):
        raise _no_machine(root, f"this is <{root.name}>, not <scxml>", source)
    desk = Desk(source=source)
    if VERSION in root.attributes:
        return Imported(document=own_document(root, desk), losses=tuple(sorted(desk.losses)))
    if not any(root.named("state", "parallel", "final")):
        raise _no_machine(root, "the machine has no states", source)
    name = desk.new_machine(part(root.get("name") or PurePath(source.file).stem))
    section = machine_of(root, name, frozenset(), desk)
    document: dict[str, Any] = {"statecraft": 1, "machine": name, **section}
    if desk.machines:
        document["machines"] = desk.machines
    return Imported(
        document=document,
        losses=tuple(sorted(desk.losses)),
        names=MappingProxyType(desk.names),
        events=MappingProxyType({theirs: ours for ours, theirs in desk.events.changed().items()}),
    )


def _no_machine(root: Element, message: str, source: Source) -> DefinitionError:
    found = Diagnostic(code="SC401", span=root.span, message=message)
    return DefinitionError((found,), {source.file: source.text})
