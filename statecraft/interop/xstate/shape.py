"""Whether a text is an XState machine at all: the shapes that the reading relies on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import DefinitionError, Diagnostic, Span
from statecraft.source import Document, read_text

Place = tuple[str | int, ...]
"""Keys and indices from the root of the text."""

NO_MACHINE: Final = "SC403"
"""The code of everything that keeps a text from being an XState machine."""

_KINDS: Final = ("atomic", "compound", "parallel", "final", "history")
_MAPPINGS: Final = ("states", "on", "after", "meta")
_TRANSITIONS: Final = ("onDone", "always")


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineText:
    """A text that holds a machine.

    ``machine`` and ``actors`` are places; the latter, simulated actors beside the machine, may
    be none.
    """

    document: Document
    machine: Place
    actors: Mapping[str, Place]

    def at(self, place: Place) -> Any:
        """The value at a place."""
        return self.document.at(place).value

    def span(self, place: Place) -> Span:
        """Where a value is written; the nearest thing around it where nothing is."""
        return self.document.at(place).span


def machine_text(text: str, file: str) -> MachineText:
    """The text as a machine.

    Raises:
        DefinitionError: it cannot be read, or is no machine.
    """
    reading = read_text(text, file)
    if reading.document is None:
        raise DefinitionError(reading.diagnostics, {file: text})
    found = _machine_text(reading.document)
    wrong = [_finding(found, place, what) for place, what in _all_wrong(found)]
    if wrong:
        raise DefinitionError(tuple(wrong), {file: text})
    return found


def _machine_text(document: Document) -> MachineText:
    data = document.data
    if not isinstance(data, dict) or not isinstance(data.get("machine"), dict):
        return MachineText(document=document, machine=(), actors=MappingProxyType({}))
    actors = data.get("actors")
    named = actors if isinstance(actors, dict) else {}
    places: dict[str, Place] = {name: ("actors", name) for name in named}
    return MachineText(document=document, machine=("machine",), actors=MappingProxyType(places))


def _finding(text: MachineText, place: Place, message: str) -> Diagnostic:
    return Diagnostic(code=NO_MACHINE, span=text.span(place), message=message)


def _all_wrong(text: MachineText) -> Iterator[tuple[Place, str]]:
    yield from _wrong_state(text.at(text.machine), text.machine)
    for name, place in text.actors.items():
        yield from _wrong_actor(text.at(place), place, name)


def _wrong_actor(actor: Any, place: Place, name: str) -> Iterator[tuple[Place, str]]:
    kind = actor.get("kind") if isinstance(actor, dict) else None
    if kind == "machine":
        yield from _wrong_state(actor.get("machine"), (*place, "machine"))
    elif kind == "promise":
        yield from _wrong_milliseconds(actor, "after", place)
    elif kind == "interval":
        yield from _wrong_milliseconds(actor, "every", place)
        if not isinstance(actor.get("event"), dict):
            yield place, f"the interval {name} needs an event"
    else:
        yield place, f"the actor {name} needs a kind: machine, promise or interval"


def _wrong_milliseconds(
    actor: Mapping[str, Any], key: str, place: Place
) -> Iterator[tuple[Place, str]]:
    value = actor.get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        yield place, f"{key} must be a number of milliseconds"


def _wrong_state(config: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(config, dict):
        yield (place if config is not None else place[:-1]), "a state node must be an object"
        return
    if "type" in config and config["type"] not in _KINDS:
        yield (*place, "type"), f"type must be one of {', '.join(_KINDS)}"
    for key in _MAPPINGS:
        if not isinstance(config.get(key, {}), dict):
            yield (*place, key), f"{key} must be an object"
            return
    yield from _wrong_transitions(config, place)
    yield from _wrong_invokes(config.get("invoke"), (*place, "invoke"))
    for key, child in (config.get("states") or {}).items():
        yield from _wrong_state({} if child is None else child, (*place, "states", key))


def _wrong_transitions(config: Mapping[str, Any], place: Place) -> Iterator[tuple[Place, str]]:
    for key in _TRANSITIONS:
        yield from _wrong_candidates(config.get(key), (*place, key))
    for section in ("on", "after"):
        for key, value in (config.get(section) or {}).items():
            yield from _wrong_candidates(value, (*place, section, key))


def _wrong_candidates(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    for index, candidate in enumerate(value if isinstance(value, list) else [value]):
        if candidate is not None and not isinstance(candidate, str | dict):
            at = (*place, index) if isinstance(value, list) else place
            yield at, "a transition must be a target, an object, a list of these, or null"


def _wrong_invokes(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    for index, invoke in enumerate(value if isinstance(value, list) else [value]):
        if value is None:
            return
        at = (*place, index) if isinstance(value, list) else place
        if not isinstance(invoke, dict) or not isinstance(invoke.get("src"), str):
            yield at, "an invoke needs a src: the name of an actor"
            continue
        for key in ("onDone", "onError"):
            yield from _wrong_candidates(invoke.get(key), (*at, key))
