"""A turn in which a machine sends itself events for ever is found, and one that ends is not."""

from __future__ import annotations

import pytest

import statecraft as sc
from statecraft.checker.checking import check_chart
from statecraft.checker.limits import Limits

MACHINE = """\
statecraft: 1
machine: rally
dimensions: {{side: {{values: [left, right], transitions: any}}}}
on:
  SERVE: {{do: [{{send: PING}}]}}
  PING: {{{ping}}}
  PONG: {{do: [{{send: PING}}]}}
"""


@pytest.mark.parametrize(
    ("ping", "found"),
    [
        pytest.param("do: [{send: PING}]", ["m:6:3: SC517"], id="to itself"),
        pytest.param("do: [{send: PONG}]", ["m:6:3: SC517"], id="to and fro"),
        pytest.param("do: [{send: PONG, delay: 1s}]", [], id="a delay ends the turn"),
        pytest.param(
            "when: side == 'left', target: {side: right}, do: [{send: PONG}]", [], id="once"
        ),
    ],
)
def test_a_turn_that_goes_round_is_found(ping, found):
    report = check_chart(
        sc.loads(MACHINE.format(ping=ping), file="m"), Limits(states=200, kernel_steps=2000)
    )
    told = [f"{each.span}: {each.code}" for each in report.findings if each.code == "SC517"]
    assert told == found
