"""What to write in the ``on:`` of a rule, told with the dimensions of the machine at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from statecraft.diagnostics import quoted
from statecraft.source import Located

_PLAIN: Final = re.compile(r"\w[\w.-]*").fullmatch
_MOST_SHOWN: Final = 4
_EXAMPLE: Final = "{docstatus: {from: 0, to: 1}}"


def watching_hint(place: Located) -> str:
    """What to write instead of a text or a list, given where the ``on:`` of a rule stands.

    A dimension's name is shown with its values; everything else is taken for an event.
    """
    written = place.value if isinstance(place.value, list) else [place.value]
    moves = [_move(place, name) for name in written if isinstance(name, str)]
    named = [move for move in moves if move is not None]
    if moves and len(named) == len(moves):
        return f"name the values that it moves to: {{{', '.join(named)}}}"
    example = next((_move(place, name) for name in _dimensions(place)), None)
    shown = _EXAMPLE if example is None else f"{{{example}}}"
    return f"the on: of a rule names moves of dimensions, not events: {shown}"


def moved_values_hint(place: Located) -> str | None:
    """What to write instead of an empty move, given where it stands; None outside of a rule."""
    if not isinstance(place.key, str) or "rules" not in place.path:
        return None
    move = _move(place, place.key)
    return None if move is None else f"name the values that it moves to: {move}"


def _move(place: Located, name: str) -> str | None:
    """``power: [off, on]``, None where there is no such dimension."""
    dimension = _dimensions(place).get(name)
    if dimension is None:
        return None
    texts = [*_values(dimension)][:_MOST_SHOWN] or ["VALUE"]
    return f"{name}: {texts[0]}" if len(texts) == 1 else f"{name}: [{', '.join(texts)}]"


def _dimensions(place: Located) -> Mapping[str, Any]:
    """The dimensions of the machine that the place is in, as far as they are mappings."""
    machine = place.document.at(place.path[:2] if place.path[0] == "machines" else ()).value
    written = machine.get("dimensions")
    return written if isinstance(written, dict) else {}


def _values(dimension: Any) -> Iterator[str]:
    """The texts of a dimension's values, in order."""
    if not isinstance(dimension, dict):
        return
    match dimension.get("values", dimension.get("states")):
        case dict() as values:
            yield from map(_shown, values)
        case list() as values:
            written = (each.get("value") if isinstance(each, dict) else each for each in values)
            yield from map(_shown, written)
        case _:
            return


def _shown(value: Any) -> str:
    return value if isinstance(value, str) and _PLAIN(value) else quoted(value)
