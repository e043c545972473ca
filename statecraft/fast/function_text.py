"""The text of one shortcut while it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from statecraft.expr.emit import NAMES
from statecraft.expr.generate import function_of
from statecraft.fast.moments import CannotWrite

MOVED: Final = "$moved"
"""Stands for the test that nobody has moved the machine since the function began."""
_MAY_SWITCH: Final = re.compile(r"(?!slow)\b\w+\(|[\])]\(|(?<![\w\])])[\[{]")
"""A call, or a container that is made: there another thread may come between. After ``slow()``
nothing comes."""

_WORD: Final = re.compile(r"\w+")


@dataclass(slots=True, kw_only=True)
class FunctionText:
    """The lines of a function, and the objects that they name.

    Attributes:
        shared: functions by their text, where steps share them: a function is then given a *cell*
            too, which holds what differs between the steps, and calls its parts k0, k1 and so on.
        depth: how far the next line is indented.
        may_switch: whether another thread may come between what the function reads and the end.
    """

    lines: list[str] = field(default_factory=list)
    depth: int = 0
    names: dict[str, Any] = field(default_factory=dict)
    may_switch: bool = False
    shared: dict[str, Any] | None = None
    cell: list[object] = field(default_factory=list)

    def line(self, text: str) -> None:
        """One more line."""
        self.may_switch = self.may_switch or _MAY_SWITCH.search(text) is not None
        self.after(text)

    def after(self, text: str) -> None:
        """One more line behind the test that nobody has moved the machine."""
        self.lines.append(f"{'    ' * self.depth}{text}")

    def named(self, thing: object) -> str:
        """A name for something that the lines use."""
        name = f"f{len(self.names)}"
        self.names[name] = thing
        return name

    def of_cell(self, thing: object) -> str:
        """A name for something that differs between steps of the same text."""
        if self.shared is None:
            return self.named(thing)
        self.cell.append(thing)
        return f"k{len(self.cell) - 1}"

    def function(self, given: str, begin: Sequence[str], moved: str) -> Any:
        """The function with these parameters that begins with some more lines.

        *moved* is the test of ``MOVED``.

        Raises:
            CannotWrite: Python finds it nested too deeply.
        """
        lines = [*begin, *self.lines]
        if self.shared is not None:
            given += ", cell"
            lines.insert(0, f"({''.join(f'k{n}, ' for n in range(len(self.cell)))}) = cell")
        body = "\n        ".join(lines).replace(MOVED, moved)
        source = (
            f"def shortcut({given}):\n    try:\n        {body}\n"
            "    except Exception:\n        return None\n"
        )
        if self.shared is not None and source in self.shared:
            return self.shared[source]
        used = {"__builtins__", *_WORD.findall(source)}
        known = {**NAMES, **self.names}
        names = {name: thing for name, thing in known.items() if name in used}
        made = function_of(source, "shortcut", names)
        if made is None:
            raise CannotWrite
        if self.shared is not None:
            self.shared[source] = made
        return made
