"""What an importer gives, and what it reports as lost: located, with what stands there instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from statecraft.diagnostics import Diagnostic, Severity, Span
from statecraft.model.definition import Project
from statecraft.source.document import Document


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Loss:
    """Something of the source that does not mean the same in what was made of it.

    ``what`` names it; ``instead`` says what stands in its place, and what that does.
    """

    at: Span
    what: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text to import.

    ``companion`` reads another file that the text names, relative to it; None: there is none.
    """

    text: str
    file: str
    companion: Callable[[str], str | None] = field(default=lambda _name: None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A definition made of another engine's machine.

    Attributes:
        document: as ``load_data`` takes it; to be read only.
        losses: in order of place.
        names: our name of a state → the source's, where the two differ.
        events: the source's name of an event → ours, where the two differ.
        comments: path of keys in the document → a comment for the written file.
    """

    document: Mapping[str, Any]
    losses: tuple[Loss, ...] = ()
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    events: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    comments: Mapping[tuple[str | int, ...], str] = field(
        default_factory=lambda: MappingProxyType({})
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Native:
    """A definition to export: as it was resolved, and the document it was resolved from."""

    project: Project
    document: Document

    @property
    def data(self) -> Mapping[str, Any]:
        """The document as plain data, to be read only."""
        found: Mapping[str, Any] = self.document.data
        return found

    def place(self, path: Iterable[str | int]) -> Span:
        """Where something stands in the document: its key, if it has one."""
        found = self.document.at(path)
        return found.span if found.key is None else found.key_span


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The text of another format; the losses are places of the definition, in order."""

    text: str
    losses: tuple[Loss, ...] = ()


Importer = Callable[[Source], Imported]
"""Raises ``DefinitionError`` where the text is not of the format."""

Exporter = Callable[[Native], Exported]


def as_findings(losses: Iterable[Loss], severity: Severity) -> tuple[Diagnostic, ...]:
    """Losses as findings: warnings, or errors where nothing may be lost."""
    return tuple(
        Diagnostic(
            code="SC402", span=loss.at, message=loss.what, hint=loss.instead, severity=severity
        )
        for loss in losses
    )
