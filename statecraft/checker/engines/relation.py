"""What a choice does, as products: for some levels the codes before and after.

A choice that only moves dimensions, under a map, rules and constraints, is put together from these,
each evaluated by the kernel's own functions on the levels that it reads. Any other is read off its
table, whose rows the kernel makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from statecraft.checker.choices import Choice
from statecraft.checker.engines.cubes import TooWide, cover
from statecraft.checker.engines.plain import Candidate, candidates_of, parts_of
from statecraft.checker.engines.rulebook import Rulebook
from statecraft.checker.model import Codes
from statecraft.checker.spaces.conditions import CannotTell
from statecraft.checker.spaces.tables import Table, TableModel

Pairs = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A part of a choice: level → (code before, code after); other levels stay as they are."""

    choice: Choice
    pairs: Mapping[int, Pairs]


def plain_events(book: Rulebook, choice: Choice) -> tuple[Event, ...] | None:
    """All that a choice does which only moves dimensions; None for any other choice."""
    if not book.is_plain:
        return None
    try:
        candidates = candidates_of(book, choice)
        return None if candidates is None else tuple(_of_parts(book, choice, candidates))
    except (CannotTell, TooWide):
        return None


def _of_parts(book: Rulebook, choice: Choice, candidates: tuple[Candidate, ...]) -> Iterator[Event]:
    for part in parts_of(book, candidates):
        for cube in part.cubes:
            pairs = _merged(cube, part.moves)
            if pairs is not None:
                yield Event(choice=choice, pairs=pairs)


def _merged(
    cube: Mapping[int, frozenset[int]], moves: Mapping[int, Pairs]
) -> dict[int, Pairs] | None:
    """The moves where a product of codes holds before them; None where it never does."""
    found = {}
    for level, pairs in moves.items():
        codes = cube.get(level)
        kept = pairs if codes is None else tuple(pair for pair in pairs if pair[0] in codes)
        if not kept:
            return None
        found[level] = kept
    for level, codes in cube.items():
        if level not in moves:
            found[level] = tuple((code, code) for code in sorted(codes))
    return found


def events_of_rows(model: TableModel, table: Table, states: Iterable[Codes]) -> Iterator[Event]:
    """What a choice does in some states, and in all that have the same codes of its support."""
    groups: dict[tuple[tuple[int, int, int], ...], list[Codes]] = {}
    for state in states:
        packed = model.packing.pack(state)
        for row in model.rows(table, packed):
            if row.change:
                moved = _moved(state, model.packing.unpack(packed + row.change))
                groups.setdefault(moved, []).append(tuple(state[level] for level in table.levels))
    for moved, rows in groups.items():
        yield from _events_of_group(table, moved, rows)


def _moved(before: Codes, after: Codes) -> tuple[tuple[int, int, int], ...]:
    pairs = enumerate(zip(before, after, strict=True))
    return tuple((level, old, new) for level, (old, new) in pairs if old != new)


def _events_of_group(
    table: Table, moved: tuple[tuple[int, int, int], ...], rows: Iterable[Codes]
) -> Iterator[Event]:
    moves: dict[int, Pairs] = {level: ((old, new),) for level, old, new in moved}
    for cube in cover(table.levels, rows):
        pairs = _merged(cube, moves)
        if pairs is not None:
            yield Event(choice=table.choice, pairs=pairs)
