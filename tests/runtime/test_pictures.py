"""Charts and machines show themselves where a notebook asks."""

from xml.etree import ElementTree

import statecraft as sc

LAMP = """
statecraft: 1
machine: lamp
dimensions: {light: {values: [off, lit], transitions: any}}
on: {PRESS: {target: {light: lit}}}
"""


def ids(svg: str) -> set[str]:
    return {node.attrib["id"] for node in ElementTree.fromstring(svg).iter() if "id" in node.attrib}


def test_a_chart_and_a_machine_are_pictures_of_the_same_layout():
    chart = sc.loads(LAMP)
    machine = sc.Machine(chart)
    still, running = chart._repr_svg_(), machine._repr_svg_()
    assert ids(still) == ids(running)
    assert still != running
