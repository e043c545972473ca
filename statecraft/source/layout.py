"""The canonical layout of a YAML text: indentation by two, no stray blanks, comments in place.

The text is moved, not printed anew. ruamel's own round trip keeps comments between lines, but it
joins flow mappings that an author broke over several lines and drops the comments inside of them.
So ruamel only tells where the keys and dashes of each block stand; every line is then moved as a
whole, what continues it (flow, text blocks, comments) by as much as the line that it continues.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

STEP: Final = 2
"""Columns by which what is inside stands further right; dashes too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """A block mapping or list, in the column that its keys or dashes belong into."""

    column: int
    is_list: bool

    @property
    def inner(self) -> int:
        """Where a block inside of it belongs that begins on a line of its own."""
        return self.column + STEP

    @property
    def dashes(self) -> int:
        """Where a dash that is met in it belongs: in a mapping it is of a list inside of it."""
        return self.column if self.is_list else self.column + STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The line of the latest key or dash, and the column for a block that begins behind it."""

    line: int
    column: int


_DASH: Final = re.compile(r"^(-) +(?=\S)")
_TRAILING: Final = re.compile(r"[ \t]+$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """A line on which a key or a dash of a block stands first, and the column it belongs into."""

    column: int
    wanted: int


def laid_out(text: str) -> str:
    """The text in canonical layout; the same data and comments.

    Raises:
        ruamel.yaml.error.YAMLError: it is no YAML.
    """
    line_end = "\r\n" if "\r\n" in text else "\n"
    body = text.removeprefix("\ufeff").replace("\r\n", "\n")
    begun = dict(_block_lines(body))
    kept = _inside_of_texts(body)
    lines = body.split("\n")
    moved = [
        line if number in kept else _TRAILING.sub("", line)
        for number, line in enumerate(_moved(lines, begun, kept))
    ]
    return _without_stray_blank_lines(moved, kept).replace("\n", line_end)


def _block_lines(text: str) -> Iterator[tuple[int, _Begun]]:
    """Line → where its first token of a block belongs; lines count from 0.

    A list may stand in the column of the key that it belongs to; the scanner then tells of its
    dashes alone, and not of its start and end.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml import tokens as kinds

    scanner: Any = YAML(typ="safe", pure=True)
    blocks: list[_Block] = []
    here = _Place(line=-1, column=0)
    flow = 0
    for token in scanner.scan(text):
        place = token.start_mark
        match token:
            case kinds.BlockMappingStartToken() | kinds.BlockSequenceStartToken():
                is_list = isinstance(token, kinds.BlockSequenceStartToken)
                outer = blocks[-1].inner if blocks else 0
                column = here.column if place.line == here.line else outer
                blocks.append(_Block(column=column, is_list=is_list))
            case kinds.BlockEndToken():
                blocks.pop()
            case kinds.FlowMappingStartToken() | kinds.FlowSequenceStartToken():
                flow += 1
            case kinds.FlowMappingEndToken() | kinds.FlowSequenceEndToken():
                flow -= 1
            case kinds.KeyToken() | kinds.BlockEntryToken() if not flow and blocks:
                is_dash = isinstance(token, kinds.BlockEntryToken)
                wanted = blocks[-1].dashes if is_dash else blocks[-1].column
                if place.line != here.line:
                    yield place.line, _Begun(column=place.column, wanted=wanted)
                here = _Place(line=place.line, column=wanted + STEP if is_dash else wanted)
            case _:
                pass


def _inside_of_texts(text: str) -> frozenset[int]:
    """The lines, counted from 0, that go on with a text that began on an earlier one."""
    from ruamel.yaml import YAML
    from ruamel.yaml import tokens as kinds

    scanner: Any = YAML(typ="safe", pure=True)
    found: set[int] = set()
    for token in scanner.scan(text):
        if isinstance(token, kinds.ScalarToken):
            start, end = token.start_mark, token.end_mark
            last = end.line if end.column else end.line - 1
            found.update(range(start.line + 1, last + 1))
    return frozenset(found)


def _moved(lines: list[str], begun: Mapping[int, _Begun], kept: frozenset[int]) -> Iterator[str]:
    shift = 0
    for number, line in enumerate(lines):
        if number in begun:
            shift = begun[number].wanted - begun[number].column
        stripped = line.lstrip(" ")
        column = len(line) - len(stripped)
        own = shift
        if stripped.startswith("#") and number not in kept:
            own = _shift_of_comment(number, column, begun, shift)
        if number in begun:
            stripped = _DASH.sub(r"\1 ", stripped)
        is_empty = not stripped and number not in kept
        yield "" if is_empty else " " * max(0, column + own) + stripped


def _shift_of_comment(number: int, column: int, begun: Mapping[int, _Begun], shift: int) -> int:
    """A comment goes with the next line where it stands in its column, else with the one before."""
    following = next((begun[n] for n in sorted(begun) if n > number), None)
    if following is not None and following.column == column:
        return following.wanted - following.column
    return shift


def _without_stray_blank_lines(lines: list[str], kept: frozenset[int]) -> str:
    """One blank line at most in a row, none at the ends, a line end at the last line."""
    found = [
        line
        for (number, line), (_, after) in pairwise([*enumerate(lines), (len(lines), "")])
        if line.strip() or number in kept or after.strip()
    ]
    return "\n".join(found).strip("\n") + "\n"
