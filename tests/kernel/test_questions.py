"""What a chart answers without a step (docs/semantics.md §11)."""

from __future__ import annotations

import pytest

import statecraft
from tests.kernel.checking import HEAD, chart_of, reason_as_list

DOOR = """
context: {code: {type: integer, initial: 7}, tries: {type: integer, initial: 0, maximum: 1}}
dimensions:
  lock: {values: [open, shut], initial: shut}
  light: {values: [0, 1], initial: 0, moves: free}
events: {TYPED: {payload: {n: {type: integer}}}}
rules:
  lit: {on: {lock: open}, require: [{that: light == 1, message: Light first.}]}
on:
  OPEN: {when: event.code == code and lock == 'shut', target: {lock: open}}
  KNOCK: {when: lock == 'open'}
  TYPED: {do: [{set: {tries: =event.n}}]}
  TRY: [{when: event.n == 1, do: [{log: one}]}, {do: [{set: {tries: =tries + 1}}]}]
  READS: {do: [{log: =event.x}, {set: {tries: 1}}]}
  "wild.*": {}
capabilities:
  open: can('OPEN')
  light: can('light', 1)
  knock: can('KNOCK')
  says: "'lit' if light == 1 else null"
  number: =tries
"""


def opened() -> tuple:
    chart = chart_of(DOOR.replace("  number: =tries\n", ""))
    return chart, chart.start().snapshot


def told(reasons) -> list:
    return [reason_as_list(reason) for reason in reasons]


LIGHT = ["rule", "lit", "Light first.", 7]


@pytest.mark.parametrize(
    ("light", "event", "data", "expected"),
    [
        pytest.param(1, "OPEN", [{"code": 7}], [], id="§11.1 would be accepted"),
        pytest.param(0, "OPEN", [{"code": 7}], [LIGHT], id="§11.1 a rule"),
        pytest.param(
            1,
            "OPEN",
            [{"code": 0}],
            [["guard", None, "needs event.code == code (event.code is 0, code is 7)", 9]],
            id="§11.1 a condition, by its false part",
        ),
        pytest.param(
            1,
            "OPEN",
            [{}],
            [
                [
                    "error",
                    None,
                    "event has no key 'code', in: event.code == code and lock == 'shut'",
                    9,
                ]
            ],
            id="§11.1 a payload without what is read",
        ),
        pytest.param(
            1,
            "OPEN",
            [None],
            [
                [
                    "error",
                    None,
                    "event has no key 'code', in: event.code == code and lock == 'shut'",
                    9,
                ]
            ],
            id="§11.1 null counts as no payload",
        ),
        pytest.param(
            1,
            "OPEN",
            [],
            [["guard", None, "needs payload: event.code == code and lock == 'shut'", 9]],
            id="§11.2 only the payload is in doubt",
        ),
        pytest.param(0, "OPEN", [], [LIGHT], id="§11.2 what is certain comes first"),
        pytest.param(
            0,
            "KNOCK",
            [],
            [["guard", None, "needs lock == 'open' (lock is 'shut')", 10]],
            id="§11.2 a condition that reads no payload",
        ),
        pytest.param(
            0,
            "TYPED",
            [],
            [],
            id="§11.2 a declared payload is not checked, actions that read it are skipped",
        ),
        pytest.param(
            0,
            "TYPED",
            [{"n": "1"}],
            [["schema", "TYPED", "TYPED: n: must be an integer, is '1'", 5]],
            id="§6.4 a payload that does not fit",
        ),
        pytest.param(
            0,
            "TYPED",
            [{}],
            [["schema", "TYPED", "TYPED: must have the field 'n'", 5]],
            id="§6.4 a payload that lacks something",
        ),
        pytest.param(
            0,
            "TYPED",
            [{"n": 5}],
            [["schema", "tries", "tries: must be at most 1, is 5", 1]],
            id="§5.3 what the payload leads to",
        ),
        pytest.param(
            0,
            "TRY",
            [],
            [["guard", None, "needs payload: event.n == 1", 12]],
            id="§11.2 the first candidate counts as taken",
        ),
        pytest.param(0, "READS", [], [], id="§11.2 an action that reads the payload is skipped"),
        pytest.param(0, "NOBODY", [], [], id="§6.1 nothing names it"),
    ],
)
def test_why_not(light, event, data, expected):
    chart, snapshot = opened()
    snapshot = chart.move(snapshot, {"light": light}).snapshot
    assert told(chart.why_not(snapshot, event, *data)) == expected
    is_open = [each[2].startswith("needs payload") for each in expected]
    assert chart.can(snapshot, event, *data) is (event != "NOBODY" and all(is_open))


