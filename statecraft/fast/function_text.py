"""The text of one shortcut while it is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from statecraft.expr.generate import function_of
from statecraft.fast.moments import CannotWrite
from statecraft.fast.steps import Shortcut

MOVED: Final = "$moved"
"""Stands for the test that nobody has moved the machine since the function began."""
_MAY_SWITCH: Final = re.compile(r"(?!slow)\b\w+\(|[\])]\(|(?<![\w\])])[\[{]")
"""A call, or a container that is made: there another thread may come between. After ``slow()``
nothing comes."""


@dataclass(slots=True, kw_only=True)
class FunctionText:
    """The lines of a function, and the objects that they name.

    Attributes:
        depth: how far the next line is indented.
        may_switch: whether another thread may come between what the function reads and the end.
    """

    lines: list[str] = field(default_factory=list)
    depth: int = 0
    names: dict[str, Any] = field(default_factory=dict)
    may_switch: bool = False

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

    def function(self, begin: Sequence[str], moved: str) -> Shortcut:
        """The function that begins with some more lines; *moved* is the test of ``MOVED``.

        Raises:
            CannotWrite: Python finds it nested too deeply.
        """
        body = "\n        ".join((*begin, *self.lines)).replace(MOVED, moved)
        source = (
            f"def shortcut(place, payload, is_checked):\n    try:\n        {body}\n"
            "    except Exception:\n        return None\n"
        )
        made: Shortcut | None = function_of(source, "shortcut", self.names)
        if made is None:
            raise CannotWrite
        return made
