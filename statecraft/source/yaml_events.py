"""YAML text to the events of a tree, by ruamel's parsers: the C one, or the pure Python one.

Both give the same trees; the C parser is some ten times faster. ruamel is imported inside the
functions because it is only needed when a definition is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import Any, Final

from statecraft.source.findings import Findings, Unreadable
from statecraft.source.limits import MAX_PURE
from statecraft.source.scalars import typed
from statecraft.source.tree import Tree
from statecraft.source.yaml_header import without_directives
from statecraft.source.yaml_mistakes import colon_in_brackets, syntax_mistake, tag_mistake


class Parser(Enum):
    """A parser of ruamel, with its name for people."""

    C = "ruamel.yaml C"
    PURE = "ruamel.yaml pure Python"


def parser_name() -> str:
    """The parser in use, as ``doctor`` shows it."""
    return available_parser().value


def available_parser() -> Parser:
    """The C parser where its extension is installed."""
    return Parser.PURE if _c_parser() is None else Parser.C


@cache
def _c_parser() -> Any:
    """The class of the C parser, if there is one: ruamel looks into its folders to tell."""
    from ruamel.yaml import YAML

    parser: Any = YAML(typ="safe").Parser
    return parser if parser.__name__ == "CParser" else None


_UNUSUAL: Final = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_PROPERTIES: Final = re.compile(r"[&!](?:[^\s]+(?:\s|#[^\n]*)*)").match


def read_yaml(findings: Findings, parser: Parser) -> Tree:
    """The tree of a text.

    The C parser refuses a colon inside of an unquoted text in brackets (``{at: 12:30}``), which
    YAML 1.2 allows; such a text is read with the pure parser, unless it is very long.

    Raises:
        Unreadable: the text is no YAML, or it has a second document.
    """
    from ruamel.yaml.error import YAMLError

    _refuse_unusual_characters(findings)
    text = without_directives(findings)
    try:
        return _tree(text, findings, parser)
    except YAMLError as error:
        if parser is Parser.PURE or len(text) > MAX_PURE or not colon_in_brackets(error):
            raise Unreadable(syntax_mistake(error, findings)) from error
    del findings.found[:]
    findings.incomplete = False
    return read_yaml(findings, Parser.PURE)


def _refuse_unusual_characters(findings: Findings) -> None:
    unusual = _UNUSUAL.search(findings.lines.text)
    if unusual:
        raise findings.unreadable(
            "SC018",
            unusual.span(),
            f"the character U+{ord(unusual[0]):04X} cannot be seen and is not allowed as it is",
            f'write it as "\\u{ord(unusual[0]):04x}" in double quotes, or remove it',
        )


def _tree(text: str, findings: Findings, parser: Parser) -> Tree:
    tree = Tree(findings)
    # The C parser's own method: ruamel's generator around it takes a tenth of the reading.
    is_c = parser is Parser.C
    events = iter(_c_parser()(text).get_event, None) if is_c else _pure_events(text, tree)
    _feed(tree, events, text)
    return tree


def _pure_events(text: str, tree: Tree) -> Iterator[Any]:
    """The events of the pure parser.

    It meets some escapes and numbers of ill-formed texts with exceptions that are not its own.
    """
    from ruamel.yaml import YAML

    yaml: Any = YAML(typ="safe", pure=True)
    try:
        for event in yaml.parse(text):
            _refuse_lone_surrogate(event, tree)
            yield event
    except (ValueError, OverflowError, AssertionError, IndexError) as error:
        raise Unreadable(syntax_mistake(error, tree.findings)) from error


def _refuse_lone_surrogate(event: Any, tree: Tree) -> None:
    """The pure parser takes escapes of half characters, which the C parser refuses."""
    if _SURROGATE.search(getattr(event, "value", "")):
        raise tree.findings.unreadable(
            "SC001",
            (event.start_mark.index, event.end_mark.index),
            "an escape in this text stands for half a character",
            "write the character itself, or \\U and its eight digits",
        )


def _feed(tree: Tree, events: Iterator[Any], text: str) -> None:
    from ruamel.yaml import events as kinds

    scalar, alias = kinds.ScalarEvent, kinds.AliasEvent
    mapping, sequence = kinds.MappingStartEvent, kinds.SequenceStartEvent
    mapping_end, sequence_end = kinds.MappingEndEvent, kinds.SequenceEndEvent
    for event in events:
        kind = type(event)
        if kind is scalar:
            if event.anchor or event.ctag:
                _marked_scalar(tree, event, text)
            elif event.style:
                tree.text(event.value, event.start_mark.index, event.end_mark.index)
            elif event.value:
                tree.plain(event.value, event.start_mark.index, event.end_mark.index)
            else:
                _absent(tree, event.start_mark.index, text)
        elif kind is mapping or kind is sequence:
            start = event.start_mark.index
            if event.ctag:
                tag_mistake(start, tree.findings)
            (tree.open_mapping if kind is mapping else tree.open_list)(start, event.anchor)
        elif kind is mapping_end or kind is sequence_end:
            end = event.end_mark.index
            if end > event.start_mark.index:
                tree.close_brackets(end)
            else:
                tree.close_block()
        elif kind is alias:
            tree.alias(event.anchor, event.start_mark.index, event.end_mark.index)
        elif kind is kinds.DocumentStartEvent:
            _refuse_second_document(tree, event)


def _marked_scalar(tree: Tree, event: Any, text: str) -> None:
    """A scalar with an anchor or a tag; its place begins behind them."""
    start, end = event.start_mark.index, event.end_mark.index
    if event.ctag:
        tag_mistake(start, tree.findings)
        tree.findings.incomplete |= not event.value
    while (marks := _PROPERTIES(text, start, end)) is not None:
        start = marks.end()
    if event.style:
        tree.text(event.value, start, end)
    else:
        tree.plain(event.value, start, end)
    if event.anchor:
        value = event.value if event.style else typed(event.value)
        tree.anchor_scalar(event.anchor, event.value, value, (start, end))


def _absent(tree: Tree, start: int, text: str) -> None:
    """An absent value belongs behind what stands before it, in whichever line that is."""
    while start > 0 and text[start - 1] in " \t\r\n":
        start -= 1
    tree.plain("", start, start)


def _refuse_second_document(tree: Tree, event: Any) -> None:
    if tree.is_empty:
        return
    end = event.end_mark.index
    raise tree.findings.unreadable(
        "SC004",
        (end - 3, end) if event.explicit else (end, end + 1),
        "a second document begins here, and a file holds one definition",
        "put it into a file of its own, or under `machines:`",
    )
