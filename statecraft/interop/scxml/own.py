"""What our own SCXML documents carry beside SCXML: attributes and elements of a namespace of ours.

Each element is first written as any engine can read it. Where reading that back does not give
the same definition, the attribute ``is`` holds the definition's own part as JSON, and counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from statecraft.diagnostics import DefinitionError, Diagnostic
from statecraft.interop.scxml.elements import Element

NAMESPACE: Final = "https://statecraft.example/scxml"
IS: Final = f"{NAMESPACE} is"
"""The part of the definition that an element stands for."""
VERSION: Final = f"{NAMESPACE} version"
"""At the root: the document is ours."""
NAME: Final = f"{NAMESPACE} name"
"""A state's name, where its id is another."""
KEYS: Final = f"{NAMESPACE} keys"
"""The keys of a state that SCXML has no word for."""
AFTER: Final = f"{NAMESPACE} after"
"""A transition's delay: its event is one that is sent on entry."""
KEY: Final = f"{NAMESPACE} key"
"""The key that a transition stands under, where it is not ``on``."""
MADE: Final = f"{NAMESPACE} made"
"""An element that is there for other engines only."""
ORDER: Final = f"{NAMESPACE} order"
"""The keys of the machine in order of text."""


def carried(element: Element, attribute: str = IS) -> Any:
    """What an attribute of ours holds; None where it is not there.

    Raises:
        DefinitionError: it is no JSON.
    """
    text = element.get(attribute)
    if text is None and attribute == IS and element.name == "section":
        text = element.text
    if text is None:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        message = f"the attribute {attribute.rpartition(' ')[2]} is no JSON: {error}"
        found = Diagnostic(code="SC401", span=element.span, message=message)
        raise DefinitionError((found,), {}) from error


def as_json(value: Any) -> str:
    """A part of a definition as text."""
    return json.dumps(value, ensure_ascii=False)


def as_lines(section: Any) -> str:
    """A section of a definition as text, an entry on each line."""
    if not isinstance(section, dict) or not section:
        return as_json(section)
    inside = ",\n".join(f"    {as_json(key)}: {as_json(value)}" for key, value in section.items())
    return f"{{\n{inside}\n  }}"


def one_or_more(value: Any) -> Iterator[Any]:
    """The elements of a list, or the one value."""
    yield from value if isinstance(value, list) else [value]


def candidate(value: Any) -> dict[str, Any]:
    """A transition in full: a mere target is one too."""
    if isinstance(value, dict) and not value.keys() - _TRANSITION:
        return dict(value)
    return {"target": value}


_TRANSITION: Final = frozenset(
    {"when", "from", "target", "do", "reenter", "describe", "label", "tags", "meta"}
)

States = Mapping[str, Mapping[str, Any]]
"""Path → the node of a state."""
