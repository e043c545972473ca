"""A second reading of docs/semantics.md §13: the text of a pipeline, run as a program would be.

A list is a loop over its steps, a failure is an exception, a wait is a ``yield``. Nothing is kept
between two inputs but the list of inputs: each time the whole story is told again from its
beginning, so an input that is refused is undone by leaving it out.
"""

from __future__ import annotations

import copy
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.oracle.formulas import Failure, Names, data, holds

Data = dict[str, Any]
Told = Generator[None, "Input", None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What comes to a wait: ``kind`` is answer, fail, due, event or reject."""

    kind: str
    wait: str
    now: int
    value: Any = None


class Failed(Exception):
    """A step has failed (13.6)."""

    def __init__(self, code: str, message: str, step: str, attempt: int = 1, **more: Any) -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "step": step, "attempt": attempt, **more}


class Jumped(Exception):
    """A name replaces all that remains (13.5). What was found goes with it."""

    def __init__(self, branch: str, frame: Frame) -> None:
        super().__init__(branch)
        self.branch = branch
        self.frame = frame


class Refused(Exception):
    """A move is not allowed (13.3)."""


@dataclass(slots=True, kw_only=True)
class Frame:
    """The local names of a list that runs beside others, or of the whole run."""

    around: Frame | None = None
    names: Data = field(default_factory=dict)

    def get(self, name: str) -> Any:
        if name in self.names:
            return self.names[name]
        return None if self.around is None else self.around.get(name)


@dataclass(slots=True, kw_only=True)
class Wait:
    """What a step waits for. ``due`` is in milliseconds, ``order`` tells equal ones apart."""

    name: str
    kind: str
    due: int | None
    order: int


class Story:
    """The run of p after some inputs.

    Attributes:
        waits: by the id of their step.
        ending: None while it runs; then ("done", result) or ("failed", code, step).
    """

    def __init__(self, definition: Data, inputs: list[Input], started: int) -> None:
        self.definition = definition
        self.context = {
            name: copy.deepcopy(each["initial"]) for name, each in definition["context"].items()
        }
        self.op = "a"
        self.now = started
        self.waits: dict[str, Wait] = {}
        self.ending: tuple[Any, ...] | None = None
        self._order = 0
        self._told = self._run()
        self._next(None)
        for one in inputs:
            self.now = one.now
            self._next(one)

    def _next(self, one: Input | None) -> None:
        try:
            self._told.send(one)  # type: ignore[arg-type]
        except StopIteration:
            self.waits.clear()

    def _run(self) -> Told:
        pipeline, frame = self.definition["pipelines"]["p"], Frame()
        try:
            remaining: list[Data] | None = pipeline["steps"]
            while remaining is not None:
                remaining = yield from self._up_to_a_jump(remaining, frame)
        except Failed as failure:
            frame.names["error"] = failure.error
            try:
                yield from self._list(pipeline.get("on_failure", []), frame)
            except Failed as second:
                frame.names["error"] = second.error
            error = frame.names["error"]
            self.ending = ("failed", error["code"], error["step"])
        else:
            self.ending = ("done", frame.get("result"))

    def _up_to_a_jump(
        self, steps: list[Data], frame: Frame
    ) -> Generator[None, Input, list[Data] | None]:
        """Run a list of the pipeline; what replaces all that remains, or None at its end."""
        try:
            yield from self._list(steps, frame)
        except Jumped as jumped:
            self._take_along(jumped.frame, frame)
            branches: dict[str, list[Data]] = self.definition["pipelines"]["p"]["branches"]
            return branches[jumped.branch]
        return None

    def _take_along(self, inner: Frame, outer: Frame) -> None:
        found = {name: inner.get(name) for name in ("result", "error")}
        outer.names.update({name: value for name, value in found.items() if value is not None})

    def _list(self, steps: list[Data], frame: Frame) -> Told:
        for step in steps:
            yield from self._step(step, frame)

    def _way(self, way: str | list[Data], frame: Frame) -> Told:
        if isinstance(way, str):
            raise Jumped(way, frame)
        yield from self._list(way, frame)

    def _step(self, step: Data, frame: Frame) -> Told:
        match step:
            case {"set": assignments}:
                self._set(assignments, frame)
            case {"move": {"op": value}}:
                self._move(value)
            case {"if": condition}:
                chosen = "then" if self._holds(condition) else "else"
                yield from self._way(step.get(chosen, []), frame)
            case {"each": loop}:
                yield from self._each(step["id"], loop, frame)
            case {"parallel": lists}:
                yield from self._ended(step, frame, self._parallel(step, lists, frame))
            case _:
                yield from self._ended(step, frame, self._tries(step, frame))

    def _set(self, assignments: Data, frame: Frame) -> None:
        [(name, formula)] = assignments.items()
        known = {"result": frame.get("result"), "error": frame.get("error")}
        try:
            self.context[name] = data(formula, self._names({**known, **self._elements(frame)}))
        except Failure:
            raise Failed("execution", "", "set") from None

    def _names(self, local: Data) -> Names:
        return Names(
            dimensions={},
            context=self.context,
            computed={},
            local=local,
            active=(),
            now_ms=self.now,
        )

    def _elements(self, frame: Frame | None) -> Data:
        if frame is None:
            return {}
        own = {name: value for name, value in frame.names.items() if name.startswith("it")}
        return {**self._elements(frame.around), **own}

    def _holds(self, condition: str) -> bool:
        return holds(condition, self._names({}))

    def _move(self, value: str) -> None:
        if (
            value != self.op
            and value not in self.definition["dimensions"]["op"]["transitions"][self.op]
        ):
            raise Refused(f"Cannot move op from {self.op} to {value}.")
        self.op = value

    def _each(self, name: str, loop: Data, frame: Frame) -> Told:
        if len(loop["in"]) > loop["at_most"]:
            raise Failed("at_most", f"more than {loop['at_most']} elements", name)
        for element in loop["in"]:
            frame.names[loop["as"]] = element
            yield from self._list(loop["do"], frame)

    def _ended(self, step: Data, frame: Frame, trying: Generator[None, Input, Any]) -> Told:
        """A waiting step, and its on_success or on_failure (13.5)."""
        try:
            result = yield from trying
        except Failed as failure:
            frame.names["error"] = failure.error
            if "on_failure" not in step:
                raise
            yield from self._way(step["on_failure"], frame)
        else:
            frame.names["result"] = result
            yield from self._way(step.get("on_success", []), frame)

    def _tries(self, step: Data, frame: Frame) -> Generator[None, Input, Any]:
        """A try, and while there are some left, a pause and a new one (13.7)."""
        retry = step.get("retry", {"attempts": 1, "delay": "0s", "factor": 1})
        delay, attempt = seconds(retry["delay"]), 1
        while True:
            try:
                return (yield from self._try(step, attempt))
            except Failed as failure:
                frame.names["error"] = failure.error
                if attempt >= retry["attempts"]:
                    raise
            one = yield from self._wait(step["id"], "pause", delay)
            if one.kind == "reject":
                raise Failed("rejected", one.value["message"], step["id"], attempt)
            delay, attempt = delay * retry["factor"], attempt + 1

    def _try(self, step: Data, attempt: int) -> Generator[None, Input, Any]:
        name = step["id"]
        kind = "answer" if "action" in step else step["wait_for"]
        timeout = seconds(step["timeout"]) if "timeout" in step else None
        one = yield from self._wait(name, kind, timeout)
        match one.kind:
            case "answer" | "event":
                return one.value
            case "fail":
                raise Failed("failed", one.value, name, attempt)
            case "due":
                raise Failed("timeout", f"no answer within {step['timeout']}", name, attempt)
            case _:
                kept = {} if one.value["result"] is None else {"result": one.value["result"]}
                raise Failed("rejected", one.value["message"], name, attempt, **kept)

    def _wait(self, name: str, kind: str, after: int | None) -> Generator[None, Input, Input]:
        due = None if after is None else self.now + after
        self._order += 1
        self.waits[name] = Wait(name=name, kind=kind, due=due, order=self._order)
        try:
            return (yield)
        finally:
            self.waits.pop(name, None)

    def _parallel(self, step: Data, lists: Data, frame: Frame) -> Generator[None, Input, Any]:
        """Lists side by side: each input goes to the list whose step it is for (13.9)."""
        branches = {name: _Branch(self, steps, frame) for name, steps in lists.items()}
        try:
            while True:
                ends = {name: each.end for name, each in branches.items() if each.end is not None}
                result = self._joined(step, branches, ends)
                if result is not None:
                    return result
                one = yield
                next(each for each in branches.values() if one.wait in each.waits).take(one)
        finally:
            for each in branches.values():
                each.close()

    def _joined(self, step: Data, branches: dict[str, _Branch], ends: Data) -> Data | None:
        """The result, once the join is reached; None before."""
        join = step["join"]
        good = {
            name: each.frame.names.get("result")
            for name, each in branches.items()
            if each.end == "ended"
        }
        bad = [each for each in branches.values() if each.end == "failed"]
        if (join == "all" and bad) or (join == "first" and len(bad) == len(branches)):
            error = max(bad, key=lambda each: each.ended_at).frame.names["error"]
            raise Failed(error["code"], error["message"], step["id"])
        if join == "first":
            return good or None
        if len(ends) < len(branches):
            return None
        if join == "all":
            return good
        return {
            name: {"result": good[name]} if name in good else {"error": each.frame.names["error"]}
            for name, each in branches.items()
        }


class _Branch:
    """One list of a parallel. ``waits`` are the ids that it waits at."""

    def __init__(self, story: Story, steps: list[Data], frame: Frame) -> None:
        self.frame = Frame(around=frame)
        self.end: str | None = None
        self.ended_at = 0
        self._story = story
        self._told = story._list(steps, self.frame)
        self.waits: set[str] = set()
        self.take(None)

    def take(self, one: Input | None) -> None:
        others = set(self._story.waits) - self.waits
        try:
            self._told.send(one)  # type: ignore[arg-type]
        except StopIteration:
            self.end = "ended"
        except Failed as failure:
            self.end = "failed"
            self.frame.names["error"] = failure.error
        self._story._order += 1
        self.ended_at = self._story._order
        self.waits = set(self._story.waits) - others

    def close(self) -> None:
        self._told.close()


def seconds(text: str) -> int:
    """Milliseconds of ``5s``."""
    return int(text.removesuffix("s")) * 1000


def due_first(waits: Iterator[Wait]) -> Wait | None:
    """The wait whose timer is due next."""
    timed = [each for each in waits if each.due is not None]
    return min(timed, key=lambda each: (each.due, each.order), default=None)
