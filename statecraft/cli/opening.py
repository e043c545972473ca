"""Files named on the command line: definitions, snapshots, scripts; ``-`` is stdin."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

import statecraft as sc
from statecraft.diagnostics import UsageError, quoted

Verb = TypeVar("Verb", bound=Callable[..., Any])

STDIN = "-"


def root_option(verb: Verb) -> Verb:
    """The option ``--root``."""
    option = click.option(
        "--root",
        metavar="FOLDER",
        help="Imports stay inside this folder (default: the nearest with pyproject.toml or .git).",
    )
    return option(verb)


def search_option(verb: Verb) -> Verb:
    """The option ``--search``."""
    option = click.option(
        "--search",
        multiple=True,
        metavar="PLACE",
        help="A file, or a folder of them, in which package/machine is sought after the imports.",
    )
    return option(verb)


def json_option(verb: Verb) -> Verb:
    """The option ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(verb)


def opened_chart(file: str, root: str | None, search: tuple[str, ...] = ()) -> sc.Chart:
    """The chart of a definition.

    Raises:
        DefinitionError: it has errors.
        UsageError: there is no such file.
    """
    if file == STDIN:
        return sc.loads(stdin_text(), file="<stdin>", root=root or ".", search=search)
    return sc.load(file, root=root, search=search)


def opened_project(file: str, root: str | None, search: tuple[str, ...] = ()) -> sc.ProjectReading:
    """The findings of a definition.

    Raises:
        UsageError: there is no such file.
    """
    if file == STDIN:
        text = stdin_text()
        return sc.read_project_text(text, file="<stdin>", root=root or ".", search=search)
    return sc.read_project(file, root=root, search=search)


def stdin_text() -> str:
    """All of stdin.

    Raises:
        UsageError: it is not UTF-8.
    """
    return text_of(STDIN)


def text_of(file: str) -> str:
    """The text of a file.

    Raises:
        UsageError: it cannot be read, or is not UTF-8.
    """
    return _decoded(content(file), file)


def content(file: str) -> bytes:
    """The bytes of a file.

    Raises:
        UsageError: it cannot be read.
    """
    if file == STDIN:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {_told(error)}") from None


def shown(file: str) -> str:
    """The file's name for messages."""
    return "<stdin>" if file == STDIN else file


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{shown(file)} is not UTF-8 (byte {error.start})") from None


def _told(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def opened_json(file: str) -> object:
    """The JSON value in a file.

    Raises:
        UsageError: it cannot be read or is not JSON.
    """
    text = _decoded(content(file), file)
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{shown(file)} is not JSON: {error}") from None
    return found


def write_json(file: str, data: object) -> None:
    """Write a JSON value to a file.

    Raises:
        UsageError: it cannot be written.
    """
    written(file, json.dumps(data, indent=2) + "\n")


def written(file: str, text: str) -> None:
    """Write a text to a file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        Path(file).write_text(text, encoding="utf-8")
    except (OSError, ValueError) as error:
        raise UsageError(f"{quoted(file)} cannot be written: {_told(error)}") from None


def appended(file: str, text: str) -> None:
    """Put text at the end of a file, which may be new.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        with Path(file).open("a", encoding="utf-8") as opened:
            opened.write(text)
    except (OSError, ValueError) as error:
        raise UsageError(f"{quoted(file)} cannot be written: {_told(error)}") from None


def rewritten(file: str, change: Callable[[str], str], require: Callable[[str], None]) -> None:
    """Put in place of a file's text what *change* makes of it; line ends stay as they are.

    *require* looks at a file beside it that holds the new text, before anything is lost.

    Raises:
        UsageError: it cannot be read or written, or one of the two refuses.
    """
    beside = Path(file).with_name(f".{Path(file).name}")
    try:
        # Decoded without the "sig" of UTF-8, so that a byte order mark stays where it is.
        longer = change(content(file).decode("utf-8")).encode("utf-8")
        beside.write_bytes(longer)
        try:
            require(str(beside))
        finally:
            beside.unlink()
        Path(file).write_bytes(longer)
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is not UTF-8 (byte {error.start})") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{quoted(file)} cannot be written: {_told(error)}") from None
