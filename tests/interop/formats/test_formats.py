"""Drawings in other tools' languages, whole; and what they leave out."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.interop.directory import EXPORTERS
from statecraft.interop.losses import Exported, Native
from statecraft.source import read_text

MACHINE = """
statecraft: 1
machine: player
label: Player
context: {n: {type: integer, initial: 0}}
dimensions:
  volume: {values: [low, high], transitions: {low: [high], high: []}}
on: {LOUDER: {target: {volume: high}}}
initial: idle
states:
  idle: {on: {PLAY: {when: n < 3, target: busy.b.y, do: [{set: {n: =n + 1}}]}}}
  busy:
    parallel: true
    entry: [{emit: started}]
    on: {STOP: idle, BACK: busy.b.h}
    states:
      a: {}
      b:
        states: {x: {after: {5s: y}}, y: {on: {"A:B": z}}, z: {final: true}, h: {history: deep}}
"""

MERMAID = """stateDiagram-v2
    state "player" as machine
    state machine {
        state "volume" as d_volume
        state d_volume {
            [*] --> v_volume__low
            state "low" as v_volume__low
            state "high" as v_volume__high
        }
        --
        state "states" as states
        state states {
            [*] --> s_idle
            state "idle" as s_idle
            state "busy" as s_busy
            note right of s_busy : entry / emit started
            state s_busy {
                state "a" as s_busy_a
                --
                state "b" as s_busy_b
                state s_busy_b {
                    [*] --> s_busy_b_x
                    state "x" as s_busy_b_x
                    state "y" as s_busy_b_y
                    state "z" as s_busy_b_z
                    s_busy_b_z --> [*]
                    state "H*" as s_busy_b_h
                }
            }
        }
    }
    s_idle --> s_busy_b_y : PLAY [n #lt; 3] / n = n + 1
    s_busy --> s_idle : STOP
    s_busy --> s_busy_b_h : BACK
    s_busy_b_x --> s_busy_b_y : after 5s
    s_busy_b_y --> s_busy_b_z : A#58;B
    s_busy_b_h --> s_busy_b_x
    v_volume__low --> v_volume__high : LOUDER
"""

PLANTUML = """@startuml
title Player
state "volume" as d_volume ##[dashed] {
  [*] --> v_volume__low
  state "low" as v_volume__low
  state "high" as v_volume__high
}
state "states" as states ##[dashed] {
  [*] --> s_idle
  state "idle" as s_idle
  state "busy" as s_busy {
    state "a" as s_busy_a ##[dashed]
    state "b" as s_busy_b ##[dashed] {
      [*] --> s_busy_b_x
      state "x" as s_busy_b_x
      state "y" as s_busy_b_y
      state "z" as s_busy_b_z <<end>>
      state "h" as s_busy_b_h <<history*>>
    }
  }
  s_busy : entry / emit started
}
s_idle --> s_busy_b_y : PLAY [n < 3] / n = n + 1
s_busy --> s_idle : STOP
s_busy --> s_busy_b_h : BACK
s_busy_b_x --> s_busy_b_y : after 5s
s_busy_b_y --> s_busy_b_z : A:B
s_busy_b_h --> s_busy_b_x
v_volume__low --> v_volume__high : LOUDER
@enduml
"""

SMCAT = """machine [label="player" type=parallel] {
  d_volume [label="volume"] {
    v_volume__low__initial [type=initial label=""],
    v_volume__low [label="low"],
    v_volume__high [label="high"];
    v_volume__low__initial => v_volume__low;
  },
  states [label="states"] {
    s_idle__initial [type=initial label=""],
    s_idle [label="idle"],
    s_busy [label="busy" type=parallel]: "entry / emit started" {
      s_busy_a [label="a"],
      s_busy_b [label="b"] {
        s_busy_b_x__initial [type=initial label=""],
        s_busy_b_x [label="x"],
        s_busy_b_y [label="y"],
        s_busy_b_z [label="z" type=final],
        s_busy_b_h [label="h" type=deephistory];
        s_busy_b_x__initial => s_busy_b_x;
      };
    };
    s_idle__initial => s_idle;
  };
};
s_idle => s_busy_b_y: "PLAY [n < 3] / n = n + 1";
s_busy => s_idle: "STOP";
s_busy => s_busy_b_h: "BACK";
s_busy_b_x => s_busy_b_y: "after 5s";
s_busy_b_y => s_busy_b_z: "A:B";
s_busy_b_h => s_busy_b_x;
v_volume__low => v_volume__high: "LOUDER";
"""


def exported(form: str, text: str = MACHINE) -> Exported:
    document = read_text(text, "m.yaml").document
    assert document is not None
    return EXPORTERS[form](Native(project=sc.loads(text).project, document=document))


@pytest.mark.parametrize(
    ("form", "text"), [("mermaid", MERMAID), ("plantuml", PLANTUML), ("smcat", SMCAT)]
)
def test_drawing(form, text):
    assert exported(form).text == text


def test_what_is_not_drawn_is_reported():
    assert [loss.what for loss in exported("plantuml").losses] == ["the variable n"]
    assert [loss.what for loss in exported("mermaid").losses] == [
        "the history s_busy_b_h",
        "the variable n",
    ]


def test_mermaid_draws_an_arrow_between_two_insides_further_out():
    text = """
statecraft: 1
machine: m
states:
  a: {states: {x: {on: {GO: b.y}}}}
  b: {states: {y: {}}}
"""
    found = exported("mermaid", text)
    assert "s_a --> s_b : GO" in found.text
    assert [loss.instead for loss in found.losses] == [
        "it is drawn from s_a to s_b, the boxes around them"
    ]


def test_an_arrow_begins_where_its_condition_can_hold():
    text = """
statecraft: 1
machine: oven
dimensions:
  heat: {values: [off, low, high]}
  door: {values: [shut, open]}
on:
  MORE: {when: "heat != 'high' and door == 'shut'", target: {heat: high}}
  AGAIN: {when: "heat in ['low', 'high']", reenter: true, target: {heat: high}}
  LESS: {when: "heat == 'high' or heat == 'low'", target: {heat: off}}
"""
    arrows = [line for line in exported("plantuml", text).text.splitlines() if " : " in line]
    assert [line.partition(" [")[0] for line in arrows] == [
        "v_heat__off --> v_heat__high : MORE",
        "v_heat__low --> v_heat__high : MORE",
        "v_heat__low --> v_heat__high : AGAIN",
        "v_heat__high --> v_heat__high : AGAIN",
        "v_heat__low --> v_heat__off : LESS",
        "v_heat__high --> v_heat__off : LESS",
    ]
