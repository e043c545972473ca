"""What a mapping may say about its keys: merges of other mappings, and no key twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from statecraft.diagnostics import quoted
from statecraft.source.findings import Findings
from statecraft.source.places import Place, Places, Position
from statecraft.source.scalars import plain_value

Merge = tuple[int, list[dict[str, Any]]]
"""How many keys stand before the ``<<``, and the mappings it names; an earlier one wins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key with its value, and where both are written."""

    key: str
    value: Any
    position: Position


def merged(
    data: dict[str, Any], table: dict[str, Position], merge: Merge, places: Places
) -> tuple[dict[str, Any], dict[str, Position]]:
    """The mapping with the keys of the merged ones where the ``<<`` stood.

    An explicit key wins and keeps its own place in the order; a merged key keeps the position
    at which it was written.
    """
    before, sources = merge
    keys = list(data)
    whole = {key: data[key] for key in keys[:before]}
    positions = {key: table[key] for key in keys[:before]}
    for source in sources:
        for key, value in source.items():
            if key not in data and key not in whole:
                whole[key] = value
                positions[key] = places.of(source, key)
    for key in keys[before:]:
        whole[key] = data[key]
        positions[key] = table[key]
    return whole, positions


def settle_repeated(
    data: dict[str, Any], table: dict[str, Position], repeated: list[Entry], findings: Findings
) -> None:
    """Say of each entry that its key stands there already.

    An entry whose predecessor is gone, because that was no key in truth, takes its place.
    """
    for entry in repeated:
        if entry.key in table:
            _report_repeated(entry, table[entry.key][:2], findings)
        else:
            data[entry.key] = entry.value
            table[entry.key] = entry.position


def _report_repeated(entry: Entry, first: Place, findings: Findings) -> None:
    place, text = entry.position[:2], findings.lines.text
    related = (findings.related(first, "the first one is here"),)
    quoting_differs = is_quoted(text, place) != is_quoted(text, first)
    if quoting_differs and not isinstance(plain_value(entry.key), str):
        message = f"two keys have the text {quoted(entry.key)}: one in quotes, one without"
        hint = "keep one of them: keys are told apart by their text alone"
        findings.add("SC008", place, message, hint, related)
    else:
        message = f"the key {quoted(entry.key)} stands twice in this mapping"
        findings.add("SC007", place, message, "join the two, or rename one", related)


def is_quoted(text: str, place: Place) -> bool:
    """Whether the scalar written at ``place`` is in quotes or a block; no plain one begins so."""
    return place[0] < place[1] and text[place[0]] in "\"'|>"
