"""The parts of a place in a document that may be left out, or written short."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.source.document import Located


def entries_of(node: Located | None) -> Iterator[Located]:
    """The values of a mapping, each of which knows its key; none where nothing is written."""
    if node is not None:
        for key in node.value:
            yield node[key]


def one_or_more(node: Located | None) -> Iterator[Located]:
    """The elements of a list, or what stands there in place of a list of one."""
    if node is None:
        return
    if isinstance(node.value, list):
        yield from node.elements()
    else:
        yield node
