"""Whatever a definition says, resolution answers with findings: good definitions, bent at random."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest

from statecraft.diagnostics import has_errors
from statecraft.resolve.definition import resolve
from statecraft.schema import check_document
from statecraft.schema.gate import is_surely_valid
from statecraft.source.reader import read_data, read_text

GOOD = """
statecraft: 1
machine: m
package: p
input: {size: {type: integer}}
context:
  count: {type: integer, minimum: 0, maximum: 9, initial: 0}
  doc: {type: object, initial: {a: =input.size}}
  double: {compute: count * 2}
define: {low: count < 3 and lamp == 'red'}
functions: {price: {parameters: [{type: string}], result: {type: number}}}
actions: {save: {with: {n: {type: integer}}, result: {type: object}, fails_when: not result.ok}}
events: {GO: {payload: {n: {type: integer}}}}
dimensions:
  lamp: {values: [red, green], transitions: {red: [green], green: [red]}, moves: free}
  level: {values: {0: Low, 1: High}, compute: [{when: low, is: 0}, {is: 1}]}
  kind: {values: [x, y], constant: true, initial: y}
  full: {states: {a: {on: {GO: b}, after: {5s: b}}, b: {entry: [{log: =count}]}}}
rules:
  r: {on: {lamp: {from: red, to: green}, level: 1}, require: [{that: count > 1, message: no}]}
  n: {when: low, never: count > 5}
  c: {when: count == 4, then: {lamp: red}}
capabilities: {go: "can('GO') and can('lamp', 'red')", text: "'a' if low else null"}
on:
  GO: {when: event.n > 1, target: {lamp: {from: red, to: green}}, do: [{set: {count: =event.n}}]}
states:
  a:
    initial: b
    on: {X: [{when: low, target: .b}, d], "s.*": {do: [{raise: GO, with: {n: 1}}]}}
    always: [{when: count > 8, target: d}]
    after: {5s: d, =count: .c}
    on_done: {target: d, do: [{each: {in: =keys(doc), as: one, do: [{log: =one}]}}]}
    states: {b: {}, c: {final: true, output: {n: =count}}, h: {history: deep, default: b}}
  d: {parallel: true, states: {l: {states: {x: {}, y: {}}}, r: {on: {Y: [d.l.x, a]}}}}
  e: {on: {Z: {target: [d.l.y, d.r], do: [{action: save, with: {n: =count}}, {start: other}]}}}
pipelines:
  p1:
    parameters: {n: {type: integer}}
    requires: [{that: low, message: no}]
    steps:
      - {move: {lamp: {from: red, to: green}}}
      - {id: w, action: save, with: {n: =parameters.n}, retry: {attempts: 2, delay: =attempt}, on_success: b1}
      - {wait_for: GO, timeout: 5s, on_success: [{log: =event.n}], on_failure: shared}
      - parallel: {l: [{pipeline: p2}], r: [{each: {in: [1], as: k, do: [{workflow: w1, callbacks: {c: [{log: =k}]}}]}}]}
    branches: {b1: [{set: {count: 1}}, {if: low, then: b1, else: [{stop: p2}]}]}
    on_failure: shared
    output: {w: =results.w}
  p2: {steps: [{status: done, step: 1}]}
workflows: {w1: {callbacks: {c: {}}, expose: true, steps: [{callback: c, with: =result}]}}
branches: {shared: [{log: =error.message}]}
status_steps: {1: One}
machines: {other: {states: {z: {}}, on: {X: {do: [{workflow: w1, provider: m}]}}}}
properties: {p: {after: low, eventually: not low}}
scenarios:
  - {name: s, input: {size: 1}, given: {lamp: red, count: 1}, steps: [{send: GO, with: {n: 2}}, {expect: {lamp: green}}]}
allow: [{code: SC204, at: states.a, because: so}]
"""

WORDS = [
    "a", "b", "d", "lamp", "level", "kind", "full", "red", "x", "0", "low", "count", "doc", "event",
    "p1", "w1", "b1", "shared", "=result.n", "=parameters.n",
    "GO", "*", "a.*", ".b", "a.b", "..", "", "=", "=count +", "==", "=event.n", "=can('GO')",
    "count", "5s", "null", "other", "p/other", "p.other", "can('GO')", "now() > 1", "[", "doc['a'].b",
    True, False, 0, 1, -3, 1.5, None, [], {}, ["red"], {"from": "red", "to": "green"}, {"lamp": "x"},
]  # fmt: skip


def places(data: Any, path: tuple[Any, ...] = ()):
    """Every place of the data below the root."""
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    for key, value in list(inner):
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from places(value, (*path, key))


def bend(data: Any, chance: random.Random) -> None:
    """Replace, remove or rename something of the data."""
    *outer, key = chance.choice(list(places(data)))
    holder = data
    for step in outer:
        holder = holder[step]
    match chance.randrange(4):
        case 0 if isinstance(holder, dict):
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[str(chance.choice(WORDS))] = holder.pop(key)
        case _:
            holder[key] = copy.deepcopy(chance.choice(WORDS))


def resolved(data: Any):
    """The outcome of resolution; None when the data have not the shape of a definition."""
    document = read_data(data).document
    if document is None or not is_surely_valid(document.data):
        return None
    return resolve(check_document(document)[0], {}, {})


def test_the_good_definition_is_good():
    found = resolved(read_text(GOOD, "m").document.data)
    assert found.diagnostics == ()
    assert found.project is not None


@pytest.mark.parametrize("seed", range(6))
def test_a_bent_definition_gives_findings_or_a_project(seed):
    good = read_text(GOOD, "m").document.data
    chance = random.Random(seed)  # noqa: S311
    counts = {True: 0, False: 0}
    for _ in range(100):
        data = copy.deepcopy(good)
        for _ in range(chance.randint(1, 3)):
            bend(data, chance)
        found = resolved(data)
        if found is not None:
            assert (found.project is None) is has_errors(found.diagnostics)
            counts[found.project is None] += 1
    assert counts[True] > 5, counts
