"""Mistakes at their exact places. In a text, « stands before the place of each finding."""

from __future__ import annotations

import pytest

from tests.resolve.plain import HEAD, findings


def check(body: str, expected: list[str]) -> None:
    """The findings of a machine's body are *expected*, each ``CODE message (hint)``, in order."""
    marked = HEAD + body
    lines = marked.split("\n")
    places = [
        (line, column - before)
        for line, text in enumerate(lines, 1)
        for before, column in enumerate(
            (at + 1 for at, sign in enumerate(text) if sign == "«"), start=0
        )
    ]
    found = findings(marked.replace("«", ""))
    assert [(each.span.line, each.span.column) for each in found] == places
    told = [f"{e.code} {e.message}" + (f" ({e.hint})" if e.hint else "") for e in found]
    assert told == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "states:\n  open: {on: {CLOSE: «shutt}}\n  shut: {}",
            ['SC203 no state "shutt" here (did you mean "shut"?)'],
            id="a state that is not there",
        ),
        pytest.param(
            "states:\n  open: {on: {CLOSE: «bolted}}\n  shut: {states: {bolted: {}}}",
            ['SC203 no state "bolted" here (from here it is "shut.bolted")'],
            id="a state inside another one",
        ),
        pytest.param(
            "states:\n  open: {on: {CLOSE: «wide}, states: {wide: {}}}",
            ['SC203 no state "wide" here (a child of the source is written ".wide")'],
            id="a child without its dot",
        ),
        pytest.param(
            "dimensions: {lamp: {values: [red, green]}}\non: {GO: «green}",
            ["SC203 the machine has no states (to move a dimension write target: {lamp: green})"],
            id="a value in place of a state",
        ),
        pytest.param(
            "dimensions: {status: {values: {0: Draft, 1: Sent}}}\n"
            "on: {GO: {when: status == «'Sent', target: {status: «Draft}}}",
            [
                (
                    "SC303 status is never 'Sent'; its values are 0, 1 "
                    "('Sent' is the label of 1: write `1`)"
                ),
                'SC204 dimension status has no value "Draft" ("Draft" is the label of 0: write 0)',
            ],
            id="a label in place of a value",
        ),
        pytest.param(
            "context:\n"
            "  a: {type: boolean, initial: «yes}\n"
            "  b: {type: integer, initial: «1_000}\n"
            "  c: {type: number, initial: «'10'}\n"
            "  d: {type: integer, initial: «'10_0'}\n"
            "  e: {type: boolean, initial: «maybe}\n"
            "on: {GO: {do: [{set: {a: «'true', b: «'-1'}}, {set: {a: «off, b: «b + 1}}]}}",
            [
                (
                    "SC212 the initial value of a must be true or false, is 'yes' "
                    "(write true: in YAML 1.2 yes, no, on and off are text)"
                ),
                (
                    "SC212 the initial value of b must be an integer, is '1_000' "
                    "(write digits only: 1000)"
                ),
                (
                    "SC212 the initial value of c must be a number, is '10' "
                    "(write it without quotes: 10)"
                ),
                (
                    "SC212 the initial value of d must be an integer, is '10_0' "
                    "(write digits only: 100)"
                ),
                "SC212 the initial value of e must be true or false, is 'maybe'",
                "SC212 a must be true or false, is 'true' (write it without quotes: true)",
                "SC212 b must be an integer, is '-1' (write it without quotes: -1)",
                (
                    "SC212 a must be true or false, is 'off' "
                    "(write false: in YAML 1.2 yes, no, on and off are text)"
                ),
                "SC212 b must be an integer, is 'b + 1' (for a formula write =b + 1)",
            ],
            id="texts that say another value",
        ),
        pytest.param(
            "context: {name: {type: string, initial: a}}\n"
            "on:\n"
            "  A:\n    when: name «== #1\n"
            "  B:\n    do: [{set: {name: =name «+ # more\n    }}]\n"
            "  C:\n    when: name == 'a' «b # no operator\n"
            '  D:\n    when: "name «==" # quoted\n',
            [
                (
                    "SC301 the expression ends after `==`, where more must follow "
                    "(` #` begins a comment in YAML: quote the text if it belongs to it)"
                ),
                (
                    "SC301 the expression ends after `+`, where more must follow "
                    "(` #` begins a comment in YAML: quote the text if it belongs to it)"
                ),
                "SC301 `b` cannot stand here after `'a'` (an operator is missing between them)",
                "SC301 the expression ends after `==`, where more must follow",
            ],
            id="a comment that cuts an expression",
        ),
        pytest.param(
            "initial: «opne\nstates: {open: {}}",
            ['SC203 the machine has no child "opne" (did you mean "open"?)'],
            id="an initial state that is not there",
        ),
        pytest.param(
            "dimensions: {lamp: {values: [red, green], initial: «gren}}",
            ['SC204 dimension lamp has no value "gren" (did you mean "green"?)'],
            id="an initial value that is not there",
        ),
        pytest.param(
            "dimensions: {lamp: {values: [0, 1]}}\non: {GO: {target: {lamp: {from: [0, «7], to: «2}}}}",
            [
                'SC204 dimension lamp has no value "7" (there is 0, 1)',
                'SC204 dimension lamp has no value "2" (there is 0, 1)',
            ],
            id="values of a target",
        ),
        pytest.param(
            "context: {count: {}}\ndimensions: {lamp: {values: [a]}}\non: {GO: {target: {«count: 1}}}",
            [
                (
                    'SC205 "count" is a context variable, not a dimension'
                    " (write do: [{set: {count: …}}])"
                )
            ],
            id="a variable in place of a dimension",
        ),
        pytest.param(
            "dimensions:\n  lamp: {values: [a, b]}\n  lit: {compute: lamp == 'a'}\n"
            "on: {GO: {target: [{«lit: true}, {lamp: a}, {«lamp: b}]}}",
            [
                (
                    "SC206 dimension lit is computed, so nothing moves it"
                    " (move what it is computed from)"
                ),
                "SC207 dimension lamp has two targets (it holds one value at a time)",
            ],
            id="a computed dimension, and one twice",
        ),
        pytest.param(
            'dimensions: {lamp: {values: [1, «"1", «1.0]}}',
            [
                (
                    'SC208 dimension lamp has the value "1" twice'
                    " (elsewhere a value is known by its text alone)"
                ),
                (
                    'SC208 dimension lamp has the value "1.0" twice'
                    " (elsewhere a value is known by its text alone)"
                ),
            ],
            id="values that cannot be told apart",
        ),
        pytest.param(
            "context:\n  «class: {}\n  count: {}\ndimensions: {«count: {values: [a]}}",
            [
                (
                    'SC201 context variable "class": the word is reserved'
                    " (choose another name, such as class_)"
                ),
                (
                    'SC202 dimension "count": context variable "count" has this name already'
                    " (all that expressions can read shares one namespace; rename one of them)"
                ),
            ],
            id="names that cannot be, or are taken",
        ),
        pytest.param(
            "context: {count: {type: integer}}\nstates:\n  a:\n    entry:\n"
            "      - {set: {count: «count + 1}}\n      - {set: {count: «ten}}\n"
            "      - {set: {«cuont: 1}}\n      - {set: {count: =«cuont + 1}}\n"
            "      - {set: {count: =1 + «nothing}}",
            [
                "SC212 count must be an integer, is 'count + 1' (for a formula write =count + 1)",
                "SC212 count must be an integer, is 'ten'",
                "SC302 there is no context variable cuont (did you mean `count`?)",
                "SC302 nothing is called cuont here (did you mean `count`?)",
                "SC302 nothing is called nothing here (write `'nothing'` for the text)",
            ],
            id="what is written into a variable",
        ),
        pytest.param(
            "define:\n  a: «not b\n  b: not c\n  c: a",
            [
                (
                    "SC213 a is computed from itself: a → b → c → a"
                    " (let one of them be stored, or read something else)"
                )
            ],
            id="a circle",
        ),
        pytest.param(
            "actions: {save: {with: {n: {type: integer}}}}\nstates:\n  a:\n    entry:\n"
            "      - {action: «sav}\n      - {action: «save}\n      - {action: save, «with: {n: x}}\n"
            "      - {action: save, «with: {n: 1, m: 2}}",
            [
                'SC214 no action "sav" (did you mean "save"?)',
                "SC215 what is given to action save does not fit: must have the field 'n'",
                "SC215 what is given to action save does not fit: n: must be an integer, is 'x'",
                (
                    "SC215 what is given to action save does not fit:"
                    " must not have the field 'm' (its fields: n)"
                ),
            ],
            id="host actions",
        ),
        pytest.param(
            'states:\n  a:\n    on:\n      «"*.x": a\n    after: {«soon: a}\n'
            '    entry: [{raise: «"x.*"}]',
            [
                (
                    'SC217 event "*.x": the wildcard stands in the wrong place'
                    ' (write "*" alone, or a name and ".*" at its end)'
                ),
                (
                    "SC224 'soon' is not a duration: write 500ms, 30s, 5m, 2h, 1d, 1h30m, PT5M30S"
                    " or a number of seconds"
                ),
                (
                    'SC217 event "x.*": a wildcard is no event'
                    " (wildcards stand in the keys of `on:` only)"
                ),
            ],
            id="events and delays",
        ),
        pytest.param(
            "machines: {bell: {states: {a: {}}}}\nstates: {a: {entry: [{start: «bel}]}}",
            ['SC218 no machine "bel" (did you mean "bell"?)'],
            id="a machine that is not there",
        ),
        pytest.param(
            "states:\n  a: {on: {GO: a}}\ncapabilities: {go: «can('G0') and «cant('GO')}",
            [
                'SC210 no event "G0" (there is GO)',
                "SC306 there is no function cant (did you mean `can`?)",
            ],
            id="a question",
        ),
        pytest.param(
            "states:\n  a: {after: {=«count * 2: a}}",
            ["SC302 nothing is called count here (write `'count'` for the text)"],
            id="a formula in a key",
        ),
        pytest.param(
            "dimensions: {lamp: {values: [a, b]}}\nrules:\n  r:\n    never: >\n"
            "      lamp == 'a' and\n      lamp == «'c'",
            ["SC303 lamp is never 'c'; its values are 'a', 'b'"],
            id="the line of a folded condition",
        ),
        pytest.param(
            "on: {GO: {do: [{action: «pay}]}}",
            ['SC214 no action "pay" (declare it: actions: {pay: {}})'],
            id="the first action of a machine",
        ),
    ],
)
def test_each_mistake_has_its_place_and_says_what_to_write(body, expected):
    check(body, expected)
