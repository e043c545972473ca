"""Where the ways of a step that begin alike part."""

from __future__ import annotations

from collections.abc import Sequence

from statecraft.fast.entries import Decided
from statecraft.fast.moments import CannotWrite
from statecraft.fast.steps import Path


def parted(paths: Sequence[Path], number: int) -> tuple[Sequence[Path], Sequence[Path]]:
    """The ways on which the decision with this number holds, and those on which it does not.

    Raises:
        CannotWrite: it is not the same decision on all of them.
    """
    first = paths[0].entries[number]
    held: list[Path] = []
    failed: list[Path] = []
    for path in paths:
        entry = path.entries[number] if number < len(path.entries) else None
        if not isinstance(entry, Decided) or not isinstance(first, Decided):
            raise CannotWrite
        if entry.formula is not first.formula or entry.moment != first.moment:
            raise CannotWrite
        (held if entry.held else failed).append(path)
    return held, failed
