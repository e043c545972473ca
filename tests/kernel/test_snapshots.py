"""Snapshots as JSON: complete, and refused by another definition (docs/semantics.md §10.4)."""

from __future__ import annotations

import json

import pytest

import statecraft
from tests.kernel.checking import HEAD, chart_of
from tests.kernel.everything import CHART, EVENTS, EVERYTHING, FULL, WALK


@pytest.mark.parametrize("place", range(len(WALK)))
def test_snapshot_survives_being_written_and_read(place):
    """§10.4"""
    written = json.loads(json.dumps(CHART.to_json(WALK[place])))
    restored = CHART.restore(written)
    assert restored == WALK[place]
    assert CHART.to_json(restored) == written


def test_restored_machine_goes_on_as_the_one_it_was_taken_from():
    """§10.4"""
    again = chart_of(EVERYTHING)
    for snapshot in WALK:
        restored = again.restore(CHART.to_json(snapshot))
        for event in (*EVENTS, "T", "NOBODY"):
            ours, theirs = (
                CHART.send(snapshot, event, now=9.0),
                again.send(restored, event, now=9.0),
            )
            assert (ours.outcome, ours.effects) == (theirs.outcome, theirs.effects)
            assert CHART.to_json(ours.snapshot) == again.to_json(theirs.snapshot)
        ours, theirs = CHART.step(snapshot, now=99.0), again.step(restored, now=99.0)
        assert (ours and ours.outcome) == (theirs and theirs.outcome)


FOR_NOBODY_ELSE = {
    "step": None,
    "slot": None,
    "origin": None,
    "start": None,
    "begins": None,
    "stops": None,
    "is_own": False,
    "sender": 0,
    "send_id": None,
}


def test_snapshot_as_json_is_this():
    """§10.4"""
    chart = chart_of(EVERYTHING.replace("{action: db, id: one}, ", ""))
    written = chart.to_json(chart.send(chart.start(now=1.5).snapshot, "FILL").snapshot)
    assert written.pop("definition") == {"id": "m", "version": 3, "hash": chart.definition.hash}
    assert written == {
        "format": "statecraft-snapshot/1",
        "now": 1500,
        "next_serial": 6,
        "activations": [
            {
                "serial": 0,
                "machine": "m",
                "hash": chart.definition.hash,
                "child_of": None,
                "status": "active",
                "states": ["a"],
                "dimensions": {"num": 0, "flag": False, "a": "x"},
                "context": {"n": 0, "falsy": ["", 0, False, None, {}, [], 0.5]},
                "history": {},
                "output": None,
                "runs": [],
                "waiting": [],
                "pending": [
                    {
                        "serial": 3,
                        "id": "db",
                        "name": "db",
                        "done": "D",
                        "error": "F",
                        "step": None,
                    }
                ],
            }
        ],
        "timers": [
            {
                "activation": 0,
                "id": None,
                "due": 2500,
                "serial": 5,
                "event": "T",
                "data": {},
                "to": "else",
                "after": None,
                "run": None,
            },
            {
                "activation": 0,
                "id": "t",
                "due": 3500,
                "serial": 4,
                "event": "T",
                "data": {"n": 0},
                "to": None,
                "after": None,
                "run": None,
            },
            {
                "activation": 0,
                "id": None,
                "due": 6500,
                "serial": 2,
                "event": "after",
                "data": {},
                "to": None,
                "after": ["a", 0],
                "run": None,
            },
            {
                "activation": 0,
                "id": None,
                "due": 8500,
                "serial": 1,
                "event": "after",
                "data": {},
                "to": None,
                "after": ["a=x", 0],
                "run": None,
            },
        ],
        "queue": [
            {"activation": 0, "event": "T", "data": {"x": None}, **FOR_NOBODY_ELSE},
            {"activation": 0, "event": "T", "data": {}, **FOR_NOBODY_ELSE},
        ],
    }


def test_hash_is_of_what_the_machine_does_not_of_its_words():
    """§10.4"""
    described = EVERYTHING.replace(
        "  D: {", "  D: {label: Done, describe: All done., meta: {x: 1}, "
    ).replace("version: 3", "label: Everything\nversion: 3")
    assert chart_of(described).restore(FULL).dimensions == WALK[1].dimensions


FOREIGN = {
    "another machine": (
        HEAD.replace("machine: m", "machine: other") + EVERYTHING,
        'the snapshot is of "m", not of "other"',
    ),
    "another package": (
        "package: acme\n" + HEAD + EVERYTHING,
        'the snapshot is of "m", not of "acme/m"',
    ),
    "another version": (
        HEAD + EVERYTHING.replace("version: 3", "version: 4"),
        "the snapshot was taken from another version of m (version 3, hash ",
    ),
    "another target": (
        HEAD + EVERYTHING.replace("OUT: p", "OUT: f"),
        "the snapshot was taken from another version of m (version 3, hash ",
    ),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_snapshot_of_another_definition_is_refused(name):
    """§10.4"""
    text, message = FOREIGN[name]
    with pytest.raises(statecraft.SnapshotError) as caught:
        statecraft.loads(text).restore(FULL)
    assert str(caught.value).startswith(message)
    if "version" in message:
        assert "use `migrate`" in str(caught.value)
