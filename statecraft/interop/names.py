"""Names of the source that this language cannot write, and what they are called instead.

A name that can be written stays as it is; another has what is forbidden replaced by ``_``, and a
number behind it where that is taken. The tables are kept, so that whoever asks can be told the
source's own names.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from statecraft.expr.functions import FUNCTIONS
from statecraft.expr.scope import RESERVED_NAMES

_NOT_IN_PARTS: Final = re.compile(r"[^A-Za-z0-9_-]+")
_NOT_IN_EVENTS: Final = re.compile(r"[^A-Za-z0-9_.:-]+")
_NOT_IN_IDENTIFIERS: Final = re.compile(r"[^A-Za-z0-9_]+")
_OURS: Final = frozenset({"child.change", "child.exit"})
_TAKEN: Final = frozenset({*RESERVED_NAMES, *FUNCTIONS, "any", "all", "active", "can", "now"})


@dataclass(slots=True)
class NameTable:
    """One kind of names: the source's → ours, in order of first use."""

    spell: Callable[[str], str]
    ours: dict[str, str] = field(default_factory=dict)

    def name(self, original: str) -> str:
        """Our name for *original*; the same one whenever it is asked for."""
        known = self.ours.get(original)
        if known is None:
            known = self.ours[original] = unique(self.spell(original), self.ours.values())
        return known

    def changed(self) -> dict[str, str]:
        """Ours → the source's, where the two differ."""
        return {ours: original for original, ours in self.ours.items() if ours != original}


def unique(name: str, taken: Iterable[str]) -> str:
    """*name*, with the first free number behind it where it is taken."""
    others = frozenset(taken)
    number, candidate = 1, name
    while candidate in others:
        number += 1
        candidate = f"{name}_{number}"
    return candidate


def part(original: str) -> str:
    """A state's, machine's or slot's name as a part of a path."""
    return _NOT_IN_PARTS.sub("_", original).strip("_") or "_"


def event(original: str) -> str:
    """An event's name."""
    spelled = _NOT_IN_EVENTS.sub("_", original).strip("_") or "_"
    return f"{spelled}_" if spelled in _OURS else spelled


def identifier(original: str) -> str:
    """A name that expressions can read."""
    spelled = _NOT_IN_IDENTIFIERS.sub("_", original) or "_"
    if spelled[0].isdigit():
        spelled = f"_{spelled}"
    return f"{spelled}_" if spelled in _TAKEN or keyword.iskeyword(spelled) else spelled
