"""What the tests of this room share: reading with each parser, findings as short tuples."""

from __future__ import annotations

import pytest

from statecraft.diagnostics import Span
from statecraft.source.document import Document, Located
from statecraft.source.reader import Reading, read_text_with
from statecraft.source.yaml_events import Parser

both_parsers = pytest.mark.parametrize("parser", Parser, ids=lambda parser: parser.name.lower())


def document(text: str, parser: Parser = Parser.C, file: str = "m.yaml") -> Document:
    """The document of a text in which nothing is wrong."""
    reading = read_text_with(text, file, parser)
    assert reading.diagnostics == ()
    assert reading.document is not None
    return reading.document


def places(reading: Reading) -> list[tuple[int, int, str]]:
    """Line, column and code of each finding, in order of place."""
    return sorted((found.span.line, found.span.column, found.code) for found in reading.diagnostics)


def extent(span: Span) -> tuple[int, int, int, int]:
    return (span.line, span.column, span.end_line, span.end_column)


def everywhere(located: Located) -> list[Located]:
    """A place with all that is inside of it."""
    inner: list[Located] = []
    if isinstance(located.value, dict):
        inner = [place for _, place in located.items()]
    elif isinstance(located.value, list):
        inner = list(located.elements())
    return [located, *(deeper for place in inner for deeper in everywhere(place))]
