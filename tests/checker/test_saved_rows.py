"""Exploring from whatever may have been saved."""

from __future__ import annotations

import pytest

from statecraft.checker.checking import Report, check_saved
from statecraft.checker.limits import Limits
from statecraft.checker.verdict import Unknown
from statecraft.diagnostics import UsageError
from statecraft.runtime.loading import loads

DOOR = """\
statecraft: 1
machine: door
context:
  tries: {type: integer, minimum: 0, maximum: 3, initial: 0}
  note: {type: string, initial: ""}
dimensions:
  lamp: {values: [off, on], transitions: any}
  dust: {values: [no, yes], transitions: any, lifetime: ephemeral}
initial: begin
states:
  begin: {always: shut}
  shut: {on: {OPEN: {when: tries < 3, target: open}}}
  open:
    parallel: true
    states:
      wing: {initial: half, states: {half: {on: {PUSH: open.wing.wide}}, wide: {}}}
      bell: {initial: quiet, states: {quiet: {on: {RING: open.bell.loud}}, loud: {}}}
    on: {CLOSE: shut}
rules: {lit_when_open: {never: "active('open') and lamp == 'off'"}}
on: {LIGHT: {target: {lamp: on}}}
"""


def saved(text: str) -> Report:
    return check_saved(loads(text, file="m"), Limits())


def test_it_begins_in_every_row_that_the_rules_allow_and_a_machine_rests_in():
    engine = saved(DOOR).exploration.engine
    starts = [engine.model.decode(codes) for codes in engine.model.initial]
    seen = {
        (each.dimensions["lamp"], *each.configuration, each.context["tries"]) for each in starts
    }
    shut = {(lamp, "shut", tries) for lamp in ("off", "on") for tries in range(4)}
    opened = {
        ("on", "open", "open.wing", wing, "open.bell", bell, tries)
        for wing in ("open.wing.half", "open.wing.wide")
        for bell in ("open.bell.quiet", "open.bell.loud")
        for tries in range(4)
    }
    assert seen == shut | opened
    assert {each.dimensions["dust"] for each in starts} == {"no"}


def test_what_a_variable_may_hold_besides_is_a_reason_not_to_know():
    claim = "properties: {no_tries: {never: tries == 2}, plain: {never: note == 'x'}}\n"
    report = saved(DOOR.replace("maximum: 3", "maximum: 99") + claim)
    answers = {each.subject: each.answer for each in report.verdicts if each.kind == "property"}
    assert isinstance(answers["properties.no_tries"], Unknown)
    assert answers["properties.no_tries"].why.startswith(
        "tries may be saved with other values than its initial one"
    )


def test_more_rows_than_are_tried_are_wrong_usage():
    lamps = "".join(f"  l{n}: {{values: [off, on], moves: free}}\n" for n in range(13))
    with pytest.raises(UsageError, match="8,192 rows of lasting values, and at most 4,096"):
        saved(f"statecraft: 1\nmachine: lamps\ndimensions:\n{lamps}")
