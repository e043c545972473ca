"""The variables of a function that is being written, as they are at the point that it is at.

Each is the value of a context variable of some machine of the tree, or a serial number. Sums are
not added up one by one: where the blocks on a way add 1 to a variable eight times, the function
adds 8, and tests once that the sum is an integer of 64 bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from statecraft.expr.emit import is_beyond
from statecraft.fast.function_text import FunctionText
from statecraft.fast.shape_tests import fits_wholly, quick_test
from statecraft.values.json_values import Value
from statecraft.values.shape import Shape

NEXT_SERIAL: Final = "serial"
"""The variable for the next serial number."""
_INTEGER: Final = Shape(kinds=frozenset({"integer"}))

Kept = tuple[dict[str, None], dict[str, None], dict[str, int], set[str]]


@dataclass(slots=True, kw_only=True)
class Ledger:
    """What is known of the variables of a function.

    Attributes:
        homes: variable → its place in the values, where it has one before the step.
        shapes, fits: variable → what it holds between steps, and the test of that.
        changed: what was assigned on this way; of that ``unsure`` is not surely of its shape.
        sums: variable → what is still to be added to it.
        integers: variables that surely hold an integer by now.
        read: what the function needs; what is ``kept`` also as it was before.
    """

    text: FunctionText
    homes: dict[str, int] = field(default_factory=dict)
    shapes: dict[str, Shape] = field(default_factory=dict)
    fits: dict[str, Callable[[Value], bool]] = field(default_factory=dict)
    changed: dict[str, None] = field(default_factory=dict)
    unsure: dict[str, None] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    integers: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)

    def use(self, variable: str) -> str:
        """The variable with its value as of now; it is read at the beginning of the function."""
        self.add_up(variable)
        self.read.add(variable)
        return variable

    def assigned(self, variable: str) -> str:
        """The variable, which gets a value now."""
        found = self.use(variable)
        self.integers.discard(variable)
        self.changed[variable] = self.unsure[variable] = None
        return found

    def add(self, variable: str, step: int) -> None:
        """Sums in one direction alone are put together: none between is beyond the last."""
        if (self.sums.get(variable, 0) < 0) is not (step < 0):
            self.add_up(variable)
        self.sums[variable] = self.sums.get(variable, 0) + step
        self.changed[variable] = self.unsure[variable] = None

    def add_up(self, variable: str) -> None:
        """Add what is still to be added to a variable."""
        step = self.sums.pop(variable, 0)
        if step:
            self.read.add(variable)
            self.text.line(f"{variable} += {step}")
            kind = "" if variable in self.integers else f"{variable}.__class__ is not int or "
            self.text.line(f"if {kind}{is_beyond(variable, step)}: return None")
            self.integers.add(variable)

    def add_all_up(self) -> None:
        """Add what is still to be added."""
        for variable in tuple(self.sums):
            self.add_up(variable)

    def check(self) -> None:
        """Values fit their schemas, as the kernel demands at the end of each step."""
        self.add_all_up()
        for variable in self.unsure:
            test = quick_test(self.shapes[variable], variable, is_integer=variable in self.integers)
            if test is None:
                test = f"{self.text.of_cell(fits_wholly(self.fits[variable]))}({variable})"
                if variable in self.homes:
                    self.kept.add(variable)
                    test += f" or {variable} is b{variable}"
            elif self.shapes[variable].kinds == _INTEGER.kinds:
                self.integers.add(variable)
            if test != "True":
                self.text.line(f"if not ({test}): return None")
        self.unsure.clear()

    def certain(self, variable: str) -> Shape | None:
        """What a variable surely holds now."""
        if variable in self.integers:
            return _INTEGER
        return None if variable in self.unsure else self.shapes[variable]

    def keep(self) -> Kept:
        """What is known now, to go back to."""
        return dict(self.changed), dict(self.unsure), dict(self.sums), set(self.integers)

    def go_back(self, kept: Kept) -> None:
        """What was assigned since is unknown to the other ways."""
        self.changed, self.unsure, self.sums, self.integers = kept

    def begin(self) -> list[str]:
        """The lines that read the values, and the tests that nobody has changed them since."""
        kept = self.read if self.text.may_switch else self.kept
        lines = []
        for variable, place in self.homes.items():
            if variable in self.read:
                before = f"b{variable} = " if variable in kept else ""
                lines.append(f"{before}{variable} = values[{place}]")
        return lines
