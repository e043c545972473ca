"""Charts that the tests of this folder draw, and where they stand after some events."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

import statecraft as sc

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "definitions"

FILES = {
    "traffic_light": SHIPPED / "traffic_light.statechart.yaml",
    "sales_invoice": SHIPPED / "sales_invoice.statechart.yaml",
    **{file.name.partition(".")[0]: file for file in sorted((HERE / "charts").iterdir())},
}


def chart(name: str) -> sc.Chart:
    """The chart of that name."""
    file = FILES[name]
    return sc.loads(file.read_text(encoding="utf-8"), file=file.name)


def after(of: sc.Chart, events: Iterable[tuple[str, object]], **start) -> sc.Step:
    """The last of some steps."""
    step = of.start(start)
    for event, data in events:
        step = of.send(step.snapshot, event, data)
    return step


def xml(text: str | bytes) -> ET.Element:
    """The root of an XML text, which one of our own tests had written."""
    return ET.fromstring(text)  # noqa: S314
