"""A rough guess of how large a pipeline or workflow will be, in points."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, assert_never

from statecraft.render.flowchart import Flowchart, Group, GroupKind, Join, Part, StepBox
from statecraft.render.markup import WIDTH

_LETTER, _LINE, _GAP = 5.0, 12.0, 22.0
_HEAD: Final = 36.0
"""Of a frame: its title and margins."""

Size = tuple[float, float]


def flowchart_size(chart: Flowchart) -> Size:
    """Width and height: its own steps with the branches beside each other below them."""
    branches = [part for part in chart.parts if _is_branch(part)]
    width, height = _listed([part for part in chart.parts if not _is_branch(part)])
    across, deep = _beside([_size(part) for part in branches])
    head = _LINE * (2 + len(chart.parameters) / 3 + 2 * len(chart.requires))
    least = 40 + _LETTER * max(map(len, (chart.name, *chart.traits)))
    ends = _HEAD + _GAP
    return max(width + across / 2, across, least) + _GAP, height + deep + head + ends


def _is_branch(part: Part) -> bool:
    return isinstance(part, Group) and part.kind is GroupKind.BRANCH


def _size(part: Part) -> Size:
    match part:
        case StepBox(texts=texts, details=details, label=label):
            lines = [*texts, *details, label or ""]
            width = 40 + _LETTER * min(WIDTH, max(map(len, lines)))
            return width, 14 + _LINE * sum(1 + len(line) // WIDTH for line in lines if line)
        case Join():
            return 100.0, 16.0
        case Group(kind=GroupKind.PARALLEL, parts=parts):
            lists = [each for each in parts if isinstance(each, Group)]
            rest = [each for each in parts if not isinstance(each, Group)]
            return _framed([_beside(map(_size, lists)), *map(_size, rest)])
        case Group(parts=parts):
            return _framed([_listed(parts)])
        case _:
            assert_never(part)


def _listed(parts: Sequence[Part]) -> Size:
    """A list of steps: what follows a loop stands beside it, all else one below the other."""
    width = height = 0.0
    for part in reversed(parts):
        own = _size(part)
        if isinstance(part, Group) and part.kind is GroupKind.LOOP:
            width, height = width + own[0] + _GAP, max(height + _HEAD, own[1])
        else:
            width, height = max(width, own[0]), height + own[1] + _GAP
    return width, height


def _framed(sizes: Sequence[Size]) -> Size:
    width, height = _below(sizes)
    return width + _HEAD, height + _HEAD


def _below(sizes: Sequence[Size]) -> Size:
    width = max((size[0] for size in sizes), default=0.0)
    return width, sum(size[1] + _GAP for size in sizes)


def _beside(sizes: Iterable[Size]) -> Size:
    known = list(sizes)
    width = sum(size[0] + _GAP for size in known)
    return width, max((size[1] for size in known), default=0.0)