def test_questions_change_nothing():
    """§11.1"""
    chart, snapshot = opened()
    before = chart.to_json(snapshot)
    for event in (*chart.events, "NOBODY"):
        chart.can(snapshot, event)
        chart.why_not(snapshot, event, {"code": 7, "n": 1})
    chart.capabilities(snapshot)
    chart.can_move(snapshot, {"light": 1})
    assert chart.to_json(snapshot) == before


def test_question_asked_again_compiles_nothing():
    chart, snapshot = opened()
    program = chart.machines(chart.definition.key)[1]
    [edge] = [edge for edge in chart.lowered.edges if edge.event == "OPEN"]
    chart.can(snapshot, "OPEN")
    before = program.known_conjuncts(edge.when)
    chart.can(snapshot, "OPEN")
    assert program.known_conjuncts(edge.when) is before


def test_capabilities_are_read_on_the_committed_state():
    """§11.4"""
    chart, snapshot = opened()
    assert chart.capabilities(snapshot) == {
        "open": False,
        "light": True,
        "knock": False,
        "says": None,
    }
    lit = chart.move(snapshot, {"light": 1}).snapshot
    assert chart.capabilities(lit) == {"open": True, "light": True, "knock": False, "says": "lit"}
    done = chart.send(lit, "OPEN", {"code": 7}).snapshot
    # Of the condition of OPEN the part about the lock does not read the payload, and is false.
    assert chart.capabilities(done) == {"open": False, "light": True, "knock": True, "says": "lit"}


def test_capability_is_a_truth_a_text_or_null():
    """§11.4"""
    with pytest.raises(statecraft.DefinitionError):
        chart_of(DOOR)


def test_capability_that_cannot_be_computed_tells_which_and_where():
    """§7.4"""
    chart = chart_of("context: {m: {type: object, initial: {}}}\ncapabilities: {odd: m.gone > 1}")
    with pytest.raises(statecraft.UsageError) as caught:
        chart.capabilities(chart.start().snapshot)
    assert (
        str(caught.value)
        == "the capability odd has no value: m has no key 'gone', in: m.gone > 1 [<text>:4:21]"
    )


def test_events_of_a_machine_are_those_named_without_a_wildcard():
    """§11.5"""
    chart, snapshot = opened()
    assert chart.events == ("OPEN", "KNOCK", "TYPED", "TRY", "READS")
    assert chart.enabled_events(snapshot) == ("TYPED", "TRY", "READS")
    lit = chart.move(snapshot, {"light": 1}).snapshot
    assert chart.enabled_events(lit) == ("OPEN", "TYPED", "TRY", "READS")
    assert chart.can(lit, "wild.one")


def test_direct_move_can_be_asked_for():
    """§11.3"""
    chart = chart_of(
        "dimensions: {v: {values: [a, b, c], initial: a, moves: free, transitions: {a: [b]}}}\nrules: {r: {never: v == 'b', message: No b.}}"
    )
    snapshot = chart.start().snapshot
    assert told(chart.why_not_move(snapshot, {"v": "b"})) == [["rule", "r", "No b.", 2]]
    assert told(chart.why_not_move(snapshot, {"v": "c"})) == [
        ["map", "v", "Cannot move v from a to c.", 1]
    ]
    assert chart.why_not_move(snapshot, {"v": "a"}) == ()
    assert [chart.can_move(snapshot, {"v": value}) for value in "abc"] == [True, False, False]


TREE = """
initial: a
states:
  a: {tags: [busy], initial: x, states: {x: {tags: [deep]}}}
  b: {tags: [busy], parallel: true, states: {c: {}, d: {tags: [last]}}}
dimensions: {v: {initial: p, states: {p: {tags: [v]}, q: {}}}}
on: {E: b}
"""


