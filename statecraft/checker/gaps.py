"""What a model leaves out of its chart."""

from __future__ import annotations

from dataclasses import dataclass

from statecraft.diagnostics import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something of the chart that the model does not show.

    What holds everywhere in the model may then fail in the chart. What the model shows does happen:
    its steps are the kernel's.
    """

    what: str
    at: Span | None = None

    def __str__(self) -> str:
        return self.what if self.at is None else f"{self.what} [{self.at}]"
