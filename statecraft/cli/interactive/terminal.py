"""The terminal of a session: reads lines, prints lines, writes the files that are asked for."""

from __future__ import annotations

import importlib
import shutil
import sys
from collections.abc import Callable, Sequence
from functools import partial
from types import ModuleType
from typing import assert_never

import statecraft as sc
from statecraft.cli.interactive.candidates import candidates
from statecraft.cli.interactive.requests import (
    AddScenario,
    AppendText,
    Reply,
    Request,
    WriteSnapshot,
)
from statecraft.cli.interactive.session import NARROWEST, Session
from statecraft.cli.interactive.yaml_text import with_scenario
from statecraft.cli.opening import appended, rewritten, write_json
from statecraft.cli.printing import bad, faint, good, say, say_all
from statecraft.diagnostics import DefinitionError, UsageError, quoted

Reader = Callable[[str], str]
"""Reads a line behind a prompt; EOFError at the end of input."""

Load = Callable[[str], sc.Chart]
"""Reads a definition file as the session's own was read."""


def on_terminal() -> bool:
    """Whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def converse(session: Session, load: Load, first: Sequence[sc.Act] = ()) -> None:
    """Have the session to its end, after these acts."""
    read = _typed(session) if on_terminal() else _piped
    _measure(session)
    say_all(session.opening().lines)
    for act in first:
        say_all(session.carry_out(act).lines)
    interrupted = False
    while not session.is_over:
        try:
            line = read(session.prompt)
        except EOFError:
            say()
            return
        except KeyboardInterrupt:
            say()
            is_idle = session.form is None and not _half_typed()
            if interrupted and is_idle:
                return
            interrupted = is_idle
            say_all(session.give_up().lines)
            continue
        interrupted = False
        _measure(session)
        _print(session.take(line), load)


def _measure(session: Session) -> None:
    """Take the size that the terminal has by now."""
    if on_terminal():
        size = shutil.get_terminal_size()
        session.width, session.height = max(size.columns, NARROWEST), size.lines


def _print(reply: Reply, load: Load) -> None:
    say_all(reply.lines)
    if reply.request is None:
        return
    try:
        say(_performed(reply.request, load))
    except UsageError as error:
        say(f"{bad('error')}: {error}")


def _performed(request: Request, load: Load) -> str:
    """Write what is asked for; the words that tell so.

    Raises:
        UsageError: it cannot be written.
    """
    match request:
        case WriteSnapshot(file=file, data=data):
            write_json(file, data)
            return f"{good('written')}: {file}"
        case AppendText(file=file, text=text):
            appended(file, text)
            return f"{good('added')} to {file}"
        case AddScenario(file=file, scenario=scenario):
            rewritten(
                file,
                lambda text: with_scenario(text, scenario, file),
                partial(_require_sound, load),
            )
            told = faint(f"  statecraft test {file} runs it")
            return f"{good('added')} {quoted(scenario['name'])} to {file}{told}"
        case _:
            assert_never(request)


def _require_sound(load: Load, file: str) -> None:
    """Refuse a definition that the new scenario makes wrong, or in which it does not pass.

    Raises:
        UsageError: says why.
    """
    try:
        result = _last_scenario(load(file))
    except DefinitionError as error:
        why = error.diagnostics[0].message
        raise UsageError(f"the scenario cannot be kept in the definition: {why}") from None
    if not result.passed:
        raise UsageError(
            f"the scenario would not pass: {result.explain().splitlines()[-1].strip()}"
        )


def _last_scenario(chart: sc.Chart) -> sc.ScenarioResult:
    return sc.run_scenario(chart, chart.definition.scenarios[-1])


def _piped(prompt: str) -> str:
    """A line of stdin, shown as if it had been typed."""
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    say(f"{prompt}{line.rstrip()}")
    return line


def _typed(session: Session) -> Reader:
    """``input``, with completion and a history where Python has readline."""
    readline = _readline()
    if readline is None:
        return input

    def complete(_word: str, state: int) -> str | None:
        line = readline.get_line_buffer()[: readline.get_endidx()]
        found = candidates(session.machine, session.form, line)
        return found[state] if state < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" \t\n")
    readline.set_auto_history(False)
    is_libedit = "libedit" in (readline.__doc__ or "")
    readline.parse_and_bind("bind ^I rl_complete" if is_libedit else "tab: complete")

    def read(prompt: str) -> str:
        line = input(prompt)
        if session.form is None and line.strip():
            readline.add_history(line)
        return line

    return read


def _half_typed() -> str:
    """The line that was being typed when the person interrupted, as far as it is known."""
    readline = _readline() if on_terminal() else None
    typed: str = "" if readline is None else readline.get_line_buffer()
    return typed


def _readline() -> ModuleType | None:
    """Python's readline; it is looked for only here, as importing it writes to some terminals."""
    try:
        return importlib.import_module("readline")
    except ImportError:
        return None
