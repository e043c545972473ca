"""Scenarios, properties and waivers: what a definition says should be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statecraft.diagnostics import Span
from statecraft.model.formulas import Formula
from statecraft.values.json_values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioStep:
    """One step of a scenario, as plain data that the schema has checked.

    ``kind`` is the key that says what it does (send, run, advance, answer, fail, move, expect);
    ``argument`` that key's value; ``details`` the other keys (with, expect).
    """

    kind: str
    argument: Value
    details: Mapping[str, Value]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A story with expectations: start values, input, steps.

    ``mock`` says whether host actions answer by themselves with their ``test`` values.
    """

    name: str
    given: Mapping[str, Value]
    input: Value
    mock: bool
    steps: tuple[ScenarioStep, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A claim about every run. ``kind`` is never, always, reachable, always_possible or after.

    ``condition`` is the claim's condition; of ``after A eventually B`` it is A, and
    ``eventually`` is B. ``fair`` names the user events taken as fair.
    """

    name: str
    kind: str
    condition: Formula
    eventually: Formula | None
    fair: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that is allowed at a place, and the reason."""

    code: str
    at: str
    because: str
    span: Span
