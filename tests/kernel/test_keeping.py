"""What is kept for configurations has a bound (statecraft.kernel.keeping)."""

from __future__ import annotations

from statecraft.kernel.keeping import MOST_STATES, keep
from tests.kernel.checking import chart_of


def test_what_is_kept_grows_with_its_states_up_to_a_bound():
    known: dict[int, str] = {}
    half = range(MOST_STATES // 2)
    sizes = []
    for number in range(3):
        keep(known, number, "found", half)
        sizes.append(len(known))
    assert sizes == [1, 2, 1]


def test_larger_configuration_than_there_is_room_for_is_kept_alone():
    known = {1: "found"}
    keep(known, 2, "found", range(MOST_STATES + 1))
    assert known == {2: "found"}


def test_names_that_only_a_wildcard_tells_are_not_kept():
    chart = chart_of("states: {a: {on: {GO: {target: a}, '*': {}}}}")
    snapshot = chart.start().snapshot
    for event in ("GO", "x", "y", "z"):
        assert chart.send(snapshot, event).outcome.accepted
    _, program = chart.machines(chart.definition.key)
    assert [event for event, *_ in program.asked] == ["GO"]
