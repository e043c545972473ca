"""The comparison with Python written by hand: time of an event, loading, memory, importing.

Both sides take turns, round after round, and a ratio is the median over the rounds of their times
in the same round: slow phases of a machine that others use meet both. All times are those of the
processor. What both computed is compared after each round; where it differs, the exit code is 1.
No time makes it fail.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from workloads import DOCUMENT, TOGGLE, WORKLOADS, Sent, Workload, large

import statecraft
from statecraft.source import read_text

ROOT = Path(__file__).resolve().parents[2]
Send = Callable[..., object]


class WrongResult(Exception):
    """Both sides do not compute the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much is done.

    ``events`` is how many a lap has at least, ``longest`` how many at most; ``seconds`` what a
    timed run takes, and ``warm`` how many laps come before the first one. ``leaves`` are those of
    the charts that are loaded.
    """

    rounds: int
    seconds: float
    events: int
    longest: int
    warm: int
    machines: int
    leaves: tuple[int, ...]


FULL = Effort(
    rounds=9, seconds=0.05, events=1000, longest=5000, warm=5, machines=10_000, leaves=(100, 1000)
)
QUICK = Effort(rounds=1, seconds=0.0, events=1, longest=60, warm=1, machines=100, leaves=(10, 100))


class OtherClock(statecraft.SimulatedClock):
    """A clock of somebody else's: with one of those, every event goes the long way."""


MANNERS: Sequence[tuple[str, Callable[[], Mapping[str, Any]]]] = (
    ("alone", dict),
    ("watched", lambda: {"subscribers": [lambda record: None]}),
    ("the long way", lambda: {"clock": OtherClock()}),
)
"""How a machine is used: without a subscriber, with one, and with no shortcuts at all."""


def event_ratio(
    workload: Workload, manner: Callable[[], Mapping[str, Any]], effort: Effort
) -> float:
    """Time of an event divided by that of the machine by hand.

    Raises:
        WrongResult: the two are in different states after the same events.
    """
    lap = workload.events[: effort.longest]
    lap *= math.ceil(effort.events / len(lap))
    chart = statecraft.loads(workload.text)
    actions = {"actions": workload.actions} if workload.actions else {}
    machine, other = (statecraft.Machine(chart, **actions, **manner()) for _ in range(2))
    shadow, hand = workload.by_hand(), workload.by_hand()
    for _ in range(effort.warm):
        _compared(workload, machine, shadow, lap, 1)
    often = _laps(other.send, lap, effort.seconds)
    often_by_hand = _laps(hand.send, lap, effort.seconds)
    ratios = []
    for _ in range(effort.rounds):
        ours = _compared(workload, machine, shadow, lap, often) / often
        ratios.append(ours / (_seconds(hand.send, lap, often_by_hand) / often_by_hand))
    return statistics.median(ratios)


def _compared(
    workload: Workload, machine: statecraft.Machine, hand: Any, lap: Sequence[Sent], times: int
) -> float:
    """The seconds that a machine takes for some laps, after which it is where the other one is."""
    taken = _seconds(machine.send, lap, times)
    _seconds(hand.send, lap, times)
    seen, expected = workload.seen(machine), workload.seen_by_hand(hand)
    if seen != expected:
        raise WrongResult(f"{workload.title}: {seen}, by hand {expected}")
    return taken


def _laps(send: Send, lap: Sequence[Sent], seconds: float) -> int:
    """How many laps take that many seconds."""
    _seconds(send, lap, 1)
    return max(1, int(seconds / _seconds(send, lap, 1)))


