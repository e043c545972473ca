"""What ``check`` finds in a machine: the code and the line, and nothing else."""

from __future__ import annotations

import re

import pytest

from statecraft.checker.checking import Report, check_chart
from statecraft.checker.limits import Limits
from statecraft.checker.replay import Replay, replayed
from statecraft.checker.telling import choice_text
from statecraft.checker.verdict import Proved, Refuted, Unknown
from statecraft.codes import TITLES
from statecraft.runtime.loading import loads

MARK = re.compile(r"# (SC\d{3}(?: SC\d{3})*)$")


def report_of(text: str, states: int = 5000) -> Report:
    """What is found in a machine, without its first line."""
    return check_chart(loads(f"statecraft: 1\n{text}", file="m"), Limits(states=states))


def ways_of(report: Report) -> dict[str, list[str]]:
    """Code of a finding → what happens on the way that is shown for it."""
    exploration = report.exploration
    found = {}
    for verdict in report.verdicts:
        if verdict.finding is not None and isinstance(verdict.answer, Refuted):
            evidence = verdict.answer.evidence
            way = (
                None
                if evidence is None
                else replayed(exploration.chart, exploration.engine, evidence)
            )
            if isinstance(way, Replay):
                told = [choice_text(step.choice, step.before) for step in way.steps]
                found[verdict.finding.diagnostic.code] = told
    return found


