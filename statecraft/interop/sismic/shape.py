"""Whether a text is a chart of sismic at all: what its own loader would refuse, with the place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from statecraft.diagnostics import DefinitionError, Diagnostic, quoted
from statecraft.interop.losses import Source
from statecraft.source.document import Located
from statecraft.source.reader import read_text

_NO_CHART: Final = "SC404"
_TYPES: Final = ("final", "shallow history", "deep history")
_TEXTS: Final = ("name", "on entry", "on exit", "initial", "memory")
_OF_TRANSITION: Final = ("target", "event", "guard", "action")
_PRIORITIES: Final = {"low": -1, "high": 1}
_Wrong = Iterator[tuple[Located, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartText:
    """A chart's text: the mapping under ``statechart``, and the root state in it."""

    chart: Located
    root: Located


def chart_text(source: Source) -> ChartText:
    """The text as a chart.

    Raises:
        DefinitionError: it cannot be read, or is no chart.
    """
    texts = {source.file: source.text}
    reading = read_text(source.text, source.file)
    if reading.document is None:
        raise DefinitionError(reading.diagnostics, texts)
    whole = reading.document.root
    chart = _mapping(whole, "statechart")
    root = None if chart is None else _mapping(chart, "root state")
    if chart is None or root is None:
        message = "a chart of sismic has statechart: with a root state:"
        found = Diagnostic(code=_NO_CHART, span=reading.document.whole(), message=message)
        raise DefinitionError((found,), texts)
    wrong = [*_wrong_texts(chart, ("name", "preamble", "description")), *_wrong_state(root)]
    wrong = wrong or list(_wrong_names(root))
    if wrong:
        found_all = (Diagnostic(code=_NO_CHART, span=at.span, message=what) for at, what in wrong)
        raise DefinitionError(tuple(found_all), texts)
    return ChartText(chart=chart, root=root)


def inside(node: Located) -> list[Located]:
    """The states directly inside a state."""
    return [*listed(node, "states"), *listed(node, "parallel states")]


def listed(node: Located, key: str) -> list[Located]:
    """The elements under a key; none where it is left out."""
    found = node.get(key)
    return [] if found is None or found.value is None else list(found.elements())


def name_of(node: Located) -> str:
    """The name of a state."""
    return str(node.value["name"])


def text_of(node: Located, key: str) -> str:
    """The text under a key; empty where there is none."""
    found = node.value.get(key)
    return "" if found is None else str(found)


def priority_of(transition: Located) -> int:
    """How soon a transition is asked; of a state's, those of the highest number come first."""
    written = transition.value.get("priority") or 0
    return _PRIORITIES[written] if isinstance(written, str) else int(written)


def everywhere(root: Located) -> Iterator[Located]:
    """A state and all inside of it, in document order."""
    yield root
    for child in inside(root):
        yield from everywhere(child)


def _mapping(node: Located, key: str) -> Located | None:
    found = node.get(key)
    return found if found is not None and isinstance(found.value, dict) else None


def _wrong_state(node: Located) -> _Wrong:
    if not isinstance(node.value, dict):
        yield node, "a state is a mapping"
        return
    if text_of(node, "name") == "":
        yield node, "a state needs a name"
    yield from _wrong_texts(node, _TEXTS)
    kind = node.value.get("type")
    if kind is not None and kind not in _TYPES:
        yield node["type"], f"type must be one of {', '.join(_TYPES)}"
    if kind is not None:
        for key in node.value.keys() & {"transitions", "states", "parallel states"}:
            yield node[key], f"a state of the type {kind} has no {key}"
    if node.value.get("states") and node.value.get("parallel states"):
        yield node["parallel states"], "a state has states or parallel states, not both"
    for each in _listed_rightly(node, "transitions"):
        if isinstance(each, tuple):
            yield each
        else:
            yield from _wrong_transition(each)
    for key in ("states", "parallel states"):
        for each in _listed_rightly(node, key):
            yield from (each,) if isinstance(each, tuple) else _wrong_state(each)


def _listed_rightly(node: Located, key: str) -> Iterator[Located | tuple[Located, str]]:
    """The elements of a list, or what is wrong with it."""
    found = node.get(key)
    if found is None or found.value is None:
        return
    if isinstance(found.value, list):
        yield from found.elements()
    else:
        yield found, f"{key} must be a list"


def _wrong_transition(node: Located) -> _Wrong:
    if not isinstance(node.value, dict):
        yield node, "a transition is a mapping"
        return
    yield from _wrong_texts(node, _OF_TRANSITION)
    priority: Any = node.value.get("priority")
    if not (priority in (None, *_PRIORITIES) if not isinstance(priority, int) else True):
        yield node["priority"], "priority must be low, high, or a whole number"


def _wrong_texts(node: Located, keys: tuple[str, ...]) -> _Wrong:
    for key in keys:
        if isinstance(node.value.get(key), dict | list):
            yield node[key], f"{key} must be a text"


def _wrong_names(root: Located) -> _Wrong:
    """Names that are there twice, and names of states that are not there."""
    known: set[str] = set()
    for node in everywhere(root):
        if name_of(node) in known:
            yield node["name"], f"there are two states {quoted(name_of(node))}"
        known.add(name_of(node))
    for node in everywhere(root):
        beside = {name_of(child) for child in inside(node)}
        if text_of(node, "initial") and text_of(node, "initial") not in beside:
            yield node["initial"], f"there is no {quoted(text_of(node, 'initial'))} inside"
        for child in inside(node):
            if text_of(child, "memory") and text_of(child, "memory") not in beside:
                yield child["memory"], f"there is no {quoted(text_of(child, 'memory'))} beside it"
        for transition in listed(node, "transitions"):
            target = text_of(transition, "target")
            if target and target not in known:
                yield transition["target"], f"there is no state {quoted(target)}"
