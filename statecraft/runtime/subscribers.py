"""Who is told of the steps of one machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from statecraft.runtime.record import Record, Subscriber


class Subscribers:
    """The subscribers of one machine, in the order in which they came."""

    __slots__ = ("_entries", "_told")

    def __init__(self) -> None:
        self._entries: dict[object, Subscriber] = {}
        self._told = 0

    def __bool__(self) -> bool:
        return bool(self._entries)

    def add(self, subscriber: Subscriber) -> Callable[[], None]:
        """Tell *subscriber* from now on, until the returned function is called."""
        entry = object()
        self._entries[entry] = subscriber

        def unsubscribe() -> None:
            self._entries.pop(entry, None)

        return unsubscribe

    def number(self) -> int:
        """That of the next record."""
        self._told += 1
        return self._told

    def tell(self, record: Record) -> Iterator[Exception]:
        """Tell all of them; what they raise, as it comes."""
        for subscriber in tuple(self._entries.values()):
            try:
                subscriber(record)
            except Exception as error:  # noqa: BLE001  # Raised once the turn is over.
                yield error
