"""Notebooks are told how to show charts and machines."""

from __future__ import annotations

import statecraft as sc
from statecraft.render.notebook import load_ipython_extension
from tests.render.charts import chart


class Shell:
    """What IPython hands to an extension, as far as it is used."""

    def __init__(self):
        self.display_formatter = self
        self.formatters = {"image/svg+xml": self}
        self.known = {}

    def for_type_by_name(self, module, name, shown):
        self.known[f"{module}.{name}"] = shown


def shown_by(shell, thing):
    kind = type(thing)
    return shell.known[f"{kind.__module__}.{kind.__qualname__}"](thing)


def test_charts_and_machines_are_shown():
    shell = Shell()
    load_ipython_extension(shell)
    of = chart("traffic_light")
    machine = sc.Machine(of, clock=sc.SimulatedClock())
    assert "state active" not in shown_by(shell, of)
    assert "state active" in shown_by(shell, machine)
