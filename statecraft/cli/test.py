"""``statecraft test``: the scenarios of definitions, run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

import statecraft as sc
from statecraft.cli import completing
from statecraft.cli.coverage import Coverage, coverage_json, coverage_story, covered
from statecraft.cli.findings import counted
from statecraft.cli.opening import json_option, opened_chart, root_option, search_option, shown
from statecraft.cli.printing import bad, good, say, say_all, say_json, tell, warn
from statecraft.runtime.showing import reason_json


@click.command(epilog="Example: statecraft test gate.statechart.yaml")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", shell_complete=completing.files
)
@click.option("--coverage", is_flag=True, help="Tell what the scenarios went through, too.")
@search_option
@root_option
@json_option
def test(
    *,
    files: tuple[str, ...],
    coverage: bool,
    search: tuple[str, ...],
    root: str | None,
    as_json: bool,
) -> int:
    """Run the scenarios of definitions. Exit code 1 when one goes otherwise than it expects.

    --coverage tells how many states, values, transitions, steps, rules and pairs of values that
    can hold at once came up, and names those that did not.
    """
    results: list[tuple[str, sc.ScenarioResult]] = []
    coverages: list[Coverage] = []
    for file in files:
        chart = opened_chart(file, root, search)
        records: list[sc.Record] = []
        found = sc.run_scenarios(chart, records.append)
        coverages += covered(chart, records) if coverage else ()
        results += [(shown(file), result) for result in found]
        if not found:
            warn(f"{shown(file)} has no scenarios")
        if not as_json:
            _say_results(shown(file), found)
    failed = sum(not result.passed for _, result in results)
    if as_json:
        more = {"coverage": [coverage_json(each) for each in coverages]} if coverage else {}
        say_json({**_as_json(results), **more})
    else:
        for each in coverages:
            say_all(coverage_story(each))
        tell(f"{counted(len(results) - failed, 'scenario')} passed, {failed} failed")
    return 1 if failed else 0


def _say_results(file: str, results: Sequence[sc.ScenarioResult]) -> None:
    for result in results:
        word = good("passed") if result.passed else bad("FAILED")
        say(f"{word}  {file}: {result.scenario.name}")
        if not result.passed:
            say("\n".join(f"    {line}" for line in result.explain().split("\n")))


def _as_json(results: Sequence[tuple[str, sc.ScenarioResult]]) -> dict[str, Any]:
    failed = sum(not result.passed for _, result in results)
    return {
        "passed": len(results) - failed,
        "failed": failed,
        "scenarios": [_result_json(file, result) for file, result in results],
    }


def _result_json(file: str, result: sc.ScenarioResult) -> dict[str, Any]:
    return {
        "file": file,
        "machine": result.machine,
        "name": result.scenario.name,
        "passed": result.passed,
        "at": str(result.at),
        "problem": result.problem,
        "steps": [_step_json(step) for step in result.steps],
    }


def _step_json(result: sc.StepResult) -> dict[str, Any]:
    return {
        "kind": result.step.kind,
        "argument": result.step.argument,
        "at": str(result.step.span),
        "passed": result.passed,
        "outcomes": [str(outcome.kind) for outcome in result.outcomes],
        "differences": [
            {"what": each.what, "expected": each.expected, "found": each.found}
            for each in result.differences
        ],
        "reasons": [reason_json(reason) for reason in result.reasons],
        "problem": result.problem,
    }
