"""Ways that a search found, gone again on the real interpreter before anybody is told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from statecraft.checker.choices import Choice, perform
from statecraft.checker.engine import Engine
from statecraft.checker.model import Codes, Facts, facts_of
from statecraft.checker.verdict import Evidence, Refuted, Unknown, Verdict
from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.kernel.stepping import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """One choice, and the step of the interpreter that it led to."""

    choice: Choice
    before: Snapshot
    step: Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A way as it went on the interpreter.

    Attributes:
        loop: how it goes on for ever; empty where nothing needs to happen any more, None where
            the way simply ends.
    """

    start: Snapshot
    steps: tuple[Replayed, ...]
    loop: tuple[Replayed, ...] | None = None

    @property
    def end(self) -> Snapshot:
        """The state at the end of the steps."""
        return self.steps[-1].step.snapshot if self.steps else self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Astray:
    """A way that the interpreter does not go: a mistake of the engine, not of the definition."""

    at: int
    choice: Choice


def replayed(chart: Chart, engine: Engine, evidence: Evidence) -> Replay | Astray:
    """Go a way on the interpreter; every state that the engine named must look the same there."""
    engine = evidence.engine or engine
    start = engine.model.decode(evidence.way.start)
    steps: list[Replayed] = []
    expected: list[tuple[Choice, Codes | None]] = [
        *((step.choice, step.after) for step in evidence.way.steps),
        *((choice, None) for choice in evidence.then),
    ]
    here = start
    for number, (choice, codes) in enumerate(expected, 1):
        step = perform(chart, here, choice)
        if codes is not None and not _looks_like(step.snapshot, engine.model.decode(codes)):
            return Astray(at=number, choice=choice)
        steps.append(Replayed(choice=choice, before=here, step=step))
        here = step.snapshot
    if evidence.becomes is not None and not _is(evidence.becomes, steps[-1]):
        return Astray(at=len(steps), choice=steps[-1].choice)
    loop = None if evidence.loop is None else tuple(performed(chart, here, evidence.loop))
    return Replay(start=start, steps=tuple(steps), loop=loop)


def performed(chart: Chart, here: Snapshot, choices: Iterable[Choice]) -> Iterator[Replayed]:
    """The steps of some choices, one after the other, beginning with a snapshot."""
    for choice in choices:
        step = perform(chart, here, choice)
        yield Replayed(choice=choice, before=here, step=step)
        here = step.snapshot


def _is(expected: Facts, last: Replayed) -> bool:
    found = facts_of(last.step.outcome)
    return (found.kind, found.reasons) == (expected.kind, expected.reasons)


def _looks_like(found: Snapshot, expected: Snapshot) -> bool:
    return (
        found.dimensions == expected.dimensions
        and found.configuration == expected.configuration
        and found.status == expected.status
    )


def confirmed(chart: Chart, engine: Engine, verdict: Verdict) -> Verdict:
    """The verdict; one whose way the interpreter does not go is left open instead."""
    answer = verdict.answer
    if not isinstance(answer, Refuted) or answer.evidence is None:
        return verdict
    found = replayed(chart, engine, answer.evidence)
    if isinstance(found, Replay):
        return verdict
    why = f"step {found.at} of the way that was found goes otherwise on the interpreter"
    return replace(verdict, answer=Unknown(why=why), finding=None)
