"""A pytest plugin: each scenario of a ``*.statechart.yaml`` file is a test.

A file that is named as an argument is always collected; files found in folders only where the
ini file says ``statecraft_scenarios = true``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from statecraft.diagnostics import DefinitionError, Span, UsageError
from statecraft.kernel.chart import Chart
from statecraft.model.scenarios import Scenario
from statecraft.runtime.loading import load
from statecraft.scenarios.run import run_scenario

_SUFFIXES: Final = (".statechart.yaml", ".statechart.yml", ".statechart.json")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The ini option."""
    parser.addini(
        "statecraft_scenarios",
        "collect the scenarios of all *.statechart.yaml files under the test paths",
        type="bool",
        default=False,
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> ScenarioFile | None:
    """The collector of a definition's scenarios."""
    if not file_path.name.endswith(_SUFFIXES):
        return None
    if not parent.config.getini("statecraft_scenarios") and not _is_argument(file_path, parent):
        return None
    collector: ScenarioFile = ScenarioFile.from_parent(parent, path=file_path)
    return collector


def _is_argument(file_path: Path, parent: pytest.Collector) -> bool:
    return parent.session.isinitpath(file_path)


class ScenarioFile(pytest.File):
    """A definition; pytest asks it for its tests."""

    def collect(self) -> Iterator[ScenarioItem]:
        """One test for each scenario of each machine of the file."""
        try:
            chart = load(_as_shown(self.path, self.config))
        except (DefinitionError, UsageError) as error:
            raise self.CollectError(str(error)) from None
        file = chart.definition.file
        for definition in chart.project.machines.values():
            if definition.file == file:
                for scenario in definition.scenarios:
                    yield ScenarioItem.of(self, chart.machine(definition.key), scenario)


class ScenarioItem(pytest.Item):
    """A scenario; pytest runs it."""

    chart: Chart
    scenario: Scenario

    @classmethod
    def of(cls, parent: ScenarioFile, chart: Chart, scenario: Scenario) -> ScenarioItem:
        """The test of a scenario."""
        item: ScenarioItem = cls.from_parent(parent, name=scenario.name)
        item.chart, item.scenario = chart, scenario
        return item

    def runtest(self) -> None:
        """Run the scenario.

        Raises:
            ScenarioFailure: it went otherwise than it expects.
        """
        result = run_scenario(self.chart, self.scenario)
        if not result.passed:
            raise ScenarioFailure(result.explain(), result.at)

    def repr_failure(  # type: ignore[override]  # A text of our own has no traceback style.
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> str:
        """The explanation alone: a Python traceback would say nothing about a definition."""
        if isinstance(excinfo.value, ScenarioFailure):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """File, line from 0, and name."""
        return self.path, self.scenario.span.line - 1, f"scenario: {self.name}"


class ScenarioFailure(AssertionError):
    """A scenario that failed; the message explains."""

    def __init__(self, message: str, at: Span) -> None:
        self.at = at
        super().__init__(message)


def _as_shown(path: Path, config: pytest.Config) -> Path:
    """The path relative to where pytest was started, if it lies below."""
    start = config.invocation_params.dir
    return path.relative_to(start) if path.is_relative_to(start) else path
