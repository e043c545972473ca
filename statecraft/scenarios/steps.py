"""The acts of scripts and scenarios, carried out on a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from statecraft.diagnostics import UsageError, did_you_mean, quoted
from statecraft.kernel.outcome import Outcome
from statecraft.runtime.machine import Machine
from statecraft.values.json_values import Value

ACTS = ("send", "run", "advance", "answer", "fail", "move")
"""What a step may do; a scenario's step may also only ``expect``."""


WITH_DATA = ("send", "run")
"""The acts that a ``with`` may go by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act: the word that says what it does, and that word's value.

    ``payload`` is what a ``send`` carries, or the parameters of a ``run``.
    """

    kind: str
    argument: Value
    payload: Value = None


def carry_out(machine: Machine, act: Act) -> tuple[Outcome, ...]:
    """The outcomes of one act: of the event, of each answer, of every timer on the way.

    Raises:
        UsageError: the act does not fit the machine: nothing is pending, no such dimension
            or pipeline.
    """
    kind, argument = act.kind, act.argument
    match kind, argument:
        case "send", str():
            return (machine.send(argument, act.payload),)
        case "run", str():
            return (machine.run(argument, act.payload).outcome,)
        case "advance", str() | int() | float():
            return machine.advance(argument)
        case "move", dict():
            return (machine.move(argument),)
        case "answer", dict():
            return tuple(machine.answer(name, result) for name, result in argument.items())
        case "fail", dict():
            return tuple(machine.fail(name, _error(of)) for name, of in argument.items())
        case _:
            known = kind in ACTS
            hint = "" if known else did_you_mean(kind, ACTS)
            what = f"cannot be {quoted(argument)}" if known else f"is no step{hint}"
            raise UsageError(f"{kind} {what}")


def _error(given: Value) -> str | Mapping[str, Value]:
    """An error as the machine takes it; scenarios write ``data`` for what belongs to it."""
    if isinstance(given, str):
        return given
    if not isinstance(given, dict):
        raise UsageError(f"a failure is a message or {{message, code, data}}, not {quoted(given)}")
    rest = {key: value for key, value in given.items() if key != "data"}
    return {**rest, "result": given["data"]} if "data" in given else rest