CASES = [
    pytest.param(
        """\
machine: door
context: {tries: {type: integer, minimum: 0, maximum: 3, initial: 0}}
initial: shut
states:
  shut:
    on:
      OPEN: open
      RATTLE:
        - {when: tries < 2, do: [{set: {tries: =tries + 1}}]}
        - {when: tries == 3, target: alarmed}  # SC503
  open: {on: {CLOSE: shut}}
  alarmed: {on: {RESET: shut}}  # SC501
""",
        id="a state, the only way to it, and nothing of what leads on from there",
    ),
    pytest.param(
        """\
machine: two  # SC512
dimensions:
  a: {values: [x, y, z], transitions: {x: [y], y: [z], z: [x]}}  # SC502
  b: {values: [x, y], transitions: any}
on:
  NEXT: [{when: b == 'x', target: {a: {from: x, to: y}, b: y}}, {target: {b: y}}]
  BACK: {when: b == 'x', target: {a: {from: y, to: z}}}  # SC503
  ROUND: {target: {a: {from: z, to: x}}}  # SC503
""",
        id="a value, and the transitions to and from it",
    ),
    pytest.param(
        """\
machine: gate
dimensions:
  barrier: {values: [down, up], transitions: any}
  light: {values: [red, green], transitions: any}
rules:
  no_green_below_a_barrier: {never: barrier == 'down' and light == 'green'}
on:
  RAISE: {target: {barrier: up, light: green}}
  LOWER: {target: {barrier: {from: up, to: down}, light: red}}
  SIGNAL: {target: {barrier: down, light: green}}  # SC504
""",
        id="a transition that is always refused",
    ),
    pytest.param(
        """\
machine: backup
dimensions:
  disk: {values: [free, full], moves: free, transitions: any}
pipelines:
  save:
    requires: [{that: disk == 'free', message: Make room first.}]
    steps:
      - if: disk == 'full'
        then:
          - log: there is no room  # SC505
        else: [{log: saved}]
""",
        id="a step",
    ),
    pytest.param(
        """\
machine: player
initial: on
states:
  on:
    initial: playing
    states:
      playing: {on: {PRESS: paused}}
      paused: {on: {PRESS: playing}}
    on:
      PRESS: off  # SC506
      QUIT: off
  off: {on: {START: on}}
""",
        id="a child that takes every event first",
    ),
    pytest.param(
        """\
machine: launch
dimensions:
  fuel: {values: [empty, full], transitions: any}
  hatch: {values: [open, shut], transitions: any}
  rocket: {values: [ground, sky], transitions: any}  # SC507
rules:
  fuel_needs_an_open_hatch: {on: {fuel: full}, require: [{that: hatch == 'open'}]}
  a_full_rocket_stays_open: {on: {hatch: shut}, require: [{that: fuel == 'empty'}]}
  only_shut: {on: {rocket: sky}, require: [{that: hatch == 'shut'}]}
  only_full: {on: {rocket: sky}, require: [{that: fuel == 'full'}]}
on:
  FILL: {target: {fuel: full}}
  DRAIN: {target: {fuel: empty}}
  SHUT: {target: {hatch: shut}}
  OPEN: {target: {hatch: open}}
  START: {target: {rocket: sky}}  # SC507
""",
        id="rules that contradict each other",
    ),
    pytest.param(
        """\
machine: gate
dimensions:
  barrier: {values: [down, up], transitions: any}
  motor: {values: [still, running], transitions: any}
rules:
  the_motor_rests_below:
    on: {motor: running}
    require: [{that: barrier == 'up'}]  # SC508
  it_stands_when_it_is_down:  # SC508
    never: barrier == 'down' and motor == 'running'
  it_rests:  # SC510
    when: barrier == 'down'
    then: {motor: still}
on:
  OPEN: {target: {barrier: up}}
  RUN: {when: barrier == 'up', target: {motor: running}}
  CLOSE: {target: {barrier: down, motor: still}}
""",
        id="rules that never decide",
    ),
    pytest.param(
        """\
machine: form
dimensions:
  document: {values: [draft, sent], transitions: any, moves: free}
  dirty: {values: [false, true], transitions: any, moves: free}
  operation: {values: [idle, saving], transitions: any, moves: free}
rules:
  drafts_are_edited: {on: {dirty: true}, require: [{that: document == 'draft'}]}
  what_is_clean_is_sent: {on: {document: sent}, require: [{that: not dirty}]}
  saving:
    on: {operation: saving}
    require:
      - that: document == 'draft'  # SC509
      - that: dirty
""",
        id="a requirement that another one implies",
    ),
    pytest.param(
        """\
machine: twice
dimensions:
  a: {values: [x, y], transitions: any, moves: free}
  b: {values: [x, y], transitions: any, moves: free}
rules:
  first: {on: {a: y}, require: [{that: b == 'x'}]}  # SC509
  again: {on: {a: y}, require: [{that: b != 'y'}]}
""",
        id="of two requirements that imply each other one is needless",
    ),
    pytest.param(
        """\
machine: heating
dimensions:
  window: {values: [shut, open], transitions: any}
  room: {values: [warm, cold], transitions: any}
  heater: {values: [off, on], transitions: any}
rules:
  open_windows_save: {when: window == 'open', then: {heater: off}}  # SC511
  cold_rooms_are_heated: {when: room == 'cold', then: {heater: on}}  # SC511
on:
  OPEN: {target: {window: open}}
  SHUT: {target: {window: shut}}
  COOL: {target: {room: cold}}
  WARM: {target: {room: warm}}
""",
        id="cascades that pull two ways",
    ),
    pytest.param(
        """\
machine: two_locks  # SC512
dimensions:
  left: {values: [free, mine, yours], transitions: any}
  right: {values: [free, mine, yours], transitions: any}
on:
  I_TAKE_LEFT: {target: {left: {from: free, to: mine}}}
  YOU_TAKE_RIGHT: {target: {right: {from: free, to: yours}}}
  I_TAKE_RIGHT: {when: left == 'mine', target: {right: {from: free, to: mine}}}
  YOU_TAKE_LEFT: {when: right == 'yours', target: {left: {from: free, to: yours}}}
  RELEASE: {when: left == right and left != 'free', target: {left: free, right: free}}
""",
        id="a deadlock",
    ),
    pytest.param(
        """\
machine: order  # SC513
initial: cart
states:
  cart: {on: {PAY: paid, FORGET: lost}}
  paid: {on: {SHIP: shipped}}
  lost: {on: {SEARCH: searching}}
  searching: {on: {GIVE_UP: lost}}
  shipped: {final: true}
""",
        id="a trap",
    ),
    pytest.param(
        """\
machine: lamp
initial: dark
states:
  dark: {on: {PRESS: lit, HIT: broken}}
  lit: {on: {PRESS: dark}}
  broken: {on: {PRESS: {do: [{log: click}]}}}  # SC514
""",
        id="a state that is never left",
    ),
    pytest.param(
        """\
machine: claim
dimensions:
  urgent: {values: [false, true], moves: free, transitions: any}
  large: {values: [false, true], moves: free, transitions: any}
initial: new
states:
  new:
    on:
      SORT:
        - {when: urgent, target: express}
        - {when: large, target: board}  # SC515
        - desk
      PICK:
        - {when: urgent and large, target: express}
        - {when: large, target: board}
  express: {on: {DONE: new}}
  board: {on: {DONE: new}}
  desk: {on: {DONE: new}}
""",
        id="conditions that overlap, but not where one is a special case",
    ),
    pytest.param(
        """\
machine: alarm
dimensions:
  siren: {values: [off, on], transitions: any}
initial: watch
states:
  watch:
    parallel: true
    states:
      door: {on: {TEST: {target: {siren: on}}, RING: {target: {siren: on}}}}  # SC503
      window:
        on:
          TEST: {target: {siren: off}}  # SC503 SC516
          QUIET: {target: {siren: off}}
""",
        id="two transitions that want one dimension",
    ),
    pytest.param(
        """\
machine: rally
initial: idle
states:
  idle: {on: {SERVE: left, REST: idle}}  # SC504 SC514
  left: {entry: [{raise: PING}], on: {PING: right, STOP: idle}}  # SC501 SC517
  right: {entry: [{raise: PING}], on: {PING: left}}  # SC501
""",
        id="a step that never ends",
    ),
    pytest.param(
        """\
machine: form
dimensions:
  operation: {values: [idle, saving], transitions: any}
actions: {write: {result: {type: object}}}
pipelines:
  save:  # SC518
    requires: [{that: operation == 'idle'}]
    steps:
      - move: {operation: saving}
      - {action: write, on_failure: failed}
      - move: {operation: idle}
    branches:
      failed: [{log: it could not be written}]
on: {NOTE: {do: [{log: noted}]}}
""",
        id="a pipeline that leaves a dimension stuck",
    ),
    pytest.param(
        """\
machine: oven
dimensions:
  door: {values: [shut, open], transitions: any}
  heat:
    states:
      cold: {on: {START: hot}}
      hot: {after: {10m: ready}}
      ready: {on: {TAKE: cold}}
    initial: cold
rules:
  an_open_oven_is_not_ready:  # SC519
    on: {heat: ready}
    require: [{that: door == 'shut'}]
on:
  OPEN: {target: {door: open}}
  SHUT: {target: {door: shut}}
""",
        id="a timer that is refused unheard",
    ),
    pytest.param(
        """\
machine: microwave
dimensions:
  door: {values: [shut, open], transitions: any}
  heat: {values: [off, on], transitions: any}
on:
  OPEN: {target: {door: open}}
  SHUT: {target: {door: shut}}
  START: {when: door == 'shut', target: {heat: on}}
  STOP: {target: {heat: off}}
properties:
  nobody_is_cooked:  # SC520
    never: heat == 'on' and door == 'open'
""",
        id="a property",
    ),
    pytest.param(
        """\
machine: average
context:
  sum: {type: integer, minimum: 0, maximum: 2, initial: 0}
  number: {type: integer, minimum: 0, maximum: 2, initial: 0}
initial: counting
states:
  counting:
    on:
      ADD: {when: number < 2, do: [{set: {sum: =sum + 1, number: =number + 1}}]}
      SHOW: {when: sum / number > 0.5, target: shown}  # SC521
  shown: {on: {BACK: counting}}
""",
        id="a formula without a value",
    ),
    pytest.param(
        """\
machine: service
dimensions:
  mode: {values: [day, night], transitions: any, moves: free}
  lamp: {values: [off, on], transitions: any}
initial: choosing
states:
  choosing:
    always: [{when: mode == 'day', target: open, do: [{log: good morning}]}, closed]  # SC503
  open: {on: {SWITCH: closed}}
  closed: {on: {SWITCH: open}}
rules:
  it_is_lit: {when: mode == 'day', then: {lamp: on}}
""",
        id="what happens in the start happens",
    ),
    pytest.param(
        """\
machine: crossing
initial: day
states:
  day:
    submachine: {id: light, machine: light}
    on:
      TICK: night  # SC506
      SLEEP: night
  night: {on: {WAKE: day}}
machines:
  light:
    initial: red
    states: {red: {on: {TICK: green}}, green: {on: {TICK: red}}}
""",
        id="a submachine that takes every event first",
    ),
    pytest.param(
        """\
machine: lamp
initial: dark
states:
  dark: {on: {PRESS: lit}}
  lit: {on: {PRESS: dark, HOLD: dark}}
on:
  PRESS: {do: [{log: pressed}]}  # SC506
  HOLD: {do: [{log: held}]}
""",
        id="states that take every event before the machine",
    ),
]


