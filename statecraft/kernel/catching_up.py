"""After the states of a microstep are entered: runs that were asked for begin, and others end.

Beginning, stopping and ending a run enters and exits states itself, and may ask for more of the
same; the bounds on runs bound this too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from statecraft.chart.tables import Edge, StateIndex
from statecraft.kernel.children import stop_child
from statecraft.kernel.entry import default_entry
from statecraft.kernel.in_progress import LiveRun
from statecraft.kernel.outcome import Microstep
from statecraft.kernel.runs import begin, finish, is_stopped, stopped
from statecraft.kernel.work import Work

Enter = Callable[[Work, StateIndex, Sequence[StateIndex]], None]
Take = Callable[[Work, Edge], None]
LeaveAll = Callable[[Work], None]


def catch_up_with(work: Work, enter: Enter, take: Take, leave_all: LeaveAll) -> None:
    """Let requested runs begin, stopped ones go to their ``cancelled``, ended ones be removed.

    A child that is to stop is left, and removed.
    """
    while work.starts or work.stops or work.endings:
        if work.stops:
            serial, *rest = work.stops
            work.stops = tuple(rest)
            run = work.run_with(serial)
            if run is None:
                stop_child(work, serial, leave_all)
            elif not is_stopped(work, run):
                take(work, _stop_edge(work, stopped(work, run)))
        elif work.endings:
            state = work.endings.pop(0)
            run = work.run_of(state) if state in work.states else None
            if run is not None:
                finish(work, run, work.chart.templates[run.key].ends[state - run.root])
        else:
            start, *later = work.starts
            work.starts = tuple(later)
            _enter_run(work, begin(work, start), enter)


def _enter_run(work: Work, root: StateIndex, enter: Enter) -> None:
    states = default_entry(work.chart, root).states
    rows = work.chart.rows
    work.path.append(
        Microstep(
            event=None,
            transitions=(f"start {work.chart.regions[rows[root].region].name}",),
            places=(rows[root].span,),
            exited=(),
            entered=tuple(rows[state].path for state in states),
            slot=work.step.slot_of(work.activation),
        )
    )
    work.switch((), states)
    for state in states:
        enter(work, state, states)


def _stop_edge(work: Work, run: LiveRun) -> Edge:
    """From wherever the run is to where ``stop`` leads."""
    target = run.root + work.chart.templates[run.key].cancelled
    return Edge(
        index=-1,
        source=run.root,
        event=None,
        when=None,
        origins=(),
        targets=(target,),
        domain=run.root,
        moves=(),
        regions=frozenset(),
        actions=(),
        reenter=True,
        text=f"stop {work.chart.templates[run.key].pipeline.name}",
        span=work.chart.rows[run.root].span,
    )
