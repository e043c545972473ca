"""Every finding names the path of keys by which a waiver allows it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from statecraft.checks.waivers import unwaived
from tests.checks.findings import findings_in, project_of

MACHINE = """
context: {n: {type: integer, initial: 0}}
define: {unused: n > 1}
functions: {price: {parameters: [], result: {type: integer}, test: 1}}
actions: {save: {}}
events: {LOST: {}}
dimensions:
  lamp:
    states:
      red: {on: {"turn.now": {when: n > 1, do: [{raise: NOBODY}]}}, exit: [{raise: NOBODY}]}
      green: {always: [{when: false, target: red}], after: {3s: [red, green]}}
  door: {values: [open, shut]}
  gate: {values: [open, shut], moves: free, on_change: {shut: [{raise: NOBODY}]}}
  stage: {values: [a, b], transitions: {b: [a]}, moves: free}
rules:
  never: {never: n > 1 and false}
  skip: {on: {stage: b}, require: n > 1}
on:
  GO: [{target: {stage: b}}, {target: {lamp: green}}]
always: {when: false, do: [{log: x}]}
entry: [{raise: NOBODY}]
states:
  first:
    on: {NEXT: [deep.inner, deep]}
    on_done: deep
    states: {x: {exit: [{raise: NOBODY}]}, y: {}}
  deep:
    after: {1m: {when: true, target: first}}
    states:
      inner: {always: {when: false, target: other}, on: {done.state.deep: first}}
      other: {}
"""

PATHS = [
    ("SC341", "on.GO"),
    ("SC341", "states.first.on.NEXT"),
    ("SC341", "dimensions.lamp.states.green.after.3s"),
    ("SC343", "on.GO"),
    ("SC346", "rules.skip"),
    ("SC347", "dimensions.stage"),
    ("SC348", "states.first.states.y"),
    ("SC349", "states.deep.states.inner.on.done.state.deep"),
    ("SC349", "states.first.on_done"),
    ("SC350", "dimensions.gate.on_change.shut"),
    ("SC350", "dimensions.lamp.states.red.exit"),
    ("SC350", "dimensions.lamp.states.red.on.turn.now"),
    ("SC350", "entry"),
    ("SC350", "events.LOST"),
    ("SC350", "states.first.states.x.exit"),
    ("SC351", "actions.save"),
    ("SC351", "define.unused"),
    ("SC351", "functions.price"),
    ("SC354", "always"),
    ("SC354", "dimensions.lamp.states.green.always"),
    ("SC354", "rules.never"),
    ("SC354", "states.deep.after.1m"),
    ("SC354", "states.deep.states.inner.always"),
    ("SC357", "dimensions.door"),
]


def test_each_finding_has_its_path():
    found = {(each.diagnostic.code, each.at) for each in findings_in(MACHINE)}
    assert found == set(PATHS)


@pytest.mark.parametrize(
    ("at", "left"),
    [
        pytest.param("states.first.on.NEXT", 2, id="the place"),
        pytest.param("states.first", 2, id="what it is inside of"),
        pytest.param("states", 2, id="a whole section"),
        pytest.param("states.fir", 4, id="a beginning of the name is another name"),
        pytest.param("states.first.on.NEXT.target", 4, id="what lies below the place"),
    ],
)
def test_a_waiver_covers_its_place_and_what_is_below(at, left):
    findings = [each for each in findings_in(MACHINE) if each.diagnostic.code == "SC341"]
    text = f"{MACHINE}allow: [{{code: SC341, at: {at}, because: it is so}}]\n"
    kept = list(unwaived(findings, project_of(text).main.waivers))
    assert len(kept) == left


def test_a_waiver_for_an_exploration_is_left_to_it():
    text = "states: {a: {}}\nallow: [{code: SC341, at: states.a, because: why}]\n"
    (waiver,) = project_of(text).main.waivers
    assert [found.code for found in unwaived((), (waiver,))] == ["SC360"]
    assert list(unwaived((), (replace(waiver, code="SC508"),))) == []
