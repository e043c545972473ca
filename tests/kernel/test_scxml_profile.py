"""semantics §12.2: where a machine with ``semantics: scxml`` means something else, and one without."""

from __future__ import annotations

import pytest

import statecraft as sc

SCXML = "statecraft: 1\nmachine: m\nsemantics: scxml\n"
NATIVE = "statecraft: 1\nmachine: m\n"


def logged(step: sc.Step) -> list[object]:
    return [each.message for each in step.effects if isinstance(each, sc.LogMessage)]


def settled(chart: sc.Chart, step: sc.Step) -> tuple[sc.Snapshot, list[object]]:
    """What follows at once, and everything that was logged."""
    told = logged(step)
    while (due := chart.step(step.snapshot)) is not None:
        step = due
        told += logged(step)
    return step.snapshot, told


DONE = """
states:
  a:
    on: {"done.state.*": {do: [{log: =event_name}, {log: =event}]}}
    states:
      b: {states: {c: {final: true, output: {n: 1}}}}
"""


@pytest.mark.parametrize(
    ("head", "told"),
    [
        pytest.param(SCXML, ["done.state.b", {"n": 1}], id="scxml"),
        pytest.param(NATIVE, ["done.state.a.b", {"output": {"n": 1}}], id="native"),
    ],
)
def test_done_events(head, told):
    """§12.2 h, i"""
    assert logged(sc.loads(head + DONE).start()) == told


ACTIVE = """
context: {seen: {initial: []}}
states:
  a:
    exit: [{set: {seen: "=seen + [active('a'), active('a.b')]"}}]
    on: {GO: {target: c, do: [{set: {seen: "=seen + [active('a')]"}}]}}
    states: {b: {}}
  c:
    entry: [{set: {seen: "=seen + [active('c'), active('c.d')]"}}]
    states: {d: {}}
"""


@pytest.mark.parametrize(
    ("head", "seen"),
    [
        pytest.param(SCXML, [True, False, False, True, False], id="scxml"),
        pytest.param(NATIVE, [True, True, True, True, True], id="native"),
    ],
)
def test_when_a_state_counts_as_active(head, seen):
    """§12.2 j"""
    chart = sc.loads(head + ACTIVE)
    assert chart.send(chart.start().snapshot, "GO").snapshot.context["seen"] == seen


FAILING = """
context:
  broken: {initial: "=fail('no value')"}
  told: {initial: []}
states:
  a:
    entry:
      - {set: {told: "=told + [1]"}}
      - {if: "fail('no truth')", then: [], else: [{set: {told: "=told + [2]"}}]}
      - {block: [{set: {told: "=told + [3]"}}, {log: "=fail('no log')"}, {log: never}]}
      - {set: {told: "=told + [4]"}}
    on: {error.execution: {do: [{log: =event.message}]}}
"""


def test_failures_are_events_and_what_was_done_before_stays():
    """§12.2 c, k, l"""
    step = sc.loads(SCXML + FAILING).start()
    assert step.snapshot.context == {"broken": None, "told": [1, 2, 3, 4]}
    assert [str(each).partition(",")[0] for each in logged(step)] == [
        "no value",
        "no truth",
        "no log",
    ]


def test_natively_an_initial_value_that_fails_refuses_the_start():
    """§12.2 l"""
    step = sc.loads(NATIVE + FAILING).start()
    assert step.outcome.kind == "rejected"
    assert [reason.id for reason in step.outcome.reasons] == ["broken"]


def test_natively_a_block_of_its_own_is_undone_alone():
    """§7.1, §8.5"""
    text = FAILING.replace("\"=fail('no value')\"", "1").replace("\"fail('no truth')\"", "false")
    step = sc.loads(NATIVE + text).start()
    assert step.snapshot.context["told"] == [1, 2, 4]


CHILD = """
states:
  a:
    entry: [{send: FIRST}]
    exit: [{log: leaving}]
    invoke: {machine: child, id: c}
    on: {FIRST: {do: [{log: first}]}, GO: b}
  b: {}
machines:
  child:
    semantics: scxml
    states: {x: {entry: [{log: child starts}], exit: [{log: child stops}]}}
"""


@pytest.mark.parametrize(
    ("head", "told"),
    [
        pytest.param(SCXML, ["child starts", "first", "leaving", "child stops"], id="scxml"),
        pytest.param(NATIVE, ["first", "child starts", "child stops", "leaving"], id="native"),
    ],
)
def test_when_children_start_and_stop(head, told):
    """§12.2 m"""
    chart = sc.loads(head + CHILD)
    snapshot, before = settled(chart, chart.start())
    assert before + logged(chart.send(snapshot, "GO")) == told


