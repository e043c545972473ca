"""How charts and machines show themselves where somebody asks for a picture: ``_repr_svg_``.

Drawing is loaded when it is asked for.
"""

from __future__ import annotations

import importlib

from statecraft.kernel.chart import Chart
from statecraft.kernel.snapshot import Snapshot


def picture_of(chart: Chart, snapshot: Snapshot | None = None) -> str:
    """The chart as SVG, with the active states marked when there is a snapshot.

    Raises:
        UsageError: there is no Graphviz engine.
    """
    drawing = importlib.import_module("statecraft.render")
    picture: str = drawing.svg(chart, snapshot)
    return picture
