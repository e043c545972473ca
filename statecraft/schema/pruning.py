"""What is left of a document without what the schema refuses, so that the rest is looked at too.

What is refused goes with its key; where a thing cannot be without it, something harmless stands
in, or else the whole thing goes. Each loss is kept, since what was left out may be what a later
finding about the rest misses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import Span
from statecraft.schema.check import CheckedDocument, has_beginning
from statecraft.schema.faults import Fault, Path, resolved
from statecraft.schema.gate import faults_of
from statecraft.schema.key_findings import is_about_keys, unfit_keys
from statecraft.schema.kinds import allowed_by_kind
from statecraft.schema.slips import Slip, slips
from statecraft.source import Document, Located
from statecraft.source.reduced import Edit, LeaveOut, PutIn, reduced

_MOST_ROUNDS: Final = 20
"""Each round takes away at least one value, and what needed it goes in the next one."""

_STAND_INS: Final = MappingProxyType(
    {"condition": True, "list of actions": [], "list to go through": []}
)
"""Title of a thing → a value that means as little as possible."""

_AT_THE_TOP: Final = MappingProxyType({"statecraft": 1, "machine": "unnamed"})
_FOR_PEOPLE: Final = frozenset({"describe", "label", "tags", "meta", "message"})
"""Keys that nothing depends on."""

_SECTIONS: Final = frozenset(
    {
        "actions",
        "after",
        "branches",
        "capabilities",
        "context",
        "define",
        "dimensions",
        "events",
        "functions",
        "imports",
        "machines",
        "on",
        "pipelines",
        "rules",
        "states",
        "workflows",
    }
)
"""Keys under which things stand by names of their own; the schema gives them as titles too."""

_CHOICES: Final = frozenset({"after", "always", "on", "rules"})

_CHILDREN: Final = frozenset({"invoke", "submachine"})
"""Keys of what may take events that its machine does not name."""

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Something that was left out.

    Attributes:
        words: everything that a name in it may be made of, the key itself included.
        names: of what it was left out of: a dimension, a state, an event.
        owner: where the innermost thing stands that has a name of its own.
        is_section: it was a whole section of declarations, or one that is empty.
        is_of_choice: it was in what decides between transitions, or whether a rule applies.
        has_wildcard: it may have taken any event.
        is_unreadable: it was a mapping, a list or nothing where a name may have been meant.
    """

    words: frozenset[str]
    names: frozenset[str]
    owner: Span
    is_section: bool
    is_of_choice: bool
    has_wildcard: bool
    is_unreadable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Remainder:
    """A document that fits the schema once the losses are left out."""

    checked: CheckedDocument
    losses: tuple[Loss, ...]


def remainder(document: Document) -> Remainder | None:
    """What is left of a document that does not fit; None when it is no definition at all."""
    if not has_beginning(document):
        return None
    losses: list[Loss] = []
    for _ in range(_MOST_ROUNDS):
        faults = [*faults_of(document.data)]
        if not faults:
            return Remainder(checked=CheckedDocument(document=document), losses=tuple(losses))
        edits = {edit[0]: edit for fault in _by_place(faults) for edit in _edits(document, fault)}
        lost = [loss for edit in edits.values() for loss in _losses(document, *edit)]
        # What is empty in a later round is so because of what it has lost before.
        losses += [replace(loss, is_unreadable=False) for loss in lost] if losses else lost
        document = reduced(document, {path: edit for path, edit, _ in edits.values()})
    return None


_Change = tuple[Path, Edit, Fault]


def _by_place(faults: Iterable[Fault]) -> Iterator[tuple[Fault, ...]]:
    ordered = sorted(faults, key=lambda fault: [(isinstance(k, str), k) for k in fault.path])
    for _, group in groupby(ordered, key=lambda fault: fault.path):
        yield tuple(group)


def _edits(document: Document, faults: tuple[Fault, ...]) -> Iterator[_Change]:
    """The edits that answer the faults of one place; a later one of a path counts."""
    place = document.at(faults[0].path)
    about_value = [fault for fault in faults if not is_about_keys(fault)]
    if about_value:
        yield _without_value(about_value[0])
        return
    unknown = [slip for fault in faults for slip in _unknown(fault)]
    for fault in faults:
        yield from _key_edits(fault, unknown)
    for fault in unfit_keys(place, faults, unknown):
        yield (*fault.path, str(fault.key)), LeaveOut(), fault


def _unknown(fault: Fault) -> Iterator[Slip]:
    if fault.keyword == "additionalProperties":
        yield from slips(fault)


def _without_value(fault: Fault) -> _Change:
    if fault.path == ("machine",):
        return fault.path, PutIn(value=_AT_THE_TOP["machine"]), fault
    if fault.title in _STAND_INS:
        return fault.path, PutIn(value=_STAND_INS[fault.title]), fault
    return fault.path, LeaveOut(), fault


