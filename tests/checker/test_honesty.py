"""What is proved of machines with open data is never seen to fail, whatever a world does to them.

The machines count without a bound, keep what they are sent, wait for answers and for time. The
world is not that of the search: payloads, results and delays are any that fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from random import Random

import pytest

import statecraft as sc
from statecraft.checker.checking import Report, check_chart
from statecraft.checker.limits import Limits
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.verdict import Proved, Refuted
from tests.thoroughness import tries

HEAD = """\
statecraft: 1
machine: open_data
context:
  n: {type: integer, initial: 0}
  note: {type: string, initial: ""}
  kept: {type: object, initial: {}}
  top: {type: integer, minimum: 0, maximum: 3, initial: 0}
events:
  PUT: {payload: {x: {type: integer}, key: {type: string}, kind: {enum: [low, high]}}}
  TAKE: {payload: {x: {type: integer}, key: {type: string}, kind: {enum: [low, high]}}}
  SHUT: {payload: {x: {type: integer}, key: {type: string}, kind: {enum: [low, high]}}}
actions:
  ask: {with: {about: {type: string}}, result: {type: object}, test: {ok: true}}
"""
CONDITIONS = (
    "event.x > 7",
    "event.kind == 'low'",
    "event.key == note",
    "'?' in kept",
    "len(kept) > 0",
    "kept == {}",
    "n > 3 and a != 'a2'",
    "n % 5 == 4",
    "not (note == 'yes') or top == 3",
    "get(kept, event.key, 0) == 1",
    "b == 'b1'",
    "len(note) > 2",
)
DOINGS = (
    "{set: {n: =n + event.x}}",
    "{set: {n: =n + 1}}",
    "{set: {note: =event.key}}",
    '{set: {"kept[event.key]": =event.x}}',
    "{set: {kept: {}}}",
    "{set: {top: =event.x}}",
    "{merge: {kept: =event}}",
    '{unset: ["kept[event.key]"]}',
    "{raise: AGAIN, with: {x: =n}}",
    "{set: {kept: \"=merged(kept, {'x': n})\"}}",
    "{pipeline: look}",
)
OF_STATE = tuple(each for each in CONDITIONS if "event" not in each)


def machine(seed: int) -> str:
    """A machine with two dimensions, a pipeline, and transitions on what it is sent."""
    rand = Random(seed)  # noqa: S311 - it makes tests, no secrets.
    return "".join([HEAD, _dimensions(rand), _rules(rand), _on(rand), _pipeline(rand), _claims()])


def _dimensions(rand: Random) -> str:
    timer = rand.choice(["", " {after: {5s: a0}}"])
    return (
        "dimensions:\n"
        f"  a: {{states: {{a0: {{}}, a1:{timer or ' {}'}, a2: {{}}}}, initial: a0}}\n"
        "  b: {values: [b0, b1, b2], transitions: any}\n"
    )


def _rules(rand: Random) -> str:
    require = rand.choice(OF_STATE)
    when = rand.choice(OF_STATE)
    return (
        "rules:\n"
        f'  asked: {{on: {{a: a2}}, require: [{{that: "{require}"}}]}}\n'
        + rand.choice(["", f"  pulled: {{when: \"a == 'a1' and ({when})\", then: {{b: b2}}}}\n"])
        + rand.choice(["", "  never_both: {never: a == 'a2' and b == 'b2'}\n"])
    )


def _on(rand: Random) -> str:
    lines = ["on:\n"]
    for event in ("PUT", "TAKE", "SHUT", "AGAIN"):
        lines.append(f"  {event}:\n")
        for _ in range(rand.randint(1, 3)):
            known = CONDITIONS if event != "AGAIN" else OF_STATE
            doings = DOINGS if event != "AGAIN" else DOINGS[1:2] + DOINGS[4:5]
            target = rand.choice(["a: a0", "a: a1", "a: a2", "b: b0", "b: b1", "a: a1, b: b1"])
            do = ", ".join(rand.sample(doings, rand.randint(0, min(2, len(doings)))))
            when = rand.choice(known)
            lines.append(f'    - {{when: "{when}", target: {{{target}}}, do: [{do}]}}\n')
    return "".join(lines)


def _pipeline(rand: Random) -> str:
    move = rand.choice(["a: a2", "b: b2", "b: b0"])
    other = rand.choice(["a: a0", "b: b1"])
    return (
        "pipelines:\n  look:\n    steps:\n"
        f"      - {{action: ask, with: {{about: =note}}, id: it}}\n"
        f"      - {{if: \"get(result, 'ok', false) == true\", then: [{{move: {{{move}}}}}], "
        f"else: [{{move: {{{other}}}}}]}}\n"
    )


def _claims() -> str:
    claims = [
        f"  n{i}{j}: {{never: a == 'a{i}' and b == 'b{j}'}}\n" for i in range(3) for j in range(3)
    ]
    return "properties:\n" + "".join(claims) + "  some: {reachable: a == 'a2' and b == 'b0'}\n"


def walk(chart: sc.Chart, seed: int, steps: int) -> Iterator[sc.Record]:
    """What happens in a world that does anything."""
    rand = Random(seed)  # noqa: S311 - it makes tests, no secrets.
    records: list[sc.Record] = []
    running = sc.Machine(
        chart, clock=sc.SimulatedClock(), missing="wait", subscribers=(records.append,)
    )
    for _ in range(steps):
        waiting = running.snapshot.pending
        kind = rand.random()
        if waiting and kind < 0.3:
            found = rand.choice([{"ok": True}, {"ok": False}, {}, {"ok": 1, "z": []}])
            running.answer(rand.choice(waiting).id, found)
        elif kind < 0.4:
            running.advance(rand.choice([1, 5, 30]))
        else:
            key = rand.choice(["", "?", "yes", "x", "kind", "a long one"])
            given = {"x": rand.randint(-4, 12), "key": key, "kind": rand.choice(["low", "high"])}
            running.send(rand.choice(["PUT", "TAKE", "SHUT"]), given)
        yield from records
        records.clear()


@cache
def checked(seed: int) -> tuple[sc.Chart, Report]:
    chart = sc.loads(machine(seed), file="m")
    return chart, check_chart(chart, Limits(states=200, kernel_steps=2500))


@pytest.mark.parametrize("seed", range(tries(4, 400)))
def test_what_is_proved_is_not_seen_to_fail(seed):
    chart, report = checked(seed)
    proved = {v.subject for v in report.verdicts if isinstance(v.answer, Proved)}
    nowhere = {
        v.span
        for v in report.verdicts
        if isinstance(v.answer, Refuted) and v.answer.evidence is None
    }
    for record in walk(chart, seed, 300):
        values = record.after.dimensions
        told = f"properties.n{values['a'][1]}{values['b'][1]}"
        assert told not in proved, (record.outcome, values)
        if record.outcome.accepted:
            taken = {place for step in record.outcome.path for place in step.places}
            assert not taken & nowhere, record.outcome


@pytest.mark.parametrize("seed", range(tries(4, 400)))
def test_what_is_refuted_goes_that_way_on_the_interpreter(seed):
    chart, report = checked(seed)
    engine = report.exploration.engine
    for verdict in report.verdicts:
        if verdict.kind == "property" and isinstance(verdict.answer, Refuted):
            evidence = verdict.answer.evidence
            if evidence is not None:
                way = replayed(chart, engine, evidence)
                assert isinstance(way, Replay)
                a, b = (way.end.dimensions[name] for name in "ab")
                assert verdict.subject == f"properties.n{a[1]}{b[1]}"
