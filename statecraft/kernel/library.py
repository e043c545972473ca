"""The machines of a project as tables and programs, made when they are first needed."""

from __future__ import annotations

from functools import cached_property

from statecraft.chart.lower import lower
from statecraft.chart.tables import LoweredChart
from statecraft.kernel.program import Program
from statecraft.model.definition import Definition, Project
from statecraft.model.states import ChildMachine


class Library:
    """The charts of one project. Making one twice in two threads does no harm: one is kept."""

    def __init__(self, project: Project, main: Definition) -> None:
        self._project = project
        self._main = main
        self._machines: dict[str, tuple[LoweredChart, Program]] = {}

    def machine(self, key: str) -> tuple[LoweredChart, Program]:
        """The chart and the program of the machine with this key."""
        found = self._machines.get(key)
        if found is None:
            definition = self._main if key == self._main.key else self._project.machines[key]
            chart = lower(definition, self._project.layouts.get(key))
            found = self._machines.setdefault(key, (chart, Program(chart)))
        return found

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """The events that come from outside to the main machine or a child that hears them too.

        In order of text, machine by machine; a child hears what is routed or forwarded to it.
        """
        heard: dict[str, None] = {}
        pending = [self._main.key]
        for key in pending:
            chart = self.machine(key)[0]
            heard.update(dict.fromkeys(chart.sendable_events))
            for invoke in chart.invokes:
                is_routed = invoke.is_submachine or invoke.forwards
                if is_routed and isinstance(invoke.child, ChildMachine):
                    pending.extend({invoke.child.machine} - {*pending})
        return tuple(heard)

    @cached_property
    def family(self) -> tuple[Definition, ...]:
        """The main machine and every machine that may become its child, each once."""
        found = {self._main.key: self._main}
        pending = [self._main.key]
        while pending:
            for invoke in self.machine(pending.pop())[0].invokes:
                if isinstance(invoke.child, ChildMachine) and invoke.child.machine not in found:
                    key = invoke.child.machine
                    found[key] = self._project.machines[key]
                    pending.append(key)
        return tuple(found.values())