def _seconds(send: Send, lap: Sequence[Sent], times: int) -> float:
    """The seconds that some laps take."""
    if lap[0][1] is None:
        names = [event for event, _ in lap]
        begin = time.process_time()
        for _ in range(times):
            for event in names:
                send(event)
    else:
        begin = time.process_time()
        for _ in range(times):
            for event, data in lap:
                send(event, data)
    return time.process_time() - begin


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Loading a chart from YAML text: milliseconds, and ratios to ``json.loads`` of its data.

    ``kept`` is a load from a folder of compiled definitions, ``started`` the same with the start
    of a machine.
    """

    ms: float
    ratio: float
    kept: float
    started: float


def load_row(leaves: int, effort: Effort) -> Load:
    """The loads of a chart of that many leaves.

    Raises:
        WrongResult: the chart does not have that many leaves.
    """
    text = large(leaves)
    as_json = json.dumps(_data(text))
    with TemporaryDirectory() as cache:
        for chart in (statecraft.loads(text, cache=cache) for _ in range(2)):
            found = sum(not row.children for row in chart.lowered.rows[1:])
            if found != leaves:
                raise WrongResult(f"a chart of {leaves} leaves has {found}")
        rounds = [
            (
                _timed(lambda: json.loads(as_json), 20),
                _timed(lambda: statecraft.loads(text), 1),
                _timed(lambda: statecraft.loads(text, cache=cache), 20),
                _timed(lambda: statecraft.Machine(statecraft.loads(text, cache=cache)), 20),
            )
            for _ in range(effort.rounds)
        ]
    ratio, kept, started = (
        statistics.median(each[place] / each[0] for each in rounds) for place in (1, 2, 3)
    )
    ms = statistics.median(each[1] for each in rounds) * 1000
    return Load(ms=ms, ratio=ratio, kept=kept, started=started)


def _data(text: str) -> object:
    document = read_text(text, "large.yaml").document
    return None if document is None else document.data


def _timed(call: Callable[[], object], times: int) -> float:
    """The seconds that a call takes, on average."""
    gc.collect()
    begin = time.process_time()
    for _ in range(times):
        call()
    return (time.process_time() - begin) / times


def bytes_each(make: Callable[[], object], number: int) -> float:
    """The bytes that one of many objects takes, its place in a list included."""
    kept = [make()]
    gc.collect()
    tracemalloc.start()
    kept += [make() for _ in range(number)]
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return taken / number


def memory_row(text: str, event: str, effort: Effort) -> tuple[float, float]:
    """Bytes of a machine of a chart that all share: as it was started, and after an event."""
    chart = statecraft.loads(text)

    def moved() -> statecraft.Machine:
        machine = statecraft.Machine(chart)
        machine.send(event)
        return machine

    started = bytes_each(lambda: statecraft.Machine(chart), effort.machines)
    return started, bytes_each(moved, effort.machines // 10)


MACHINES = (
    ("toggle of two states", TOGGLE, "toggle"),
    ("document of four dimensions", DOCUMENT, "edit"),
)
IMPORTS = (
    ("`import statecraft`", "import statecraft", "import json, dataclasses"),
    (
        "`statecraft --help`",
        "import statecraft.cli.program as p; p.program.main(['--help'], standalone_mode=False)",
        "import click",
    ),
)


def import_ratio(statement: str, other: str, effort: Effort) -> float:
    """Time of a statement in a fresh interpreter, divided by that of another one."""
    return statistics.median(
        _in_fresh_interpreter(statement) / _in_fresh_interpreter(other)
        for _ in range(effort.rounds)
    )


def _in_fresh_interpreter(statement: str) -> float:
    probe = (
        "import sys, time; begin = time.process_time();"
        f"{statement}; print(time.process_time() - begin, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return float(ran.stderr.splitlines()[-1])


def table(*heads: str) -> Callable[..., None]:
    """Print the head of a table; the result prints a row."""

    def row(*cells: object) -> None:
        print(f"| {' | '.join(map(str, cells))} |", flush=True)

    print()
    row(*heads)
    row(*["---"] * len(heads))
    return row


def compare(effort: Effort) -> None:
    """Print every comparison.

    Raises:
        WrongResult: a result is not what it should be.
    """
    row = table("time of an event / by hand", *(manner for manner, _ in MANNERS))
    for workload in WORKLOADS:
        ratios = (event_ratio(workload, manner, effort) for _, manner in MANNERS)
        row(workload.title, *(f"{ratio:.2g}" if ratio < 10 else round(ratio) for ratio in ratios))
    row = table("loading from YAML", "ms", "time / json.loads", "kept", "kept, and started")
    for leaves in effort.leaves:
        took = load_row(leaves, effort)
        ratios = (f"{ratio:.2g}" for ratio in (took.kept, took.started))
        row(f"{leaves} leaves", f"{took.ms:.3g}", f"{took.ratio:.3g}", *ratios)
    row = table("memory", "bytes of a machine at its start", "after an event")
    for title, text, event in MACHINES:
        row(title, *map(round, memory_row(text, event, effort)))
    row = table("start of a program", "divided by the time of", "is")
    for title, statement, other in IMPORTS:
        row(title, f"`{other}`", f"{import_ratio(statement, other, effort):.2g}")


def main(words: Sequence[str] | None = None) -> int:
    """The exit code: 0, or 1 where a result is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each once, to see that it works")
    chosen = parser.parse_args(words)
    try:
        compare(QUICK if chosen.quick else FULL)
        if chosen.quick:
            print("\nAll results are right. The times of a quick run say nothing.")
    except WrongResult as error:
        print(f"wrong: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
