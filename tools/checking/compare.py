"""How fast `check` is, as ratios of CPU time that are measured in one run.

"load" is the time that ruamel.yaml's pure safe loader needs for the same text. What `check` needs
counts from the loaded chart to the verdict. Rivals are run where they are there: `spin` and `gcc`
on the path, the package xstate-statemachine, and @xstate/graph under the folder that --npm names.
Exit code 1 where a goal was not met.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from ruamel.yaml import YAML

import statecraft
from checking import models, rivals
from statecraft.checker.checking import check_chart, exploration_of
from statecraft.checker.engines import explicit
from statecraft.checker.limits import Limits
from statecraft.checker.payloads import payloads_of
from statecraft.checker.properties import properties_hold
from statecraft.checker.spaces.tables import TableModel
from statecraft.checker.verdict import Proved
from statecraft.kernel.chart import Chart

TIMES = 5
ALL = Limits(states=10**9)


def seconds_of(work: Callable[[], object], times: int = TIMES) -> float:
    """The least CPU time of a few runs."""
    found = []
    for _ in range(times):
        gc.collect()
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return min(found)


def load(text: str) -> float:
    """How long the text takes to be read."""
    return seconds_of(lambda: YAML(typ="safe", pure=True).load(text))


def prove(chart: Chart) -> None:
    """Explores a chart and proves its properties."""
    exploration = exploration_of(chart, ALL)
    for verdict in properties_hold(exploration):
        if not isinstance(verdict.answer, Proved):
            sys.exit(f"{verdict.subject} is not proved")


class Report:
    """Lines as they are measured, and whether a goal was missed.

    ``missed`` is what is said of a goal that was not met.
    """

    def __init__(self, missed: str) -> None:
        self.is_met = True
        self._missed = missed

    def at_most(self, goal: float, what: str, ratio: float) -> None:
        """A ratio that should not be greater than a goal."""
        self._tell(what, ratio, f"at most {goal}", is_met=ratio <= goal)

    def at_least(self, goal: float, what: str, ratio: float) -> None:
        """A ratio that should not be less than a goal."""
        self._tell(what, ratio, f"at least {goal}", is_met=ratio >= goal)

    def _tell(self, what: str, ratio: float, goal: str, *, is_met: bool) -> None:
        self.is_met = self.is_met and is_met
        print(
            f"{'met' if is_met else self._missed:<6}  {what:<62} {ratio:8.2f}  ({goal})", flush=True
        )

    def absent(self, what: str) -> None:
        """A rival that is not there."""
        print(f"absent  {what}", flush=True)


def against_loading(report: Report, small: int, large: int, table: int) -> None:
    """What is proved without meeting a state, beside the time that reading the text takes."""
    text = models.ring(small)
    chart, loading = statecraft.loads(text), load(text)
    in_order = seconds_of(lambda: prove(chart))
    report.at_most(0.25, f"{small} dimensions x 4, proved / load", in_order / loading)
    everything = seconds_of(lambda: check_chart(chart, ALL))
    report.at_most(1.0, f"{small} dimensions x 4, everything asked / load", everything / loading)
    shuffled = [statecraft.loads(models.ring(small, seed)) for seed in range(3)]
    worst = max(seconds_of(lambda chart=chart: prove(chart)) for chart in shuffled)
    report.at_most(2.0, f"{small} dimensions x 4, shuffled / in order", worst / in_order)
    for name, text in (
        (f"{large} dimensions x 4", models.ring(large)),
        (f"{table} philosophers", models.philosophers(table)),
    ):
        chart = statecraft.loads(text)
        ratio = seconds_of(lambda chart=chart: prove(chart)) / load(text)
        report.at_most(1.0, f"{name}, proved / load", ratio)


def rate_of_search(text: str, states: int) -> float:
    """States per second of the explicit search."""
    chart = statecraft.loads(text)

    def search() -> None:
        found = explicit.Explicit(TableModel(chart, payloads_of(chart)), ALL).number()
        if found != states:
            sys.exit(f"{found:,} states were found of {states:,}")

    return states / seconds_of(search, 3)


def rate_of_rival(run: Callable[[], rivals.Run | None]) -> float | None:
    """States per second, the best of a few runs; None where the rival is absent."""
    runs = [found for _ in range(3) if (found := run()) is not None]
    return max((states / seconds for states, seconds in runs), default=None)


def ring_states(number: int) -> int:
    """The trace of the n-th power of the matrix of pairs that may be neighbours."""
    columns = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    for _ in range(number):
        columns = [
            [sum(of) - (of[2] if row == 2 else 0) for row in range(4)]  # 2 has no neighbour 2.
            for of in columns
        ]
    return sum(columns[place][place] for place in range(4))


def against_spin(report: Report, number: int, wide: int) -> None:
    """The ring, state by state."""
    theirs = rate_of_rival(lambda: rivals.spin(number))
    if theirs is None:
        return report.absent("SPIN")
    explicit.LEAST_WIDE = sys.maxsize
    ours = rate_of_search(models.ring(number), ring_states(number))
    print(f"        {ours:,.0f} states/s in Python, {theirs:,.0f} by SPIN")
    report.at_least(1.0, f"ring of {number}, states/s, Python / SPIN", ours / theirs)
    if explicit.numpy() is None:
        return report.absent("numpy")
    explicit.LEAST_WIDE = 2000
    ours = rate_of_search(models.ring(wide), ring_states(wide))
    told = f"ring of {wide}, states/s, numpy / SPIN (ring of {number})"
    return report.at_least(20.0, told, ours / theirs)


def against_xstate(report: Report, number: int, few: int, folder: str | None) -> None:
    """Independent dimensions, state by state."""
    ours = rate_of_search(models.independent(number), 3**number)
    theirs = rate_of_rival(lambda: rivals.xstate_graph(number, folder))
    if theirs is None:
        report.absent("@xstate/graph")
    else:
        report.at_least(40.0, f"{number} x 3, states/s, Python / @xstate/graph", ours / theirs)
    theirs = rate_of_rival(lambda: rivals.xstate_statemachine(few))
    if theirs is None:
        report.absent("xstate-statemachine")
    else:
        told = f"{number} x 3, states/s, Python / xstate-statemachine ({few} x 3)"
        report.at_least(50.0, told, ours / theirs)


def main() -> int:
    """Measures everything; 1 where a goal was missed."""
    options = argparse.ArgumentParser(description="How fast `check` is, as ratios.")
    options.add_argument("--quick", action="store_true", help="small models; goals do not count")
    options.add_argument("--npm", metavar="FOLDER", help="has @xstate/graph in its node_modules")
    given = options.parse_args()
    report = Report("tried" if given.quick else "MISSED")
    if given.quick:
        against_loading(report, 6, 10, 4)
        against_spin(report, 5, 7)
        against_xstate(report, 4, 2, given.npm)
        return 0
    against_loading(report, 30, 200, 100)
    against_spin(report, 10, 12)
    against_xstate(report, 8, 5, given.npm)
    return 0 if report.is_met else 1


if __name__ == "__main__":
    sys.exit(main())
