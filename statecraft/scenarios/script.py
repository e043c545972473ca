"""Scripts: lists of acts in YAML or JSON, spelled like the steps of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statecraft.diagnostics import DefinitionError, UsageError, did_you_mean, quoted
from statecraft.scenarios.steps import ACTS, WITH_DATA, Act
from statecraft.source import Located, read_bytes

_EXAMPLE: Final = "write a list such as [{send: EVENT, with: {…}}, {advance: 30s}, EVENT]"


def read_script(content: bytes, file: str) -> tuple[Act, ...]:
    """The acts of a script, in order; ``file`` is shown in messages.

    Raises:
        DefinitionError: the text is neither YAML nor JSON.
        UsageError: an entry is no act; the message begins with its place.
    """
    reading = read_bytes(content, file)
    if reading.document is None:
        raise DefinitionError(reading.diagnostics, {file: content.decode("utf-8", "replace")})
    root = reading.document.root
    if not isinstance(root.value, list):
        raise UsageError(f"{root.span}: a script is a list of steps: {_EXAMPLE}")
    return tuple(_acts(root))


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
    return Act(kind=kind, argument=entry.value[kind], payload=entry.value.get("with"))
