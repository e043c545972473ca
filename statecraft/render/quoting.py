"""Words of the DOT language: quoted texts, attribute lists, statements."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from statecraft.render.markup import escaped

Attributes = Mapping[str, str]


def quoted_id(text: str) -> str:
    """A name of a node or cluster: any text, told apart from every other."""
    return '"' + "".join(map(_named, text)) + '"'


def _named(character: str) -> str:
    if character in '%\\"' or unicodedata.category(character) in ("Cc", "Cs"):
        return f"%{ord(character):02X}"
    return character


def plain(text: str) -> str:
    """An attribute's text that is shown as it is: no escapes, no entities of its own."""
    lines = (escaped(line).replace("\\", "\\\\") for line in text.splitlines())
    return '"' + "&#10;".join(lines) + '"'


def html(markup: str) -> str:
    """An HTML-like label."""
    return f"<{markup}>"


def listed(attributes: Attributes) -> str:
    """``[name=value …]``; the values are quoted already."""
    return "[" + " ".join(f"{name}={value}" for name, value in attributes.items()) + "]"