@pytest.mark.parametrize("text", CASES)
def test_what_is_wrong_is_found_on_its_line_and_nothing_else(text):
    expected = {
        (number, code)
        for number, line in enumerate(text.splitlines(), 2)
        for found in MARK.finditer(line)
        for code in found[1].split()
    }
    assert {(found.span.line, found.code) for found in report_of(text).findings} == expected


WAYS = [
    pytest.param(9, "SC511", ["send OPEN", "send COOL"], id="to where cascades are torn"),
    pytest.param(10, "SC512", ["send I_TAKE_LEFT", "send YOU_TAKE_RIGHT"], id="to a deadlock"),
    pytest.param(16, "SC518", ["send save", "write fails"], id="to where a dimension is stuck"),
    pytest.param(17, "SC519", ["send OPEN", "send START", "10m pass in heat=hot"], id="to a timer"),
    pytest.param(18, "SC520", ["send START", "send OPEN"], id="to where a claim fails"),
    pytest.param(19, "SC521", ["send SHOW"], id="to where a formula fails"),
]


@pytest.mark.parametrize(("case", "code", "way"), WAYS)
def test_a_shortest_way_is_shown(case, code, way):
    found = ways_of(report_of(CASES[case].values[0]))[code]
    assert sorted(found) == sorted(way)  # Engines may differ in which of two ways is the shortest.


