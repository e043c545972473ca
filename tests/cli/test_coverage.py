"""What scenarios went through, and pictures of what nothing comes to."""

from __future__ import annotations

import pytest

from tests.cli.calling import statecraft

LAUNCH = """\
statecraft: 1
machine: launch
dimensions:
  fuel: {values: [empty, full], transitions: any}
  hatch: {values: [open, shut], transitions: any}
rules:
  not_shut_and_full: {never: fuel == 'full' and hatch == 'shut'}
  an_open_hatch: {on: {fuel: full}, require: [{that: hatch == 'open'}]}
  drained: {when: hatch == 'shut', then: {fuel: empty}}
initial: ground
states:
  ground: {on: {START: {when: fuel == 'full' and hatch == 'shut', target: sky}}}
  sky: {on: {LAND: ground}}
on:
  FILL: {target: {fuel: full}}
  SHUT: {target: {hatch: shut}}
scenarios:
  - name: fill
    steps: [{send: SHUT}, {send: FILL, expect: rejected}]
"""


@pytest.fixture(autouse=True)
def launch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    (tmp_path / "launch.statechart.yaml").write_text(LAUNCH)


def test_coverage_counts_what_came_up_and_names_the_rest():
    done = statecraft("test", "--coverage", "launch.statechart.yaml")
    assert done.code == 0
    assert done.out.splitlines() == [
        "passed  launch.statechart.yaml: fill",
        "launch.statechart.yaml: launch: what the scenarios went through",
        "  states and values      4 of 6",
        "    not seen: the state sky  [launch.statechart.yaml:13:3]",
        "    not seen: fuel full  [launch.statechart.yaml:4:26]",
        "  transitions and steps  1 of 4",
        "    not seen: on.FILL  [launch.statechart.yaml:15:3]",
        "    not seen: states.ground.on.START  [launch.statechart.yaml:12:17]",
        "    not seen: states.sky.on.LAND  [launch.statechart.yaml:13:14]",
        "  rules                  1 of 3",
        "    not seen: not_shut_and_full refuses  [launch.statechart.yaml:7:3]",
        "    not seen: drained moves something  [launch.statechart.yaml:9:3]",
        "  pairs                  5 of 7",
        "    not seen: fuel full and hatch open",
        "    not seen: fuel full and state ground",
    ]


def test_coverage_is_part_of_the_json():
    (found,) = statecraft("test", "--coverage", "--json", "launch.statechart.yaml").json_lines
    (coverage,) = found["coverage"]
    assert coverage["complete"] is True
    assert {each["what"]: (each["seen"], each["total"]) for each in coverage["shares"]} == {
        "states and values": (4, 6),
        "transitions and steps": (1, 4),
        "rules": (1, 3),
        "pairs": (5, 7),
    }


@pytest.mark.parametrize(
    ("overlay", "struck"),
    [
        pytest.param("reachability", {"sky", "START", "LAND"}, id="what can never come up"),
        pytest.param("coverage", {"sky", "full", "START", "LAND", "FILL"}, id="not in scenarios"),
    ],
)
def test_an_overlay_strikes_out_what_nothing_comes_to(overlay, struck):
    drawn = statecraft("render", "launch.statechart.yaml", "--format", "dot", "--overlay", overlay)
    names = {part.partition("</S>")[0] for part in drawn.out.split("<S>")[1:]}
    signs = {"name", "<B>R1", "R1", "R2", "R3"}
    assert {name.removeprefix("<B>").removesuffix("</B>") for name in names} - signs == struck


def test_two_overlays_are_one_too_many():
    words = ("--overlay", "coverage", "--snapshot", "x.json", "--format", "dot")
    done = statecraft("render", "launch.statechart.yaml", *words)
    assert done.code == 2
    assert "choose one" in done.err


def test_an_overlay_of_what_was_not_seen_whole_says_so():
    words = ("--overlay", "reachability", "--format", "dot")
    assert statecraft("render", "launch.statechart.yaml", *words).err == ""
    done = statecraft("render", "launch.statechart.yaml", *words, "--max-states", "1")
    assert done.code == 0
    assert "note: what is struck out may still come up: more than 1 states" in done.err
