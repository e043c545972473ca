"""Arguments of the form NAME=JSON and EVENT[=JSON]."""

from __future__ import annotations

import json
import re
from typing import Final, NoReturn

from statecraft.diagnostics import UsageError, quoted
from statecraft.values.json_values import Value, defect

_BARE_WORD: Final = re.compile(r"[^\W\d][\w .:/-]*")
"""Texts that may be written without quotes, which shells make tedious."""


def named_value(option: str, text: str) -> tuple[str, Value]:
    """Name and value of ``NAME=JSON``; a plain word stands for itself as a text.

    Raises:
        UsageError: there is no ``=`` or the value is not JSON.
    """
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise UsageError(f"{option} {text}: write NAME=JSON, for example {option} {name or 'x'}=1")
    return name, json_or_word(f"{option} {name}", value)


def json_or_word(where: str, text: str) -> Value:
    """A JSON value, or the text itself where it is a plain word.

    Raises:
        UsageError: it is neither.
    """
    try:
        return json_value(where, text)
    except UsageError:
        if _BARE_WORD.fullmatch(text) and text not in ("NaN", "Infinity"):
            return text
        raise


def event_and_payload(option: str, text: str) -> tuple[str, Value]:
    """The event and its payload; without ``=`` None, which is no payload.

    Raises:
        UsageError: the name is missing or the payload is not JSON.
    """
    event, equals, payload = text.partition("=")
    if not event:
        raise UsageError(f"{option} {quoted(text)}: write EVENT or EVENT=JSON")
    return event, json_value(f"{option} {event}", payload) if equals else None


def json_value(where: str, text: str) -> Value:
    """A JSON value.

    Raises:
        UsageError: the text is not JSON; ``where`` begins the message.
    """
    try:
        value: Value = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where}: {quoted(text)} is not JSON: {_told(error)}") from None
    problem = defect(value)
    if problem is not None:
        raise UsageError(f"{where}: {problem}")
    return value


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _told(error: Exception) -> str:
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
