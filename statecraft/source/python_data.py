"""Python data as text: YAML in the look of JSON, one key a line.

Only what JSON has can be written, and keys that are numbers or booleans, which keep their type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import isfinite
from typing import Final

from statecraft.diagnostics import Diagnostic, Span, quoted
from statecraft.source.findings import Unreadable
from statecraft.source.limits import (
    LARGEST_INTEGER,
    MAX_DEPTH,
    MAX_FINDINGS,
    MAX_NODES,
    SMALLEST_INTEGER,
)

_ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ENCODED: Final = json.JSONEncoder(ensure_ascii=False).encode
_LONGEST_SIMPLE_KEY: Final = 1000


def written(data: object, file: str) -> str | tuple[Diagnostic, ...]:
    """The text of the data, or what is wrong with them."""
    writer = Writer(file)
    try:
        writer.write(data, "data", ())
    except Unreadable as refusal:
        return *writer.found, refusal.found
    return tuple(writer.found) if writer.found else "".join([*writer.pieces, "\n"])


class Writer:
    """Writes values as pieces of text and collects what cannot be written.

    Paths are Python expressions (``data["context"][0]``); ``enclosing`` holds the identities of
    the containers around a value, by which a cycle is seen.
    """

    __slots__ = ("_count", "_file", "found", "pieces")

    def __init__(self, file: str) -> None:
        self.found: list[Diagnostic] = []
        self.pieces: list[str] = []
        self._file = file
        self._count = 0

    def write(self, value: object, path: str, enclosing: tuple[int, ...]) -> None:
        """Add the text of one value."""
        self._count += 1
        if self._count > MAX_NODES:
            message = f"is beyond the {MAX_NODES:,} values that a definition may have"
            raise Unreadable(self._finding("SC017", path, message, "split the data"))
        if not isinstance(value, Mapping | list | tuple):
            self.pieces.append(self._scalar(value, path))
        elif id(value) in enclosing:
            self._refuse("SC023", path, "holds itself", "write the value out instead")
        elif len(enclosing) >= MAX_DEPTH:
            message = f"stands in more than {MAX_DEPTH} mappings and lists"
            raise Unreadable(self._finding("SC016", path, message, "make the data flatter"))
        elif isinstance(value, Mapping):
            self._mapping(value, path, (*enclosing, id(value)))
        else:
            self._list(value, path, (*enclosing, id(value)))

    def _mapping(
        self, data: Mapping[object, object], path: str, enclosing: tuple[int, ...]
    ) -> None:
        indent = "  " * len(enclosing)
        before = "{\n"
        for key, value in data.items():
            text = self._key(key, path)
            if text is None:
                continue
            self.pieces.append(f"{before}{indent}{text}: ")
            self.write(value, f"{path}[{quoted(key)}]", enclosing)
            before = ",\n"
        self.pieces.append("{}" if before == "{\n" else f"\n{indent[2:]}}}")

    def _list(
        self, data: list[object] | tuple[object, ...], path: str, enclosing: tuple[int, ...]
    ) -> None:
        for index, value in enumerate(data):
            self.pieces.append(", " if index else "[")
            self.write(value, f"{path}[{index}]", enclosing)
        self.pieces.append("]" if data else "[]")

    def _key(self, key: object, path: str) -> str | None:
        if isinstance(key, Mapping | list | tuple | frozenset | bytes):
            message = f"has a key that is no text: {_shown(key)}"
            self._refuse("SC009", path, message, "use text as keys")
            return None
        text = self._scalar(key, f"the key {_shown(key)} of {path}")
        return text if len(text) <= _LONGEST_SIMPLE_KEY else f"? {text}\n"

    def _scalar(self, value: object, path: str) -> str:
        match value:
            case None:
                return "null"
            case bool():
                return "true" if value else "false"
            case int() if SMALLEST_INTEGER <= value <= LARGEST_INTEGER:
                return int.__repr__(value)
            case float() if isfinite(value):
                return float.__repr__(value)
            case str() if not _SURROGATE.search(value):
                text = _ENCODED(str.__str__(value))
                return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
        self._refuse_scalar(value, path)
        return "null"

    def _refuse_scalar(self, value: object, path: str) -> None:
        match value:
            case int():
                hint = "an integer has at most 64 bits; use text for larger ones"
                self._refuse("SC020", path, "is too large a number", hint)
            case float():
                self._refuse("SC021", path, f"is {value}", "use a finite number")
            case str():
                message = "holds half of a character (a lone surrogate)"
                self._refuse("SC018", path, message, "repair the text where it was decoded")
            case _:
                message = f"is of type {type(value).__name__}, which JSON does not have"
                hint = "use mappings, lists, text, numbers, booleans and None"
                self._refuse("SC022", path, message, hint)

    def _refuse(self, code: str, path: str, message: str, hint: str) -> None:
        if len(self.found) < MAX_FINDINGS:
            self.found.append(self._finding(code, path, message, hint))

    def _finding(self, code: str, path: str, message: str, hint: str) -> Diagnostic:
        span = Span(self._file, 1, 1, 1, 1)
        return Diagnostic(code=code, span=span, message=f"{path} {message}", hint=hint)


def _shown(key: object) -> str:
    return quoted(key) if isinstance(key, str | int | float | None) else type(key).__name__
