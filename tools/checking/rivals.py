"""Other tools that enumerate states, run where they are there.

Each gives the number of states and the seconds of CPU, or None where the tool is absent.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from checking.models import independent_in_xstate, ring_in_promela

Run = tuple[int, float]
"""States, and seconds of CPU."""

_XSTATE = """
import { createMachine } from 'xstate';
import { getAdjacencyMap } from '@xstate/graph';
const machine = createMachine(JSON.parse(process.argv[2]));
const events = Object.keys(machine.root.states).map((_, n) => ({ type: `NEXT_${n}` }));
const begun = process.cpuUsage();
const states = Object.keys(getAdjacencyMap(machine, { events, limit: 1e9 })).length;
const used = process.cpuUsage(begun);
console.log(JSON.stringify({ states, seconds: (used.user + used.system) / 1e6 }));
"""


def spin(number: int) -> Run | None:
    """The ring by SPIN: depth first, without partial order reduction, which one process lacks."""
    if not shutil.which("spin") or not shutil.which("gcc"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "ring.pml").write_text(ring_in_promela(number))
        _run(["spin", "-a", "ring.pml"], folder)
        _run(["gcc", "-O3", "-DSAFETY", "-DNOREDUCE", "-w", "-o", "pan", "pan.c"], folder)
        begun = _children_cpu()
        text = _run(["./pan", "-w22", "-m2000000"], folder)
        seconds = _children_cpu() - begun
    found = re.findall(r"([\d.e+]+) states, stored", text)
    return int(float(found[0])), seconds


def _run(command: list[str], folder: str) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def xstate_graph(number: int, folder: str | None) -> Run | None:
    """The independent dimensions by @xstate/graph, of the node_modules in *folder*."""
    if folder is None or not shutil.which("node"):
        return None
    if not Path(folder, "node_modules", "@xstate", "graph").is_dir():
        return None
    script = Path(folder, f"bench-check-{os.getpid()}.mjs")
    script.write_text(_XSTATE)
    try:
        text = _run(["node", script.name, json.dumps(independent_in_xstate(number))], folder)
    finally:
        script.unlink()
    found = json.loads(text)
    return found["states"], found["seconds"]


def xstate_statemachine(number: int) -> Run | None:
    """The independent dimensions by the Python package xstate-statemachine."""
    if importlib.util.find_spec("xstate_statemachine") is None:
        return None
    logging.disable(logging.CRITICAL)
    package = importlib.import_module("xstate_statemachine")
    graph = importlib.import_module("xstate_statemachine.graph")
    machine = package.create_machine(independent_in_xstate(number))
    begun = time.process_time()
    states = graph.shortest_paths(machine, max_depth=10**6, max_configs=None)
    return len(states), time.process_time() - begun
