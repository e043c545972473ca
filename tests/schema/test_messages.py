"""What people read: the language's words, and what to write instead."""

from __future__ import annotations

import pytest

from statecraft.schema import check_document
from statecraft.source import read_text


def said(text: str) -> list[tuple[str, str | None]]:
    document = read_text(text, "m.yaml").document
    return [(found.message, found.hint) for found in check_document(document)[1]]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("contxt: {}", 'a definition has no key "contxt"', 'did you mean "context"?'),
        (
            "properties: {p: {never: x, zzz: 1}}",
            'a property has no key "zzz"',
            "it may have never, describe, label, tags, meta",
        ),
        ("on: {GO: {guard: x}}", 'a transition has no key "guard"', 'write "when"'),
        ("on: {GO: {cond: x}}", 'a transition has no key "cond"', 'write "when"'),
        ("on: {GO: {actions: []}}", 'a transition has no key "actions"', 'write "do"'),
        ("on: {GO: {transition: a}}", 'a transition has no key "transition"', 'write "target"'),
        ("states: {a: {onEntry: []}}", 'a state has no key "onEntry"', 'write "entry"'),
        ("states: {a: {type: parallel}}", 'a state has no key "type"', "write parallel: true"),
        ("states: {a: {type: final}}", 'a state has no key "type"', "write final: true"),
        ("type: parallel", 'a definition has no key "type"', "write parallel: true"),
        ("entry: [{sett: {a: 1}}]", 'no action "sett"', 'did you mean "set"?'),
        ("entry: [{assign: {a: 1}}]", 'no action "assign"', 'write "set"'),
        (
            "entry: [{frobnicate: 1}]",
            'no action "frobnicate"',
            (
                "it may have set, merge, unset, raise, send, cancel, emit, log, if, each, block, action, start, "
                "pipeline, workflow, callback, forward, stop, status"
            ),
        ),
        (
            "pipelines: {p: {steps: [{move: {d: a}, on_failure: b}]}}",
            '"on_failure" does not go with "move"',
            (
                "only a step that waits (action, wait_for, parallel, pipeline, workflow) has it; a refusal "
                "here goes to the step that waited last, and to the on_failure of the pipeline"
            ),
        ),
        ("pipelines: {p: {steps: [{transition: {d: a}}]}}", 'no step "transition"', 'write "move"'),
        (
            "pipelines: {p: {steps: [{action: a, retry: 3}]}}",
            "expected a mapping, found the number 3",
            "write {attempts: 3, delay: 1s}",
        ),
        (
            "entry: [{action: a, retry: {attempts: 3}}]",
            'an action has no key "retry"',
            "only a step of a pipeline or workflow waits: write it under pipelines:",
        ),
        (
            "workflows: {w: {steps: [{log: a}], exposeInContext: true}}",
            'a workflow has no key "exposeInContext"',
            'write "expose"',
        ),
        (
            "entry: [{set: {a: 1}, raise: GO}]",
            'an action is of one kind, and this one is "set" already',
            'write "raise" as an action of its own',
        ),
        (
            "on: {GO: {target: 5}}",
            "expected text, a mapping or a list of targets, found the number 5",
            "name a state, or a dimension and its value: {docstatus: 1}",
        ),
        (
            "on: [GO]",
            "expected a mapping, found a list",
            "map each event to what it does: {GO: working}",
        ),
        (
            "on: GO",
            'expected a mapping, found the text "GO"',
            "map each event to what it does: {GO: working}",
        ),
        (
            "dimensions: {d: {values: idle}}",
            'expected a list of declared values or a mapping, found the text "idle"',
            "write a list: [idle, busy]",
        ),
        (
            "capabilities: {save: {when: x}}",
            "expected text, true or false, found a mapping",
            "write the condition itself: save: operation == 'idle'",
        ),
        (
            "states: {a: {final: yes}}",
            'expected true or false, found the text "yes"',
            "write true or false: in YAML 1.2 yes, no, on and off are text",
        ),
        (
            "states: {a: }",
            "expected a mapping, found nothing",
            "write {} where there is no more to say",
        ),
        (
            "context: {n: 0}",
            "expected a mapping, found the number 0",
            "write {type: integer, initial: 0}",
        ),
        (
            "context: {n: integer}",
            'expected a mapping, found the text "integer"',
            "write {type: integer}",
        ),
        ("context: {n: int}", 'expected a mapping, found the text "int"', "write {type: integer}"),
        (
            "context: {n: idle}",
            'expected a mapping, found the text "idle"',
            'write {type: string, initial: "idle"}',
        ),
        (
            "dimensions: {lamp: [red, 1, '2', true]}",
            "expected a mapping, found a list",
            'write {values: [red, 1, "2", true]}',
        ),
        (
            "dimensions: {lamp: [{value: red}]}",
            "expected a mapping, found a list",
            "write {values: [idle, busy]}",
        ),
        (
            "states: {a: {states: {h: {history: true}}}}",
            "expected text, found the truth value true",
            "write shallow or deep",
        ),
        (
            "on: {GO:b}",
            "expected text, a mapping or a list of transitions, found nothing",
            "a space is missing behind the colon: GO: b",
        ),
        (
            "on:\n  GO:\n    target:{lamp: off}",
            'a transition has no key "target:{lamp"',
            "a space is missing behind the colon: target: …",
        ),
        (
            "states:\n  a:\n    initial:b",
            'expected a mapping, found the text "initial:b"',
            "a space is missing behind the colon: initial: b",
        ),
        (
            "properties: {p: {eventually: x}}",
            '"eventually" needs "after" beside it',
            "write {after: CONDITION, eventually: CONDITION}; after: true is always",
        ),
        (
            "properties: {p: {after: x}}",
            '"after" needs "eventually" beside it',
            "write {after: CONDITION, eventually: CONDITION}",
        ),
        ("context: {n: {type: int}}", 'type cannot be "int"', 'did you mean "integer"?'),
        ("context: {n: {type: [null]}}", "expected text, found nothing", 'write "null" in quotes'),
        (
            "dimensions: {d: {values: [a], lifetime: shortly}}",
            'lifetime cannot be "shortly"',
            "write persistent or ephemeral",
        ),
        (
            "entry: [{raise: GO, with: event}]",
            'payload cannot be "event"',
            'a formula begins with "=": =event',
        ),
        ("rules: {r: {on: {d: 1}}}", 'a rule with "on" needs "require"', None),
        (
            "rules: {r: {never: x, always: y}}",
            '"always" does not go with "never"',
            'beside "never" may stand when, message, describe, label, tags and meta',
        ),
        ("states: {}", "states must not be empty", None),
        (
            "context: {coin: {describe: The change, coin to count., type: integer}}",
            'a context variable has no key "coin to count."',
            'quote it: describe: "The change, coin to count."',
        ),
        (
            "on: {GO: {do: [{log: One, two, three}]}}",
            'an action has no key "two"',
            'quote it: log: "One, two, three"',
        ),
        (
            'context: {coin: {describe: "The change", coin to count., initial: 0}}',
            'a context variable has no key "coin to count."',
            (
                "it may have type, enum, const, minimum, maximum, exclusiveMinimum, "
                "exclusiveMaximum, minLength, maxLength, items, minItems, maxItems, properties, "
                "required, additionalProperties, initial, compute, describe, label, tags, meta"
            ),
        ),
    ],
)
def test_a_message_says_what_is_wrong_and_what_to_write(text, message, hint):
    assert said(f"{text}\nstatecraft: 1\nmachine: m\n") == [(message, hint)]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "rules: {r: {on: GO, require: x}}",
            'expected a mapping, found the text "GO"',
            "the on: of a rule names moves of dimensions, not events: {docstatus: {from: 0, to: 1}}",
        ),
        (
            "dimensions: {power: {values: [low, high]}}\nrules: {r: {on: GO, require: x}}",
            'expected a mapping, found the text "GO"',
            "the on: of a rule names moves of dimensions, not events: {power: [low, high]}",
        ),
        (
            "dimensions: {power: {values: {0: Low, 1: High}}}\nrules: {r: {on: power, require: x}}",
            'expected a mapping, found the text "power"',
            "name the values that it moves to: {power: [0, 1]}",
        ),
        (
            "dimensions: {power: {states: {low: {}}}}\nrules: {r: {on: [power], require: x}}",
            "expected a mapping, found a list",
            "name the values that it moves to: {power: low}",
        ),
        (
            (
                "machines: {m: {dimensions: {d: {values: [{value: a b}, 2]}},"
                " rules: {r: {on: {d: {}}, require: x}}}}"
            ),
            "move must not be empty",
            'name the values that it moves to: d: ["a b", 2]',
        ),
    ],
)
def test_what_a_rule_watches_is_shown_with_the_values_of_its_dimension(text, message, hint):
    assert said(f"{text}\nstatecraft: 1\nmachine: m\n") == [(message, hint)]


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "statecraft: 2\nmachine: m",
            "version 2 of the language is not known",
            "write statecraft: 1",
        ),
        (
            'statecraft: "1"\nmachine: m',
            'version "1" of the language is not known',
            "write statecraft: 1, a number",
        ),
        ("machine: m", 'a definition needs "statecraft"', "begin the file with statecraft: 1"),
        (
            "statecraft: 1",
            'a definition needs "machine"',
            "name the machine: machine: sales_invoice",
        ),
        (
            "- a",
            "a definition is a mapping, and this file holds a list",
            "begin it with statecraft: 1 and machine: NAME",
        ),
    ],
)
def test_the_beginning_of_a_file_is_explained(text, message, hint):
    assert said(text) == [(message, hint)]


def test_an_unknown_key_with_no_near_one_lists_what_may_stand_there():
    (found,) = said("statecraft: 1\nmachine: m\nmachines: {a: {q: 1}}")
    assert found[0] == 'a machine has no key "q"'
    assert found[1].startswith("it may have describe, label, tags, meta, version, input, context")
