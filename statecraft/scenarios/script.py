"""Scripts: lists of acts in YAML or JSON, spelled like the steps of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NoReturn

from statecraft.diagnostics import Diagnostic, Span, UsageError, did_you_mean, quoted
from statecraft.resolve.scenario_data import plain_data
from statecraft.scenarios.steps import ACTS, WITH_DATA, Act
from statecraft.source import Located, read_bytes
from statecraft.values.duration import DurationError, parse_duration

_EXAMPLE: Final = "write a list such as [{send: EVENT, with: {…}}, {advance: 30s}, EVENT]"
_EMPTY: Final = "SC002"


def read_script(content: bytes, file: str) -> tuple[Act, ...]:
    """The acts of a script, in order; ``file`` is shown in messages.

    Raises:
        UsageError: the text is neither YAML nor JSON, or an entry is no act; the message begins
            with the place.
    """
    reading = read_bytes(content, file)
    if reading.document is None:
        _refuse(reading.diagnostics[0])
    root = reading.document.root
    if not isinstance(root.value, list):
        raise UsageError(f"{root.span}: a script is a list of steps: {_EXAMPLE}")
    return tuple(_acts(root))


def _refuse(found: Diagnostic) -> NoReturn:
    if found.code == _EMPTY:
        raise UsageError(f"{found.span}: the script is empty: {_EXAMPLE}")
    hint = f" ({found.hint})" if found.hint else ""
    raise UsageError(f"{found.span}: {found.message}{hint}")


def _acts(root: Located) -> Iterator[Act]:
    for entry in root.elements():
        if isinstance(entry.value, str):
            yield Act(kind="send", argument=entry.value)
        elif isinstance(entry.value, dict):
            yield _act(entry)
        else:
            raise UsageError(f"{entry.span}: {quoted(entry.value)} is no step: {_EXAMPLE}")


def _act(entry: Located) -> Act:
    kinds = [key for key in entry.value if key in ACTS]
    odd = [key for key in entry.value if key not in ACTS and key != "with"]
    if odd:
        where, known = entry[odd[0]].key_span, [*ACTS, "with"]
        hint = did_you_mean(odd[0], known) or f"; a step has one of {', '.join(ACTS)}"
        raise UsageError(f"{where}: {quoted(odd[0])} has no meaning in a script{hint}")
    if len(kinds) != 1 or ("with" in entry.value and kinds[0] not in WITH_DATA):
        found = f"a step has one of {', '.join(ACTS)}; `with` goes by {' and '.join(WITH_DATA)}"
        raise UsageError(f"{entry.span}: {found}")
    kind = kinds[0]
    argument, payload = entry[kind], entry.get("with")
    _require_fit(kind, argument)
    return Act(
        kind=kind,
        argument=plain_data(argument, _refuse),
        payload=None if payload is None else plain_data(payload, _refuse),
    )


def _require_fit(kind: str, argument: Located) -> None:
    """Refuse an argument that is of the wrong kind whatever the machine is."""
    match kind, argument.value:
        case ("send" | "run", str()) | ("move" | "answer" | "fail", dict()):
            return
        case "advance", (str() | int() | float()) as duration:
            _require_duration(duration, argument.span)
        case _, value:
            raise UsageError(f"{argument.span}: {kind} cannot be {quoted(value)}: {_EXAMPLE}")


def _require_duration(duration: float | str, span: Span) -> None:
    try:
        parse_duration(duration)
    except DurationError as error:
        raise UsageError(f"{span}: {error.message}") from None
