"""Data of the world that decides something by a way round: what was not tried is not proved."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.checker.checking import check_chart
from statecraft.checker.limits import Limits
from statecraft.checker.verdict import Answer, Proved

HEAD = """\
statecraft: 1
machine: desk
context: {given: {type: object, initial: {now: 0}}, other: {type: object, initial: {}}}
events: {ASK: {payload: {note: {type: string}, list: {type: array, items: {type: string}}}}}
dimensions: {shelf: {values: [empty, full], transitions: any}}
properties: {full: {never: shelf == 'full'}}
actions: {ask: {result: {type: object}}, word: {result: {type: string}}}
"""

WAYS = {
    "key": """\
on:
  ASK: {do: [{set: {"given[event.note]": 1}}]}
  FILL: {when: "get(given,'now',0)==1", target: {shelf: full}}
""",
    "nested key": """\
on:
  ASK: {do: [{if: "shelf == 'empty'", then: [{set: {"given[event.note]": 1}}]}]}
  FILL: {when: "get(given,'now',0)==1", target: {shelf: full}}
""",
    "unset": """\
on:
  ASK: {do: [{unset: ["given[event.note]"]}]}
  FILL: {when: "'now' not in given", target: {shelf: full}}
""",
    "merge": """\
on:
  ASK: {do: [{merge: {given: =event}}]}
  FILL: {when: "get(given,'note','')=='now'", target: {shelf: full}}
""",
    "merge key": """\
on:
  ASK: {do: [{merge: {"other[event.note]": {a: 1}}}]}
  FILL: {when: "'now' in other", target: {shelf: full}}
""",
    "set": """\
on:
  ASK: {do: [{set: {given: =event}}]}
  FILL: {when: "get(given,'note','')=='now'", target: {shelf: full}}
""",
    "merged": """\
on:
  ASK: {do: [{set: {given: "=merged(given, event)"}}]}
  FILL: {when: "get(given,'note','')=='now'", target: {shelf: full}}
""",
    "raise": """\
on:
  ASK: {do: [{raise: X, with: =event}]}
  X: {when: "event.note=='now'", target: {shelf: full}}
""",
    "raise field": """\
on:
  ASK: {do: [{raise: X, with: {note: =event.note}}]}
  X: {when: "event.note=='now'", target: {shelf: full}}
""",
    "send": """\
on:
  ASK: {do: [{send: X, with: {note: =event.note}}]}
  X: {when: "event.note=='now'", target: {shelf: full}}
""",
    "pipeline": """\
pipelines:
  p: {parameters: {note: {type: string}}, steps: [{if: "parameters.note == 'now'", then: [{move: {shelf: full}}]}]}
on:
  ASK: {do: [{pipeline: p, with: {note: =event.note}}]}
""",
    "pipeline whole": """\
pipelines:
  p: {parameters: {note: {type: string}, list: {type: array}}, steps: [{set: {"given[parameters.note]": 1}}]}
on:
  ASK: {do: [{pipeline: p, with: =event}]}
  FILL: {when: "get(given,'now',0)==1", target: {shelf: full}}
""",
    "each": """\
on:
  ASK: {do: [{each: {in: =event.list, as: it, do: [{set: {"given[it]": 1}}]}}]}
  FILL: {when: "get(given,'now',0)==1", target: {shelf: full}}
""",
    "result key": """\
pipelines:
  p: {steps: [{action: ask}, {set: {"given[result.note]": 1}}]}
on:
  ASK: {do: [{pipeline: p}]}
  FILL: {when: "get(given,'now',0)==1", target: {shelf: full}}
""",
    "result whole": """\
pipelines:
  p: {steps: [{action: ask}, {set: {given: =result}}]}
on:
  ASK: {do: [{pipeline: p}]}
  FILL: {when: "get(given,'now',0)==1", target: {shelf: full}}
""",
    "result compared whole": """\
pipelines:
  p: {steps: [{action: ask}, {if: "result == {'a': 1}", then: [{move: {shelf: full}}]}]}
on:
  ASK: {do: [{pipeline: p}]}
