"""Elements → XML text, indented, ready to be read by people."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from statecraft.interop.scxml.elements import Element
from statecraft.interop.scxml.own import NAMESPACE

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SHORT = 100


def xml_text(root: Element) -> str:
    """The document whose outermost element is *root*."""
    spaces = (("xmlns", root.namespace), ("xmlns:sc", NAMESPACE))
    lines = _lines(root, 0, tuple(f"{name}={quoteattr(uri)}" for name, uri in spaces))
    return _HEAD + "\n".join(lines) + "\n"


def _lines(element: Element, depth: int, more: tuple[str, ...] = ()) -> Iterator[str]:
    name = f"sc:{element.name}" if element.namespace == NAMESPACE else element.name
    attributes = [*more, *(_attribute(key, value) for key, value in element.attributes.items())]
    indent = "  " * depth
    head = " ".join([f"{indent}<{name}", *attributes])
    if len(head) > _SHORT and len(attributes) > 1:
        between = f"\n{indent}    "
        head = between.join([f"{indent}<{name}", *attributes])
    if not element.children:
        yield f"{head}>{escape(element.text)}</{name}>" if element.text else f"{head}/>"
        return
    yield f"{head}>"
    for child in element.children:
        yield from _lines(child, depth + 1)
    yield f"{indent}</{name}>"


def _attribute(key: str, value: str) -> str:
    space, _, local = key.rpartition(" ")
    return f"{'sc:' if space == NAMESPACE else ''}{local}={quoteattr(value)}"
