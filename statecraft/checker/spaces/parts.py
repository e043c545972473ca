"""A snapshot taken apart, the runs of each group for themselves, and put together again.

Serial numbers are counted anew in each part, each from a number of its own, so that a part is the
same whatever the others hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from statecraft.checker.spaces.canonical import renumbered, renumbering
from statecraft.checker.spaces.run_groups import Group
from statecraft.kernel.snapshot import ROOT, Activation, Snapshot

_NUMBERS_OF_A_PART: Final = 10_000
"""More than a machine can have in progress at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A snapshot in canonical parts: one per group of runs, and the rest."""

    rest: Snapshot
    runs: tuple[Snapshot, ...]


def parted(snapshot: Snapshot, groups: Sequence[Group]) -> Parts:
    """The parts of a snapshot without a tree, dimensions, variables or timers of its own states."""
    root = snapshot.root
    elsewhere: dict[int, int] = {}
    parts: list[Snapshot] = []
    for number, group in enumerate(groups, 1):
        part = _of_group(snapshot, frozenset(group))
        first = number * _NUMBERS_OF_A_PART
        numbers = renumbering(part, first=first)
        parts.append(renumbered(part, numbers, first=first))
        elsewhere |= numbers
    kept = replace(
        root,
        runs=(),
        waiting=(),
        pending=tuple(each for each in root.pending if each.step is None),
    )
    rest = replace(
        snapshot,
        activations=(kept, *snapshot.activations[1:]),
        timers=tuple(timer for timer in snapshot.timers if timer.run is None),
    )
    numbers = renumbering(rest, first=1, elsewhere=elsewhere)
    return Parts(rest=renumbered(rest, numbers, first=1, elsewhere=elsewhere), runs=tuple(parts))


def _of_group(snapshot: Snapshot, group: frozenset[str]) -> Snapshot:
    root = snapshot.root
    runs = tuple(run for run in root.runs if run.key in group)
    serials = {run.serial for run in runs}
    own = replace(
        root,
        runs=runs,
        waiting=tuple(each for each in root.waiting if each.key in group),
        pending=tuple(e for e in root.pending if e.step is not None and e.step[0] in serials),
    )
    timers = tuple(t for t in snapshot.timers if t.activation == ROOT and t.run in serials)
    return replace(snapshot, activations=(own,), timers=timers, queue=())


def group_of(serial: int) -> int | None:
    """The place of the group that a run in canonical parts belongs to; None where in none."""
    return serial // _NUMBERS_OF_A_PART - 1 if serial >= _NUMBERS_OF_A_PART else None


def together(root: Activation, rest: Snapshot, parts: Iterable[Snapshot]) -> Snapshot:
    """The rest with the runs of the parts; *root* is its first activation."""
    of = [rest, *parts]
    whole = replace(
        root,
        runs=tuple(run for part in of for run in part.root.runs),
        waiting=tuple(start for part in of for start in part.root.waiting),
        pending=tuple(pending for part in of for pending in part.root.pending),
    )
    return replace(
        rest,
        activations=(whole, *rest.activations[1:]),
        timers=tuple(timer for part in of for timer in part.timers),
        next_serial=max(part.next_serial for part in of),
    )


def in_groups(snapshot: Snapshot, groups: Sequence[Group]) -> Snapshot:
    """The snapshot with its runs group by group, each in the order in which they began.

    Which of two runs of different groups began first decides nothing. Where there are no groups,
    it stays as it is.
    """
    if not groups or (not snapshot.root.runs and not snapshot.root.waiting):
        return snapshot
    parts = parted(snapshot, groups)
    return together(parts.rest.root, parts.rest, parts.runs)
