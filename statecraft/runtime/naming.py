"""How a program names a pending action and an error when it answers by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.snapshot import PendingAction
from statecraft.runtime.inbox import owned
from statecraft.values.json_values import Value

_ERROR_KEYS = ("message", "code", "result")


def pending_serial(pending: Sequence[PendingAction], action: str | int) -> int:
    """The serial of the oldest pending action with this id; a serial stands for itself.

    A serial that is not pending is no error here: its answer is ``ignored`` as stale.

    Raises:
        UsageError: no pending action has the id.
    """
    if isinstance(action, int):
        return action
    found = next((each.serial for each in pending if each.id == action), None)
    if found is not None:
        return found
    waiting = ", ".join(each.id for each in pending) or "none"
    hint = did_you_mean(action, [each.id for each in pending])
    raise UsageError(f"no action {quoted(action)} is pending{hint}; pending: {waiting}")


def action_error(error: object) -> dict[str, Value]:
    """An error as the machine is told: {code?, message, result?}.

    Raises:
        UsageError: it is neither a text nor such a mapping.
    """
    if isinstance(error, str):
        return {"message": error}
    given = owned(dict(error) if isinstance(error, Mapping) else error, "error")
    if not isinstance(given, dict):
        raise UsageError("an error is a message or a mapping {message, code, result}")
    for key in given:
        if key not in _ERROR_KEYS:
            raise UsageError(
                f"an error has no {quoted(key)}{did_you_mean(key, list(_ERROR_KEYS))}; "
                "it is {message, code, result}"
            )
    return given
