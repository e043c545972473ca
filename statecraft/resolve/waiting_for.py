"""The event of a ``wait_for``, which must be known: a misspelt one would never come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from statecraft.diagnostics import Diagnostic, quoted
from statecraft.resolve.child_events import DONE, ERROR, check_child_event
from statecraft.resolve.findings import suggestion
from statecraft.resolve.names import check_event, is_matched
from statecraft.resolve.run_endings import payload_of_ending
from statecraft.resolve.vocabulary import Vocabulary
from statecraft.source.document import Located

_MADE: Final = (
    "done.state.",
    "done.action.",
    "error.action.",
    "error.execution",
    "error.rejected",
    "child.exit",
    DONE,
    ERROR,
)
"""Beginnings of the events that the interpreter makes itself."""


def check_awaited(node: Located, vocabulary: Vocabulary) -> None:
    """Report an event that nothing declares or takes, so that nobody knows who could send it."""
    name = str(node.value)
    check_event(node, vocabulary.report)
    check_child_event(name, node.span, vocabulary)
    if "*" in name or name in vocabulary.named_events or is_matched(name, _telling(vocabulary)):
        return
    if name.startswith(_MADE) or payload_of_ending(name) is not None:
        return
    near = suggestion(name, vocabulary.named_events)
    declare = f"declare it: events: {{{name}: {{}}}}"
    is_near = near is not None and near.startswith("did you mean")
    vocabulary.report(
        Diagnostic(
            code="SC216",
            span=node.span,
            message=f"no event {quoted(name)}",
            hint=f"{near} or else {declare}" if is_near else declare,
        )
    )


def _telling(vocabulary: Vocabulary) -> Iterator[str]:
    """The descriptors that say something of the events that they match, as ``*`` does not."""
    return (descriptor for descriptor in vocabulary.descriptors if descriptor != "*")
