"""JSON text to the events of a tree.

YAML parsers refuse some JSON: tabs in places, keys of more than 1,024 characters, a character
written as two escapes. So text that is JSON is read as JSON.

Source: RFC 8259; without its freedom to repeat a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]
from types import MappingProxyType
from typing import Final

from statecraft.diagnostics import quoted
from statecraft.source.findings import Findings, Unreadable
from statecraft.source.tree import Tree

_TOKEN: Final = re.compile(
    r"[ \t\r\n]*(?:([{}\[\],:])|(\")"
    r"|(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?|true|false|null))"
).match
_SURROGATE: Final = re.compile("[\ud800-\udfff]").search

_VALUE: Final = "a value"
_FIRST_ITEM: Final = 'a value or "]"'
_FIRST_KEY: Final = 'a key in quotes or "}"'
_KEY: Final = "a key in quotes"
_COLON: Final = '":" and the value'
_NEXT_ITEM: Final = '"," or "]"'
_NEXT_KEY: Final = '"," or "}"'
_END: Final = "the end of the file"
_ALLOWED: Final = MappingProxyType(
    {
        _VALUE: ('"', "0", "{", "["),
        _FIRST_ITEM: ('"', "0", "{", "[", "]"),
        _FIRST_KEY: ('"', "}"),
        _KEY: ('"',),
        _COLON: (":",),
        _NEXT_ITEM: (",", "]"),
        _NEXT_KEY: (",", "}"),
        _END: ("",),
    }
)
"""What is expected, in words, and the kinds of tokens that it may be."""

Token = tuple[str, str, int, int]
"""Kind, text, begin, end. The kind is a sign, ``"`` for a string, ``0`` for a number or word.

At the end of the text it is empty, before anything else ``?``.
"""


def read_json(tree: Tree) -> None:
    """Feed the text's events to its tree.

    Raises:
        Unreadable: the text is not JSON.
    """
    enclosing: list[str] = []
    expected = _VALUE
    for token in _tokens(tree.findings):
        if token[0] not in _ALLOWED[expected]:
            raise _unexpected(token, expected, tree.findings)
        expected = _take(token, expected, enclosing, tree)


def _take(token: Token, expected: str, enclosing: list[str], tree: Tree) -> str:
    """Hand on what the token says, and return what may follow it."""
    kind, text, start, end = token
    match kind:
        case "{":
            tree.open_mapping(start, None)
            enclosing.append(_NEXT_KEY)
            return _FIRST_KEY
        case "[":
            tree.open_list(start, None)
            enclosing.append(_NEXT_ITEM)
            return _FIRST_ITEM
        case "}" | "]":
            tree.close_brackets(end)
            enclosing.pop()
        case ",":
            return _KEY if expected == _NEXT_KEY else _VALUE
        case ":":
            return _VALUE
        case "0":
            tree.plain(text, start, end)
        case _:
            tree.text(text, start, end)
            if expected in (_KEY, _FIRST_KEY):
                return _COLON
    return enclosing[-1] if enclosing else _END


def _tokens(findings: Findings) -> Iterator[Token]:
    text = findings.lines.text
    position = 0
    while (found := _TOKEN(text, position)) is not None:
        kind = found.lastindex
        start, position = found.span(kind or 0)
        if kind == 1:
            yield found[1], found[1], start, position
        elif kind == 2:
            value, position = _string(start, findings)
            yield '"', value, start, position
        else:
            yield "0", found[3], start, position
    rest = text[position:].lstrip(" \t\r\n")
    end = len(text) - len(rest)
    yield "?" if rest else "", rest[:1], end, end + 1


def _string(start: int, findings: Findings) -> tuple[str, int]:
    """The string whose opening quote stands at *start*, and the offset behind it."""
    text = findings.lines.text
    try:
        value, end = scanstring(text, start + 1)
    except JSONDecodeError as error:
        raise _bad_string(error, start, findings) from error
    if "\\" in text[start:end] and _SURROGATE(value):
        raise findings.unreadable(
            "SC001",
            (start, end),
            "an escape in this text stands for half a character",
            "write the character itself, or both of its halves",
        )
    return value, end


def _bad_string(error: JSONDecodeError, start: int, findings: Findings) -> Unreadable:
    text = findings.lines.text
    if error.msg.startswith("Unterminated"):
        place, message, hint = start, "this quote is never closed", "close it"
    elif error.msg.startswith("Invalid control"):
        place, message = error.pos, "a string of JSON ends in the line in which it begins"
        hint = "write \\n for a line break and \\t for a tab"
    else:
        place = max(text.rfind("\\", start, error.pos + 1), start)
        message = f"{text[place : place + 2]} means nothing in a string of JSON"
        hint = "write \\\\ for a backslash"
    return findings.unreadable("SC001", (place, place + 1), message, hint)


def _unexpected(token: Token, expected: str, findings: Findings) -> Unreadable:
    kind, text, start, _ = token
    found = quoted(text) if kind else "the end of the file"
    if not kind:
        start = max(0, len(findings.lines.text.rstrip()) - 1)
    hint = "JSON has no comments, no comma before a closing bracket, and keys in double quotes"
    return findings.unreadable(
        "SC001", (start, start + 1), f"expected {expected} here, found {found}", hint
    )
