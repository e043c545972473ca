"""Text, bytes or Python data to a document: the doors of this room, which never raise."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

from statecraft.diagnostics import Diagnostic, Span
from statecraft.source.document import Document
from statecraft.source.findings import Findings, Unreadable
from statecraft.source.json_events import read_json
from statecraft.source.limits import MAX_BYTES
from statecraft.source.lines import lines_of
from statecraft.source.python_data import written
from statecraft.source.tree import Tree
from statecraft.source.yaml_events import Parser, available_parser, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A document with what is wrong in its text.

    There is no document where the text could not be understood or a part of the data is missing;
    then there is a finding that says why.
    """

    document: Document | None
    diagnostics: tuple[Diagnostic, ...]


_LONE_RETURN: Final = re.compile("\r(?!\n)")
_NO_CHARACTER: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UTF16_MARKS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read_text(text: str, file: str) -> Reading:
    """Read YAML or JSON; a ``file`` that ends in ``.json`` holds nothing but JSON."""
    return read_text_with(text, file, available_parser())


def read_bytes(data: bytes, file: str) -> Reading:
    """Read a file's bytes: UTF-8, or UTF-16 that begins with a byte order mark."""
    if len(data) > MAX_BYTES:
        return _too_large(file)
    encoding = _encoding(data)
    try:
        return read_text(data.decode(encoding), file)
    except UnicodeDecodeError as error:
        before = lines_of(data[: error.start].decode(encoding, "replace"), file)
        line, column = before.place(len(before.text))
        found = Diagnostic(
            code="SC019",
            span=Span(file, line, column, line, column + 1),
            message=f"the byte 0x{data[error.start]:02X} here is not {encoding.upper()} text",
            hint="save the file as UTF-8",
        )
        return Reading(document=None, diagnostics=(found,))


def text_of_bytes(data: bytes) -> str:
    """The text of a file that was read without a finding, as its document has it."""
    return _as_read(data.decode(_encoding(data)))


def _encoding(data: bytes) -> str:
    return "utf-16" if data.startswith(_UTF16_MARKS) else "utf-8"


def _as_read(text: str) -> str:
    """The text without a byte order mark, and with line feeds for lone carriage returns."""
    text = text.removeprefix("\ufeff")
    return _LONE_RETURN.sub("\n", text) if "\r" in text else text


def read_data(data: object, file: str = "<data>") -> Reading:
    """Read Python data: what JSON can say, and keys that are numbers or booleans.

    The document's text is made from the data, one key a line, so that findings have a place.
    """
    text = written(data, file)
    if not isinstance(text, str):
        return Reading(document=None, diagnostics=text)
    return read_text(text, file)


def read_text_with(text: str, file: str, parser: Parser) -> Reading:
    """Read YAML or JSON, with this parser for YAML."""
    if len(text) > MAX_BYTES:
        return _too_large(file)
    findings = Findings(lines_of(_as_read(text), file))
    try:
        _refuse_no_character(findings)
        tree = _read(findings, parser)
        if tree.is_empty:
            raise _empty(findings)
    except Unreadable as refusal:
        return Reading(document=None, diagnostics=(*findings.found, refusal.found))
    if findings.incomplete:
        return Reading(document=None, diagnostics=tuple(findings.found))
    data, places = tree.root()
    document = Document(data=data, lines=findings.lines, places=places)
    return Reading(document=document, diagnostics=tuple(findings.found))


def _read(findings: Findings, parser: Parser) -> Tree:
    """The tree of the text; text in brackets is read as JSON first, and else as YAML."""
    text = findings.lines.text
    tree = Tree(findings)
    if not text.strip():
        return tree
    if findings.lines.file.endswith(".json"):
        read_json(tree)
        return tree
    if text.lstrip()[0] in "{[":
        as_json = Findings(findings.lines)
        tree = Tree(as_json)
        try:
            read_json(tree)
        except Unreadable as refusal:
            if refusal.found.code != "SC001":
                raise
        else:
            findings.found.extend(as_json.found)
            return tree
    return read_yaml(findings, parser)


def _refuse_no_character(findings: Findings) -> None:
    found = _NO_CHARACTER.search(findings.lines.text)
    if found is not None:
        raise findings.unreadable(
            "SC018",
            found.span(),
            f"the character U+{ord(found[0]):04X} is not allowed in a definition",
            "remove it; the file may be no text at all",
        )


def _empty(findings: Findings) -> Unreadable:
    return findings.unreadable(
        "SC002",
        (0, 0),
        "the file is empty",
        "a definition begins with `statecraft: 1` and `machine: NAME`",
    )


def _too_large(file: str) -> Reading:
    found = Diagnostic(
        code="SC015",
        span=Span(file, 1, 1, 1, 1),
        message=f"the file is larger than {MAX_BYTES // 1024**2} MiB",
        hint="a definition is text that people read; keep data elsewhere",
    )
    return Reading(document=None, diagnostics=(found,))
