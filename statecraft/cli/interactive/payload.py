"""Payloads as they are typed: JSON, or NAME=JSON for each field."""

from __future__ import annotations

from collections.abc import Iterator

from statecraft.cli.arguments import json_value, named_value
from statecraft.values.json_values import Value


def typed_payload(event: str, text: str) -> Value:
    """The payload that the text says; None where there is no text.

    Raises:
        UsageError: it is neither JSON nor fields.
    """
    if not text:
        return None
    if text[0] in '{["' or "=" not in text:
        return json_value(event, text)
    return typed_fields(event, text)


def typed_fields(what: str, text: str) -> dict[str, Value]:
    """Name → value of ``a=1 b="two words" c={"d": 2}``; plain words need no quotes.

    Raises:
        UsageError: one is not of this form.
    """
    return dict(named_value(what, part) for part in _parts(text))


def _parts(text: str) -> Iterator[str]:
    """The text split at white space (and commas) outside of quotes and brackets."""
    part, depth, quoted, escaped = "", 0, False, False
    for letter in text:
        if depth == 0 and not quoted and (letter.isspace() or letter == ","):
            if part:
                yield part
            part = ""
            continue
        part += letter
        if letter == '"' and not escaped:
            quoted = not quoted
        elif not quoted:
            depth += (letter in "[{") - (letter in "]}")
        escaped = letter == "\\" and not escaped
    if part:
        yield part
