"""The events by which a machine learns that a run has ended: their names and their payloads."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from statecraft.model.actions import TemplateKind
from statecraft.resolve.findings import Report, unknown
from statecraft.resolve.run_outline import DECLARED_KINDS, Runs
from statecraft.source.document import Located
from statecraft.values.shape import ANYTHING, Shape

_TEXT: Final = Shape(kinds=frozenset({"string"}))
_TEXT_OR_NULL: Final = Shape(kinds=frozenset({"string", "null"}))
_MAPPING: Final = Shape(kinds=frozenset({"object"}))

_DONE: Final = Shape(
    kinds=frozenset({"object"}),
    properties=MappingProxyType({"result": ANYTHING}),
    required=frozenset({"result"}),
    additional=False,
)
_ERROR: Final = Shape(
    kinds=frozenset({"object"}),
    properties=MappingProxyType(
        {
            "step": _TEXT_OR_NULL,
            "at": _TEXT_OR_NULL,
            "kind": _TEXT,
            "message": _TEXT,
            "data": _MAPPING,
        }
    ),
    required=frozenset({"step", "at", "kind", "message", "data"}),
    additional=False,
)

_BEGINNINGS: Final = MappingProxyType(
    {f"{how}.{kind}.": (kind, how) for kind in DECLARED_KINDS for how in ("done", "error")}
)


def is_ending(event: str) -> bool:
    """Whether an event tells of the end of a run."""
    return event.startswith(tuple(_BEGINNINGS))


def payload_of_ending(event: str) -> Shape | None:
    """The type of the payload of ``done.pipeline.NAME`` and the like; None for another event."""
    for beginning, (_, how) in _BEGINNINGS.items():
        if event.startswith(beginning):
            return _DONE if how == "done" else _ERROR
    return None


def check_ending(key: Located, runs: Runs, report: Report) -> None:
    """Report a key of ``on:`` that waits for the end of a run that does not exist.

    The workflow of another machine ends with such an event too, so a machine that calls those may
    name any.
    """
    event = str(key.key)
    for beginning, (kind, _) in _BEGINNINGS.items():
        name = event.removeprefix(beginning)
        if name == event or "*" in name or _may_be(name, kind, key, runs):
            continue
        code = "SC231" if kind is TemplateKind.PIPELINE else "SC232"
        known = [each for each, of in runs.items() if of.kind is kind]
        report(unknown(code, key.key_span, kind, name, known))


def _may_be(name: str, kind: TemplateKind, key: Located, runs: Runs) -> bool:
    if name in runs and runs[name].kind is kind:
        return True
    return kind is TemplateKind.WORKFLOW and "provider" in key.document.text
