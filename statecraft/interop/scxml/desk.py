"""What the reading of one SCXML text shares: losses, further machines, and other files."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from statecraft.diagnostics import DefinitionError, Span
from statecraft.interop.losses import Loss, Source
from statecraft.interop.names import NameTable, event, part
from statecraft.interop.scxml.elements import Element, read_elements

MOST_MACHINES = 200


@dataclass(slots=True)
class Desk:
    """One import in progress.

    Attributes:
        machines: name → definition of each child.
        names: our name of a state → the source's, of all machines.
    """

    source: Source
    losses: list[Loss] = field(default_factory=list)
    machines: dict[str, dict[str, Any]] = field(default_factory=dict)
    machine_names: NameTable = field(default_factory=lambda: NameTable(spell=part))
    events: NameTable = field(default_factory=lambda: NameTable(spell=event))
    names: dict[str, str] = field(default_factory=dict)
    count: int = 0

    def lose(self, at: Span, what: str, instead: str) -> None:
        """Report what does not mean the same any more."""
        loss = Loss(at=at, what=what, instead=instead)
        if loss not in self.losses:
            self.losses.append(loss)

    def new_machine(self, wanted: str) -> str:
        """A name for a further machine that no other has."""
        self.count += 1
        return self.machine_names.name(wanted) if self.count == 1 else self._another(wanted)

    def _another(self, wanted: str) -> str:
        number, name = 1, wanted
        while name in self.machine_names.ours:
            number += 1
            name = f"{wanted}_{number}"
        return self.machine_names.name(name)

    def companion(self, url: str) -> str | None:
        """The text of a file that the source names, beside it; None where there is none."""
        return self.source.companion(url.removeprefix("file:").lstrip("/"))

    def elements_of(self, url: str) -> Element | None:
        """The XML of a file that the source names; None where there is none, or it is no XML."""
        text = self.companion(url)
        if text is None:
            return None
        try:
            return read_elements(text, url.removeprefix("file:"))
        except DefinitionError:
            return None