def test_the_rules_that_contradict_each_other_are_all_needed():
    report = report_of(CASES[5].values[0])
    (found,) = [each for each in report.findings if "value sky" in each.message]
    rules = [each.message for each in found.related if each.message.startswith("the rule ")]
    names = [message.split()[2] for message in rules]
    assert names == [
        "fuel_needs_an_open_hatch",
        "a_full_rocket_stays_open",
        "only_shut",
        "only_full",
    ]


LAMP = """\
machine: lamp
initial: dark
states:
  dark: {on: {PRESS: lit, HIT: broken}}
  lit: {on: {PRESS: dark}}
  broken: {on: {PRESS: {do: [{log: click}]}}}
"""


def test_a_waiver_lets_a_finding_pass():
    allowed = "allow: [{code: SC514, at: states.broken, because: lamps are not repaired}]\n"
    report = report_of(LAMP + allowed)
    assert report.findings == ()
    assert [each.verdict.subject for each in report.waived] == ["states.broken"]


def test_a_waiver_that_lets_nothing_pass_is_reported():
    allowed = "allow: [{code: SC514, at: states.lit, because: no reason}]\n"
    assert [found.code for found in report_of(LAMP + allowed).findings] == ["SC514", "SC360"]


def test_a_search_that_stops_early_proves_nothing_of_what_it_has_not_seen():
    text = """\
machine: counter
context: {n: {type: integer, minimum: 0, maximum: 50, initial: 0}}
on: {ADD: {when: n < 50, do: [{set: {n: =n + 1}}]}, BACK: {when: n > 0, do: [{set: {n: =n - 1}}]}}
properties:
  small: {never: n > 40}
  some: {reachable: n == 2}
  odd: {never: n == 3}
"""
    answers = {v.subject: v.answer for v in report_of(text, 10).verdicts if v.kind == "property"}
    assert isinstance(answers["properties.small"], Unknown)
    assert isinstance(answers["properties.some"], Proved)
    assert isinstance(answers["properties.odd"], Refuted)
    whole = {v.subject: v.answer for v in report_of(text).verdicts if v.kind == "property"}
    assert isinstance(whole["properties.small"], Refuted)


def test_every_code_of_check_has_a_case():
    shown = {
        code
        for case in CASES
        for found in re.findall(r"# (SC.*)", case.values[0])
        for code in found.split()
    }
    assert shown == {code for code in TITLES if code.startswith("SC5")}
