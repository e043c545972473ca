"""The machines of the comparison as a careful person writes them in Python, each for itself."""

from __future__ import annotations

import time
from heapq import heappop, heappush
from typing import Any


class Toggle:
    """Two states."""

    __slots__ = ("state",)

    def __init__(self) -> None:
        self.state = "a"

    def send(self, event: str) -> bool:
        if event == "toggle":
            self.state = "b" if self.state == "a" else "a"
            return True
        return False


class Nested:
    """Two trees of four levels, whose every state counts when it is entered and when it is left."""

    __slots__ = ("count", "state")

    def __init__(self) -> None:
        self.state = "pa"
        self.count = 0

    def send(self, event: str) -> bool:
        state = self.state
        if event == "leaf":
            self.count += 1
            if state == "pa":
                self.state = "pb"
            elif state == "pb":
                self.state = "pa"
            elif state == "qa":
                self.state = "qb"
            else:
                self.state = "qa"
            self.count += 1
            return True
        if event == "swap":
            self.count += 1
            self.count += 1
            self.count += 1
            self.count += 1
            self.state = "qa" if state in ("pa", "pb") else "pa"
            self.count += 1
            self.count += 1
            self.count += 1
            self.count += 1
            return True
        return False


class Ring:
    """A thousand states, from a table."""

    __slots__ = ("state",)

    NEXT = {f"s{n}": {"next": f"s{(n + 1) % 1000}"} for n in range(1000)}  # noqa: RUF012

    def __init__(self) -> None:
        self.state = "s0"

    def send(self, event: str) -> bool:
        target = self.NEXT[self.state].get(event)
        if target is None:
            return False
        self.state = target
        return True


class Account:
    """Conditions on the context and on what comes with the event."""

    __slots__ = ("balance", "state")

    def __init__(self) -> None:
        self.state = "open"
        self.balance = 0

    def send(self, event: str, data: dict[str, Any] | None = None) -> bool:
        if self.state != "open" or data is None:
            return False
        amount = data["amount"]
        if event == "deposit":
            if amount > 0:
                self.balance += amount
                return True
        elif event == "withdraw" and amount > 0 and self.balance >= amount:
            self.balance -= amount
            return True
        return False


class CheckedAccount:
    """The same, which also looks at what it is given, as the definition declares it."""

    __slots__ = ("balance", "state")

    def __init__(self) -> None:
        self.state = "open"
        self.balance = 0

    def send(self, event: str, data: dict[str, Any] | None = None) -> bool:
        if self.state != "open" or data is None:
            return False
        amount = data.get("amount")
        if type(amount) is not int:
            return False
        if event == "deposit":
            if amount > 0:
                self.balance += amount
                return True
        elif event == "withdraw" and amount > 0 and self.balance >= amount:
            self.balance -= amount
            return True
        return False


class Tank:
    """Conditions on the context."""

    __slots__ = ("level", "state")

    def __init__(self) -> None:
        self.state = "open"
        self.level = 0

    def send(self, event: str) -> bool:
        if self.state != "open":
            return False
        if event == "fill":
            if self.level < 3:
                self.level += 1
                return True
        elif event == "drain" and self.level > 0:
            self.level -= 1
            return True
        return False


class Pause:
    """Two states, each with a timeout; the timer is an entry in a heap of those that wait."""

    __slots__ = ("heap", "serial", "state")

    def __init__(self) -> None:
        self.state = "b"
        self.heap: list[tuple[float, int]] = []
        self.serial = 0
        self.send("go")

    @property
    def timers(self) -> int:
        return len(self.heap)

    def send(self, event: str) -> bool:
        if event != "go":
            return False
        now = time.time()
        if self.heap and self.heap[0][0] <= now:
            heappop(self.heap)
        else:
            self.heap.clear()
        self.state = "b" if self.state == "a" else "a"
        self.serial += 1
        heappush(self.heap, (now + 30, self.serial))
        return True


class Call:
    """A call of the host whose answer is kept; what fails is kept, too."""

    __slots__ = ("got", "state")

    def __init__(self) -> None:
        self.state = "idle"
        self.got = 0

    def send(self, event: str) -> bool:
        if event == "ask" and self.state == "idle":
            self.state = "busy"
            try:
                found = len({"n": self.got})
            except TypeError:
                return True
            self.state, self.got = "told", found
            return True
        if event == "again" and self.state == "told":
            self.state = "idle"
            return True
        return False


class Document:
    """Four dimensions; what one of them does depends on the others."""

    __slots__ = ("changes", "check", "moves", "operation", "status")

    def __init__(self) -> None:
        self.status, self.changes = "draft", "none"
        self.operation, self.check, self.moves = "idle", "pending", 0

    def send(self, event: str) -> bool:
        moved: bool = getattr(self, event)()
        return moved

    def edit(self) -> bool:
        if self.status != "draft":
            return False
        if self.changes == "none":
            self.changes = "some"
            self.moves += 1
        if self.check != "pending":
            self.check = "pending"
            self.moves += 1
        return True

    def approve(self) -> bool:
        if self.check != "pending":
            return False
        self.check = "valid"
        self.moves += 1
        return True

    def save(self) -> bool:
        if self.operation != "idle" or self.changes != "some" or self.check != "valid":
            return False
        self.operation = "saving"
        self.moves += 1
        return True

    def saved(self) -> bool:
        if self.operation != "saving":
            return False
        self.operation, self.changes = "idle", "none"
        self.moves += 2
        return True

    def submit(self) -> bool:
        idle = self.operation == "idle" and self.changes == "none"
        if not idle or self.check != "valid" or self.status != "draft":
            return False
        self.status = "sent"
        self.moves += 1
        return True

    def amend(self) -> bool:
        if self.status != "sent":
            return False
        self.status, self.check = "draft", "pending"
        self.moves += 2
        return True


class Panel:
    """Twelve switches of four positions; no two neighbours may both be in the last one."""

    __slots__ = ("positions",)

    def __init__(self) -> None:
        self.positions = [0] * 12

    def send(self, event: str) -> bool:
        positions = self.positions
        number = int(event[4:])
        target = (positions[number] + 1) % 4
        if target == 3:
            if number > 0 and positions[number - 1] == 3:
                return False
            if number < 11 and positions[number + 1] == 3:
                return False
        positions[number] = target
        return True


class Parent:
    """It hands its events to a child of three steps, and adds up what each child counted."""

    __slots__ = ("child", "state", "total")

    def __init__(self) -> None:
        self.state, self.total = "idle", 0
        self.child: Child | None = None

    def send(self, event: str) -> bool:
        child = self.child
        if child is None:
            if event != "start":
                return False
            self.state, self.child = "running", Child()
            return True
        if not child.send(event):
            return False
        if child.state == "done":
            self.total += child.steps
            self.state, self.child = "idle", None
        return True


class Child:
    """Three steps, then it is done."""

    __slots__ = ("state", "steps")

    NEXT = {"s1": "s2", "s2": "s3", "s3": "done"}  # noqa: RUF012

    def __init__(self) -> None:
        self.state, self.steps = "s1", 0

    def send(self, event: str) -> bool:
        if event != "step" or self.state == "done":
            return False
        self.steps += 1
        self.state = self.NEXT[self.state]
        return True
