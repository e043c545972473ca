"""An overlay highlights what holds, what was taken and what refused, and moves nothing."""

from __future__ import annotations

import shlex

import pytest

from statecraft.analysis import chart_graph
from statecraft.render import EngineKind, draw, find_engine
from statecraft.render.engine import run_engine
from statecraft.render.overlay import Overlay, overlay_of
from tests.render.charts import after, chart

# A line ends at the outside of a box, and a thick line has a larger head: in inches.
PEN = 0.1

RUNS = {
    "order": ([("ADD_ITEM", None), ("CHECK", None)], {}),
    "traffic_light": ([("POWER_OUT", None), ("POWER_BACK", None)], {}),
    "sales_invoice": ([("SAVE", None)], {"validation": "valid", "changes": {"amount": 1}}),
    "many": ([("UP", None)], {}),
    "runs": ([("CHECK", None), ("PAID", {"amount": 3})], {}),
    "hostile": ([("EV.x-y", None)], {}),
}


def laid_out(dot):
    """Where the bundled engine puts everything: boxes exactly, lines by their points."""
    plain = run_engine(dot, "plain", find_engine(EngineKind.BUNDLED)).data.decode()
    words = [shlex.split(line.partition(" <")[0]) for line in plain.splitlines()]
    boxes = [line[:6] for line in words if line[0] in ("graph", "node")]
    lines = [line for line in words if line[0] == "edge"]
    points = [[float(word) for word in line[4 : 4 + 2 * int(line[3])]] for line in lines]
    return boxes, [line[:4] for line in lines], points


@pytest.mark.parametrize("name", RUNS)
def test_the_overlay_moves_nothing(name):
    of = chart(name)
    events, start = RUNS[name]
    step = after(of, events, **start)
    bare, marked = draw(of).dot, draw(of, step.snapshot, step.outcome).dot
    assert bare != marked
    boxes, lines, points = laid_out(bare)
    marked_boxes, marked_lines, marked_points = laid_out(marked)
    assert (boxes, lines) == (marked_boxes, marked_lines)
    assert marked_points == [pytest.approx(line, abs=PEN) for line in points]


def overlay(name, events, **start):
    of = chart(name)
    step = after(of, events, **start)
    return overlay_of(chart_graph(of.definition), step.snapshot, step.outcome, {})


def test_active_states_and_taken_transitions_of_a_tree():
    found = overlay("order", [("ADD_ITEM", None), ("CHECK", None)])
    assert found.active == {"tree", "state:draft", "state:draft.invalid"}
    graph = chart_graph(chart("order").definition)
    taken = {
        (source, target)
        for source, target, data in graph.edges(data=True)
        if data.get("transition") in found.fired
    }
    assert taken == {
        ("state:draft.filling", "state:draft.validating"),
        ("state:draft.validating", "state:draft.invalid"),
    }


def test_a_run_is_active_and_the_steps_that_it_stands_at():
    found = overlay("runs", [("CHECK", None), ("PAID", {"amount": 3})])
    assert {node for node in found.active if node.startswith("pipeline:")} == {
        "pipeline:send",
        "pipeline:send/3",
        "pipeline:send/3/do/1",
    }


def test_an_invoked_action_is_no_run_to_highlight():
    found = overlay("runs", [("CHECK", None)])
    assert found.active <= set(chart_graph(chart("runs").definition))


def test_a_cascade_that_ran_is_highlighted():
    found = overlay("many", [("UP", None)])
    assert "rule:high_means_on" in found.fired
    assert {"value:e=high", "value:c=1"} <= found.active


def test_rules_that_refused_are_highlighted_and_nothing_counts_as_taken():
    found = overlay("sales_invoice", [("SUBMIT", None)], changes={"amount": 1})
    assert found.refusing == {"rule:submit_needs_clean"}
    assert found.fired == frozenset()


def test_without_a_last_step_only_the_present_is_highlighted():
    of = chart("mixed")
    found = overlay_of(chart_graph(of.definition), of.start().snapshot, None, {})
    assert found == Overlay(active=frozenset({"tree", "state:idle", "value:power=on_battery"}))


def test_computed_values_and_capabilities_are_highlighted():
    of = chart("sales_invoice")
    step = after(of, [], validation="valid", changes={"amount": 1})
    marked = draw(of, step.snapshot).dot
    assert 'ID="capability:save" TOOLTIP="save" BGCOLOR' in marked
    assert 'ID="capability:cancel" TOOLTIP="cancel" BGCOLOR' not in marked
    assert "<U>Not saved if dirty</U>" in marked
