"""States of a template while it is being built: linked by reference, numbered at the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from statecraft.chart.tables import (
    AfterTimer,
    Edge,
    Origin,
    RegionIndex,
    StateIndex,
    StateRow,
    StepPlace,
)
from statecraft.diagnostics import Span
from statecraft.model.actions import Block
from statecraft.model.formulas import NOTHING_SAID, Formula
from statecraft.model.states import From, Move, StateKind
from statecraft.values.json_values import Value


class PlaceOf(Protocol):
    """Knows the numbers of the machine's dimensions and their values."""

    def place_of(self, dimension: str, value: Value) -> tuple[RegionIndex, StateIndex]:
        """The region of a dimension, and the state that a value of it is."""

    def origin(self, origin: From) -> Origin:
        """A ``from`` requirement in numbers."""


Locals = tuple[tuple[str, Formula], ...]


@dataclass(slots=True, kw_only=True, eq=False)
class Link:
    """A transition to a draft."""

    target: Draft
    span: Span
    event: str | None = None
    when: Formula | None = None
    moves: tuple[Move, ...] = ()
    origins: tuple[From, ...] = ()
    locals: Locals = ()


@dataclass(slots=True, kw_only=True, eq=False)
class Pause:
    """A timer of a draft: it leads on, or (without links) it is a timeout."""

    delay: Formula
    links: list[Link]


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """A state that is not numbered yet. ``first`` is where a compound one begins."""

    name: str
    kind: StateKind
    span: Span
    parent: Draft | None
    children: list[Draft] = field(default_factory=list)
    first: Draft | None = None
    entry: Block = ()
    entry_locals: Locals = ()
    events: list[Link] = field(default_factory=list)
    always: list[Link] = field(default_factory=list)
    answers: list[Link] = field(default_factory=list)
    failures: list[Link] = field(default_factory=list)
    after: list[Pause] = field(default_factory=list)
    step: StepPlace | None = None

    def add(self, name: str, kind: StateKind, span: Span) -> Draft:
        """A new child; a name that is taken gets a number."""
        taken = {child.name for child in self.children}
        number, free = 2, name
        while free in taken:
            free, number = f"{name}_{number}", number + 1
        child = Draft(name=free, kind=kind, span=span, parent=self)
        self.children.append(child)
        return child

    def ancestors(self) -> list[Draft]:
        """The drafts around this one, nearest first."""
        found: list[Draft] = []
        above = self.parent
        while above is not None:
            found.append(above)
            above = above.parent
        return found


def numbered(root: Draft) -> list[Draft]:
    """*root* and all below it, in document order."""
    found = [root]
    for child in root.children:
        found.extend(numbered(child))
    return found


class Numbering:
    """Turns drafts into rows and edges, once all of them are linked."""

    def __init__(self, root: Draft, places: PlaceOf) -> None:
        self.drafts = numbered(root)
        self.edges: list[Edge] = []
        self._index = {id(draft): index for index, draft in enumerate(self.drafts)}
        self._places = places

    def index(self, draft: Draft) -> StateIndex:
        """The number of a draft."""
        return self._index[id(draft)]

    def rows(self) -> tuple[StateRow, ...]:
        """The rows of all drafts; ``edges`` is filled on the way."""
        return tuple(self._row(draft) for draft in self.drafts)

    def _row(self, draft: Draft) -> StateRow:
        index = self.index(draft)
        path = ".".join(each.name for each in reversed([draft, *draft.ancestors()][:-1]))
        return StateRow(
            index=index,
            path=path,
            name=draft.name,
            kind=draft.kind,
            region=0,
            parent=None if draft.parent is None else self.index(draft.parent),
            children=tuple(self.index(child) for child in draft.children),
            last=index + len(numbered(draft)) - 1,
            ancestors=tuple(self.index(above) for above in draft.ancestors()),
            initial=None if draft.first is None else self.index(draft.first),
            defaults=() if draft.first is None else (self.index(draft.first),),
            history=(),
            entry=draft.entry,
            on_change=(),
            exit=(),
            edges=self._links(draft, draft.events),
            always=self._links(draft, draft.always),
            after=tuple(self._timer(draft, pause) for pause in draft.after),
            output=None,
            tags=NOTHING_SAID.tags,
            value=None,
            span=draft.span,
            step=draft.step,
            answers=self._links(draft, draft.answers),
            failures=self._links(draft, draft.failures),
            entry_locals=draft.entry_locals,
        )

    def _timer(self, draft: Draft, pause: Pause) -> AfterTimer:
        return AfterTimer(
            delay=pause.delay,
            edges=self._links(draft, pause.links),
            text=pause.delay.text,
            span=pause.delay.span,
            is_timeout=not pause.links,
        )

    def _links(self, source: Draft, links: list[Link]) -> tuple[int, ...]:
        first = len(self.edges)
        for link in links:
            self.edges.append(self._edge(source, link))
        return tuple(range(first, len(self.edges)))

    def _edge(self, source: Draft, link: Link) -> Edge:
        moves = tuple(self._places.place_of(move.dimension, move.value) for move in link.moves)
        return Edge(
            index=len(self.edges),
            source=self.index(source),
            event=link.event,
            when=link.when,
            origins=tuple(self._places.origin(origin) for origin in link.origins),
            targets=(self.index(link.target),),
            domain=self._domain(source, link.target),
            moves=moves,
            regions=frozenset(region for region, _ in moves),
            actions=(),
            reenter=True,
            text=f"{source.name} -> {link.target.name}",
            span=link.span,
            locals=link.locals,
        )

    def _domain(self, source: Draft, target: Draft) -> StateIndex:
        around = target.ancestors()
        for above in source.ancestors():
            if above.kind is StateKind.COMPOUND and above in around:
                return self.index(above)
        raise AssertionError("the root of a template is around every state of it")
