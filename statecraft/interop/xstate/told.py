"""What is lost in writing, with its place in the definition."""

from __future__ import annotations

from dataclasses import dataclass, field

from statecraft.interop.losses import Loss
from statecraft.interop.xstate.shape import Place
from statecraft.source.document import Document as ReadDocument


@dataclass(slots=True)
class Out:
    """The writing of one definition in progress; ``document`` is what it was read from."""

    document: ReadDocument
    losses: list[Loss] = field(default_factory=list)

    def lose(self, place: Place, what: str, instead: str) -> None:
        """Report what does not mean the same in XState."""
        loss = Loss(at=self.document.at(place).span, what=what, instead=instead)
        if loss not in self.losses:
            self.losses.append(loss)
