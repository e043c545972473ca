"""How messages speak of JSON values and of what the schema asks for."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, Final

from statecraft.diagnostics import quoted
from statecraft.schema.faults import Schema, resolved

_TYPES: Final = MappingProxyType(
    {
        "string": ("text",),
        "boolean": ("true", "false"),
        "integer": ("a whole number",),
        "number": ("a number",),
        "object": ("a mapping",),
    }
)


def found_kind(value: Any) -> str:
    """What a value is, in one word: text, number, truth value, nothing, list or mapping."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "truth value"
        case int() | float():
            return "number"
        case str():
            return "text"
        case list():
            return "list"
        case _:
            return "mapping"


def found_words(value: Any) -> str:
    """What a value is, with the value where it is short: ``the number 5``, ``a list``."""
    match found_kind(value):
        case "nothing":
            return "nothing"
        case "truth value" | "number" | "text" as kind:
            return f"the {kind} {quoted(value)}"
        case kind:
            return f"a {kind}"


def expected_words(schema: Schema) -> str:
    """The types that a schema allows: ``text, a mapping or a list of actions``."""
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return in_words(word for name in types for word in _type_words(name, schema))


def _type_words(name: str, schema: Schema) -> tuple[str, ...]:
    return (_list_words(schema),) if name == "array" else _TYPES[name]


def _list_words(schema: Schema) -> str:
    holder = schema if "items" in schema else schema.get("then", {})
    items = resolved(holder.get("items"))
    title = items.get("title") if isinstance(items, dict) else None
    return f"a list of {plural(title)}" if title else "a list"


def plural(title: str) -> str:
    """``properties`` of ``property``."""
    return f"{title[:-1]}ies" if title.endswith("y") else f"{title}s"


def with_article(title: str) -> str:
    """``an action``, ``a state``."""
    return f"an {title}" if title[0] in "aeio" else f"a {title}"


def in_words(words: Iterable[str], last: str = "or") -> str:
    """``a, b or c``."""
    *ahead, final = words
    return f"{', '.join(ahead)} {last} {final}" if ahead else final


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The one of the words that a person most likely meant, None where none is near."""
    return next(iter(get_close_matches(word, [*words], 1)), None)
