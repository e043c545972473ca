from __future__ import annotations

import pickle

import pytest

from statecraft.model.fingerprint import Fingerprint
from tests.resolve.plain import definition

BASE = """
context: {count: {type: integer}}
dimensions: {lamp: {values: {0: Off, 1: On}}}
states:
  a: {on: {GO: {target: b, do: [{set: {count: 1}}]}}}
  b: {}
"""


def same_hash(one: str, other: str) -> bool:
    return definition(one).hash == definition(other).hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("states:\n", "describe: Something\nlabel: Name\nmeta: {x: 1}\nstates:\n"),
        ("b: {}", "b: {label: B, describe: The end., meta: {x: [1]}}"),
        ("{target: b,", "{label: Go on, target: b,"),
        ("{type: integer}", "{type: integer, label: Count}"),
        ("0: Off", "0: Dark"),
        ("{0: Off, 1: On}", "{0: Off, 1: On}, label: A lamp"),
        ("[{set: {count: 1}}]", "[{set: {count: 1}, describe: one}]"),
        ("states:\n", "x-note: anything\nstates:\n"),
        ("states:\n", "states:   # a comment\n"),
        ("states:\n", "machines: {other: {states: {c: {}}}}\nstates:\n"),
        ("{target: b, do: [{set: {count: 1}}]}", "{do: [{set: {count: 1}}], target: b}"),
    ],
)
def test_what_is_said_to_people_and_to_other_machines_is_not_in_the_hash(old, new):
    assert old in BASE
    assert same_hash(BASE, BASE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("b: {}", "b: {final: true}"),
        ("b: {}", "b: {tags: [x]}"),
        ("count: 1", "count: 2"),
        ("{0: Off, 1: On}", '{"0": Off, 1: On}'),
        ("{0: Off, 1: On}", "{1: On, 0: Off}"),
        ("{0: Off, 1: On}", "[0, 1], initial: 1"),
        ("states:\n", "version: 2\nstates:\n"),
    ],
)
def test_what_the_machine_does_is_in_the_hash(old, new):
    assert old in BASE
    assert not same_hash(BASE, BASE.replace(old, new))


def test_the_order_of_states_is_in_the_hash():
    assert not same_hash("states: {a: {}, b: {}}", "states: {b: {}, a: {}}")


@pytest.mark.parametrize(
    "body",
    [
        "context: {label: {type: string, initial: LABEL}}\nstates: {a: {}}",
        "context: {x: {initial: {label: LABEL}}}\nstates: {a: {}}",
        "context: {x: {}}\nstates: {a: {entry: [{set: {x: {describe: LABEL}}}]}}",
        "states: {a: {entry: [{emit: E, with: {meta: LABEL}}]}}",
        "context: {x: {const: {meta: LABEL}}}\nstates: {a: {}}",
        "states: {a: {on: {label: {do: [{log: LABEL}]}}}}",
    ],
)
def test_the_same_words_are_kept_where_they_are_data_or_names(body):
    assert not same_hash(body.replace("LABEL", "one"), body.replace("LABEL", "two"))


def test_machines_of_one_file_have_hashes_of_their_own():
    text = "states: {a: {}}\nmachines: {n: {states: {a: {}}}}"
    with_change = "states: {a: {}}\nmachines: {n: {states: {b: {}}}}"
    assert same_hash(text, with_change)


def test_the_hash_is_worked_out_when_it_is_first_asked_for_and_once():
    asked: list[str] = []

    def make() -> str:
        asked.append("")
        return "abc"

    fingerprint = Fingerprint(make)
    assert asked == []
    assert (fingerprint.text, fingerprint.text, len(asked)) == ("abc", "abc", 1)


def test_a_copy_that_was_stored_has_the_same_fingerprint():
    fingerprint = definition(BASE).fingerprint
    assert pickle.loads(pickle.dumps(fingerprint)) == fingerprint  # noqa: S301  # Our own.
    assert fingerprint != definition("states: {a: {}}").fingerprint
