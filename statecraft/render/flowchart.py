"""A pipeline or workflow to be drawn: boxes for its steps, groups around some, ways between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class StepBox:
    """A step.

    Attributes:
        kind: the key that makes it what it is, or "do" for an action that waits for nothing.
        texts: what it does, waits for or asks.
        result: what ``results`` knows it by, where the texts do not tell.
        details: how long it waits and how often it tries.
    """

    id: str
    kind: str
    texts: tuple[str, ...]
    label: str | None
    result: str | None
    details: tuple[str, ...]
    tooltip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Where the lists of a ``parallel`` come together."""

    id: str
    text: str


class GroupKind(StrEnum):
    """What a group of steps is."""

    BRANCH = "branch"
    LOOP = "loop"
    PARALLEL = "parallel"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Steps in a frame: a branch, a loop or ``parallel`` with all inside it, or one of its lists.

    ``note`` says what else than a step leads to a branch.
    """

    id: str
    kind: GroupKind
    title: str
    note: str
    parts: tuple[Part, ...]


Part = StepBox | Join | Group


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """A way to end: ``done``, ``failed`` or ``cancelled``. ``note`` is like that of a group."""

    id: str
    name: str
    note: str


class WayKind(StrEnum):
    """What a way is taken for."""

    SUCCESS = "success"
    CASE = "case"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A line from a step or join to a step, join or end; ``text`` stands on it."""

    source: str
    target: str
    kind: WayKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flowchart:
    """A pipeline or workflow.

    Attributes:
        kind: "pipeline" or "workflow".
        traits: what else is said of it, in a few words each.
        requires: condition and message of each.
        first: where a run begins.
    """

    id: str
    kind: str
    name: str
    label: str | None
    tooltip: str
    traits: tuple[str, ...]
    parameters: tuple[str, ...]
    requires: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    ends: tuple[End, ...]
    ways: tuple[Way, ...]
    first: str


def boxes_in(parts: Iterable[Part]) -> Iterator[StepBox | Join]:
    """The steps and joins of some parts, in order of text."""
    for part in parts:
        if isinstance(part, Group):
            yield from boxes_in(part.parts)
        else:
            yield part