def _key_edits(fault: Fault, unknown: Iterable[Slip]) -> Iterator[_Change]:
    match fault.keyword:
        case "additionalProperties":
            for slip in unknown:
                yield (*fault.path, slip.key), LeaveOut(), fault
        case "required":
            yield from _missing_edits(fault)
        case "anyOf":
            yield fault.path, LeaveOut(), fault
        case "dependentRequired":
            for key, needed in fault.owner["dependentRequired"].items():
                if key in fault.instance and not {*needed} <= {*fault.instance}:
                    yield (*fault.path, key), LeaveOut(), fault
        case "minLength":
            yield (*fault.path, ""), LeaveOut(), fault
        case _:
            return


def _missing_edits(fault: Fault) -> Iterator[_Change]:
    """Something that stands in for each absent key; else the thing itself is of no use.

    A second kind of a thing asks for nothing, since it goes itself.
    """
    if fault.kind not in {None, next(iter(allowed_by_kind(fault.thing, fault.instance)), None)}:
        return
    missing = [key for key in fault.owner["required"] if key not in fault.instance]
    if not fault.path:
        for key in missing:
            yield (key,), PutIn(value=_AT_THE_TOP[key]), fault
        return
    titles = {key: resolved(fault.thing["properties"][key]).get("title") for key in missing}
    for key, title in titles.items():
        if title not in _STAND_INS:
            yield fault.path, LeaveOut(), fault
            return
        yield (*fault.path, key), PutIn(value=_STAND_INS[title]), fault


def _losses(document: Document, path: Path, edit: Edit, fault: Fault) -> Iterator[Loss]:
    """What an edit takes away that something else may miss."""
    *above, key = path
    around = document.at(above)
    if isinstance(edit, PutIn) and isinstance(key, str) and key not in around:
        if above:
            yield _replaced(document, path[:-1], fault)
        return
    if key in _FOR_PEOPLE or _is_for_people(fault, key):
        return
    is_unknown, value = fault.keyword == "additionalProperties", around[key].value
    is_chosen = is_unknown or fault.names[-1:] == (key,)
    inside = [*_texts_in(value)]
    texts = [str(key), *inside] if is_chosen else inside
    is_unreadable = not inside and isinstance(value, dict | list | None) and not is_unknown
    way = _owner(path, fault.names)
    yield Loss(
        words=frozenset(word for text in texts for word in _WORD.findall(text)),
        names=frozenset(name for name in fault.names if name != key),
        owner=_extent(document.at(way)),
        is_section=(
            value in (None, {}, []) and _is_machine(above)
            if is_unknown
            else fault.title in _SECTIONS
        ),
        is_of_choice=not _CHOICES.isdisjoint((*way[-2:-1], *path[len(way) - 1 :])),
        has_wildcard=any("*" in text for text in texts)
        or not _CHILDREN.isdisjoint((*path, *texts)),
        is_unreadable=is_unreadable,
    )


def _replaced(document: Document, path: Path, fault: Fault) -> Loss:
    """What is not known of a thing in which something stands in for an absent key."""
    way = _owner(path, fault.names)
    return Loss(
        words=frozenset(),
        names=frozenset(),
        owner=_extent(document.at(way)),
        is_section=False,
        is_of_choice=not _CHOICES.isdisjoint((*way[-2:-1], *path[len(way) - 1 :])),
        has_wildcard=False,
        is_unreadable=False,
    )


def _is_machine(path: Sequence[str | int]) -> bool:
    """Whether the keys at a place are those of a machine, sections of declarations among them."""
    return not path or (len(path) == 2 and path[0] == "machines")


def _is_for_people(fault: Fault, key: str | int) -> bool:
    """Whether an unknown key means one that nothing depends on."""
    return fault.keyword == "additionalProperties" and any(
        slip.key == key and slip.meant in _FOR_PEOPLE for slip in slips(fault)
    )


def _owner(path: Path, names: tuple[str, ...]) -> Path:
    """The way to the innermost thing around a place that stands under its name in a section."""
    for end in range(len(path), 1, -1):
        if path[end - 2] in _SECTIONS and path[end - 1] in names:
            return path[:end]
    return path[:1]


def _extent(place: Located) -> Span:
    """Where a thing is written, its key included."""
    key, value = place.key_span, place.span
    return Span(key.file, key.line, key.column, value.end_line, value.end_column)


def _texts_in(value: Any) -> Iterator[str]:
    """All keys and texts of a value, but those for people."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield key
                yield from () if key in _FOR_PEOPLE else _texts_in(inner)
        case list():
            for element in value:
                yield from _texts_in(element)
        case str():
            yield value
        case _:
            return
