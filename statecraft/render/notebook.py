"""Charts and machines as pictures in notebooks: ``%load_ext statecraft.render.notebook``.

The kernel does not know that pictures exist, and a notebook asks an object for its picture. So the
notebook is told instead: IPython keeps a table of types and how to show them, by name, which
neither imports the types nor touches them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot
from statecraft.render.drawing import svg


class _Formatter(Protocol):
    def for_type_by_name(
        self, module: str, name: str, shown: Callable[[Any], str], /
    ) -> object: ...


class _DisplayFormatter(Protocol):
    @property
    def formatters(self) -> Any: ...


class _Shell(Protocol):
    @property
    def display_formatter(self) -> _DisplayFormatter: ...


class _Running(Protocol):
    """A machine, of either kind."""

    @property
    def chart(self) -> Chart: ...
    @property
    def snapshot(self) -> Snapshot: ...


def load_ipython_extension(shell: _Shell) -> None:
    """Teach a notebook to show charts and machines; IPython calls it."""
    formatter: _Formatter = shell.display_formatter.formatters["image/svg+xml"]
    formatter.for_type_by_name("statecraft.kernel.chart", "Chart", svg)
    formatter.for_type_by_name("statecraft.runtime.machine", "Machine", machine_svg)
    formatter.for_type_by_name("statecraft.runtime.async_machine", "AsyncMachine", machine_svg)


def machine_svg(machine: _Running) -> str:
    """A machine's chart with where it stands."""
    return svg(machine.chart, machine.snapshot)
