"""XML as data: a mapping of what is in an element.

An attribute is a field, the children of one name are a list under that name, the text is ``#text``,
and under ``*`` all elements further inside are listed by name, in document order.
"""

from __future__ import annotations

from typing import Any

from statecraft.diagnostics import DefinitionError
from statecraft.interop.scxml.elements import Element, read_elements

_MOST_ELEMENTS = 200


def xml_data(text: str) -> dict[str, Any] | None:
    """The data of an XML text; None where it is none, or a large one."""
    try:
        root = read_elements(text, "")
    except DefinitionError:
        return None
    return None if sum(1 for _ in root.every()) > _MOST_ELEMENTS else _data(root)


def _data(element: Element) -> dict[str, Any]:
    found: dict[str, Any] = dict(element.attributes)
    for child in element.children:
        found[child.name] = [_data(each) for each in element.named(child.name)]
    text = " ".join(element.text.split())
    if text:
        found["#text"] = text
    inside: dict[str, list[Any]] = {}
    for below in element.every():
        if below is not element:
            inside.setdefault(below.name, []).append(_data(below))
    return {**found, "*": inside} if inside else found
