"""Faults to findings: place by place, one mistake one finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from statecraft.diagnostics import Diagnostic
from statecraft.schema.faults import Fault, Path
from statecraft.schema.key_findings import is_about_keys, key_findings
from statecraft.schema.value_findings import value_finding
from statecraft.source import Document


def findings(document: Document, faults: Iterable[Fault]) -> Iterator[Diagnostic]:
    """The findings that explain the faults of a document."""
    ordered = sorted(_causes([*faults]), key=lambda fault: _sortable(fault.path))
    for path, here in groupby(ordered, key=lambda fault: fault.path):
        place, group = document.at(path), [*here]
        about_keys = [fault for fault in group if is_about_keys(fault)]
        about_value = [fault for fault in group if not is_about_keys(fault)]
        if about_keys:
            yield from key_findings(place, about_keys)
        if about_value:
            yield value_finding(place, about_value)


def _sortable(path: Path) -> tuple[tuple[str, Any], ...]:
    return tuple((type(key).__name__, key) for key in path)


def _causes(faults: list[Fault]) -> list[Fault]:
    """The faults without those that follow from a JSON Schema in place of a mapping of fields.

    Who writes ``payload: {type: object, properties: {…}}`` makes one mistake: ``type``, taken as
    the name of a field, has text for its shape. The words beside it are not looked at.
    """
    envelopes = {
        fault.path[:-1]: fault.path
        for fault in faults
        if fault.keyword == "type" and fault.title == "field" and fault.path[-1:] == ("type",)
    }
    return [fault for fault in faults if not _follows(fault.path, envelopes)]


def _follows(path: Path, envelopes: dict[Path, Path]) -> bool:
    return any(
        path[: len(mapping)] == mapping and path != cause for mapping, cause in envelopes.items()
    )
