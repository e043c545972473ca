"""A machine that ends in a failure, and what its parent hears (docs/semantics.md 4.7, 14.8)."""

from __future__ import annotations

import statecraft as sc

CHILD = {
    "initial": "asking",
    "states": {
        "asking": {"on": {"GIVE_UP": "missing"}},
        "missing": {
            "final": True,
            "failed": True,
            "output": {"message": "nothing is called so"},
            "exit": [{"emit": "left"}],
        },
    },
}


def test_a_failed_final_state_ends_the_machine_with_an_error():
    chart = sc.load_data({"statecraft": 1, "machine": "lookup", **CHILD})
    step = chart.step(chart.start().snapshot, "GIVE_UP", now=0)
    assert (step.snapshot.status, step.snapshot.output) == (
        "error",
        {"message": "nothing is called so"},
    )
    assert [effect.event for effect in step.effects] == ["left"]
    assert chart.step(step.snapshot, "GIVE_UP", now=0).outcome.kind == "ignored"
    assert chart.restore(chart.to_json(step.snapshot)) == step.snapshot


def test_the_parent_hears_of_the_failure():
    parent = {
        "statecraft": 1,
        "machine": "form",
        "context": {"problem": {"type": "string", "initial": ""}},
        "initial": "looking",
        "states": {
            "looking": {
                "invoke": {
                    "machine": "lookup",
                    "on_error": {"target": "idle", "do": [{"set": {"problem": "=event.message"}}]},
                },
                "on": {"STOP": {"do": [{"send": "GIVE_UP", "to": "lookup"}]}},
            },
            "idle": {},
        },
        "machines": {"lookup": CHILD},
    }
    machine = sc.Machine(sc.load_data(parent), clock=sc.SimulatedClock())
    machine.send("STOP")
    assert machine.matches("idle")
    assert machine.saved()["problem"] == "nothing is called so"