def test_who_sent_an_event_is_told():
    """§12.2 n, o"""
    chart = sc.loads(
        SCXML
        + """
states:
  a:
    entry: [{raise: R}, {send: S, id: mine}, {send: T, to: "=f'#_scxml_{session_id}'"}]
    on: {"*": {do: [{log: "=[event_name, event, event_origin.type, event_origin.sendid]"}]}}
"""
    )
    snapshot, told = settled(chart, chart.start())
    told += logged(chart.send(snapshot, "HOST"))
    assert told == [
        ["R", None, "internal", None],
        ["S", None, "external", "mine"],
        ["T", None, "external", None],
        ["HOST", None, "external", None],
    ]
    origin = "#_scxml_session-0"
    (queued, _) = chart.start().snapshot.queue
    assert (queued.sender, queued.send_id) == (0, "mine")
    assert origin.endswith("session-0")


@pytest.mark.parametrize(
    ("to", "event", "send_id"),
    [
        pytest.param("#_parent", "error.communication", "i", id="no parent"),
        pytest.param("#_scxml_session-9", "error.communication", "i", id="no session"),
        pytest.param("#_nobody", "error.communication", "i", id="no child"),
        pytest.param("baz", "error.execution", "i", id="no address"),
    ],
)
def test_nobody_there_is_an_error(to, event, send_id):
    """§12.2 n"""
    chart = sc.loads(
        f"""{SCXML}
states:
  a:
    entry: [{{send: E, to: "{to}", id: i}}]
    on: {{"error.*": {{do: [{{log: "=[event_name, event_origin.sendid]"}}]}}}}
"""
    )
    assert logged(chart.start()) == [[event, send_id]]


def test_a_late_event_for_nobody_is_an_error_when_it_is_due():
    """§12.2 n"""
    chart = sc.loads(
        SCXML
        + """
states:
  a:
    entry: [{send: E, to: "#_gone", delay: 1s}]
    on: {error.communication: b}
  b: {}
"""
    )
    due = chart.step(chart.start().snapshot, now=1.0)
    assert due is not None
    assert due.snapshot.configuration == ("b",)


STOPPED = """
states:
  a:
    invoke: {machine: child, id: c}
    on: {HI: b}
  b:
    on: {"done.invoke.c": {do: [{log: done}]}, LEAVING: {do: [{log: leaving}]}}
machines:
  child:
    states:
      x: {entry: [{send: HI, to: parent}], always: [{target: y}], exit: []}
      y: {final: true}
"""


@pytest.mark.parametrize(
    ("head", "told"),
    [pytest.param(SCXML, ["done"], id="scxml"), pytest.param(NATIVE, [], id="native")],
)
def test_what_a_child_has_told_before_it_was_stopped(head, told):
    """§12.2 y"""
    chart = sc.loads(head + STOPPED)
    assert settled(chart, chart.start())[1] == told


def test_a_restored_machine_knows_who_sent_what_is_queued():
    """§10.4, §12.2 n"""
    chart = sc.loads(SCXML + "states: {a: {entry: [{send: S, id: mine}]}}")
    snapshot = chart.start().snapshot
    assert chart.restore(chart.to_json(snapshot)) == snapshot


DEEP = """
states:
  off: {on: {GO: on}}
  on:
    initial: {target: [p.a.two, p.b.two], do: [{log: initial}]}
    entry: [{log: entry}]
    states:
      p:
        parallel: true
        entry: [{log: p}]
        states:
          a: {states: {one: {}, two: {}}}
          b: {states: {one: {}, two: {}, h: {history: deep, default: {target: one, do: [{log: h}]}}}}
"""


def test_a_default_may_lead_deeper_and_have_actions():
    """§4.6"""
    chart = sc.loads(NATIVE + DEEP)
    step = chart.send(chart.start().snapshot, "GO")
    assert step.snapshot.configuration[-3:] == ("on.p.a.two", "on.p.b", "on.p.b.two")
    assert logged(step) == ["entry", "initial", "p"]


def test_the_name_of_an_event_may_be_computed():
    """§8.2"""
    chart = sc.loads(
        NATIVE
        + """
context: {which: {type: string, initial: B}}
states:
  a: {on: {GO: {do: [{raise: =which}, {send: "=f'{which}2'"}]}, B: {do: [{log: b}]}, B2: c}}
  c: {}
"""
    )
    step = chart.send(chart.start().snapshot, "GO")
    snapshot, told = settled(chart, step)
    assert (told, snapshot.configuration) == (["b"], ("c",))


def test_an_event_without_a_name_fails():
    """§8.2"""
    chart = sc.loads(
        NATIVE + "context: {n: {type: string, initial: ''}}\n"
        "states: {a: {on: {GO: {do: [{raise: =n}]}}}}"
    )
    step = chart.send(chart.start().snapshot, "GO")
    assert [r.message for r in step.outcome.reasons] == ['"" is no name of an event']


def test_each_tells_the_place_of_an_element():
    """§8.5"""
    chart = sc.loads(
        NATIVE
        + """
states:
  a: {entry: [{each: {in: [x, y], as: letter, index: place, do: [{log: "=f'{place}{letter}'"}]}}]}
"""
    )
    assert logged(chart.start()) == ["0x", "1y"]
