"""What a picture shows, before it is known how: boxes in regions, arrows, tables beside them."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.render.flowchart import Flowchart


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A transition between two nodes; the arrows of one transition share ``id``.

    Attributes:
        key: tells it from every other arrow.
        source, target: ids of nodes; the source may be a region, which stands for any state in it.
        where, at: the transition's own source and place, as outcomes write them.
        trigger: the event, "always", or the delay of an "after".
        timed: whether the trigger is a delay.
        guards: the condition, and where other dimensions must be.
        also: what else the transition leads to.
        rules: names of the rules that guard the move.
        reenter: whether it says so.
        internal: whether it moves nothing.
    """

    id: str
    key: str
    source: str
    target: str
    where: str
    at: str
    trigger: str
    timed: bool
    guards: tuple[str, ...]
    actions: tuple[str, ...]
    also: tuple[str, ...]
    rules: tuple[str, ...]
    reenter: bool
    internal: bool
    tooltip: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pull:
    """A cascade rule that forces a value."""

    rule: str
    target: str
    condition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A state, or a value of a dimension.

    Attributes:
        kind: SCXML's word ("atomic", "compound", …) or "value".
        ends: nothing leads out: a final state, or a value that the map lets go nowhere.
        internal: transitions that stay, shown as rows.
        invokes: (keyword, text) of its children.
        initial: the node that is entered by default.
        hidden: how many states inside are left out of this picture.
    """

    id: str
    kind: str
    name: str
    label: str | None
    tooltip: str
    ends: bool = False
    entry: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    internal: tuple[Arrow, ...] = ()
    invokes: tuple[tuple[str, str], ...] = ()
    children: tuple[Box, ...] = ()
    initial: str | None = None
    hidden: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The state tree: its root with everything inside."""

    root: Box
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """A stored dimension that can move.

    Attributes:
        allowed: moves of its map, as (from, to).
        any_move: whether its map allows every move.
        rules: names of the constraints and cascades that read it.
    """

    id: str
    name: str
    label: str | None
    tooltip: str
    ephemeral: bool
    free: bool
    any_move: bool
    boxes: tuple[Box, ...]
    initial: str | None
    allowed: tuple[tuple[str, str], ...]
    arrows: tuple[Arrow, ...]
    pulls: tuple[Pull, ...]
    rules: tuple[str, ...]

    @property
    def unused(self) -> tuple[tuple[str, str], ...]:
        """Moves that the map allows and no transition between the two values makes."""
        made = {(arrow.source, arrow.target) for arrow in self.arrows}
        return tuple(pair for pair in self.allowed if pair not in made)


Region = Tree | Values | Flowchart


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """A rule as a row: ``parts`` pairs what it says with the message of that part.

    ``touches`` are the nodes that it reads, guards or forces.
    """

    id: str
    name: str
    badge: str
    kind: str
    subjects: tuple[str, ...]
    when: str | None
    parts: tuple[tuple[str, str], ...]
    touches: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of a table: a name, what stands for it, and the values that it can have.

    ``values`` pairs each with its node.
    """

    id: str
    name: str
    label: str | None
    lines: tuple[str, ...]
    values: tuple[tuple[str, str], ...] = ()
    tooltip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A machine to be drawn. ``everywhere`` are its transitions that move nothing."""

    title: str
    subtitle: str
    tooltip: str
    regions: tuple[Region, ...]
    everywhere: tuple[Arrow, ...]
    rules: tuple[RuleEntry, ...]
    constants: tuple[Entry, ...]
    computed: tuple[Entry, ...]
    capabilities: tuple[Entry, ...]


def ids_in(box: Box) -> frozenset[str]:
    """The ids of a box and of all boxes inside it."""
    return frozenset({box.id}).union(*(ids_in(child) for child in box.children))
