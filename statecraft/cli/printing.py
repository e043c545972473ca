"""What the command line prints: data on stdout, everything else on stderr, colour where wanted."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any, TextIO

import click

FORMAT_VERSION = 1
"""Of everything that ``--json`` prints."""


def say(text: str = "") -> None:
    """Print a line of data."""
    click.echo(text, color=wants_colour())


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
