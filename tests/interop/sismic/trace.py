"""Runs the charts of a folder in sismic itself: ``python trace.py FOLDER`` writes its golden file.

sismic 1.6.14 must be installed where this runs. Every chart gets runs of random steps.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
import random
import sys
from pathlib import Path

from sismic.exceptions import SismicError
from sismic.interpreter import Interpreter
from sismic.io import import_from_yaml

RUNS = 6
MOST_STEPS = 12
KEYS = ("a", "b", "bold", "toggle")
"""What the field ``key`` of an event may be; the writer reads it."""


def main(folder: Path) -> None:
    """Write the golden file of a folder."""
    cases = []
    for path in sorted(folder.glob("*.yaml")):
        chart = import_from_yaml(filepath=str(path))
        events = sorted(chart.events_for())
        runs = [run_of(chart, events, seed) for seed in range(RUNS)]
        cases.append({"file": path.name, "events": events, "runs": runs})
    told = {"format": "sismic-golden/1", "produced_by": "sismic 1.6.14", "cases": cases}
    (folder / "golden_sismic.json").write_text(json.dumps(told) + "\n", "utf-8")


def run_of(chart, events, seed):
    """Random steps, and what is seen after the start and after each."""
    chance, interpreter, steps = random.Random(seed), Interpreter(chart), []  # noqa: S311
    try:
        trace = [seen(interpreter)]
        for _ in range(chance.randint(1, MOST_STEPS)):
            if interpreter.final:
                break
            if chance.random() < 0.3:
                steps.append({"advance_s": chance.choice([0, 0.5, 1, 2, 3])})
                interpreter.clock.time += steps[-1]["advance_s"]
            else:
                event = chance.choice(events)
                data = {"key": chance.choice(KEYS)} if event == "key" else {}
                steps.append({"send": event, **({"data": data} if data else {})})
                interpreter.queue(event, **data)
            trace.append(seen(interpreter))
    except SismicError as error:
        return {"seed": seed, "steps": steps, "raises": type(error).__name__}
    return {"seed": seed, "steps": steps, "trace": trace}


def seen(interpreter):
    """Execute, and tell what has come of it."""
    with contextlib.redirect_stdout(io.StringIO()):
        steps = interpreter.execute()
    return {
        "configuration": sorted(interpreter.configuration),
        "final": interpreter.final,
        "entered": [state for step in steps for state in step.entered_states],
        "exited": [state for step in steps for state in step.exited_states],
        "sent": [event.name for step in steps for event in step.sent_events],
        "context": copy.deepcopy(dict(interpreter.context)),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
