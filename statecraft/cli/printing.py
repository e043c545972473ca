"""What the command line prints: data on stdout, everything else on stderr, colour where wanted."""

from __future__ import annotations

import json
import os
import re
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final, TextIO

import click

FORMAT_VERSION = 1
"""Of everything that ``--json`` prints."""


def say(text: str = "") -> None:
    """Print a line of data."""
    click.echo(text, color=wants_colour())


def say_all(lines: Iterable[str]) -> None:
    """Print lines of data."""
    for line in lines:
        say(line)


def tell(text: str) -> None:
    """Print a remark on stderr."""
    click.echo(text, err=True, color=wants_colour())


def warn(text: str) -> None:
    """Print a warning on stderr."""
    tell(f"{click.style('warning', fg='yellow', bold=True)}: {text}")


def say_json(data: Mapping[str, Any]) -> None:
    """Print one line of JSON, the format version first."""
    click.echo(as_json_line({"format_version": FORMAT_VERSION, **data}))


def as_json_line(data: object) -> str:
    """JSON in one line; letters as they are where the terminal can show them."""
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    return json.dumps(data, ensure_ascii=encoding != "utf8")


def wants_colour() -> bool | None:
    """What the environment says: yes, no, or None to look whether it is a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return True if os.environ.get("FORCE_COLOR") else None


def make_printable(stream: TextIO) -> None:
    """Have a stream print what its encoding lacks as an escape instead of failing."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def good(text: str) -> str:
    """Text in the colour of what went well."""
    return click.style(text, fg="green")


def bad(text: str) -> str:
    """Text in the colour of what went wrong."""
    return click.style(text, fg="red", bold=True)


def faint(text: str) -> str:
    """Text that stays in the background."""
    return click.style(text, dim=True)


def strong(text: str) -> str:
    """Text that stands out."""
    return click.style(text, bold=True)


_COLOUR: Final = re.compile(r"(\x1b\[[\d;]*m)")
_PLAIN: Final = "\x1b[0m"


def is_coloured(text: str) -> bool:
    """Whether colours are in the text."""
    return _COLOUR.search(text) is not None


def wrapped(text: str, width: int) -> list[str]:
    """A text without colours in lines of at most *width* columns, later ones indented more."""
    indent = " " * (len(text) - len(text.lstrip()) + 4)
    return textwrap.wrap(text, width, subsequent_indent=indent) or [""]


def cells(text: str) -> int:
    """How many columns of a terminal a text takes; colours take none."""
    plain = _COLOUR.sub("", text)
    if plain.isascii() and plain.isprintable():
        return len(plain)
    return sum(_cells_of(letter) for letter in plain)


def _cells_of(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, width: int) -> str:
    """The text in at most *width* columns, an ellipsis in place of what is left out."""
    if cells(text) <= width:
        return text
    shown, used = "", 0
    for piece in _COLOUR.split(text):
        if _COLOUR.fullmatch(piece):
            shown += piece
            continue
        for letter in piece:
            used += _cells_of(letter)
            if used > width - 1:
                return f"{shown}…{_PLAIN if is_coloured(shown) else ''}"
            shown += letter
    return shown
