"""Where a verb writes what it made: a file whose suffix says the format, or stdout."""

from __future__ import annotations

import sys
from pathlib import Path

import statecraft as sc
from statecraft.cli.opening import STDIN
from statecraft.diagnostics import UsageError, did_you_mean, quoted


def wanted_format(out: str, form: str | None, known: tuple[str, ...]) -> str:
    """The format: the one that is named, or else the one that the suffix of *out* says.

    Raises:
        UsageError: neither does.
    """
    listed = ", ".join(known)
    if form is not None:
        return form
    if out == STDIN:
        raise UsageError(f"-o - writes to stdout: say --format ({listed})")
    suffix = Path(out).suffix.removeprefix(".").lower()
    if suffix not in known:
        wrong = f"{quoted(out)} has no suffix" if not suffix else f"no format .{suffix}"
        raise UsageError(f"{wrong}{did_you_mean(suffix, known)}; there are: {listed}")
    return suffix


def write_output(out: str, data: bytes) -> None:
    """Write bytes to a file, or to stdout where it is ``-``.

    Raises:
        UsageError: the file cannot be written.
    """
    if out == STDIN:
        sys.stdout.buffer.write(data)
        return
    try:
        Path(out).write_bytes(data)
    except (OSError, ValueError) as error:
        told = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise UsageError(f"{quoted(out)} cannot be written: {told}") from None


def chosen_machine(chart: sc.Chart, name: str | None) -> sc.Chart:
    """The machine of that name among all that the definition can name; by default the main one.

    Raises:
        UsageError: there is no such machine.
    """
    if name is None:
        return chart
    machines = chart.project.machines
    for key, definition in machines.items():
        if name in (definition.id, definition.full_name, key):
            return chart.machine(key)
    known = [definition.id for definition in machines.values()]
    hint = did_you_mean(name, known)
    raise UsageError(f"no machine {quoted(name)} here{hint}; there are: {', '.join(known)}")
