"""One session of a status journal: written while work happens, read by whoever looks on (§16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from statecraft.diagnostics import UsageError, quoted
from statecraft.kernel.effects import StatusRow
from statecraft.kernel.snapshot import Snapshot
from statecraft.runtime.clock import Clock, SystemClock
from statecraft.runtime.inbox import owned
from statecraft.store.status_journal import CLEARED, StatusEntry, StatusJournal
from statecraft.values.json_values import LARGEST_INTEGER, SMALLEST_INTEGER


def current(entries: Iterable[StatusEntry]) -> tuple[StatusEntry, ...]:
    """The latest row of each step since the last ``clear``, in order of the steps."""
    latest: dict[int | None, StatusEntry] = {}
    for entry in entries:
        if entry.status == CLEARED:
            latest.clear()
        else:
            latest[entry.step] = entry
    return tuple(sorted(latest.values(), key=lambda entry: (entry.step is None, entry.step or 0)))


def entry_of(row: StatusRow, instance: str, *, at: float) -> StatusEntry:
    """The row that an instance's action ``status`` asks for."""
    return StatusEntry(
        session=row.session or instance,
        step=row.step,
        step_name=row.name,
        status=row.status,
        message=row.message,
        timestamp=at,
        details=row.details,
    )


def step_names(snapshot: Snapshot, serial: int) -> Mapping[int, str]:
    """The ``status_steps`` of the machine that waits for the host action *serial*."""
    asking = (
        activation
        for activation in snapshot.activations
        if any(pending.serial == serial for pending in activation.pending)
    )
    return next(asking, snapshot.root).chart.definition.status_steps


class StatusSession:
    """The rows of one session.

    Several processes may hold the same session: whoever works writes, whoever shows reads.
    """

    __slots__ = ("_clock", "_journal", "_names", "session")

    def __init__(
        self,
        journal: StatusJournal,
        session: str,
        *,
        names: Mapping[int, str] = MappingProxyType({}),
        clock: Clock | None = None,
    ) -> None:
        """A session of *journal*; *names* are those of the steps, as in ``status_steps``."""
        self.session = _text("session", session)
        self._journal = journal
        self._names = names
        self._clock = SystemClock() if clock is None else clock

    def __repr__(self) -> str:
        return f"StatusSession({self.session!r})"

    def write(
        self,
        step: int | None,
        status: str,
        message: str | None = None,
        *,
        details: object = None,
        name: str | None = None,
    ) -> None:
        """Add a row; the name of the step is by default the one that ``names`` gives it.

        Raises:
            StoreError: the journal cannot keep it.
            UsageError: a column has a value of the wrong kind.
        """
        _require_number(step)
        entry = StatusEntry(
            session=self.session,
            step=step,
            step_name=_name(step, self._names) if name is None else _text("name", name),
            status=_text("status", status),
            message=None if message is None else _text("message", message),
            timestamp=self._clock.now(),
            details=owned(details, "details of a status"),
        )
        self._journal.write(entry)

    def get(self) -> tuple[StatusEntry, ...]:
        """The latest row of each step since the last ``clear``, in order of the steps."""
        return current(self.history())

    def history(self) -> tuple[StatusEntry, ...]:
        """Every row, in the order of writing, the markers of ``clear`` included."""
        return self._journal.history(self.session)

    def clear(self) -> None:
        """Begin anew: a marker is appended, nothing is lost.

        Raises:
            StoreError: the journal cannot keep it.
        """
        self.write(None, CLEARED)


def _require_number(step: object) -> None:
    if step is None:
        return
    if isinstance(step, bool) or not isinstance(step, int):
        raise UsageError(f"a step is a number or None, not {quoted(step)}")
    if not SMALLEST_INTEGER <= step <= LARGEST_INTEGER:
        raise UsageError(f"a step is a number of 64 bits, not {step}")


def _name(step: int | None, names: Mapping[int, str]) -> str | None:
    return None if step is None else names.get(step)


def _text(column: str, value: object) -> str:
    if not isinstance(value, str):
        raise UsageError(f"the {column} of a status is a text, not {quoted(value)}")
    return value
