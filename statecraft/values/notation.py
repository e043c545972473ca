"""Values as an author writes them in expressions: ``'text'``, ``true``, ``null``, ``{'a': 1}``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from statecraft.values.json_values import Value

_BRIEF: Final = 80


def notation(value: Value) -> str:
    """The whole value in expression notation."""
    return "".join(_pieces(value))


def brief(value: Value) -> str:
    """The value for a message: in expression notation, at most 80 characters."""
    text = ""
    for piece in _pieces(value):
        text += piece
        if len(text) > _BRIEF:
            return text[: _BRIEF - 3] + "..."
    return text


def string_notation(text: str) -> str:
    """The text as a string literal in single quotes, on one line."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"')
    return "'" + inner.replace("'", "\\'") + "'"


def _pieces(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield string_notation(value)
    elif isinstance(value, list):
        yield "["
        for index, element in enumerate(value):
            yield ", " if index else ""
            yield from _pieces(element)
        yield "]"
    elif isinstance(value, dict):
        yield "{"
        for index, (key, element) in enumerate(value.items()):
            yield ", " if index else ""
            yield f"{string_notation(key)}: "
            yield from _pieces(element)
        yield "}"
    else:
        yield json.dumps(value)