def test_tags_matches_full_key_and_holds():
    """§1.3"""
    chart = chart_of(TREE)
    first = chart.start().snapshot
    second = chart.send(first, "E").snapshot
    assert [chart.has_tag(first, tag) for tag in ("busy", "deep", "last", "v", "none")] == [
        True,
        True,
        False,
        True,
        False,
    ]
    assert [chart.has_tag(second, tag) for tag in ("busy", "deep", "last", "v", "none")] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert (chart.full_key(first), chart.full_key(second)) == ("a.x", "b.c & b.d")
    assert [chart.matches(first, path) for path in ("a", "a.x", "b", "b.c")] == [
        True,
        True,
        False,
        False,
    ]
    assert chart.holds(second, "active('b.d') and v == 'p'")


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("v ==", '"v ==": '),
        ("vv == 'p'", "\"vv == 'p'\": "),
        ("v == 'z'", "\"v == 'z'\": "),
        ("active('z')", "\"active('z')\": "),
        ("1 // 0 == 1", '"1 // 0 == 1": '),
        ("v", '"v" is neither true nor false but "p"'),
        ("", '"": '),
    ],
)
def test_condition_that_is_none_is_the_callers_mistake(condition, message):
    """§11.1"""
    chart = chart_of(TREE)
    with pytest.raises(statecraft.UsageError) as caught:
        chart.holds(chart.start().snapshot, condition)
    assert str(caught.value).startswith(message)


def test_unknown_path_is_the_callers_mistake():
    """§11.1"""
    chart = chart_of(TREE)
    with pytest.raises(statecraft.UsageError) as caught:
        chart.matches(chart.start().snapshot, "a.xx")
    assert str(caught.value) == 'no state "a.xx" (did you mean "a.x"?)'


@pytest.mark.parametrize("event", ["", None, 5, [], b"E"])
def test_event_is_a_name(event):
    """§11.1"""
    chart = chart_of(TREE)
    with pytest.raises(statecraft.UsageError, match=r"^an event's name is a text, not "):
        chart.can(chart.start().snapshot, event)


@pytest.mark.parametrize("now", [float("nan"), float("inf"), 1e300, "5", True, [], 10**30])
def test_time_is_a_number_of_seconds(now):
    """§9.4"""
    chart = chart_of(TREE)
    snapshot = chart.start().snapshot
    for ask in (
        lambda: chart.start(now=now),
        lambda: chart.rebuild({}, now=now),
        lambda: chart.send(snapshot, "E", now=now),
        lambda: chart.step(snapshot, now=now),
    ):
        with pytest.raises(statecraft.UsageError, match=r"^now is a number of seconds"):
            ask()


@pytest.mark.parametrize(
    "payload", [{1: 2}, {"a": {1}}, object(), float("inf"), b"", {"a": (1,)}, 2**70]
)
def test_payload_that_is_no_json_is_the_callers_mistake(payload):
    """§10.4"""
    chart = chart_of(TREE)
    with pytest.raises(statecraft.UsageError, match=r"^the payload of E: "):
        chart.send(chart.start().snapshot, "E", payload)


@pytest.mark.parametrize("payload", [0, False, "", [], [1], "text", 0.5])
def test_payload_may_be_any_json_value(payload):
    """§2.3"""
    chart = chart_of("context: {seen: {initial: null}}\non: {E: {do: [{set: {seen: =event}}]}}")
    found = chart.send(chart.start().snapshot, "E", payload).snapshot.context["seen"]
    assert (found, type(found)) == (payload, type(payload))


def test_snapshot_of_another_definition_is_the_callers_mistake():
    """§10.4"""
    chart, other = chart_of(TREE), statecraft.loads(HEAD.replace("machine: m", "machine: n"))
    with pytest.raises(statecraft.UsageError) as caught:
        other.send(chart.start().snapshot, "E")
    assert (
        str(caught.value)
        == 'the snapshot is of "m" from <text>, not of "n" from <text>, or of another state of that file'
    )
