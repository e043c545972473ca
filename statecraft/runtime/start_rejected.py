"""What is raised where the definition's own rules refuse the start of a machine."""

from __future__ import annotations

from statecraft.diagnostics import UsageError
from statecraft.kernel.outcome import Outcome


class StartRejected(UsageError):
    """A start or rebuild that the definition's own rules refuse; ``outcome`` tells why."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        reasons = "; ".join(str(reason) for reason in outcome.reasons)
        super().__init__(f"the machine does not start: {reasons}")


def require_started(outcome: Outcome) -> None:
    """Go on if a machine has started.

    Raises:
        StartRejected: it has not.
    """
    if not outcome.accepted:
        raise StartRejected(outcome)
