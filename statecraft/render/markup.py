"""Text → Graphviz's HTML-like labels: escaped, wrapped, styled."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

from statecraft.render.palette import TEXT_SIZE

WIDTH = 42
"""Characters on a line; letters that fill a square count as two."""

LONGEST = 400
"""Characters of one text; the rest of a longer one is left to the definition."""

LEFT_BREAK = '<BR ALIGN="LEFT"/>'


def escaped(text: str) -> str:
    """Text that can stand in a label and in an attribute of one."""
    clean = "".join(_drawable(character) for character in text)
    for character, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        clean = clean.replace(character, entity)
    return clean


def _drawable(character: str) -> str:
    """A character that XML can hold; white space of any kind is a space."""
    if character.isspace():
        return " "
    kind = unicodedata.category(character)
    return "�" if kind in ("Cc", "Cs", "Cn", "Co") else character


def wrapped(text: str, width: int = WIDTH) -> tuple[str, ...]:
    """The text in lines, broken at spaces, and inside a word only where it alone is too long."""
    shown = text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
    if any(unicodedata.east_asian_width(character) in "WF" for character in shown):
        return tuple(_wrapped_squares(shown, width))
    return tuple(textwrap.wrap(shown, width, break_on_hyphens=False)) or ("",)


def _wrapped_squares(text: str, width: int) -> Iterable[str]:
    """Lines of a text with characters that fill a square: those may be broken anywhere."""
    line, used = "", 0
    for character in text:
        size = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if used + size > width:
            yield line
            line, used = "", 0
        line, used = line + character, used + size
    yield line


def styled(text: str, *, size: int = TEXT_SIZE, colour: str, mark: str = "") -> str:
    """Escaped *text* in a font; *mark* holds the letters of B, I, U and S tags around it.

    Graphviz takes no tag around nothing, so an empty text is a space.
    """
    inner = escaped(text) or " "
    for letter in mark:
        inner = f"<{letter}>{inner}</{letter}>"
    return f'<FONT POINT-SIZE="{size}" COLOR="{colour}">{inner}</FONT>'


def styled_lines(text: str, *, colour: str, mark: str = "", width: int = WIDTH) -> str:
    """Wrapped text, each line in the font and ended by a break to the left."""
    lines = wrapped(text, width)
    return "".join(styled(line, colour=colour, mark=mark) + LEFT_BREAK for line in lines)


def table(rows: Iterable[str], **attributes: str) -> str:
    """A table of rows; without attributes one that is not seen."""
    plain = {"border": "0", "cellborder": "0", "cellspacing": "0", "cellpadding": "1"}
    return f"<TABLE{_attributes({**plain, **attributes})}>{''.join(rows)}</TABLE>"


def lines_table(lines: Iterable[str]) -> str:
    """Texts one below the other, each in a row of its own.

    Graphviz sets the lines of one cell closer together when their fonts differ, be it by an
    underline: then an overlay would move things.
    """
    return table((row(cell(line)) for line in lines), cellpadding="0")


def row(*cells: str) -> str:
    """A row of cells."""
    return f"<TR>{''.join(cells)}</TR>"


def cell(content: str, **attributes: str) -> str:
    """A cell, its text to the left."""
    left = {"align": "LEFT", "balign": "LEFT"}
    return f"<TD{_attributes({**left, **attributes})}>{content or ' '}</TD>"


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(f' {name.upper()}="{_on_one_line(text)}"' for name, text in attributes.items())


def _on_one_line(text: str) -> str:
    """The text of an attribute on one line: no break outlives the label's parser."""
    return "; ".join(escaped(line) for line in text.splitlines())
