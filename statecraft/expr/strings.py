"""String literals of expressions: where one ends, and what it says.

A string is written in single or double quotes, with ``f`` (pieces in braces) or ``r`` (backslashes
are plain) before it. Strings inside the braces of an f-string may use any quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from statecraft.expr.problem import ExpressionError
from statecraft.values.notation import brief

_DEEPEST: Final = 10
_PREFIX: Final = re.compile(r"[A-Za-z]*")
_ESCAPES: Final = MappingProxyType(
    {"\\": "\\", "'": "'", '"': '"', "n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
)
_CODE_LENGTHS: Final = MappingProxyType({"x": 2, "u": 4, "U": 8})


@dataclass(frozen=True, slots=True, kw_only=True)
class Braces:
    """The stretch of text between the braces of an f-string, the braces left out."""

    start: int
    end: int


def string_end(text: str, start: int, end: int, depth: int = 0) -> int:
    """The offset after the string literal that begins at *start*.

    Raises:
        ExpressionError: it is not closed (SC301), has another prefix (SC305), or is an f-string
            with a conversion or format (SC305) or inside more than ten others (SC311).
    """
    prefix, opening = _opening(text, start)
    quote = text[opening]
    position = opening + 1
    while position < end:
        character = text[position]
        if character == quote:
            return position + 1
        if character in "\r\n":
            break
        if character == "\\":
            position += 2
        elif character == "{" and prefix == "f" and text[position + 1 : position + 2] != "{":
            position = _braces_end(text, position, end, depth) + 1
        else:
            position += 2 if character == "{" and prefix == "f" else 1
    hint = "close the `{` of the f-string with `}`" if depth else None
    raise ExpressionError("SC301", "the string is never closed", hint, start, end)


def _opening(text: str, start: int) -> tuple[str, int]:
    """The prefix in lower case and the offset of the opening quote."""
    found = _PREFIX.match(text, start)
    opening = start if found is None else found.end()
    prefix = text[start:opening].lower()
    if prefix not in {"", "f", "r"}:
        message = f"strings have no prefix `{text[start:opening]}`"
        raise ExpressionError(
            "SC305", message, "write 'text', f'text {value}' or r'\\d'", start, opening
        )
    return prefix, opening


def _braces_end(text: str, start: int, end: int, depth: int) -> int:
    """The offset of the brace that closes the one at *start*."""
    if depth >= _DEEPEST:
        message = f"f-strings are nested more than {_DEEPEST} deep"
        raise ExpressionError("SC311", message, None, start, start + 1)
    nesting = 0
    position = start + 1
    while position < end:
        character = text[position]
        if character in "'\"":
            position = string_end(text, _string_start(text, start + 1, position), end, depth + 1)
            continue
        if nesting == 0:
            _require_no_format(text, position)
            if character == "}":
                return position
        nesting += (character in "([{") - (character in ")]}")
        position += 1
    raise ExpressionError(
        "SC301", "`{` is never closed", "write `{{` for a brace", start, start + 1
    )


def _string_start(text: str, least: int, quote: int) -> int:
    """Where the literal whose quote is at *quote* begins, its prefix included."""
    start = quote
    while start > least and text[start - 1].isascii() and text[start - 1].isalpha():
        start -= 1
    outside = start > least and (text[start - 1].isalnum() or text[start - 1] == "_")
    return quote if outside or text[start:quote].lower() not in {"f", "r"} else start


def _require_no_format(text: str, position: int) -> None:
    conversion = text[position] == "!" and text[position + 1 : position + 2] != "="
    if conversion or text[position] == ":":
        message = "an f-string has no conversions and no formats"
        hint = "write f'{round(x, 2)}' or f'{str(x)}'"
        raise ExpressionError("SC305", message, hint, position, position + 1)


def string_value(text: str, start: int, end: int) -> str:
    """What the literal ``text[start:end]`` says; it is no f-string.

    Raises:
        ExpressionError: SC314 for an unknown escape.
    """
    prefix, opening = _opening(text, start)
    if prefix == "r":
        return text[opening + 1 : end - 1]
    return _unescaped(text, opening + 1, end - 1)


def is_f_string(text: str, start: int) -> bool:
    """Whether the literal at *start* is an f-string."""
    return text[start] in "fF"


def f_string_parts(text: str, start: int, end: int) -> tuple[str | Braces, ...]:
    """The texts and braces of the f-string ``text[start:end]`` in order; no text is empty."""
    parts: list[str | Braces] = []
    plain = ""
    position = start + 2
    while position < end - 1:
        character = text[position]
        if text[position : position + 2] in {"{{", "}}"}:
            plain, position = plain + character, position + 2
        elif character == "{":
            closing = _braces_end(text, position, end - 1, 0)
            parts += (
                [plain, Braces(start=position + 1, end=closing)]
                if plain
                else [Braces(start=position + 1, end=closing)]
            )
            plain, position = "", closing + 1
        elif character == "}":
            raise ExpressionError(
                "SC301", "`}` closes nothing", "write `}}` for a brace", position, position + 1
            )
        else:
            stop = _plain_end(text, position, end - 1)
            plain, position = plain + _unescaped(text, position, stop), stop
    return (*parts, plain) if plain else tuple(parts)


def _plain_end(text: str, position: int, end: int) -> int:
    while position < end and text[position] not in "{}":
        position += 2 if text[position] == "\\" else 1
    return min(position, end)


def _unescaped(text: str, start: int, end: int) -> str:
    if "\\" not in text[start:end]:
        return text[start:end]
    pieces: list[str] = []
    position = start
    while position < end:
        if text[position] == "\\":
            piece, position = _escape(text, position, end)
        else:
            piece, position = text[position], position + 1
        pieces.append(piece)
    return "".join(pieces)


def _escape(text: str, start: int, end: int) -> tuple[str, int]:
    """What the escape at *start* stands for, and the offset after it."""
    letter = text[start + 1 : start + 2]
    if letter in _ESCAPES:
        return _ESCAPES[letter], start + 2
    stop = start + 2 + _CODE_LENGTHS.get(letter, 0)
    digits = text[start + 2 : stop]
    code = int(digits, 16) if re.fullmatch(r"[0-9a-fA-F]+", digits) else -1
    is_character = 0 <= code < 0xD800 or 0xE000 <= code <= 0x10FFFF
    if letter not in _CODE_LENGTHS or not is_character or stop > end:
        message = f"{brief(text[start:stop])} is not an escape"
        hint = f"write `\\\\{letter}` for a backslash, or r'...' for a string without escapes"
        raise ExpressionError("SC314", message, hint, start, min(stop, end))
    return chr(code), stop
