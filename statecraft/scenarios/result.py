"""What became of a scenario, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.kernel.outcome import Outcome, Reason
from statecraft.model.scenarios import Scenario, ScenarioStep
from statecraft.values.json_values import Value, same
from statecraft.values.notation import brief


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where something else was found than expected; the texts are values in notation."""

    what: str
    expected: str
    found: str

    def __str__(self) -> str:
        return f"{self.what}: expected {self.expected}, found {self.found}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepResult:
    """One step of a scenario that was run.

    Attributes:
        outcomes: of the step's own event, answers or timers, in order.
        differences: all of them; none means that the step went as expected.
        problem: why the step could not be taken at all, or None.
    """

    step: ScenarioStep
    outcomes: tuple[Outcome, ...]
    differences: tuple[Difference, ...]
    problem: str | None = None

    @property
    def passed(self) -> bool:
        return not self.differences and self.problem is None

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why events of the step were refused."""
        return tuple(reason for outcome in self.outcomes for reason in outcome.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioResult:
    """A scenario that was run up to its first step that went wrong.

    ``problem`` says why the machine did not start, or is None.
    """

    machine: str
    scenario: Scenario
    steps: tuple[StepResult, ...]
    problem: str | None = None

    @property
    def passed(self) -> bool:
        return self.problem is None and all(step.passed for step in self.steps)

    @property
    def at(self) -> Span:
        """The step that went wrong, or else the scenario."""
        wrong = next((step.step.span for step in self.steps if not step.passed), None)
        return wrong or self.scenario.span

    def explain(self) -> str:
        """Why it failed, for a person: the place, the differences, the reasons of refusals."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        if self.problem is not None:
            yield f"{self.at}: {self.problem}"
        for number, result in enumerate(self.steps, 1):
            if result.passed:
                continue
            yield f"{result.step.span}: step {number}, {described(result.step)}"
            if result.problem is not None:
                yield f"    {result.problem}"
            yield from (f"    {difference}" for difference in result.differences)
            yield from (f"    because {reason}" for reason in result.reasons)
        rest = len(self.scenario.steps) - len(self.steps)
        if rest and not self.passed:
            yield f"    {rest} more step{'s' if rest > 1 else ''} not run"


def described(step: ScenarioStep) -> str:
    """A step in one line: ``send SUBMIT``."""
    match step.argument:
        case str() as text:
            return f"{step.kind} {text}"
        case dict() as mapping:
            return f"{step.kind} {', '.join(mapping)}"
        case other:
            return f"{step.kind} {brief(other)}"


def differences(what: str, expected: Value, found: Value) -> Iterator[Difference]:
    """Every place at which two values differ, whole mappings looked into."""
    if same(expected, found):
        return
    if isinstance(expected, dict) and isinstance(found, dict):
        for key in {**expected, **found}:
            yield from _at_key(f"{what}.{key}", key, expected, found)
    else:
        yield Difference(what=what, expected=brief(expected), found=brief(found))


def _at_key(
    what: str, key: str, expected: Mapping[str, Value], found: Mapping[str, Value]
) -> Iterator[Difference]:
    if key not in found:
        yield Difference(what=what, expected=brief(expected[key]), found="nothing")
    elif key not in expected:
        yield Difference(what=what, expected="nothing", found=brief(found[key]))
    else:
        yield from differences(what, expected[key], found[key])
