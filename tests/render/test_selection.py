"""Parts of a picture."""

from __future__ import annotations

import re

import pytest

import statecraft as sc
from statecraft.diagnostics import UsageError
from statecraft.render import draw
from tests.render.charts import chart

NODE = re.compile(r'^ *"((?:state|value):[^"]*)" \[', re.MULTILINE)
CLUSTER = re.compile(r'^ *subgraph "cluster_([^"]*)"', re.MULTILINE)


def shown(name, **options):
    """Clusters, and the boxes without boxes inside."""
    dot = draw(chart(name), **options).dot
    return set(CLUSTER.findall(dot)), set(NODE.findall(dot))


def test_one_dimension_comes_with_the_rules_that_speak_of_it():
    dot = draw(chart("sales_invoice"), only="validation").dot
    assert CLUSTER.findall(dot) == ["dimension:validation"]
    assert re.findall(r'ID="rule:(\w+)"', dot) == ["cancelled_documents_need_no_validation"]
    assert "Capabilities" not in dot


def test_the_states_alone():
    assert shown("mixed", only="states") == (
        {"tree", "state:busy", "state:busy.deep", "state:busy.deep.deeper"},
        {
            "state:idle",
            "state:busy.one",
            "state:busy.two",
            "state:busy.deep.deeper.deepest",
            "state:over",
        },
    )


@pytest.mark.parametrize("name", ["rules", "computed", "capabilities"])
def test_one_table(name):
    dot = draw(chart("sales_invoice"), only=name).dot
    assert CLUSTER.findall(dot) == []
    assert f'ID="table:{name}"' in dot


def test_one_pipeline_with_its_branches_and_loops():
    clusters, boxes = shown("runs", only="send")
    assert boxes == set()
    assert clusters == {
        "pipeline:send",
        "pipeline:send/3/all",
        "pipeline:send/4/all",
        "pipeline:send/4/parallel/goods",
        "pipeline:send/4/parallel/label",
        *(
            f"pipeline:send/branches/{name}"
            for name in ("unpaid", "unbooked", "broken", "cancelled")
        ),
    }


def test_all_pipelines_and_workflows():
    runs = {one for one in shown("runs", only="pipelines")[0] if "/" not in one}
    assert runs == {"pipeline:send", "pipeline:clean", "workflow:tell"}


def test_a_depth_closes_what_is_deeper():
    assert shown("mixed", depth=1, only="states") == (
        {"tree"},
        {"state:idle", "state:busy", "state:over"},
    )
    dot = draw(chart("mixed"), depth=1).dot
    assert "5 states inside" in dot
    assert dot.count("<B>DONE</B>") == 1
    assert "<B>NEXT</B>" not in dot


def test_a_focus_shows_what_is_near():
    clusters, boxes = shown("order", focus="active.inventory.reserved", radius=1)
    assert clusters == {"tree", "state:active", "state:active.inventory"}
    assert {box.rpartition(".")[2] for box in boxes} == {
        "reserving",
        "backordered",
        "reserved",
        "released",
        "picked",
    }


def test_a_focus_with_radius_zero_is_the_state_alone():
    assert shown("order", focus="cancelling", radius=0)[1] == {
        "state:cancelling.compensate_payment",
        "state:cancelling.compensate_stock",
        "state:cancelling.compensated",
    }


def test_a_focus_may_be_a_value():
    assert shown("many", focus="b=two") == (
        {"dimension:b"},
        {"value:b=one", "value:b=two", "value:b=three"},
    )


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"only": "sent"},
            'nothing to draw is named "sent" (did you mean "send"?); there are: phase, states, send, clean, tell, pipelines, rules, computed, capabilities',
        ),
        (
            {"focus": "phase=broke"},
            'no state "phase=broke" (did you mean "phase=broken"?); write a full path, or dimension=value',
        ),
        ({"depth": 0}, "the depth is at least 1, not 0"),
        ({"focus": "phase=sent", "radius": -1}, "the radius is at least 0, not -1"),
        ({"direction": "up"}, 'no direction "up": choose TB or LR'),
        ({"engine": "mine"}, 'no engine "mine": choose system or bundled'),
    ],
)
def test_what_is_not_there_is_told(options, message):
    with pytest.raises(UsageError) as raised:
        draw(chart("runs"), **options)
    assert str(raised.value) == message


def large(states):
    inner = {f"s{i}": {"on": {"NEXT": f"s{i + 1}"}} for i in range(states)} | {f"s{states}": {}}
    outer = {"initial": "s0", "states": inner}
    data = {"statecraft": 1, "machine": "large", "initial": "a", "states": {"a": outer, "b": {}}}
    return sc.load_data({**data, "on": {"GO": {"target": "b"}}})


def test_a_large_chart_is_drawn_to_a_lesser_depth_with_a_note():
    drawing = draw(large(200))
    assert drawing.notes == (
        "203 states are too many for one picture: drawn to depth 1 of 2 (--depth, --only, --focus choose)",
    )
    assert len(NODE.findall(drawing.dot)) == 2


def test_a_depth_that_is_asked_for_is_kept():
    drawing = draw(large(200), depth=2)
    assert drawing.notes == ()
    assert len(NODE.findall(drawing.dot)) == 202


def test_a_title_replaces_the_label():
    assert "Invoices" in draw(chart("sales_invoice"), title="Invoices").dot
