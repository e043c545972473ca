"""What the reading of one text shares: names of events, what was lost, and whether to trace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from statecraft.diagnostics import DefinitionError, Diagnostic
from statecraft.interop.losses import Loss
from statecraft.interop.names import NameTable, event, part
from statecraft.interop.xstate.shape import NO_MACHINE, MachineText, Place

ENTERED: Final = "xstate.entered"
EXITED: Final = "xstate.exited"
"""Effects that a traced machine makes first in every entry and exit, with the state's path."""


@dataclass(slots=True)
class Desk:
    """The reading of one text in progress.

    Attributes:
        actors: the names of simulated actors → their machines' names.
        is_traced: entries and exits tell their states by effects.
    """

    text: MachineText
    is_traced: bool
    events: NameTable = field(default_factory=lambda: NameTable(spell=event))
    actors: NameTable = field(default_factory=lambda: NameTable(spell=part))
    losses: list[Loss] = field(default_factory=list)
    wrong: list[Diagnostic] = field(default_factory=list)

    def lose(self, place: Place, what: str, instead: str) -> None:
        """Report what does not mean the same any more."""
        loss = Loss(at=self.text.span(place), what=what, instead=instead)
        if loss not in self.losses:
            self.losses.append(loss)

    def refuse(self, place: Place, what: str) -> None:
        """Report what keeps the text from being a machine."""
        found = Diagnostic(code=NO_MACHINE, span=self.text.span(place), message=what)
        if found not in self.wrong:
            self.wrong.append(found)

    def finish(self) -> None:
        """Stop where something was refused.

        Raises:
            DefinitionError: with all of it.
        """
        if self.wrong:
            document = self.text.document
            raise DefinitionError(tuple(self.wrong), {document.file: document.text})


def named_events(value: Any) -> Iterator[str]:
    """Every event that a config names exactly: as a descriptor, or as the type of an event."""
    match value:
        case {"type": str(name)} if not name.startswith(("@", "$")):
            yield name
        case _:
            pass
    if isinstance(value, Mapping):
        for descriptor in value.get("on", ()) if isinstance(value.get("on"), Mapping) else ():
            if not descriptor.endswith("*") and not descriptor.startswith("xstate."):
                yield descriptor
        for inner in value.values():
            yield from named_events(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from named_events(inner)
