"""A page of documentation as something to run: its fenced blocks, in order, told apart by kind.

What a fence's language means:

* ``python``: executed; the blocks of a page share their names. A block of ``>>>`` lines is
  compared with the output below each.
* ``console``: each ``$ statecraft …`` line is run. Output lines below it are compared exactly with
  what it prints; its exit code is 0, or is told by a last line ``[exit 1]``.
* ``bash``, ``sh``: each ``statecraft …`` line is run and ends with 0.
* ``diff``: a change of the file that its ``+++`` line names.
* any block whose first line is a comment that is just a file name (``# door.statechart.yaml``) is
  written to that file.

Other languages, and the word ``norun`` after the language, are for reading only. ``norun`` is
meant for what a test must not do: talk to a network, or wait for a person.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

FENCE = re.compile(
    r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL
)
FILE_NAME = re.compile(r"^# ([\w.-]+\.(?:yaml|yml|json|py))$")
CHANGED = re.compile(r"^\+\+\+ (\S+)$", re.MULTILINE)
EXIT = re.compile(r"^\[exit (\d+)\]$")

# Lines that a reader types to get this far; a test is run after they have been.
BEFOREHAND = ("cd ", "git clone ", "python -m venv ", "pip install ", ". .venv/", "source ")
SCRIPT = re.compile(r"^python3? (tools/\w+\.py)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Python statements, or a transcript of an interactive session."""

    line: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command line; ``output`` is None where the page shows none."""

    line: int
    arguments: tuple[str, ...]
    output: str | None
    exit_code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that the reader is told to save."""

    line: int
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A diff that the reader is told to make to a file that is there."""

    line: int
    name: str
    diff: str


Item = Script | Command | File | Change


class PageError(Exception):
    """A line of a page that this runner cannot judge."""


def items(page: str) -> list[Item]:
    """What a page asks its reader to save and run, in order."""
    found: list[Item] = []
    for fence in FENCE.finditer(page):
        line = page.count("\n", 0, fence.start()) + 2
        text = re.sub(rf"^{fence['indent']}", "", fence["text"], flags=re.MULTILINE)
        found.extend(_block(fence["info"].split(), text, line))
    return found


def _block(info: list[str], text: str, line: int) -> list[Item]:
    language, marks = (info[0], info[1:]) if info else ("", [])
    if "norun" in marks:
        return []
    if name := FILE_NAME.match(text.split("\n", 1)[0]):
        return [File(line=line, name=name[1], text=text)]
    match language:
        case "python":
            return [Script(line=line, text=text)]
        case "console":
            return _transcript(text, line)
        case "bash" | "sh":
            return _commands(text, line)
        case "diff":
            return _change(text, line)
        case _:
            return []


def _change(text: str, line: int) -> list[Item]:
    name = CHANGED.search(text)
    if name is None:
        raise PageError(f"line {line}: a diff names its file: +++ definitions/…")
    return [Change(line=line, name=name[1], diff=text)]


def _transcript(text: str, line: int) -> list[Item]:
    found: list[Item] = []
    for part in re.finditer(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", text, re.MULTILINE):
        at = line + text.count("\n", 0, part.start())
        shown = part[2].splitlines()
        code = EXIT.match(shown[-1]) if shown else None
        output = shown[:-1] if code else shown
        arguments = _arguments(part[1], at)
        if arguments:
            found.append(
                Command(
                    line=at,
                    arguments=arguments,
                    output="\n".join(output) if output else None,
                    exit_code=int(code[1]) if code else 0,
                )
            )
    return found


def _commands(text: str, line: int) -> list[Item]:
    joined = text.replace("\\\n", "  ")
    lines = [(line + number, one) for number, one in enumerate(joined.splitlines())]
    return [
        Command(line=at, arguments=arguments, output=None, exit_code=0)
        for at, one in lines
        if one.strip() and (arguments := _arguments(one, at))
    ]


def _arguments(command: str, line: int) -> tuple[str, ...]:
    """The arguments after ``statecraft``; nothing for a line that is for the reader alone."""
    command = command.replace("\\\n", " ").strip()
    if command.startswith(("#", *BEFOREHAND)) or SCRIPT.match(command):
        return ()
    words = shlex.split(command, comments=True)
    if words[:1] != ["statecraft"] or any(
        word in {"|", ">", ">>", "&&", ";", "<"} for word in words
    ):
        raise PageError(f"line {line}: cannot run {command!r}: write one plain statecraft command")
    return tuple(words[1:])
