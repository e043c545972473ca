"""Each mistake is found once, at its place, under its code."""

from __future__ import annotations

import pytest

from statecraft.schema import check_document
from statecraft.source import read_text


def places(text: str) -> list[tuple[int, int, str]]:
    reading = read_text(text, "m.yaml")
    assert reading.diagnostics == ()
    checked, found = check_document(reading.document)
    assert checked is None
    return [(each.span.line, each.span.column, each.code) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("contxt: {}", [(1, 1, "SC101")], id="a misspelt key at the top"),
        pytest.param(
            "contxt: {}\nfoo: 1",
            [(1, 1, "SC101"), (2, 1, "SC101")],
            id="two unknown keys are two findings",
        ),
        pytest.param("description: a door", [(1, 1, "SC101")], id="description"),
        pytest.param("states:\n  a: {x-note: 1}", [(2, 7, "SC101")], id="x- inside of a state"),
        pytest.param("states:\n  '': {}", [(2, 3, "SC106")], id="an empty name"),
        pytest.param(
            "machines:\n  inner: {imports: {}}",
            [(2, 11, "SC101")],
            id="a file-level key in a further machine",
        ),
        pytest.param("package: 5", [(1, 10, "SC103")], id="a number for a name"),
        pytest.param("states:\n  a:\n    onEntry: [{log: hi}]", [(3, 5, "SC101")], id="onEntry"),
        pytest.param("states:\n  a:\n    type: parallel", [(3, 5, "SC101")], id="type parallel"),
        pytest.param("states:\n  a:\n    type: final", [(3, 5, "SC101")], id="type final"),
        pytest.param("states:\n  a:\n  b: {}", [(2, 3, "SC103")], id="a state that is nothing"),
        pytest.param("states: [a, b]", [(1, 9, "SC103")], id="a list of states"),
        pytest.param("states: {}", [(1, 9, "SC106")], id="no states at all"),
        pytest.param("states:\n  a: {final: yes}", [(2, 14, "SC103")], id="final: yes"),
        pytest.param(
            "states:\n  a:\n    final: true\n    on: {GO: a}",
            [(4, 5, "SC108")],
            id="a final state with transitions",
        ),
        pytest.param(
            "states:\n  a:\n    initial: b\n    states: {b: {}}\n    final: true",
            [(3, 5, "SC108"), (4, 5, "SC108")],
            id="a final state with children",
        ),
        pytest.param(
            "states:\n  a: {history: deap, default: b}",
            [(2, 16, "SC104")],
            id="history of an unknown depth",
        ),
        pytest.param(
            "states:\n  a: {history: deep, states: {b: {}}}",
            [(2, 22, "SC108")],
            id="a history with children",
        ),
        pytest.param(
            "states:\n  a: {default: b}", [(2, 7, "SC102")], id="a default without a history"
        ),
        pytest.param(
            "states:\n  a: {initial: b}", [(2, 7, "SC102")], id="an initial without states"
        ),
        pytest.param(
            "states:\n  a: {initial: b, stats: {b: {}}}",
            [(2, 19, "SC101")],
            id="an initial beside misspelt states",
        ),
        pytest.param(
            "states:\n  a: {output: 5}",
            [(2, 7, "SC102")],
            id="an output of a state that is not final",
        ),
        pytest.param(
            "states:\n  a: {parallel: true, initial: b, states: {b: {}}}",
            [(2, 23, "SC108")],
            id="an initial of a parallel state",
        ),
        pytest.param(
            "parallel: true\ninitial: a\nstates: {a: {}}",
            [(2, 1, "SC108")],
            id="an initial of a parallel machine",
        ),
        pytest.param("on: [GO, STOP]", [(1, 5, "SC103")], id="on as a list"),
        pytest.param("on: GO", [(1, 5, "SC103")], id="on as text"),
        pytest.param("on:\n  GO: 5", [(2, 7, "SC103")], id="a transition that is a number"),
        pytest.param("on:\n  GO:", [(2, 3, "SC103")], id="a transition that is nothing"),
        pytest.param("on: {GO: []}", [(1, 10, "SC106")], id="an empty list of transitions"),
        pytest.param("on:\n  GO: {target: a, guard: x}", [(2, 19, "SC101")], id="guard"),
        pytest.param(
            "on:\n  GO:\n    - {cond: x, transition: a}\n    - {actions: [{log: hi}]}",
            [(3, 8, "SC101"), (3, 17, "SC101"), (4, 8, "SC101")],
            id="cond, transition and actions",
        ),
        pytest.param("on: {GO: {target: 5}}", [(1, 19, "SC103")], id="a target that is a number"),
        pytest.param(
            "on: {GO: [a, {target: [{d: {from: 1, too: 2}}]}]}",
            [(1, 38, "SC101")],
            id="a wrong key two lists deep",
        ),
        pytest.param("on: {GO: {target: {}}}", [(1, 19, "SC106")], id="an empty target"),
        pytest.param(
            "on: {GO: {target: {d: {from: 1}}}}", [(1, 20, "SC102")], id="a move to nowhere"
        ),
        pytest.param(
            "on: {GO: {when: {a: b}}}",
            [(1, 17, "SC103")],
            id="a condition that YAML reads as a mapping",
        ),
        pytest.param(
            "on: {GO: {target: a, reenter: 'yes'}}", [(1, 31, "SC103")], id="reenter as text"
        ),
        pytest.param("states:\n  a: {after: 30s}", [(2, 14, "SC103")], id="after as text"),
        pytest.param("entry:\n  - {sett: {n: 1}}", [(2, 6, "SC105")], id="an unknown action"),
        pytest.param("entry:\n  - assign: {n: 1}", [(2, 5, "SC105")], id="assign"),
        pytest.param("entry: [save_it]", [(1, 9, "SC103")], id="an action that is text"),
        pytest.param(
            "entry: {log: hi}", [(1, 8, "SC103")], id="a list of actions that is a mapping"
        ),
        pytest.param(
            "on: {GO: {do: save_it}}", [(1, 15, "SC103")], id="a list of actions that is text"
        ),
        pytest.param(
            "entry: [{set: {n: 1}, raise: GO}]", [(1, 23, "SC105")], id="two kinds in one action"
        ),
        pytest.param(
            "entry: [{raise: GO, with: {}, send: STOP, delay: 5s, id: x}]",
            [(1, 31, "SC105")],
            id="two kinds with arguments in one action",
        ),
        pytest.param("entry: [{with: {n: 1}}]", [(1, 9, "SC105")], id="an action of no kind"),
        pytest.param("entry: [{}]", [(1, 9, "SC105")], id="an empty action"),
        pytest.param(
            "entry: [{raise: GO, delay: 5s}]", [(1, 21, "SC108")], id="an argument of another kind"
        ),
        pytest.param("entry: [{send: GO, dely: 5s}]", [(1, 20, "SC101")], id="a misspelt argument"),
        pytest.param("entry: [{set: {}}]", [(1, 15, "SC106")], id="a set that sets nothing"),
        pytest.param("entry: [{unset: n}]", [(1, 17, "SC103")], id="unset as text"),
        pytest.param("entry: [{if: x}]", [(1, 9, "SC102")], id="if without then"),
        pytest.param("entry: [{if: x, thn: []}]", [(1, 17, "SC101")], id="if with a misspelt then"),
        pytest.param(
            "entry: [{each: {in: =jobs, do: []}}]",
            [(1, 10, "SC102")],
            id="a loop without a name for its element",
        ),
        pytest.param(
            "entry: [{raise: GO, with: event}]",
            [(1, 27, "SC104")],
            id="a payload that is no formula",
        ),
        pytest.param(
            "entry:\n  - if: x\n    then: [{lgo: hi}]\n    else:\n      - {send: 5}",
            [(3, 13, "SC105"), (5, 16, "SC103")],
            id="mistakes inside of then and else",
        ),
        pytest.param(
            "context:\n  n: 0", [(2, 6, "SC103")], id="a bare value for a context variable"
        ),
        pytest.param("context: {n: {type: int, initial: 0}}", [(1, 21, "SC104")], id="int"),
        pytest.param(
            "context: {n: {type: [string, null]}}", [(1, 30, "SC103")], id="null without quotes"
        ),
        pytest.param(
            "context: {n: {type: string, pattern: a, default: ''}}",
            [(1, 29, "SC101"), (1, 41, "SC101")],
            id="words of JSON Schema that are not here",
        ),
        pytest.param(
            "context: {n: {compute: 1 + 1, initial: 2}}",
            [(1, 31, "SC108")],
            id="initial beside compute",
        ),
        pytest.param(
            "context: {n: {type: string, optional: true}}",
            [(1, 29, "SC101")],
            id="optional in context",
        ),
        pytest.param("dimensions:\n  d: {values: idle}", [(2, 15, "SC103")], id="values as text"),
        pytest.param("dimensions:\n  d: {values: []}", [(2, 15, "SC106")], id="no values"),
        pytest.param(
            "dimensions:\n  d: {initial: idle}", [(2, 3, "SC102")], id="a dimension of nothing"
        ),
        pytest.param(
            "dimensions:\n  d: [idle, busy]", [(2, 6, "SC103")], id="a dimension that is a list"
        ),
        pytest.param(
            "dimensions:\n  d: {vals: [idle], initial: idle}",
            [(2, 7, "SC101")],
            id="a dimension with misspelt values",
        ),
        pytest.param(
            "dimensions:\n  d: {values: [a], lifetime: ephemral}",
            [(2, 30, "SC104")],
            id="a misspelt lifetime",
        ),
        pytest.param(
            "dimensions:\n  d: {values: [a], ephemeral: true}",
            [(2, 20, "SC101")],
            id="an ephemeral key",
        ),
        pytest.param(
            "dimensions:\n  d: {values: [a], transitions: all}",
            [(2, 33, "SC104")],
            id="transitions of another word",
        ),
        pytest.param(
            "dimensions:\n  d: {values: [a, b], transitions: {a: b}}",
            [(2, 40, "SC103")],
            id="a single value in transitions",
        ),
        pytest.param(
            "dimensions:\n  d: {compute: x > 1, initial: true}",
            [(2, 23, "SC108")],
            id="an initial value of a computed dimension",
        ),
        pytest.param(
            "dimensions:\n  d: {values: [a], compute: [{when: x}]}",
            [(2, 30, "SC102")],
            id="a case without a value",
        ),
        pytest.param(
            "dimensions:\n  d: {values: {0: 5}}", [(2, 19, "SC103")], id="a label that is a number"
        ),
        pytest.param(
            "events:\n  GO:\n  STOP: {}", [(2, 3, "SC103")], id="an event that is nothing"
        ),
        pytest.param(
            "events:\n  GO:\n    payload: {type: object, properties: {a: {type: string}}, required: [a]}",
            [(3, 21, "SC103")],
            id="a JSON Schema as a payload",
        ),
        pytest.param(
            "events: {GO: {payload: {a: str}}}", [(1, 28, "SC103")], id="a type as a field"
        ),
        pytest.param("events: {GO: {data: {}}}", [(1, 15, "SC101")], id="data of an event"),
        pytest.param("rules:\n  r: {when: x}", [(2, 3, "SC102")], id="a rule of no kind"),
        pytest.param("rules: {r: not x}", [(1, 12, "SC103")], id="a rule that is text"),
        pytest.param(
            "rules:\n  r:\n    never: x\n    always: y", [(4, 5, "SC108")], id="a rule of two kinds"
        ),
        pytest.param("rules:\n  r: {nevr: x}", [(2, 7, "SC101")], id="a rule with a misspelt kind"),
        pytest.param(
            "rules:\n  r: {on: {d: 1}}", [(2, 3, "SC102")], id="a move without a requirement"
        ),
        pytest.param(
            "rules:\n  r: {require: x}", [(2, 7, "SC102")], id="a requirement without a move"
        ),
        pytest.param(
            "rules:\n  r: {then: {d: 1}}", [(2, 3, "SC102")], id="a cascade without a condition"
        ),
        pytest.param(
            "rules: {r: {on: {d: 1}, require: {that: x}}}",
            [(1, 34, "SC103")],
            id="a requirement that is a mapping",
        ),
        pytest.param(
            "rules: {r: {on: {d: 1}, require: [{that: x, mesage: y}]}}",
            [(1, 45, "SC101")],
            id="a requirement with a misspelt key",
        ),
        pytest.param(
            "capabilities:\n  save: {when: x}",
            [(2, 9, "SC103")],
            id="a capability that is a mapping",
        ),
        pytest.param(
            "capabilities: {save: 5}", [(1, 22, "SC103")], id="a capability that is a number"
        ),
        pytest.param(
            "actions: {save: {parameters: {}}}",
            [(1, 18, "SC101")],
            id="a declared action with parameters",
        ),
        pytest.param("properties: {p: {after: x}}", [(1, 18, "SC102")], id="a property of nothing"),
        pytest.param(
            "properties: {p: {after: x, eventualy: y}}",
            [(1, 28, "SC101")],
            id="a property with a misspelt key",
        ),
        pytest.param(
            "scenarios:\n  - steps: [{send: GO}]", [(2, 5, "SC102")], id="a scenario without a name"
        ),
        pytest.param(
            "scenarios: [{name: s, steps: [{send: GO, expect: acepted}]}]",
            [(1, 50, "SC104")],
            id="an unknown outcome",
        ),
        pytest.param(
            "scenarios: [{name: s, steps: [{expect: rejected}]}]",
            [(1, 40, "SC103")],
            id="an outcome without an event",
        ),
        pytest.param(
            "scenarios: [{name: s, steps: [{send: GO, advance: 5s}]}]",
            [(1, 42, "SC108")],
            id="a step of two kinds",
        ),
        pytest.param(
            "scenarios: [{name: s, steps: [{fail: {save: boom}}]}]",
            [(1, 45, "SC103")],
            id="a failure that is text",
        ),
        pytest.param(
            "scenarios: [{name: s, steps: [{advance: -5}]}]",
            [(1, 41, "SC104")],
            id="time that runs backwards",
        ),
        pytest.param(
            "allow: [{code: SC101, at: rules.r}]", [(1, 9, "SC102")], id="a waiver without a reason"
        ),
        pytest.param(
            "allow: [{code: x, at: rules.r, because: y}]",
            [(1, 16, "SC104")],
            id="a waiver of no code",
        ),
    ],
)
def test_a_mistake_in_a_machine_is_found_once_at_its_place(text, expected):
    assert places(f"{text}\nstatecraft: 1\nmachine: m\n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("statecraft: 2\nmachine: m\nfoo: 1", [(1, 13, "SC107")], id="another version"),
        pytest.param("statecraft: '1'\nmachine: m", [(1, 13, "SC107")], id="a version in quotes"),
        pytest.param(
            "statecraft: true\nmachine: m", [(1, 13, "SC107")], id="a version that is a truth value"
        ),
        pytest.param("machine: m\nstates: {a: {}}", [(1, 1, "SC102")], id="no version"),
        pytest.param("statecraft: 1", [(1, 1, "SC102")], id="no machine"),
        pytest.param(
            "states: {a: {}}", [(1, 1, "SC102"), (1, 1, "SC102")], id="neither version nor machine"
        ),
        pytest.param("statecraft: 1\nmachin: m", [(2, 1, "SC101")], id="a misspelt machine"),
        pytest.param("statecraft: 1\nid: m", [(2, 1, "SC101")], id="id for machine"),
        pytest.param("- statecraft: 1", [(1, 1, "SC103")], id="a file that holds a list"),
        pytest.param("statecraft", [(1, 1, "SC103")], id="a file that holds text"),
    ],
)
def test_a_file_that_is_no_definition_of_this_language_says_so_first(text, expected):
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("on:\r\n  GO: {guard: x}\r\n", [(2, 8, "SC101")], id="carriage returns"),
        pytest.param("states: {größe: {é: 1}}", [(1, 18, "SC101")], id="columns count characters"),
        pytest.param(
            "x-a: &a {guard: x}\non: {GO: *a, STOP: *a}",
            [(1, 10, "SC101")],
            id="an anchor is one place",
        ),
        pytest.param(
            "x-a: &a {guard: x}\non:\n  GO: {<<: *a, target: b}",
            [(1, 10, "SC101")],
            id="a merged key",
        ),
    ],
)
def test_the_place_is_where_the_author_wrote_it(text, expected):
    assert places(f"{text}\nstatecraft: 1\nmachine: m\n") == expected
