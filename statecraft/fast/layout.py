"""What of a snapshot is a configuration, and in which order a machine on the map holds the rest.

The values of the root's context come first, in order of text, then the states that its levels are
at, then the next serial number; then of each child its serial number, the values of its context,
and its output if it has ended. Places beyond those that a configuration has count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import cast

from statecraft.chart.tables import LoweredChart, StateIndex
from statecraft.fast.assignments import integers_between_steps
from statecraft.fast.reach import Reach
from statecraft.fast.steps import Child, Node, Variables
from statecraft.fast.watching import has_map
from statecraft.kernel.snapshot import ROOT, Activation, PendingAction, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """The order of the values of one chart's machines."""

    chart: LoweredChart
    reach: Reach

    @property
    def first_level(self) -> int:
        """The place of the first level's state."""
        return len(self.chart.definition.context)

    @property
    def serial(self) -> int:
        """The place of the next serial number."""
        return self.first_level + len(self.reach.levels)

    def places(self, children: Iterable[Child]) -> Iterator[int]:
        """The place of each child's serial number; its context comes next."""
        place = self.serial + 1
        for child in children:
            yield place
            place += _width(child)

    def width(self, node: Node) -> int:
        """How many values a machine holds at a node."""
        return self.serial + 1 + sum(map(_width, node.children))

    def values(self, snapshot: Snapshot) -> Variables:
        """What the machine of a snapshot holds."""
        root, *children = snapshot.activations
        found: Variables = [*root.context.values(), *self.reach.level_values(root)]
        found.append(snapshot.next_serial)
        for child in children:
            output = () if child.status == "active" else (child.output,)
            found += (child.serial, *child.context.values(), *output)
        return found

    def snapshot(
        self, node: Node, values: Sequence[object], like: Snapshot, now_ms: int
    ) -> Snapshot:
        """The snapshot of a machine that is at a node, which had an earlier one."""
        held = cast("Variables", values)
        children = self._children(node, held) if node.children else ()
        return Snapshot(
            activations=(self.root(node, held, like), *children),
            next_serial=cast("int", held[self.serial]),
            now_ms=max(like.now_ms, now_ms),
        )

    def root(
        self,
        node: Node,
        held: Variables,
        like: Snapshot,
        pending: tuple[PendingAction, ...] = (),
    ) -> Activation:
        """The machine's own activation in such a snapshot."""
        return Activation(
            serial=ROOT,
            chart=self.chart,
            states=self._states(node, held),
            context=dict(zip(like.root.context, held, strict=False)),
            history=node.history,
            status="active",
            output=None,
            pending=pending,
        )

    def _states(self, node: Node, values: Variables) -> tuple[StateIndex, ...]:
        levels = values[self.first_level : self.serial]
        return tuple(sorted((*node.states, *cast("list[int]", levels)))) if levels else node.states

    def _children(self, node: Node, values: Variables) -> Iterator[Activation]:
        serials = [ROOT]
        for child, place in zip(node.children, self.places(node.children), strict=True):
            serial = cast("int", values[place])
            serials.append(serial)
            names = (each.name for each in child.chart.definition.context)
            last = place + _width(child) - 1
            yield Activation(
                serial=serial,
                chart=child.chart,
                states=child.states,
                context=dict(zip(names, values[place + 1 :], strict=False)),
                history=child.history,
                status="done" if child.is_done else "active",
                output=values[last] if child.is_done else None,
                pending=(),
                child_of=replace(child.place, parent=serials[child.place.parent]),
            )


def _width(child: Child) -> int:
    return 1 + len(child.chart.definition.context) + child.is_done


def children_of(snapshot: Snapshot) -> tuple[Child, ...]:
    """The children's parts in the configuration."""
    seats = {each.serial: number for number, each in enumerate(snapshot.activations)}
    return tuple(
        Child(
            chart=each.chart,
            states=each.states,
            history=each.history,
            place=replace(each.child_of, parent=seats[each.child_of.parent]),
            is_done=each.status == "done",
        )
        for each in snapshot.activations
        if each.child_of is not None
    )


def is_plain(snapshot: Snapshot, chart: LoweredChart) -> bool:
    """Whether configurations, histories and contexts are all there is to a snapshot."""
    root, *children = snapshot.activations
    serials = [each.serial for each in snapshot.activations]
    return (
        root.chart is chart
        and not (snapshot.timers or snapshot.queue)
        and root.status == "active"
        and not any(each.pending for each in snapshot.activations)
        and all(map(is_usual, snapshot.activations))
        and all(has_map(child.chart) for child in children)
        and all(child.child_of and child.child_of.parent in serials for child in children)
        and all(one < other for one, other in pairwise([*serials, snapshot.next_serial]))
    )


def is_usual(activation: Activation) -> bool:
    """Whether it has no runs, and its context is as the chart has it."""
    chart = activation.chart
    names = tuple(each.name for each in chart.definition.context)
    return (
        not (activation.runs or activation.waiting)
        and activation.status in ("active", "done")
        and tuple(activation.context) == names
        and all(activation.context[n].__class__ is int for n in integers_between_steps(chart))
    )


def node_key(node: Node) -> tuple[object, ...]:
    """What tells nodes apart."""
    children = (
        (each.chart.definition.key, each.states, _items(each.history), each.place, each.is_done)
        for each in node.children
    )
    return (node.states, _items(node.history), *children)


def _items(history: Mapping[StateIndex, tuple[StateIndex, ...]]) -> tuple[object, ...]:
    return tuple(history.items())
