"""What a check says never happens does not happen, on random charts explored with the kernel."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from statecraft.checks.checking import CHECKS
from statecraft.kernel.chart import Chart
from statecraft.model.definition import Definition, Project
from statecraft.resolve.definition import resolve
from statecraft.schema import check_document
from statecraft.source import read_data
from tests.oracle.charts import random_chart
from tests.oracle.exploration import attempts
from tests.thoroughness import tries

pytestmark = pytest.mark.usefixtures("soon_endless")

SEEDS = range(tries(30, 120))
MOST_STATES = tries(10, 20)


@dataclass(slots=True, kw_only=True)
class Seen:
    """What happened anywhere on the way: places of transitions and rules, and states entered."""

    places: set = field(default_factory=set)
    entered: set = field(default_factory=set)

    def add(self, outcome) -> None:
        for step in outcome.path:
            self.places.update(step.places)
            self.entered.update(step.entered)


def project_of_seed(seed: int) -> Project:
    """The project of a random chart, whatever the checks would say of it."""
    document, _ = check_document(read_data(random_chart(seed)).document)
    resolution = resolve(document, {}, {})
    assert resolution.project is not None, resolution.diagnostics
    return resolution.project


def explored(project: Project, tried) -> Seen:
    """A breadth-first walk with every attempt in every state, up to so many states."""
    chart, seen = Chart(project), Seen()
    started = chart.start({})
    seen.add(started.outcome)
    todo = [started.snapshot] if started.outcome.accepted else []
    met = set()
    for snapshot in todo:
        for attempt in tried:
            step = taken(chart, snapshot, attempt)
            if step is None:
                continue
            seen.add(step.outcome)
            root = step.snapshot.root
            key = repr((sorted(root.states), root.context))
            if key not in met and len(met) < MOST_STATES:
                met.add(key)
                todo.append(step.snapshot)
    return seen


def taken(chart, snapshot, attempt):
    match attempt.kind:
        case "send":
            return chart.step(snapshot, attempt.event, attempt.data)
        case "move":
            return chart.move(snapshot, attempt.data)
        case _:
            return chart.step(snapshot, now=snapshot.now_ms / 1000 + 3600)


def broken_claims(definition: Definition, seen: Seen) -> list[str]:
    """Findings that what was seen contradicts."""
    paths = {f"states.{path.replace('.', '.states.')}" for path in seen.entered}
    return [
        f"{found.diagnostic.code} {found.diagnostic.message}"
        for check in CHECKS
        for found in check(definition)
        if (
            found.diagnostic.code in {"SC341", "SC342", "SC349"}
            and found.diagnostic.span in seen.places
        )
        or (found.diagnostic.code == "SC348" and found.at in paths)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_never_happens_does_not_happen(seed):
    project = project_of_seed(seed)
    seen = explored(project, attempts(random_chart(seed)))
    assert broken_claims(project.main, seen) == []


def test_the_walks_see_transitions_and_states():
    seen = [explored(project_of_seed(seed), attempts(random_chart(seed))) for seed in SEEDS[:8]]
    assert [bool(each.places) for each in seen].count(True) > 4
    assert [bool(each.entered) for each in seen].count(True) > 4
