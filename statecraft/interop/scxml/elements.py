"""XML text → elements with their places. Document types, and with them entities, are refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn
from xml.parsers import expat

from statecraft.diagnostics import DefinitionError, Diagnostic, Span

_LARGEST: Final = 16 * 1024 * 1024
_DEEPEST: Final = 100
_MOST: Final = 200_000
_BETWEEN: Final = "\n"
"""Stands between a namespace and a name; it can be in neither."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element: ``name`` without its prefix, ``namespace`` empty where there is none.

    ``text`` is what stands directly in it, ``inside`` its content: the text, or the XML as it is
    written where there are elements in it.
    """

    name: str
    namespace: str
    attributes: Mapping[str, str]
    children: tuple[Element, ...]
    text: str
    inside: str
    span: Span

    def get(self, name: str) -> str | None:
        """An attribute without a namespace; None where it is not there."""
        return self.attributes.get(name)

    def named(self, *names: str) -> Iterator[Element]:
        """The children of these names."""
        return (child for child in self.children if child.name in names)

    def first(self, name: str) -> Element | None:
        """The first child of that name."""
        return next(self.named(name), None)

    def every(self) -> Iterator[Element]:
        """This element and all that is inside it, in document order."""
        yield self
        for child in self.children:
            yield from child.every()


@dataclass(slots=True)
class _Open:
    """An element whose end has not come yet."""

    name: str
    namespace: str
    attributes: dict[str, str]
    span: Span
    begins: int
    children: list[Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)


def read_elements(text: str, file: str) -> Element:
    """The outermost element of an XML text.

    Raises:
        DefinitionError: the text is not XML, has a document type, or is beyond the limits.
    """
    return _Reader(text, file).read()


class _Reader:
    """One text while it is read."""

    __slots__ = ("_count", "_data", "_file", "_open", "_parser", "_root", "_text")

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._data = text.encode("utf-8", "replace")
        self._open: list[_Open] = []
        self._root: Element | None = None
        self._count = 0
        parser = expat.ParserCreate("utf-8", _BETWEEN)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse_document_type
        parser.buffer_text = True
        self._parser = parser

    def read(self) -> Element:
        """The outermost element."""
        if len(self._data) > _LARGEST:
            self._refuse(f"the file has more than {_LARGEST // 1024 // 1024} MiB")
        try:
            self._parser.Parse(self._data, True)  # noqa: FBT003 - expat's own parameter.
        except expat.ExpatError as error:
            self._refuse(f"this is not XML: {expat.ErrorString(error.code)}", error)
        assert self._root is not None, "a text without an element is an error of expat's"
        return self._root

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= _DEEPEST or self._count > _MOST:
            self._refuse(f"more than {_DEEPEST} levels, or {_MOST} elements")
        namespace, _, local = name.rpartition(_BETWEEN)
        self._open.append(
            _Open(
                name=local,
                namespace=namespace,
                attributes={
                    key.replace(_BETWEEN, " ") if _BETWEEN in key else key: value
                    for key, value in attributes.items()
                },
                span=self._span(len(local) + 1),
                begins=self._parser.CurrentByteIndex,
            )
        )

    def _end(self, _name: str) -> None:
        opened = self._open.pop()
        element = Element(
            name=opened.name,
            namespace=opened.namespace,
            attributes=opened.attributes,
            children=tuple(opened.children),
            text="".join(opened.text),
            inside=self._inside(opened) if opened.children else "".join(opened.text),
            span=opened.span,
        )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element

    def _inside(self, opened: _Open) -> str:
        """What stands between the tags of an element."""
        whole = self._data[opened.begins : self._parser.CurrentByteIndex].decode("utf-8", "replace")
        return _after_tag(whole)

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text.append(text)

    def _refuse_document_type(self, *_declared: object) -> None:
        self._refuse("a document type is not read: leave <!DOCTYPE …> out")

    def _span(self, width: int) -> Span:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        return Span(self._file, line, column, line, column + width)

    def _refuse(self, message: str, cause: Exception | None = None) -> NoReturn:
        found = Diagnostic(code="SC401", span=self._span(1), message=message)
        raise DefinitionError((found,), {self._file: self._text}) from cause


def _after_tag(whole: str) -> str:
    """What follows the start tag; a ``>`` in an attribute does not end it."""
    quote = ""
    for place, letter in enumerate(whole):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == ">":
            return whole[place + 1 :]
    return ""
