"""A definition that is exported runs in XState itself as it does here.

Asked of XState only where node is there, and the environment variable ``XSTATE`` names a folder
whose ``node_modules`` has it.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

import statecraft as sc
from statecraft.interop.losses import Native
from statecraft.interop.xstate.writing import export_xstate
from tools.conforming.xstate_traces import Replay

NODE, XSTATE = shutil.which("node"), os.environ.get("XSTATE")

PLAYER = """
statecraft: 1
machine: player
context: {plays: {type: integer, minimum: 0, initial: 0}, volume: {type: integer, initial: 3}}
on: {EJECT: {target: empty, do: [{log: ejected}]}}
initial: empty
states:
  empty:
    on: {INSERT: {target: loaded, when: volume > 0}}
  loaded:
    parallel: true
    on_done: empty
    states:
      playback:
        initial: stopped
        states:
          stopped: {on: {PLAY: playing, RESUME: last}}
          playing:
            entry: [{set: {plays: =plays + 1}}]
            initial: normal
            after: {5s: {target: stopped, when: plays < 3}, 8s: over}
            on: {STOP: stopped}
            states:
              normal: {on: {FAST: fast}}
              fast: {tags: [loud], on: {FAST: normal}}
              memory: {history: shallow, default: normal}
          last: {always: {target: playing.memory}}
          over: {final: true}
      lamp:
        initial: lit
        states:
          lit: {on: {DIM: {target: dark, do: [{raise: QUIET}]}}}
          dark:
            on:
              DIM: [{when: not active('loaded.playback.playing'), target: gone}, lit]
          gone: {final: true}
      knob:
        on:
          LOUDER: {when: volume < 5, do: [{set: {volume: =volume + 1}}]}
          QUIET: {do: [{set: {volume: =volume - 1}}]}
        initial: at_rest
        states: {at_rest: {always: {when: volume == 0, target: off}}, off: {final: true}}
"""


def _steps(chart: sc.Chart, seed: int) -> list[dict[str, object]]:
    chance = random.Random(seed)  # noqa: S311 - the same steps whenever it runs
    events = chart.lowered.sendable_events
    return [
        {"advance": chance.choice([1000, 5000])}
        if chance.random() < 0.3
        else {"send": {"type": chance.choice(events)}}
        for _ in range(25)
    ]


def _values(chart: sc.Chart, steps: list[dict[str, object]]) -> list[object]:
    """The state value after the start and after each step, as XState would write it."""
    replay = Replay(chart=chart, names={})
    replay.start(None)
    values = [replay.entry({})["value"]]
    for step in steps:
        replay.take(step)
        values.append(replay.entry({})["value"])
    return values


@pytest.mark.skipif(NODE is None or XSTATE is None, reason="node and xstate are not there")
def test_an_exported_definition_runs_in_xstate_as_it_does_here(tmp_path):
    chart = sc.loads(PLAYER)
    exported = export_xstate(Native(project=chart.project, document={}))
    assert exported.losses == ()
    machine = json.loads(exported.text)
    runs = [{"steps": _steps(chart, seed)} for seed in range(20)]
    asked = {"format": "", "cases": [{"id": "player", "machine": machine, "runs": runs}]}
    (tmp_path / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
    program = Path(__file__).parent / "trace.mjs"
    command = [str(NODE), str(program), str(tmp_path / "asked.json"), str(tmp_path / "told.json")]
    subprocess.run(command, check=True)
    told = json.loads((tmp_path / "told.json").read_text(encoding="utf-8"))["cases"][0]["runs"]
    values = [[entry["value"] for entry in run["trace"]] for run in told]
    assert values == [_values(chart, run["steps"]) for run in runs]
