"""The parts of a place in a document that may be left out, or written short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from statecraft.source.document import Located


def entries_of(node: Located | None) -> Sequence[Located]:
    """The values of a mapping, each of which knows its key; none where nothing is written."""
    return () if node is None else node.entries()


def one_or_more(node: Located | None) -> Iterator[Located]:
    """The elements of a list, or what stands there in place of a list of one."""
    if node is None:
        return
    if isinstance(node.value, list):
        yield from node.elements()
    else:
        yield node
