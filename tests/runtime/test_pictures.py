"""Charts and machines show themselves where a notebook asks."""

import re

import statecraft as sc

LAMP = """
statecraft: 1
machine: lamp
dimensions: {light: {values: [off, lit], transitions: any}}
on: {PRESS: {target: {light: lit}}}
"""


def ids(svg: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', svg))


def test_a_chart_and_a_machine_are_pictures_of_the_same_layout():
    chart = sc.loads(LAMP)
    machine = sc.Machine(chart)
    still, running = chart._repr_svg_(), machine._repr_svg_()
    assert ids(still) == ids(running)
    assert still != running
