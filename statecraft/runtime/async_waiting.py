"""Tasks and timers of an AsyncMachine: all that it needs of the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from statecraft.diagnostics import UsageError
from statecraft.runtime.clock import Clock
from statecraft.runtime.handlers import LATER
from statecraft.runtime.inbox import ActionFailed, Arrival, answered, failed


def loop_here() -> asyncio.AbstractEventLoop | None:
    """The event loop that runs in this thread, or None."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def timer_for(
    due: float | None, clock: Clock, wake: Callable[[], None]
) -> asyncio.TimerHandle | None:
    """A loop timer for the time *due* on a clock that passes; None where nothing is to be set."""
    loop = loop_here()
    if due is None or loop is None or not clock.passes:
        return None
    return loop.call_later(max(0.0, due - clock.now()), wake)


class Tasks:
    """The handler tasks of one machine, and the one loop that it is used from."""

    __slots__ = ("_arrive", "_loop", "_running")

    def __init__(self, arrive: Callable[[Arrival], object]) -> None:
        self._arrive = arrive
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: set[asyncio.Task[None]] = set()

    def require_this_loop(self) -> asyncio.AbstractEventLoop:
        """The running loop, which is the same as ever.

        Raises:
            UsageError: another loop was used before.
        """
        loop = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop
        if self._loop is not loop:
            raise UsageError("an AsyncMachine is used from one event loop; this is another one")
        return loop

    def run(self, serial: int, awaitable: Awaitable[object]) -> None:
        """Wait for a handler in a task; what it gives arrives at the machine."""
        task = self.require_this_loop().create_task(self._report(serial, awaitable))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _report(self, serial: int, awaitable: Awaitable[object]) -> None:
        task = asyncio.current_task()
        try:
            result = await awaitable
        except asyncio.CancelledError:
            if task is not None and task.cancelling():
                raise
            error = {"code": "cancelled", "message": "the handler was cancelled"}
            self._arrive(ActionFailed(serial=serial, error=error))
        except Exception as error:  # noqa: BLE001  # It becomes the action's error event.
            self._arrive(failed(serial, error))
        else:
            if result is not LATER:
                self._arrive(answered(serial, result))

    async def cancel(self) -> None:
        """Cancel all tasks and wait until they have ended."""
        mine = asyncio.current_task()
        others = [task for task in self._running if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