""",
    "result string": """\
pipelines:
  p: {steps: [{action: word}, {if: "result == 'now'", then: [{move: {shelf: full}}]}]}
on:
  ASK: {do: [{pipeline: p}]}
""",
    "results": """\
pipelines:
  p: {steps: [{action: ask, id: it}, {if: "get(results.it,'k',0) == 3", then: [{move: {shelf: full}}]}]}
on:
  ASK: {do: [{pipeline: p}]}
""",
    "done event": """\
on:
  ASK: {do: [{action: ask}]}
  done.action.ask: {when: "get(event.result,'k',0) == 3", target: {shelf: full}}
""",
    "done event whole": """\
on:
  ASK: {do: [{action: ask}]}
  done.action.ask: {when: "event.result == {'k': 3}", target: {shelf: full}}
""",
    "event whole": """\
on:
  ASK: {when: "event == {'note': 'now', 'list': []}", target: {shelf: full}}
""",
    "in event": """\
on:
  ANY: {when: "'k' in event", target: {shelf: full}}
""",
    "keys": """\
on:
  ANY: {when: "len(keys(event)) > 2", target: {shelf: full}}
""",
    "get event": """\
on:
  ASK: {when: "get(event, 'note', '') == 'now'", target: {shelf: full}}
""",
    "index by var": """\
on:
  ANY: {when: "get(event, get(given,'k','q'), 0) == 5", target: {shelf: full}}
""",
    "error message": """\
pipelines:
  p: {steps: [{action: ask, on_failure: [{if: "error.message == 'disk full'", then: [{move: {shelf: full}}]}]}]}
on:
  ASK: {do: [{pipeline: p}]}
""",
    "error code": """\
on:
  ASK: {do: [{action: ask}]}
  error.action.ask: {when: "event.code == 'E42'", target: {shelf: full}}
""",
    "fail result": """\
on:
  ASK: {do: [{action: ask}]}
  error.action.ask: {when: "get(event, 'result', null) != null", target: {shelf: full}}
""",
    "raise named": """\
on:
  ASK: {do: [{raise: "=event.note"}]}
  X: {target: {shelf: full}}
""",
    "wild": """\
on:
  "a.*": {when: "event_name == 'a.b'", target: {shelf: full}}
""",
    "define": """\
define: {k: "len(given)"}
on:
  ASK: {do: [{set: {"given[event.note]": 1}}]}
  FILL: {when: "k > 1", target: {shelf: full}}
""",
    "attempt": """\
pipelines:
  p: {steps: [{action: ask, retry: {attempts: 3, delay: 1s}, on_failure: [{if: "error.attempt == 3", then: [{move: {shelf: full}}]}]}]}
on:
  ASK: {do: [{pipeline: p}]}
""",
}

CONDITIONS = [
    "event.x > event.y",
    "event.x == 1 and event.y > event.x",
    "event.x > 1 and event.x < 2",
    "1 < event.x < 2",
    "event.x != 1",
    "event.note < 'm'",
    "event.note not in ['x', '']",
    "event.note != 'x'",
    "event.note in event.list",
]
PAYLOAD = "{note: {type: string}, list: {type: array, items: {type: string}}}"
NUMBERS = "{note: {type: string}, list: {type: array}, x: {type: number}, y: {type: number}}"


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_that_some_payload_meets_is_not_proved_never_to_hold(condition):
    text = HEAD.replace(PAYLOAD, NUMBERS)
    text += f'on: {{ASK: {{when: "{condition}", target: {{shelf: full}}}}}}\n'
    assert not isinstance(verdict_on(text), Proved)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_the_world_can_bring_about_is_not_proved_to_happen_never(way):
    assert not isinstance(verdict_on(HEAD + way), Proved)


def verdict_on(text: str) -> Answer:
    """What is said of the one property."""
    chart = sc.loads(text, file="m")
    mocked = chart.with_functions(sc.Registry.mocked(chart).functions)
    report = check_chart(mocked, Limits(states=300, kernel_steps=1500))
    return next(each.answer for each in report.verdicts if each.subject == "properties.full")
