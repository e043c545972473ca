"""How a step ends early inside the kernel; neither leaves it."""

from __future__ import annotations

from collections.abc import Iterable

from statecraft.diagnostics import Span
from statecraft.kernel.outcome import Reason, ReasonKind


class ExecutionFailure(Exception):
    """A formula or an action failed: what happened, and the place in the definition.

    ``code`` is what a step of a run that fails by it says (semantics 13.6); ``send_id`` the id of
    a ``send`` that has failed.
    """

    def __init__(self, message: str, at: Span, code: str = "execution") -> None:
        self.message = message
        self.at = at
        self.code = code
        self.send_id: str | None = None
        super().__init__(message)


class Refusal(Exception):
    """The step is rejected, for these reasons."""

    def __init__(self, reasons: Iterable[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(self.reasons)


def refusal_for(failure: ExecutionFailure, name: str | None = None) -> Refusal:
    """The refusal of a step in which something failed that may not fail (semantics 7.4).

    ``name`` is the rule or computed name that failed.
    """
    reason = Reason(kind=ReasonKind.ERROR, message=failure.message, id=name, at=failure.at)
    return Refusal([reason])
